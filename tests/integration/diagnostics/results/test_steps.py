"""What each step would bring a municipality is what an erratum that takes it brings."""

from decimal import Decimal

import pytest

from diagnostics.assessments.models import MunicipalScore
from diagnostics.results.models import Publication
from diagnostics.results.queries.improvement.steps import gains_of_place
from territory.models import Municipality
from tests.factories.results import make_erratum, make_places, make_real_round
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db


def total(publication: Publication, place: Municipality) -> Decimal:
    return MunicipalScore.objects.get(run=publication.run, municipality=place).score


def test_points_are_what_the_engine_finds(django_assert_max_num_queries):
    place, _ = make_places(2)
    publication = make_real_round(list(Municipality.objects.all()), code="real", seed=7)
    with django_assert_max_num_queries(8):
        found = gains_of_place(place)
    assert found is not None
    assert found.round == publication.round
    assert [gain.points for gain in found.gains] == sorted((gain.points for gain in found.gains), reverse=True)
    gain = next(gain for gain in found.gains if not gain.step.proves and gain.step.question.type == "scale")
    corrected = make_erratum(publication, place, gain.step.question.code, gain.step.value)
    points = Decimal(gain.points.numerator) / gain.points.denominator
    assert abs(total(corrected, place) - total(publication, place) - points) < Decimal("1e-7")


def test_without_a_published_result_there_are_none():
    make_real_round(make_places(1), code="real", seed=7)
    assert gains_of_place(make_municipality(name="Otra", slug="otra")) is None
