"""Forms of an edition besides its questions and rules: its start, general data, dimensions and indicators."""

from typing import Any

from django import forms

from core.forms import LongText
from core.refusals import Refusal
from diagnostics.instruments.choices import PartKind, QuestionType
from diagnostics.instruments.forms.edition_fields import (
    Code,
    Number,
    SeenForm,
    Words,
    clean_tags,
)
from diagnostics.instruments.loaders.edition_workbook import read_edition
from diagnostics.instruments.models import InstrumentVersion
from diagnostics.scoring.flat_parts import flat_group, group_from, without_blanks

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
