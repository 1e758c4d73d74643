"""The route to improvement of one municipality from its published result (diagnostics.scoring.route), in words."""

from dataclasses import dataclass

from core.refusals import Refusal
from diagnostics.assessments.choices import Layer, State
from diagnostics.assessments.models import Assessment
from diagnostics.assessments.queries.inputs import inputs_of
from diagnostics.assessments.queries.lookups import assessment_named
from diagnostics.results.queries.improvement.gaps import words_of
from diagnostics.scoring.route import Route, route_of
from diagnostics.scoring.steps import Gain, Step


@dataclass(frozen=True)
class PlaceRoute:
    assessment: Assessment
    route: Route

    @property
    def gaps(self) -> list[tuple[Gain, str]]:
        """Each single step with what it requires, in the words of the edition."""
        return [(gap, words_of(gap.step)) for gap in self.route.gaps]

    @property
    def steps(self) -> list[tuple[Step, str]]:
        """The steps of the cheapest way, with what they require."""
        return [(step, words_of(step)) for step in self.route.cheapest.steps] if self.route.cheapest else []


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
    return PlaceRoute(assessment, route_of(inputs.instrument, inputs.answers, facts, target))
