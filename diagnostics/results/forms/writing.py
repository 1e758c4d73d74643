"""Forms of what coordination writes to municipalities."""

from django import forms

from core.forms import LongText, OneLine
from core.placeholders import require_known
from core.web.edge import validated
from diagnostics.assessments.queries.waiting import PLACEHOLDERS

SUBJECT_LENGTH, TEXT_LENGTH = 120, 3000
HINT = f"Cambian en cada correo: {', '.join(f'{{{name}}}' for name in PLACEHOLDERS)}."


class TextForm(forms.Form):
    """A subject and a message with placeholders."""

    subject = OneLine(label="Asunto", max_length=SUBJECT_LENGTH, error_messages={"required": "Escriba el asunto."})
    text = LongText(
        label="Mensaje", max_length=TEXT_LENGTH, help_text=HINT, widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Escriba el mensaje."},
    )  # fmt: skip

    def clean_subject(self) -> str:
        validated(require_known, self.cleaned_data["subject"], PLACEHOLDERS)
        return self.cleaned_data["subject"]

    def clean_text(self) -> str:
        validated(require_known, self.cleaned_data["text"], PLACEHOLDERS)
        return self.cleaned_data["text"]


class ReminderForm(TextForm):
    """`places`: slugs of the municipalities that may be written to."""

    places = forms.MultipleChoiceField(
        label="A quién", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Elija al menos un municipio.", "invalid_choice": "A ese municipio no se le puede escribir."},
    )  # fmt: skip

    def __init__(self, *args, places: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["places"].choices = places
