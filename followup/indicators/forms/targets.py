"""The table of targets of one indicator in one period."""

from collections.abc import Iterable
from typing import NamedTuple

from django import forms

from followup.indicators.actions.targets import Aimed
from followup.indicators.forms.numbers import NumberField
from followup.indicators.models import Target
from followup.indicators.queries.targets import mark_of
from territory.models import Municipality

VALLEY = "valle"


class Line(NamedTuple):
    name: str
    baseline: forms.BoundField
    target: forms.BoundField

    @property
    def cells(self) -> list[tuple[forms.BoundField, str]]:
        return [(self.baseline, "Línea base"), (self.target, "Meta")]


class TargetsForm(forms.Form):
    """A baseline and a target for each place; None is the valley. `seen`: the table that was read."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, places: Iterable[Municipality | None], rows: list[Target], **kwargs):
        by_place = {row.municipality_id: row for row in rows}
        self.places = {f"{place.pk}" if place else VALLEY: place for place in places}
        start = {"seen": mark_of(rows)}
        for key, place in self.places.items():
            row = by_place.get(place.pk if place else None)
            if row is not None:
                start |= {f"target-{key}": row.target, f"baseline-{key}": row.baseline}
        super().__init__(*args, initial=start, **kwargs)
        for key, place in self.places.items():
            name = place.name if place else "el valle"
            self.fields[f"baseline-{key}"] = NumberField(label=f"Línea base de {name}")
            self.fields[f"target-{key}"] = NumberField(label=f"Meta de {name}")

    def now_seen(self, mark: str) -> None:
        """Let the page, which shows that table now, be sent again with what was typed."""
        self.data = self.data.copy()
        self.data["seen"] = mark

    @property
    def lines(self) -> list[Line]:
        return [
            Line(place.name if place else "Valle de Aburrá", self[f"baseline-{key}"], self[f"target-{key}"])
            for key, place in self.places.items()
        ]

    @property
    def aimed(self) -> dict[Municipality | None, Aimed]:
        """What the action takes, of a valid form."""
        data = self.cleaned_data
        return {place: Aimed(data[f"target-{key}"], data[f"baseline-{key}"]) for key, place in self.places.items()}
