"""Form for assigning the review of a round."""

from django import forms

from diagnostics.review.queries.assignments import PlaceShare, ReviewTeam
from diagnostics.scoring.instrument import Dimension


class ReviewAssignForm(forms.Form):
    """One group of boxes per municipality, without the people who must not review it, and one per dimension."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args, team: ReviewTeam, **kwargs):
        super().__init__(*args, initial={"seen": team.shares.fingerprint}, **kwargs)
        self.team = team
        names = [(str(person.pk), person.name) for person in team.people]
        for row in team.places:
            free = [(pk, name) for pk, name in names if int(pk) not in row.bound]
            self._add(f"place-{row.assessment.pk}", str(row.assessment.municipality), free, row.people)
        for number, dimension in enumerate(team.dimensions):
            people = team.shares.dimensions.get(dimension.code, {})
            self._add(f"dimension-{number}", dimension.short_name, names, people)

    def _add(self, name: str, label: str, choices: list[tuple[str, str]], people: dict[int, str]) -> None:
        self.fields[name] = forms.MultipleChoiceField(
            label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple,
            initial=[str(pk) for pk in people],
            error_messages={"invalid_choice": "Una de esas personas ya no puede revisarlo. Mire el reparto otra vez."},
        )  # fmt: skip

    @property
    def place_rows(self) -> list[tuple[PlaceShare, forms.BoundField]]:
        return [(row, self[f"place-{row.assessment.pk}"]) for row in self.team.places]

    @property
    def dimension_rows(self) -> list[tuple[Dimension, forms.BoundField]]:
        return [(dimension, self[f"dimension-{n}"]) for n, dimension in enumerate(self.team.dimensions)]

    @property
    def places(self) -> dict[int, set[int]]:
        """The chosen people (user ids) by primary key of the assessment."""
        return {row.assessment.pk: self._chosen(f"place-{row.assessment.pk}") for row in self.team.places}

    @property
    def dimensions(self) -> dict[str, set[int]]:
        """The chosen people (user ids) by code of the dimension."""
        return {d.code: self._chosen(f"dimension-{n}") for n, d in enumerate(self.team.dimensions)}

    def _chosen(self, name: str) -> set[int]:
        return {int(pk) for pk in self.cleaned_data[name]}
