"""Correcting a work: a level for each criterion of the rubric, and why."""

from collections.abc import Iterator, Sequence

from django import forms

from core.forms import PlainText, SeenForm
from training.assignments.actions.judging import Given
from training.assignments.choices import LONGEST_REASON, Level
from training.assignments.queries.works import Judged
from training.grading.document import Criterion


class RubricForm(SeenForm):
    """`previous`: how the delivery before was judged, if there was one; the levels begin there."""

    def __init__(self, *args, rubric: Sequence[Criterion], previous: Sequence[Judged] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.rubric, self.previous = rubric, previous
        self.initial |= {f"level_{number}": one.level for number, one in enumerate(previous) if one.level}
        for number, criterion in enumerate(rubric):
            self.fields[f"level_{number}"] = forms.TypedChoiceField(
                label=criterion.name, coerce=lambda value: Level(int(value)), widget=forms.RadioSelect(),
                choices=[
                    (level.value, f"{level.label}: {said}")
                    for level, said in zip(Level, criterion.levels, strict=False)
                ],
                error_messages={"required": "Elija un nivel."},
            )  # fmt: skip
            self.fields[f"reason_{number}"] = PlainText(
                label=f"Por qué, en «{criterion.name}»", max_length=LONGEST_REASON, required=False,
                widget=forms.Textarea(attrs={"rows": 2, "class": "area area-s"}),
            )  # fmt: skip
            self.fields[f"reason_{number}"].is_needed_later = True  # where the criterion is not enough

    def rows(self) -> Iterator[tuple[forms.BoundField, forms.BoundField, Judged | None]]:
        """Yield the level and the reason of each criterion, and what was said of it before."""
        for number in range(len(self.rubric)):
            before = self.previous[number] if self.previous else None
            yield self[f"level_{number}"], self[f"reason_{number}"], before

    @property
    def given(self) -> list[Given]:
        """What was chosen, of a valid form."""
        data = self.cleaned_data
        return [Given(data[f"level_{n}"], data[f"reason_{n}"]) for n in range(len(self.rubric))]
