"""What people type on the public pages of agendas."""

from typing import Any

from django import forms

from cocreation.agendas.choices import GROUPS, Criterion
from cocreation.agendas.models import Agenda
from cocreation.ranking.votes import LEAST, MOST

# What each number means, so that two people mean the same with a 4.
WORDS = {
    Criterion.PEOPLE.value: ("Muy pocas", "Pocas", "Bastantes", "Muchas", "Casi todas"),
    Criterion.URGENCY.value: ("Puede esperar años", "Puede esperar", "Pronto", "Este año", "Ya mismo"),
    Criterion.FEASIBILITY.value: ("Casi imposible", "Difícil", "Posible", "Bastante posible", "Fácil"),
}
QUESTIONS = {
    Criterion.PEOPLE.value: "¿A cuántas personas afecta?",
    Criterion.URGENCY.value: "¿Qué tan urgente es?",
    Criterion.FEASIBILITY.value: "¿Se puede avanzar en 12 meses?",
}
MARKS = [("", "Sin nota"), *((str(value), str(value)) for value in range(LEAST, MOST + 1))]


class VoteForm(forms.Form):
    """A number for each criterion; empty takes it away, and a criterion that the form does not have stays as it was."""

    people, urgency, feasibility = (forms.ChoiceField(choices=MARKS, required=False) for _ in Criterion)

    @property
    def values(self) -> dict[str, int | None]:
        cleaned = self.cleaned_data
        return {name: int(cleaned[name]) if cleaned[name] else None for name in self.fields if name in self.data}


class SupportForm(forms.Form):
    apoya = forms.ChoiceField(choices=[("si", "si"), ("no", "no")])

    @property
    def wants(self) -> bool:
        return self.cleaned_data["apoya"] == "si"


class VoterForm(forms.Form):
    """As which group and from where a person votes. Both may stay open."""

    group = forms.ChoiceField(label="¿Desde dónde participa?", required=False)
    municipality = forms.ModelChoiceField(
        label="¿En qué municipio vive?", queryset=None, required=False, empty_label="Prefiero no decir"
    )  # fmt: skip

    def __init__(self, *args: Any, agenda: Agenda, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [("", "Prefiero no decir"), *((one, one[0].upper() + one[1:]) for one in GROUPS)]
        self.fields["municipality"].queryset = agenda.municipalities.in_river_order()
