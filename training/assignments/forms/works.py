"""Handing a work in, and offering one that was accepted."""

from django import forms

from core.forms import PlainText
from files.forms import JudgedFilesField
from training.assignments.choices import LONGEST_TEXT, MOST_FILES
from training.assignments.models import WorkFile
from training.assignments.queries.offering import Place


class WorkForm(forms.Form):
    """`upload_problem`: why a file did not arrive, or ""."""

    text = PlainText(
        label="Su texto", max_length=LONGEST_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Puede entregar un texto, archivos, o las dos cosas. Sin datos personales de nadie.",
    )  # fmt: skip
    files = JudgedFilesField(label="Agregar archivos", most=MOST_FILES, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args, upload_problem: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.upload_problem = upload_problem
        self.chosen: list[str] = []

    def clean(self) -> dict:
        data = super().clean()
        self.chosen = [one.name for one in data.get("files") or ()]
        if self.upload_problem:
            self.add_error("files", self.upload_problem)
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
