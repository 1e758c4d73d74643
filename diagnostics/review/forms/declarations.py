"""Conflicts of interest of reviewers and deciders."""

from django import forms

from core.forms import OneLine
from territory.models import Municipality


class DeclarationForm(forms.Form):
    is_true = forms.BooleanField(
        label="Declaro que fuera de lo marcado no tengo conflictos de interés con estos municipios",
        error_messages={"required": "Marque la declaración. Sin ella no se puede revisar."},
    )

    def __init__(self, *args, places: list[Municipality], before: dict[int, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.places = places
        for place in places:
            self.fields[f"has-{place.pk}"] = forms.BooleanField(
                label=str(place), required=False, initial=place.pk in before
            )
            self.fields[f"why-{place.pk}"] = OneLine(
                label=f"Por qué, con {place}", required=False, max_length=300, initial=before.get(place.pk, ""),
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )  # fmt: skip

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"has-{place.pk}"], self[f"why-{place.pk}"]) for place in self.places]

    def clean(self) -> dict:
        data = super().clean()
        for place in self.places:
            if data.get(f"has-{place.pk}") and not data.get(f"why-{place.pk}", "").strip():
                self.add_error(f"why-{place.pk}", "Escriba por qué en una frase.")
        return data

    @property
    def conflicts(self) -> dict[int, str]:
        data = self.cleaned_data
        return {p.pk: data[f"why-{p.pk}"].strip() for p in self.places if data[f"has-{p.pk}"]}
