"""What each single step would bring a municipality, from its last published result (diagnostics.scoring.steps)."""

from dataclasses import dataclass

from diagnostics.assessments.choices import Layer, State
from diagnostics.assessments.models import Assessment, Round
from diagnostics.assessments.queries.inputs import inputs_of
from diagnostics.results.queries.published import edition_about
from diagnostics.scoring.steps import Gain, gains_of
from territory.models import Municipality


@dataclass(frozen=True)
class PlaceGains:
    """`gains`: by points, then by the code of the question."""

    round: Round
    gains: list[Gain]


def gains_of_place(municipality: Municipality) -> PlaceGains | None:
    """Return the steps from the final answers of the last published round, most points first; None without a result."""
    found = edition_about(municipality.slug, None)
    if found is None or found[1] is None:
        return None
    return gains_in(found[1].round, municipality)


def gains_in(round: Round, municipality: Municipality) -> PlaceGains | None:
    """Return the steps from the final answers of a published round; None where the municipality has no result in it."""
    published = Assessment.objects.filter(round=round, municipality=municipality, state=State.PUBLISHED)
    assessment = published.select_related("municipality").first()
    if assessment is None:
        return None
    inputs = inputs_of(round, Layer.FINAL, only=assessment)
    facts = inputs.attributes[municipality.divipola]
    gains = [gain for gain in gains_of(inputs.instrument, inputs.answers, facts) if gain.points > 0]
    return PlaceGains(round, sorted(gains, key=lambda gain: (-gain.points, gain.step.question.code)))
