"""The upload of a file with answers of an earlier round."""

from django import forms

from core.tables import Row
from core.web.edge import validated
from diagnostics.assessments.choices import Layer
from diagnostics.assessments.models import Round
from diagnostics.exchange.actions.imports import require_fit
from diagnostics.exchange.loaders.answers import read_rows


class AnswersForm(forms.Form):
    """The cleaned `round` is a Round, `file` the rows of the file. `name`: that of the file."""

    round = forms.CharField(
        label="Ciclo", widget=forms.Select, error_messages={"required": "Elija el ciclo de estas respuestas."}
    )
    layer = forms.ChoiceField(
        label="Qué son",
        choices=[
            (Layer.FINAL, "Respuestas definitivas, ya revisadas"),
            (Layer.REVIEWED, "Respuestas con la revisión"),
            (Layer.SELF_ASSESSED, "Autoevaluación de los municipios"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Elija qué son estas respuestas."},
    )
    file = forms.FileField(
        label="Archivo de respuestas",
        help_text="CSV en UTF-8 o libro de Excel (.xlsx), hasta 1 MB.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"required": "Elija el archivo.", "empty": "El archivo está vacío. Elija otro."},
    )

    def __init__(self, *args, rounds: list[Round], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["round"].widget.choices = [(one.code, one.name) for one in rounds]
        self.name = ""

    def clean_round(self) -> Round:
        code = self.cleaned_data["round"]
        found = Round.objects.select_related("version").filter(code=code).first()
        if found is None:
            raise forms.ValidationError("Ese ciclo no existe. Elija otro.")
        validated(require_fit, found)
        return found

    def clean_file(self) -> list[Row]:
        file = self.cleaned_data["file"]
        self.name = file.name
        return validated(read_rows, file.read(), name=file.name)
