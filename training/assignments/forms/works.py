"""Handing a work in, and offering one that was accepted."""

from collections.abc import Sequence

from django import forms

from core.forms import PlainText, SeenForm
from files.forms import JudgedFilesField
from training.assignments.choices import LONGEST_TEXT, MOST_FILES
from training.assignments.models import WorkFile
from training.assignments.queries.offering import Place


class WorkForm(SeenForm):
    """`upload_problem`: why a file did not arrive, or "". `kept`: the files that the work has, which new ones may replace."""

    text = PlainText(
        label="Su texto", max_length=LONGEST_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Puede entregar un texto, archivos, o las dos cosas. Sin datos personales de nadie.",
    )  # fmt: skip
    files = JudgedFilesField(label="Agregar archivos", most=MOST_FILES, required=False)
    replaced = forms.TypedMultipleChoiceField(
        label="Lo que agrega reemplaza", required=False, coerce=int, widget=forms.CheckboxSelectMultiple,
        help_text="Sin marcar nada, lo nuevo se suma a lo que ya está.",
        error_messages={"invalid_choice": "Ese archivo ya no está en la tarea."},
    )  # fmt: skip

    def __init__(self, *args, upload_problem: str = "", kept: Sequence[WorkFile] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.upload_problem = upload_problem
        self.fields["replaced"].choices = [(one.number, one.file_name) for one in kept]
        self.chosen: list[str] = []

    def clean(self) -> dict:
        data = super().clean()
        self.chosen = [one.name for one in data.get("files") or ()]
        if self.upload_problem:
            self.add_error("files", self.upload_problem)
        elif data.get("replaced") and not data.get("files") and "files" not in self.errors:
            self.add_error("files", "Elija el archivo nuevo, o quite la marca de lo que reemplaza.")
        return data

    @property
    def chosen_again(self) -> list[str]:
        """Names of files that were accepted, for a page that is shown once more: no browser keeps them."""
        return self.chosen if self.errors else []


class OfferForm(forms.Form):
    """Which file, as evidence of which question. Nothing is chosen beforehand."""

    file = forms.ChoiceField(
        label="Qué archivo se copia", widget=forms.RadioSelect, error_messages={"required": "Elija un archivo."}
    )
    place = forms.ChoiceField(
        label="De qué pregunta es evidencia",
        widget=forms.RadioSelect,
        error_messages={"required": "Elija una pregunta."},
    )

    def __init__(self, *args, files: list[WorkFile], places: list[Place], **kwargs):
        super().__init__(*args, **kwargs)
        self.files = {str(one.pk): one for one in files}
        self.places = {one.key: one for one in places}
        self.fields["file"].choices = [(key, one.file_name) for key, one in self.files.items()]
        self.fields["place"].choices = [
            (key, f"{one.question}: {one.text} ({one.assessment})") for key, one in self.places.items()
        ]

    @property
    def said(self) -> dict:
        """Arguments for the action, of a valid form."""
        place = self.places[self.cleaned_data["place"]]
        return {
            "file": self.files[self.cleaned_data["file"]], "assessment": place.assessment, "question": place.question
        }  # fmt: skip
