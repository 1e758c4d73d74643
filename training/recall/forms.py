"""What people say of a course."""

from django import forms

from core.forms import OneLine
from training.recall.choices import BEST, LONGEST_SENTENCE

SCORES = [("1", "1: no me sirvió"), ("2", "2"), ("3", "3"), ("4", "4"), (str(BEST), f"{BEST}: me sirvió mucho")]


class SatisfactionForm(forms.Form):
    score = forms.TypedChoiceField(
        label="¿Cuánto le sirvió el curso en su trabajo?", choices=SCORES, coerce=int, widget=forms.RadioSelect,
        error_messages={"required": "Escoja de 1 a 5.", "invalid_choice": "Escoja de 1 a 5."},
    )  # fmt: skip
    text = OneLine(
        label="En una frase, qué cambiaría", required=False, max_length=LONGEST_SENTENCE,
        help_text="La leen, sin su nombre, quien enseña el curso y la coordinación metropolitana, cuando hay cinco opiniones.",
        error_messages={"max_length": f"Escriba hasta {LONGEST_SENTENCE} letras."},
    )  # fmt: skip
