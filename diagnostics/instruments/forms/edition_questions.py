"""One question of an edition: its form, its rows, and the conversion back to the fields of a file."""

from typing import Any

from django import forms
from django.http import QueryDict

from core.forms import LongText
from diagnostics.instruments.choices import QuestionType
from diagnostics.instruments.exports.edition_sheets import DIRECTIONS, REQUIREMENTS
from diagnostics.instruments.forms.edition_fields import (
    Code,
    Number,
    Pick,
    Row,
    RowCode,
    SeenForm,
    Words,
    clean_tags,
    formset_of,
    offered,
    rows_of,
)
from diagnostics.instruments.forms.edition_statements import (
    PREFIX,
    statement_fields,
    statement_rows,
    statement_values,
)
from diagnostics.scoring import notation
from diagnostics.scoring.flat_parts import (
    LEVELS,
    flat_options,
    flat_question,
    flat_references,
    flat_thresholds,
    question_from,
)
from diagnostics.scoring.instrument import CHOICE, MULTI, NUMERIC, SCALE

MODES = [("ratio", "Una parte y su total"), ("count", "Un número")]
EFFORT_HINT = (
    "De 1 a 100, frente a las otras preguntas; vacío es 1. En una escala, uno o los de los niveles 1 a 4: 1, 2, 3, 5."
)
RELATIONS = {
    "": "Sin decirlo: es la misma si se lee igual",
    "same": "La misma",
    "reworded": "La misma, redactada de nuevo",
    "split": "Antes era parte de una sola pregunta",
    "merged": "Antes eran varias preguntas",
    "dropped": "Reemplaza a otras que ya no se hacen",
    "new": "Nueva",
}


class OptionRow(Row):
    code = RowCode()
    text = Words("Opción", rows=2)
    points = Number("Puntos")


class ThresholdRow(Row):
    start = Number("Desde")
    score = Number("Puntos")


class ReferenceRow(Row):
    norm = Words("Norma")
    article = Words("Artículo")
    certainty = Pick(
        "Certeza del artículo",
        [("", "Elija…"), ("alta", "Alta: se vio en el texto"), ("media", "Media: falta cotejarlo")],
    )


