"""The route to improvement of a municipality, as a command prints it and as a page will read it."""

import json
from datetime import timedelta
from fractions import Fraction

import pytest

from diagnostics.assessments.models import MunicipalScore
from diagnostics.results.actions import errata
from diagnostics.results.queries.improvement.gaps import words_of
from diagnostics.results.queries.improvement.routes import route_in
from tests.command_line import refused, run
from tests.factories.accounts import make_user
from tests.factories.diagnostics import make_round
from tests.factories.results import make_places, make_real_round
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(db):
    return make_real_round(make_places(2), code="real", seed=7)


@pytest.fixture
def place(published):
    return published.round.assessments.order_by("pk").first().municipality


def printed(divipola: str, *more: str) -> dict:
    return json.loads(run("improvement_route", divipola, "--round", "real", "--format", "json", *more))


def test_command_prints_exact_gaps_and_the_cheapest_way(published, place):
    found = printed(place.divipola)
    stored = MunicipalScore.objects.get(run=published.run, municipality=place)
    assert abs(Fraction(found["score"]) - Fraction(stored.score)) < Fraction(1, 10**8)
    assert found["level"] == stored.level
    assert list(found["gaps"][0]) == ["question", "from", "to", "points", "effort", "points_per_effort"]
    ratios = [Fraction(gap["points_per_effort"]) for gap in found["gaps"]]
    assert ratios == sorted(ratios, reverse=True)
    assert found["reason"] is None
    assert found["cheapest"]["level"] == stored.level + 1
    assert found["cheapest"]["effort"] == len(found["cheapest"]["steps"])  # the edition states no efforts
    assert Fraction(found["cheapest"]["score_after"]) > Fraction(found["score"])


def test_way_gives_what_an_erratum_of_its_last_answers_gives(published, place):
    way = route_in("real", place.divipola).route.cheapest
    last = {step.question.code: step for step in way.steps}.values()
    corrected = errata.correct(
        round=published.round, reason="Se leyó mal", by=make_user(), at=published.published_at + timedelta(days=1),
        corrections=[errata.Corrected(place.divipola, s.question.code, s.value, False, s.evidence) for s in last],
    )  # fmt: skip
    score = MunicipalScore.objects.get(run=corrected.run, municipality=place)
    assert score.level == way.level
    assert abs(Fraction(score.score) - way.score) < Fraction(1, 10**8)


def test_a_higher_level_asks_for_more(published, place):
    next_one, top = printed(place.divipola), printed(place.divipola, "--target", "5")
    assert top["cheapest"]["level"] == 5
    assert top["cheapest"]["effort"] > next_one["cheapest"]["effort"]


def test_a_level_that_is_there_needs_no_way(place):
    found = printed(place.divipola, "--target", "1")
    assert found["cheapest"] is None
    assert found["reason"] == f"Ya está en el nivel {found['level']}, y se pidió el 1."


def test_steps_stand_in_words_within_six_queries(place, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        found = route_in("real", place.divipola)
        words = [words_of(step) for step in (*(gap.step for gap in found.route.gaps), *found.route.cheapest.steps)]
    assert words
    assert all(words)


def test_what_does_not_exist_or_is_not_published_is_refused(place):
    other = make_municipality(name="Otra", slug="otra", divipola="99001")
    make_round(other, code="abierto")
    command = ("improvement_route", place.divipola, "--format", "json", "--round")
    assert refused(*command, "nada") == "No hay ciclo con el código «nada». Ábralo con open_round."
    assert refused("improvement_route", other.divipola, *command[2:], "real") == (
        "El municipio «99001» no participa en el ciclo real."
    )
    assert refused("improvement_route", other.divipola, *command[2:], "abierto") == (
        "Otra no tiene un resultado publicado en el ciclo abierto."
    )
    assert refused(*command, "real", "--target", "alto") == "«--target» es el número de un nivel y dice «alto»."
    assert refused(*command, "real", "--target", "9") == "El nivel 9 no existe; los del instrumento van de 1 a 5."
