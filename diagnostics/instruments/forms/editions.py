"""Forms of an edition besides its questions: general data, scoring rules, dimensions and indicators."""

from typing import Any

from django import forms
from django.http import QueryDict

from core.forms import LongText
from core.refusals import Refusal
from diagnostics.instruments.choices import PartKind, QuestionType
from diagnostics.instruments.exports.edition_sheets import FACTS
from diagnostics.instruments.forms.edition_fields import (
    Code,
    Number,
    Pick,
    RowCode,
    SeenForm,
    Words,
    clean_tags,
    formset_of,
    offered,
    rows_of,
)
from diagnostics.instruments.loaders.edition_workbook import read_edition
from diagnostics.instruments.models import InstrumentVersion
from diagnostics.scoring.flat_parts import LEVELS, flat_group, group_from, without_blanks

SECTIONS = ("scoring", "maturity_levels", "municipality_attributes", "review_reason_codes")
CAPS = {
    "scale": "Preguntas por niveles",
    "yes_no": "Preguntas de sí o no",
    "multi": "Selección múltiple",
    "choice": "Selección única",
    "numeric": "Numéricas",
}
LINES = "Una por línea."


class StartForm(forms.Form):
    name = Words("Nombre de trabajo", hint="Para reconocer el borrador, por ejemplo «Edición 2028».", limit=120)
    base = forms.ModelChoiceField(
        label="A partir de",
        queryset=InstrumentVersion.objects.none(),
        required=False,
        empty_label="Ninguna: empezar en blanco",
        help_text="De ella salen las preguntas, y con ella se compara lo que cambie.",
    )
    file = forms.FileField(
        label="O de un archivo",
        required=False,
        help_text="Una planilla de edición (XLSX) descargada de aquí, o un instrumento en YAML.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.yaml,.yml"}),
        error_messages={"empty": "El archivo está vacío. Elija otro."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.details: list[str] = []
        self.document: dict[str, Any] | None = None
        self.fields["base"].queryset = (
            InstrumentVersion.objects.light().select_related("instrument").order_by("-loaded_at")
        )

    def clean_file(self) -> None:
        """Set `document`, or `details` on where the file cannot be read."""
        file = self.cleaned_data["file"]
        if not file:
            return
        try:
            self.document = read_edition(file.read(), file.name)
        except Refusal as refusal:
            self.details = refusal.details
            raise forms.ValidationError(refusal.message) from None

    @property
    def draft_name(self) -> str:
        base = self.cleaned_data["base"]
        return self.cleaned_data["name"] or (f"Después de la {base.version}" if base else "Edición nueva")


class AddForm(forms.Form):
    code = Code()
    label = Words("Nombre", limit=200)

    def __init__(self, *args, kind: PartKind, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = kind
        if kind == PartKind.QUESTION:
            self.fields["label"] = Words("Pregunta", rows=3)
            self.fields["type"] = forms.ChoiceField(label="Tipo", choices=QuestionType.choices)
        self.fields["label"].required = True
        self.fields["label"].error_messages["required"] = "Escriba de qué trata."

    @property
    def fields_of_part(self) -> dict[str, Any]:
        """The part as in a file."""
        data = self.cleaned_data
        own = {"code": data["code"], "weight": "1"}
        if self.kind == PartKind.QUESTION:
            return own | {"type": data["type"], "text": data["label"]}
        return own | {"name": data["label"]}


class CarryForm(forms.Form):
    inside = forms.ChoiceField(label="Llevarla a")

    def __init__(self, *args, choices: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["inside"].choices = choices


class HeadForm(SeenForm):
    code = Code("Código del instrumento", hint="El mismo en todas sus ediciones.")
    version = Words("Versión", hint="Tres números, como 1.1.0.", limit=14)
    name = Words("Nombre", limit=300)
    short_name = Words("Nombre corto", limit=120)
    purpose = Words("Para qué sirve", rows=3)
    how_to_answer = Words("Cómo se responde", rows=4)
    unit_of_analysis = Words("De quién habla", hint="Qué parte de la alcaldía se mide.")
    reference_period_months = Number("Meses que abarca", hint="Contados hasta la fecha de corte.")
    source = Words("Fuente", hint="De dónde sale el instrumento, si es de otra entidad.")

    @staticmethod
    def initial_of(document: dict[str, Any]) -> dict[str, Any]:
        return document.get("instrument", {})

    def sections(self, document: dict[str, Any]) -> dict[str, Any]:
        typed = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        kept = {key: value for key, value in document.get("instrument", {}).items() if key not in typed}
        return {"instrument": without_blanks(typed) | kept}


class RulesForm(SeenForm):
    minimum_dimension = Number(
        "Cobertura mínima de cada dimensión", hint="De 0 a 1. Por debajo, el resultado es parcial."
    )
    minimum_global = Number("Cobertura mínima en conjunto", hint="De 0 a 1.")
    max_na = Number(
        "Cuánto de una dimensión puede ser «no aplica»", hint="De 0 a 1. Por encima, la coordinación lo aprueba."
    )
    has_caps = forms.BooleanField(label="Sin evidencia aceptada, la pregunta tiene un tope", required=False)
    by_option = forms.BooleanField(
        label="En selección múltiple cuentan solo las opciones con evidencia", required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for level in LEVELS:
            self.fields[f"value_{level}"] = Number(f"Puntos del nivel descrito {level}")
        for kind, label in CAPS.items():
            self.fields[f"cap_{kind}"] = Number(f"Tope: {label.lower()}")

    @staticmethod
    def initial_of(document: dict[str, Any]) -> dict[str, Any]:
        scoring = _mapping(document.get("scoring"))
        coverage, evidence = _mapping(scoring.get("coverage")), _mapping(scoring.get("evidence"))
        caps = _mapping(evidence.get("cap_without_accepted_evidence"))
        values = _mapping(scoring.get("scale_values")) or {str(level): str(25 * level) for level in LEVELS}
        return {
            "minimum_dimension": coverage.get("minimum_dimension", ""),
            "minimum_global": coverage.get("minimum_global", ""),
            "max_na": _mapping(scoring.get("not_applicable")).get("max_share_of_dimension_weight", ""),
            "has_caps": bool(evidence),
            "by_option": evidence.get("multi_counts_only_options_with_evidence", True) in (True, "true"),
            **{f"value_{level}": values.get(str(level), "") for level in LEVELS},
            **{f"cap_{kind}": caps.get(kind, "") for kind in CAPS},
        }

    def scoring(self) -> dict[str, Any]:
        data = self.cleaned_data
        coverage = {key: data[key] for key in ("minimum_dimension", "minimum_global")}
        scoring: dict[str, Any] = {
            "scale_values": without_blanks({str(level): data[f"value_{level}"] for level in LEVELS}),
            "coverage": without_blanks(coverage),
        }
        if data["has_caps"]:
            scoring["evidence"] = {
                "cap_without_accepted_evidence": without_blanks({kind: data[f"cap_{kind}"] for kind in CAPS}),
                "multi_counts_only_options_with_evidence": data["by_option"],
            }
        if data["max_na"]:
            scoring["not_applicable"] = {"max_share_of_dimension_weight": data["max_na"]}
        return without_blanks(scoring)


class LevelRow(forms.Form):
    code = RowCode()
    name = Words("Nombre", limit=60)
    start = Number("Desde")
    end = Number("Hasta, sin incluirlo")
    summary = Words("Qué significa", rows=2)


class GateRow(forms.Form):
    rule = Pick(
        "Mientras",
        [
            ("", "Sin puerta"),
            ("min_dimension_score", "una dimensión esté por debajo de"),
            ("min_critical_question_score", "una pregunta crítica esté por debajo de"),
        ],
    )
    value = Number("Puntos")
    max_level_without = Number("El nivel es como mucho")


class AttributeRow(forms.Form):
    code = RowCode()
    type = Pick("Tipo", [("", "Elija…"), *offered(FACTS)])
    name = Words("Cómo se pregunta", rows=1, limit=200)
    help = Words("Ayuda", rows=1)
    values = Words("Valores de la lista", hint="Separados por coma.")


class ReasonRow(forms.Form):
    code = RowCode()
    name = Words("Razón", rows=1)


class Rules:
    """The page of the rules: its form and its rows, always bound together."""

    def __init__(self, document: dict[str, Any], seen: str, data: QueryDict | None = None):
        self.form = RulesForm(data, initial=RulesForm.initial_of(document) | {"seen": seen})
        scoring = _mapping(document.get("scoring"))
        self.levels = formset_of(LevelRow, more=1, most=20)(data, prefix="levels", initial=_levels(document))
        self.gates = formset_of(GateRow, more=1, most=10)(data, prefix="gates", initial=_list(scoring.get("gates")))
        self.attributes = formset_of(AttributeRow, more=1, most=40)(
            data, prefix="attributes", initial=_attributes(document)
        )
        reasons = _list(document.get("review_reason_codes"))
        self.reasons = formset_of(ReasonRow, more=1, most=40)(data, prefix="reasons", initial=reasons)

    def is_valid(self) -> bool:
        judged = [part.is_valid() for part in (self.form, self.levels, self.gates, self.attributes, self.reasons)]
        return all(judged)

    @property
    def sections(self) -> dict[str, Any]:
        gates = [row for row in rows_of(self.gates) if row.get("rule")]
        levels = [
            {"level": number, **_renamed(row, start="from", end="to")}
            for number, row in enumerate(rows_of(self.levels), start=1)
        ]
        return {
            "scoring": without_blanks(self.form.scoring() | {"gates": gates}),
            "maturity_levels": levels,
            "municipality_attributes": [_with_values(row) for row in rows_of(self.attributes)],
            "review_reason_codes": rows_of(self.reasons),
        }


def _renamed(row: dict[str, Any], **names: str) -> dict[str, Any]:
    return {names.get(key, key): value for key, value in row.items()}


def _with_values(row: dict[str, Any]) -> dict[str, Any]:
    values = [value.strip() for value in row.pop("values", "").split(",") if value.strip()]
    return row | ({"values": values} if values else {})


def _levels(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [_renamed(level, **{"from": "start", "to": "end"}) for level in _list(document.get("maturity_levels"))]


def _attributes(document: dict[str, Any]) -> list[dict[str, Any]]:
    rows = _list(document.get("municipality_attributes"))
    return [row | {"values": ", ".join(map(str, row.get("values", [])))} for row in rows]


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


class GroupForm(SeenForm):
    @staticmethod
    def initial_of(part: dict[str, Any]) -> dict[str, Any]:
        return flat_group(part)

    @property
    def fields_of_part(self) -> dict[str, Any]:
        """The part as in a file, without the parts inside it."""
        return group_from({name: value for name, value in self.cleaned_data.items() if name != "seen"})


class DimensionForm(GroupForm):
    code = Code()
    name = Words("Nombre", limit=200)
    short_name = Words("Nombre corto", hint="Para tablas y teléfonos.", limit=60)
    weight = Number("Peso", hint="Frente a las otras dimensiones.")
    definition = Words("Qué mira", rows=3)
    crosswalk = LongText(
        label="A qué corresponde en otros formularios",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=f"{LINES} La clave del formulario, dos puntos y la parte: «mipg: Servicio al ciudadano».",
    )

    def clean_crosswalk(self) -> str:
        return clean_tags(self.cleaned_data["crosswalk"])


class IndicatorForm(GroupForm):
    code = Code()
    name = Words("Nombre", limit=200)
    weight = Number("Peso", hint="Frente a los otros indicadores de su dimensión.")
    tags = Words("Etiquetas", hint="Separadas por coma.")
