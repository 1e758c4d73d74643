"""The gap of self-perception: the declared layer by the official rule, whatever was left in it."""

from decimal import Decimal

import pytest

from diagnostics.assessments.choices import Layer
from diagnostics.assessments.models import Answer
from diagnostics.results.queries.perception import TOTAL, perception_of
from diagnostics.results.queries.results import results_of
from tests.factories.results import answer_with, levels, make_places, make_published_round

pytestmark = pytest.mark.django_db


def test_value_that_cannot_be_read_says_nothing_and_breaks_nothing():
    """Where a question does not apply, what was left half typed goes on through signature and publication."""
    place, other = make_places(2)
    published = make_published_round({place: levels(2, 2, 2), other: levels(3, 3, 3)}, code="ciclo")
    for assessment in published.round.assessments.select_related("round"):
        answer_with(assessment, levels(4, 4, 4), Layer.SELF_ASSESSED)
    own = Answer.objects.filter(layer=Layer.SELF_ASSESSED, assessment__municipality=place)
    own.filter(question__code="INF-01").update(value="8/")
    found = perception_of(results_of(published.run, published.round), published.round)
    declared = {str(row.outcome.municipality): row.declared[TOTAL] for row in found.rows}
    assert declared == {"Lugar 01": Decimal("75.00"), "Lugar 02": Decimal("100.00")}
