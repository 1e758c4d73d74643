"""Asking about a lesson, and answering."""

from django import forms

from core.forms import PlainText
from training.learning.choices import LONGEST_ANSWER, LONGEST_QUESTION


class QuestionForm(forms.Form):
    text = PlainText(
        label="Su pregunta", max_length=LONGEST_QUESTION, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="No ponga nombres ni datos de otras personas.", error_messages={"required": "Escriba su pregunta."},
    )  # fmt: skip


class AnswerForm(forms.Form):
    """`public_text` is asked for only where the question goes to the frequent ones."""

    answer = PlainText(
        label="Su respuesta", max_length=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Escriba la respuesta."},
    )  # fmt: skip
    publish = forms.BooleanField(label="Publicar en las preguntas frecuentes de la lección", required=False)
    public_text = PlainText(
        label="La pregunta como se publica", max_length=LONGEST_QUESTION, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Sin el nombre de quien preguntó ni nada que permita reconocerle. La leen todos los grupos del curso.",
    )  # fmt: skip

    def __init__(self, *args, is_answered: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if is_answered:
            del self.fields["answer"]

    def clean(self):
        data = super().clean()
        if data.get("publish") and "public_text" in data and not data["public_text"]:
            self.add_error("public_text", "Escriba la pregunta como se va a publicar.")
        return data

    @property
    def to_publish(self) -> str:
        return self.cleaned_data["public_text"] if self.cleaned_data["publish"] else ""
