"""The route to improvement of one municipality from its published result (diagnostics.scoring.route)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from core.refusals import Refusal
from diagnostics.assessments.choices import Layer, State
from diagnostics.assessments.models import Assessment
from diagnostics.assessments.queries.inputs import Inputs, inputs_of
from diagnostics.assessments.queries.lookups import assessment_named
from diagnostics.scoring import columns
from diagnostics.scoring.route import Route, route_of
from diagnostics.scoring.steps import Step, row_of, scored, total_of

Ways = Sequence[Sequence[Step]]


@dataclass(frozen=True)
class PlaceRoute:
    """`inputs`: the final answers that the route starts from."""

    assessment: Assessment
    inputs: Inputs
    route: Route

    def scores_after(self, ways: Ways) -> list[Fraction]:
        """Return the total after each of the ways alone."""
        rows = {row[columns.QUESTION]: row for row in self.inputs.answers.to_dict("records")}
        cases = [{**rows, **{step.question.code: row_of(step) for step in way}} for way in ways]
        facts = self.inputs.attributes[self.assessment.municipality.divipola]
        after = scored(self.inputs.instrument, cases, facts)
        return [total_of(after, place) for place in range(len(cases))]

    def scores_along(self, ways: Ways) -> list[Fraction]:
        """Return the total after each of the ways on top of those before it."""
        return self.scores_after(list(accumulate(map(list, ways))))


def route_in(round: str, municipality: str, target: int | None = None) -> PlaceRoute:
    """Return the route from the final answers of a published round, named by their codes; `target` is a level.

    Refuses what does not exist or is not published.
    """
    assessment = assessment_named(round, municipality)
    if assessment.state != State.PUBLISHED:
        raise Refusal(f"{assessment.municipality} no tiene un resultado publicado en el ciclo {round}.")
    inputs = inputs_of(assessment.round, Layer.FINAL, only=assessment)
    levels = [level.number for level in inputs.instrument.levels]
    if target is not None and target not in levels:
        raise Refusal(f"El nivel {target} no existe; los del instrumento van de {levels[0]} a {levels[-1]}.")
    facts = inputs.attributes[assessment.municipality.divipola]
    return PlaceRoute(assessment, inputs, route_of(inputs.instrument, inputs.answers, facts, target))
