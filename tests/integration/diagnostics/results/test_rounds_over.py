"""What a cancelled round and a rehearsal leave behind: no board, no queue, no work, no public page."""

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from accounts.actions import tokens
from core.models import AuditEntry
from diagnostics.assessments.actions import round_changes, scores
from diagnostics.assessments.choices import Layer, Mode, RoundStatus
from diagnostics.assessments.models import Assessment, Round
from diagnostics.assessments.queries.previous import previous_of
from diagnostics.review.models import Signature
from tests.factories.diagnostics import AT, declare, make_answer, make_round, make_sent

pytestmark = pytest.mark.django_db
NAME = "Ciclo por cancelar"
VALUES = {
    "municipality": "aqui", "question": "A-01", "indicator": "A.1", "pk": "1", "revision": "1", "round": "perdido",
    "divipola": "05001", "part": "A-01",
}  # fmt: skip
REVIEW = "/revision/perdido/aqui/"
EVERYWHERE = ["coordinator", "reviewer", "liaison", "approver", "contributor"]


@pytest.fixture
def lost(cast) -> Round:
    """A round with work in every hand: one municipality in review, signed."""
    round = make_round(cast.here, cast.there, code="perdido", name=NAME)
    make_sent(Assessment.objects.with_context().get(round=round, municipality=cast.here), cast.liaison)
    declare(round, cast.reviewer, cast.coordinator)
    scores.compute(round=round, layer=Layer.SELF_ASSESSED, mode=Mode.PROVISIONAL, at=AT)
    return round


@pytest.fixture
def cancelled(cast, lost) -> Round:
    return round_changes.cancel(round=lost, reason="Cambió la ley", by=cast.coordinator, at=timezone.now())


def pages_of_a_round() -> list[str]:
    """The address of every page that belongs to a round, but for those of «Ciclos», which keep it."""
    found = []
    for include in get_resolver().url_patterns:
        for route in getattr(include, "url_patterns", []):
            pattern = str(getattr(route, "pattern", ""))
            if isinstance(route, URLPattern) and "<slug:round>" in pattern and not pattern.startswith("ciclos/"):
                for name, value in VALUES.items():
                    pattern = pattern.replace(f"<slug:{name}>", value).replace(f"<str:{name}>", value)
                    pattern = pattern.replace(f"<int:{name}>", value)
                found.append(f"/{pattern}")
    assert len(found) > 40
    assert not [one for one in found if "<" in one]
    return found


@pytest.mark.parametrize("who", EVERYWHERE)
def test_no_page_of_a_cancelled_round_opens(cast, browser_of, cancelled, who):
    make_round(cast.there, code="otro")  # without any, the board says that there is none, at every address
    browser = browser_of(cast.person(who))
    answers = {page: _answer(browser, page) for page in pages_of_a_round()}
    assert {page: said for page, said in answers.items() if said not in (403, 404, 405)} == {}


def _answer(browser: Client, page: str) -> int:
    response = browser.get(page)
    return browser.post(page, {"reason": "x"}).status_code if response.status_code == 405 else response.status_code


def test_who_took_part_reads_why(cast, browser_of, cancelled):
    page = browser_of(cast.liaison).get("/diagnostico/perdido/aqui/")
    assert page.status_code == 404
    assert "Este ciclo se canceló" in page.text
    assert "Razón: Cambió la ley" in page.text
    assert "Cambió la ley" not in browser_of(cast.neighbour).get("/diagnostico/perdido/aqui/").text
    assert "Cambió la ley" not in Client().get("/diagnostico/perdido/aqui/", follow=True).text


@pytest.mark.parametrize("who", EVERYWHERE)
def test_no_list_of_work_names_a_cancelled_round(cast, browser_of, cancelled, who):
    browser = browser_of(cast.person(who))
    for page in ("/trabajo/", "/tablero/", "/tablero/evolucion/", "/revision/"):
        assert NAME not in browser.get(page, follow=True).text


def test_api_of_the_staff_does_not_name_it(cast, cancelled):
    token = tokens.make(by=cast.reviewer, at=timezone.now())
    answer = Client().get(reverse("api:staff-rounds"), headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.text
    assert "perdido" not in answer.text


def test_public_pages_know_nothing_of_it(cast, cancelled):
    signature = Signature.objects.get()
    assert Client().get(f"/actas/{signature.code}/").status_code == 404
    for page in ("/", "/municipios/aqui/", "/datos/", "/novedades/", "/api/v1/rounds/"):
        assert NAME not in Client().get(page).text


def test_it_stays_in_the_log_and_among_the_rounds(cast, browser_of, cancelled):
    office = browser_of(cast.coordinator)
    assert AuditEntry.objects.filter(verb="round.cancelled", reason="Cambió la ley").count() == 1
    assert "Ciclo cancelado" in office.get("/bitacora/").text
    assert NAME in office.get("/ciclos/").text
    page = office.get("/ciclos/perdido/")
    assert "Cambió la ley" in page.text
    assert "Cambiar las fechas" not in page.text


def test_next_round_does_not_remember_it(cast, cancelled):
    later = make_round(cast.here, code="siguiente")
    assert previous_of(Assessment.objects.with_context().get(round=later, municipality=cast.here)) == {}


@pytest.fixture
def rehearsal(lost) -> Round:
    Round.objects.filter(pk=lost.pk).update(is_rehearsal=True)
    return Round.objects.get(pk=lost.pk)


def test_pages_of_a_rehearsal_say_so(cast, browser_of, rehearsal):
    for who, page in [
        ("liaison", "/diagnostico/perdido/aqui/"),
        ("reviewer", "/revision/perdido/aqui/"),
        ("liaison", "/diagnostico/perdido/aqui/imprimir/"),
    ]:
        assert "<strong>Ensayo</strong> <span>Nada de esto se publica." in browser_of(cast.person(who)).get(page).text


def test_rehearsal_is_nowhere_in_public(cast, browser_of, rehearsal):
    signature = Signature.objects.get()
    assert Client().get(f"/actas/{signature.code}/").status_code == 404
    for page in ("/", "/municipios/aqui/", "/datos/", "/novedades/", "/api/v1/rounds/"):
        assert NAME not in Client().get(page).text
    refused = browser_of(cast.coordinator).post("/tablero/perdido/publicar/", follow=True)
    assert "nunca se publica" in refused.text
    assert not Round.objects.published().exists()


def test_real_round_does_not_remember_a_rehearsal(cast, rehearsal):
    later = make_round(cast.here, code="siguiente")
    assert previous_of(Assessment.objects.with_context().get(round=later, municipality=cast.here)) == {}


def test_ended_rehearsal_is_read_and_not_worked_in(cast, browser_of, rehearsal):
    Assessment.objects.filter(round=rehearsal).update(state="self_assessment")
    make_answer(Assessment.objects.get(round=rehearsal, municipality=cast.there), "A-01", "2")
    round_changes.end_rehearsal(round=rehearsal, by=cast.coordinator, at=timezone.now())
    liaison = browser_of(cast.liaison)
    page = liaison.get("/diagnostico/perdido/aqui/preguntas/A.1/")
    assert page.status_code == 200
    assert "Ensayo terminado" in page.text
    saved = liaison.post("/diagnostico/perdido/aqui/respuestas/A-01/", {"A-01-version": "1", "A-01-value": "1"})
    assert "ya no recibe cambios" in saved.text
    assert liaison.get("/trabajo/").status_code == 200, "nothing left to do, so no page of work opens by itself"
    assert "perdido" not in browser_of(cast.reviewer).get("/revision/").text
    assert Round.objects.get().status == RoundStatus.ENDED
