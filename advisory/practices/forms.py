"""Writing a practice, and what is asked before it is reviewed, published or withdrawn."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from advisory.practices.choices import (
    COMPULSORY,
    LEVELS,
    LONGEST_OFFICE,
    LONGEST_PERIOD,
    LONGEST_REASON,
    LONGEST_TAG,
    LONGEST_TEXT,
    LONGEST_THEME,
    LONGEST_TITLE,
    LONGEST_UNIT,
    MOST_ADDRESSES,
    MOST_MONTHS,
    MOST_TAGS,
    CostBand,
    Licence,
)
from advisory.practices.models import Practice, PracticeText
from advisory.practices.models.soundness import faults_of
from core.documents.fields import CODE
from core.forms import OneLine, PlainText, SeenForm
from core.numbers import trimmed
from core.words import one_line
from diagnostics.scoring.values import number_from_screen, number_problem
from files.loaders.links import links_of, problem_of
from territory.models import Municipality

TEXT = {"rows": 4}
LEVEL_CHOICES = [("", "–"), *((level, str(level)) for level in LEVELS)]


class NumberField(OneLine):
    """«1.148», «91,4»; None where nothing is typed. What cannot be read stays as it was typed, with the reason."""

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "num-short", "autocomplete": "off"})
        super().__init__(required=False, max_length=60, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return trimmed(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        typed = super().clean(value)
        if problem := number_problem(typed):
            raise forms.ValidationError(f"{problem[0].upper()}{problem[1:]}.")
        return Decimal(number_from_screen(typed)) if typed else None


class PracticeForm(SeenForm):
    """The sheet; a draft may lack anything but its title. `places`: the municipalities for which the writer may write."""

    title = OneLine(
        label="Qué se hizo, en una frase", max_length=LONGEST_TITLE,
        help_text="Por ejemplo: responder en una hoja qué pasó con cada aporte.",
        error_messages={"required": "Escriba qué se hizo, en una frase."},
    )  # fmt: skip
    theme = OneLine(label="Tema", required=False, max_length=LONGEST_THEME, help_text="Por ejemplo: Participación.")
    problem = PlainText(
        label="El problema", required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs=TEXT),
        help_text="Qué pasaba antes, y a quién.",
    )  # fmt: skip
    what_was_done = PlainText(
        label="Qué se hizo", required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Un paso por línea.",
    )  # fmt: skip
    result_unit = OneLine(
        label="Qué cuenta el número", required=False, max_length=LONGEST_UNIT,
        help_text="Por ejemplo: procesos con devolución publicada antes de 60 días.",
    )  # fmt: skip
    result_number = NumberField(label="Resultado")
    result_period = OneLine(
        label="De cuándo es", required=False, max_length=LONGEST_PERIOD, help_text="2026, o marzo de 2026."
    )
    before_number = NumberField(
        label="El mismo número, antes", help_text="Si no se sabe, déjelo vacío: la página lo dice."
    )
    before_period = OneLine(label="De cuándo era", required=False, max_length=LONGEST_PERIOD)
    cost_band = forms.ChoiceField(
        label="Cuánto costó, además de los salarios", required=False, choices=[("", "Elija"), *CostBand.choices]
    )
    months = forms.IntegerField(
        label="Meses hasta el resultado", required=False, min_value=1, max_value=MOST_MONTHS,
        error_messages={"invalid": "Escriba los meses en un número entero."},
    )  # fmt: skip
    conditions = PlainText(
        label="Qué hace falta para repetirla", required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs=TEXT),
        help_text="Una condición por línea.",
    )  # fmt: skip
    what_failed = PlainText(
        label="Qué falló", required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs=TEXT),
        help_text="Lo que no funcionó, una cosa por línea. Sin esto no se publica: es lo que más ayuda a quien la copie.",
    )  # fmt: skip
    contact_office = OneLine(
        label="Dependencia que responde preguntas", required=False, max_length=LONGEST_OFFICE,
        help_text="Se publica. La dependencia, no el nombre de una persona.",
    )  # fmt: skip
    evidence = PlainText(
        label="Direcciones de evidencias", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Una por línea, completas: https://…",
    )  # fmt: skip
    question = OneLine(
        label="Pregunta del diagnóstico que mejora",
        required=False,
        max_length=40,
        help_text="Su código, por ejemplo PAR-08.",
    )
    from_level, to_level = (
        forms.TypedChoiceField(label=label, required=False, choices=LEVEL_CHOICES, coerce=int, empty_value=None)
        for label in ("Lleva del nivel", "Al nivel")
    )
    tags = OneLine(label="Etiquetas", required=False, max_length=400, help_text="Separadas por comas.")
    licence = forms.ChoiceField(label="Licencia", choices=Licence)

    def __init__(self, *args, places: Sequence[Municipality] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.places = {str(one.pk): one for one in places}
        for name in COMPULSORY:
            self.fields[name].is_needed_later = True
        if len(self.places) > 1:
            named = [(key, one.name) for key, one in self.places.items()]
            self.fields["municipality"] = forms.ChoiceField(label="Municipio", choices=named)

    @property
    def written_for(self) -> Municipality:
        return self.places[self.cleaned_data.get("municipality") or next(iter(self.places))]

    @property
    def said(self) -> dict[str, Any]:
        return {field.name: self.cleaned_data[field.name] for field in PracticeText._meta.get_fields()}

    def clean_evidence(self) -> list[str]:
        links: list[str] = []
        for line in self.cleaned_data["evidence"].splitlines():
            found, wrong = links_of(line)
            if wrong:
                raise forms.ValidationError(f"«{wrong[0][:60]}» {problem_of(wrong[0])}.")
            links += found
        if len(set(links)) > MOST_ADDRESSES:
            raise forms.ValidationError(f"Escriba como máximo {MOST_ADDRESSES} direcciones.")
        return list(dict.fromkeys(links))

    def clean_tags(self) -> list[str]:
        tags = list(
            dict.fromkeys(
                tag for part in self.cleaned_data["tags"].replace(";", ",").split(",") if (tag := one_line(part))
            )
        )
        if len(tags) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in tags):
            raise forms.ValidationError(f"Escriba como máximo {MOST_TAGS} etiquetas, de hasta {LONGEST_TAG} letras.")
        return tags

    def clean_question(self) -> str:
        code = self.cleaned_data["question"].upper()
        if code and not CODE.fullmatch(code):
            raise forms.ValidationError("Escriba el código de una pregunta, por ejemplo PAR-08.")
        return code

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors:
            for name, fault in faults_of(data).items():
                self.add_error(name, fault)
        return data


def initial_of(row: Practice) -> dict[str, Any]:
    said = row.fields | {"tags": ", ".join(row.tags), "evidence": "\n".join(row.evidence), "seen": row.version}
    return {name: "" if value is None else value for name, value in said.items()}


class ReviewForm(SeenForm):
    signed_as = OneLine(
        label="Con qué nombre se publica la revisión", max_length=LONGEST_OFFICE,
        help_text="Se publica junto a la fecha. Por ejemplo: su nombre y su cargo.",
        error_messages={"required": "Escriba con qué nombre se publica la revisión."},
    )  # fmt: skip


class ChangeForm(SeenForm):
    """`is_next`: whether there is a version before it, so that the change must be said."""

    change = PlainText(
        label="Qué cambió desde la versión anterior", required=False, max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}), help_text="Se publica con la versión.",
    )  # fmt: skip

    def __init__(self, *args, is_next: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["change"].required = is_next
        self.fields["change"].error_messages["required"] = "Escriba qué cambió desde la versión anterior."
        if not is_next:
            del self.fields["change"]


class ReasonForm(SeenForm):
    reason = PlainText(
        label="Por qué", max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Escriba la razón en una o dos frases."},
    )  # fmt: skip
