"""Forms for assigning dimensions to people."""

from operator import itemgetter

from django import forms

from accounts.models import User
from diagnostics.scoring.instrument import Dimension


class SplitForm(forms.Form):
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args, dimensions: tuple[Dimension, ...], people: list[User], **kwargs):
        super().__init__(*args, **kwargs)
        self.codes = {f"d-{number}": dimension.code for number, dimension in enumerate(dimensions)}
        choices = [(str(person.pk), person.name) for person in people]
        for number, dimension in enumerate(dimensions):
            self.fields[f"d-{number}"] = forms.MultipleChoiceField(
                label=dimension.short_name, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
            )

    @property
    def wanted(self) -> dict[str, set[int]]:
        """The chosen people (user ids) by dimension code."""
        return {code: {int(pk) for pk in self.cleaned_data[name]} for name, code in self.codes.items()}


class HandOverForm(forms.Form):
    leaving = forms.TypedChoiceField(
        label="Quién entrega",
        error_messages={"required": "Elija quién entrega.", "invalid_choice": "Esa persona ya no tiene dimensiones."},
    )
    to = forms.TypedChoiceField(
        label="Quién recibe", required=False, empty_value=None,
        error_messages={"invalid_choice": "Esa persona no responde en este municipio."},
    )  # fmt: skip

    def __init__(self, *args, holders: dict[int, str], people: list[User], **kwargs):
        """`holders`: names by user id of those with a dimension."""
        super().__init__(*args, prefix="over", **kwargs)
        self.names = holders | {person.pk: person.name for person in people}
        self.fields["leaving"].choices = [("", "Elija…"), *sorted(holders.items(), key=itemgetter(1))]
        self.fields["to"].choices = [("", "Nadie: queda para todo el equipo"), *((p.pk, p.name) for p in people)]
        for name in ("leaving", "to"):
            self.fields[name].coerce = int

    def clean(self) -> dict:
        data = super().clean()
        if data.get("leaving") and data.get("leaving") == data.get("to"):
            self.add_error("to", "Elija a otra persona: es la misma que entrega.")
        return data
