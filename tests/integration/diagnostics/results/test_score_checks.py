"""Scores computed again and verified from the browser, and each night."""

from datetime import timedelta

import pytest

from accounts.permissions import Role
from diagnostics.assessments.models import Answer, MunicipalScore, ScoreRun
from diagnostics.results.actions import verification
from diagnostics.results.models import ScoreCheck
from notices.models import Notification
from territory.models import Municipality
from tests.database import tamper
from tests.factories.accounts import make_member
from tests.factories.diagnostics import AT
from tests.factories.results import five_outcomes, make_places, make_published_round, make_scored_round

pytestmark = pytest.mark.django_db
PAGE = "/tablero/cinco/puntajes/"


@pytest.fixture
def published(db):
    return make_published_round(five_outcomes(make_places(5)), code="cinco")


@pytest.fixture
def page(browser_of):
    return browser_of(make_member(Role.COORDINATOR, name="Coordinación"))


def test_verification_from_the_page_is_stored_with_who_asked(
    published, page, text_of, django_capture_on_commit_callbacks
):
    assert "Todavía no se ha verificado" in text_of(page.get(PAGE))
    with django_capture_on_commit_callbacks(execute=True):
        assert page.post(PAGE, {"accion": "verificar"})["Location"] == PAGE
    text = text_of(page.get(PAGE))
    assert "Todo es igual al recalculado" in text
    assert "Coordinación · 1 corrida" in text
    assert ScoreCheck.objects.get().is_equal


def test_difference_is_shown_and_told_once_a_day(published, page, text_of):
    admin = make_member(Role.ADMIN)
    score = MunicipalScore.objects.exclude(score=None).first()
    tamper("assessments_municipalscore", "displayed = 99.99", key=score.pk)
    for minutes in (0, 5):
        verification.verify(round=published.round, at=AT + timedelta(minutes=minutes))
    text = text_of(page.get(PAGE))
    assert "no son iguales a los recalculados" in text
    assert f"{score.municipality.divipola}: el total guardado no es igual al recalculado" in text
    notice = Notification.objects.get(user=admin)
    assert (notice.url, "no son iguales" in notice.title) == (PAGE, True)


def test_answers_since_the_last_computation_are_no_difference(page, published, text_of):
    round = make_scored_round(five_outcomes(list(Municipality.objects.order_by("slug"))), code="abierto")
    Answer.objects.filter(assessment__round=round, question__code="INF-01").update(value="0")
    check = verification.verify(round=round, at=AT)
    assert (check.is_equal, len(check.behind), check.differences) == (True, 1, [])
    assert not Notification.objects.exists()
    text = text_of(page.get("/tablero/abierto/puntajes/"))
    assert "Hay respuestas más nuevas que el último cálculo." in text
    assert "Por calcular: " in text


def test_published_run_of_other_inputs_is_a_difference(published):
    tamper("assessments_scorerun", "inputs_sha256 = 'other'", key=published.run_id)
    check = verification.verify(round=published.round, at=AT)
    assert (check.is_equal, check.behind) == (False, [])


def test_only_the_last_verifications_of_a_round_are_kept(published):
    for day in range(verification.KEPT + 3):
        verification.verify(round=published.round, at=AT + timedelta(days=day))
    kept = ScoreCheck.objects.values_list("checked_at", flat=True)
    assert (len(kept), min(kept)) == (verification.KEPT, AT + timedelta(days=3))


def test_open_round_is_computed_again_and_a_published_one_is_not(page, published, django_capture_on_commit_callbacks):
    places = list(Municipality.objects.order_by("slug"))
    make_scored_round(five_outcomes(places), code="abierto")
    before = ScoreRun.objects.count()

    def ask() -> int:
        with django_capture_on_commit_callbacks(execute=True):
            assert page.post("/tablero/abierto/puntajes/", {"accion": "calcular"}).status_code == 302
        return ScoreRun.objects.count()

    assert ask() == before  # the same answers give the same run
    Answer.objects.filter(assessment__round__code="abierto", question__code="INF-01").update(value="0")
    assert ask() == before + 1
    assert "Calcular otra vez" in page.get("/tablero/abierto/puntajes/").text
    assert page.post(PAGE, {"accion": "calcular"}).status_code == 400
    assert "una corrección es una fe de erratas" in page.get(PAGE).text


def test_page_of_a_round_without_scores_says_so(page, cast, assessment, text_of):
    address = f"/tablero/{assessment.round.code}/puntajes/"
    assert "todavía no tiene puntajes" in text_of(page.get(address))
    assert "Verificar ahora" not in page.get(address).text
