"""The route to improvement of a municipality from its published result (diagnostics.scoring.route)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from diagnostics.assessments.choices import Layer, State
from diagnostics.assessments.models import Assessment, Round
from diagnostics.assessments.queries.inputs import Inputs, inputs_of
from diagnostics.scoring import columns
from diagnostics.scoring.route import Route, route_of
from diagnostics.scoring.steps import Step, row_of, scored, total_of
from territory.models import Municipality

Ways = Sequence[Sequence[Step]]


@dataclass(frozen=True)
class PlaceRoute:
    """`inputs`: the final answers that the route starts from."""

    municipality: Municipality
    inputs: Inputs
    route: Route

    def scores_after(self, ways: Ways) -> list[Fraction]:
        """Return the total after each of the ways alone."""
        rows = {row[columns.QUESTION]: row for row in self.inputs.answers.to_dict("records")}
        cases = [{**rows, **{step.question.code: row_of(step) for step in way}} for way in ways]
        after = scored(self.inputs.instrument, cases, self.inputs.attributes[self.municipality.divipola])
        return [total_of(after, place) for place in range(len(cases))]

    def scores_along(self, ways: Ways) -> list[Fraction]:
        """Return the total after each of the ways on top of those before it."""
        return self.scores_after(list(accumulate(map(list, ways))))


def route_in(round: Round, municipality: Municipality, target: int | None = None) -> PlaceRoute | None:
    """Return the route from a published round; None where the municipality has no result in it."""
    published = Assessment.objects.filter(round=round, municipality=municipality, state=State.PUBLISHED)
    assessment = published.select_related("municipality").first()
    if assessment is None:
        return None
    inputs = inputs_of(round, Layer.FINAL, only=assessment)
    route = route_of(inputs.instrument, inputs.answers, inputs.attributes[municipality.divipola], target)
    return PlaceRoute(municipality, inputs, route)
