"""The upload of a file of measurements or targets."""

from django import forms

from followup.indicators.choices import UploadKind

MOST_BYTES = 1_000_000  # several times the whole series of the ten municipalities


class UploadForm(forms.Form):
    """`data`: the bytes of the file; `name`: its name."""

    kind = forms.ChoiceField(
        label="Qué trae", choices=UploadKind.choices, widget=forms.RadioSelect,
        error_messages={"required": "Elija si son mediciones o metas."},
    )  # fmt: skip
    file = forms.FileField(
        label="Archivo",
        help_text="CSV en UTF-8 o libro de Excel (.xlsx), hasta 1 MB.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"required": "Elija el archivo.", "empty": "El archivo está vacío. Elija otro."},
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("El archivo pesa más de 1 MB. Pártalo en dos.")
        self.name = file.name
        return file.read()
