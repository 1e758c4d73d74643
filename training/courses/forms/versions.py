"""A course's folder as an archive, and the review of an expert."""

from django import forms

from core.forms import DayField, OneLine
from core.web.edge import validated
from training.courses.loaders.folders import files_of_archive


class ArchiveForm(forms.Form):
    file = forms.FileField(
        label="Carpeta del curso en un ZIP", widget=forms.FileInput(attrs={"accept": ".zip"}),
        help_text="Con course.md y una carpeta por módulo, como la que se descarga de aquí.",
        error_messages={"required": "Elija el archivo ZIP.", "empty": "El archivo está vacío. Elija otro."},
    )  # fmt: skip

    def clean_file(self) -> dict[str, bytes]:
        file = self.cleaned_data["file"]
        return validated(files_of_archive, file.read(), file.name[:100])


class ReviewForm(forms.Form):
    reviewer = OneLine(
        label="Quién lo revisó", max_length=200, help_text="Nombre y qué sabe: «Ana Ruiz, abogada de la personería».",
        error_messages={"required": "Escriba quién lo revisó."},
    )  # fmt: skip
    on = DayField(label="Día de la revisión")