class QuestionForm(SeenForm):
    """The fields of every question, and those of the type that it had when the page opened (`asked`)."""

    code = Code()
    type = forms.ChoiceField(
        label="Tipo",
        choices=QuestionType.choices,
        help_text="Al guardar, la página pide lo del tipo nuevo.",
    )
    text = Words("Pregunta", rows=3)
    help = Words("Ayuda para responder", rows=3)
    weight = Number("Peso", hint="Frente a las otras del indicador. Con 0 es informativa.")
    critical = forms.BooleanField(
        label="Es crítica", required=False, help_text="Con pocos puntos en ella, el nivel del municipio tiene un tope."
    )
    anchor = forms.BooleanField(
        label="Es ancla",
        required=False,
        help_text="Une las series cuando otra edición cambia lo que vale una respuesta.",
    )
    na_allowed = forms.BooleanField(
        label="Admite «no aplica»",
        required=False,
        help_text="El municipio explica por qué. Si la revisión lo acepta, la pregunta sale de la cuenta.",
    )
    requirement = forms.ChoiceField(label="Se pide", choices=offered(REQUIREMENTS))
    accepts = forms.MultipleChoiceField(
        label="Qué sirve",
        required=False,
        choices=[("url", "Dirección"), ("document", "Documento")],
        widget=forms.CheckboxSelectMultiple,
    )
    describe = Words("Cómo es una buena evidencia", rows=2)
    applies_when = Words(
        "Se pregunta solo si",
        hint="Vacío: a todos.",
        limit=2000,
    )
    tags = Words("Etiquetas", hint="Separadas por coma.")
    crosswalk = LongText(
        label="Ítems de otros formularios que responde",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text="Una línea por formulario: «ita: 1.2 | 1.3».",
    )
    effort = Words("Esfuerzo de cada paso", hint=EFFORT_HINT, limit=40)
    relation = Pick("Esta pregunta es", RELATIONS.items())
    before = Words("Códigos que tenía antes", hint="Separados por coma.")

    def __init__(self, *args, asked: str = "", statements: dict[str, forms.Field], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["accepts"].is_needed_later = True
        self.fields.update(statements)
        extra = {"scale": _scale_fields, "choice": _choice_fields, "numeric": _numeric_fields}.get(asked)
        self.fields.update(extra() if extra else {})

    def clean_applies_when(self) -> str:
        try:
            notation.read(self.cleaned_data["applies_when"])
        except notation.UnreadableCondition as problem:
            raise forms.ValidationError(f"No se entiende la condición: {problem}.") from None
        return self.cleaned_data["applies_when"]

    def clean_crosswalk(self) -> str:
        return clean_tags(self.cleaned_data["crosswalk"])


def _scale_fields() -> dict[str, forms.Field]:
    return {f"level_{level}": Words(f"Nivel {level}", rows=2) for level in LEVELS}


def _choice_fields() -> dict[str, forms.Field]:
    return {"max_points": Number("Puntos máximos", hint="Vacío: los de la opción que más da.")}


def _numeric_fields() -> dict[str, forms.Field]:
    return {
        "mode": forms.ChoiceField(label="Qué se pide", choices=MODES),
        "direction": forms.ChoiceField(label="Es mejor", choices=offered(DIRECTIONS)),
        "unit": Words("Unidad", limit=40),
        "numerator": Words("Nombre de la parte", hint="Numerador."),
        "denominator": Words("Nombre del total", hint="Denominador."),
        "zero_denominator_score": Number("Puntos si el total es 0", hint="Vacío: un total de 0 no se acepta."),
        "may_exceed": forms.BooleanField(label="La parte puede pasar del total", required=False),
    }  # fmt: skip


class QuestionPage:
    """The form of a question with its rows: options, thresholds and norms. `asked`: the type whose fields are shown."""

    def __init__(self, part: dict[str, Any], seen: str, data: QueryDict | None = None):
        self.move = data.get("move", "") if data else ""
        self.asked = part.get("type", SCALE)
        initial = flat_question(part) | statement_values(part) | {"seen": seen}
        self.form = QuestionForm(data, asked=self.asked, statements=statement_fields(part), initial=initial)
        rows = {"options": (OptionRow, flat_options(part)), "thresholds": (ThresholdRow, flat_thresholds(part))}
        rows["refs"] = (ReferenceRow, flat_references(part))
        wanted = {MULTI: ["options"], CHOICE: ["options"], NUMERIC: ["thresholds"]}.get(self.asked, [])
        self.rows = {
            name: formset_of(rows[name][0], more=2, most=60)(data, prefix=name, initial=rows[name][1])
            for name in [*wanted, "refs"]
        }

    def is_valid(self) -> bool:
        judged = [part.is_valid() for part in self.parts]  # all of them, so that each reports its faults
        return all(judged)

    @property
    def parts(self) -> list[Any]:
        return [self.form, *self.rows.values()]

    @property
    def levels(self) -> list[forms.BoundField]:
        return [self.form[f"level_{level}"] for level in LEVELS] if self.asked == SCALE else []

    @property
    def statements(self) -> list[forms.BoundField]:
        return [field for field in self.form if field.name.startswith(PREFIX)]

    @property
    def says_something(self) -> bool:
        return any(field.value() or field.errors for field in self.statements)

    @property
    def fields(self) -> dict[str, Any]:
        """The question as in a file. Statements speak of the answers of a type: another type begins without them."""
        names = ("options", "thresholds", "refs")
        rows = [rows_of(self.rows[name], self.move) if name in self.rows else [] for name in names]
        cleaned = self.form.cleaned_data
        said = statement_rows(cleaned, self._codes) if cleaned["type"] == self.asked else []
        return question_from(cleaned, *rows, said)

    @property
    def _codes(self) -> dict[str, str]:
        """The codes of options as the page showed them → as they are sent, "" for one that was removed."""
        rows = [form for form in self.rows.get("options", []) if form.initial.get("code")]
        return {row.initial["code"]: "" if row.cleaned_data["drop"] else row.cleaned_data["code"] for row in rows}
