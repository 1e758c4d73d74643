"""Pilots of challenges: who writes them down, what the public reads, and the indicator that counts them."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from cocreation.agendas.actions import pilots
from cocreation.agendas.choices import StageCode
from cocreation.agendas.choices.stages import NotInThisStage
from cocreation.agendas.models import Agenda, ChallengePilot
from cocreation.agendas.queries.indicators import challenges_with_pilot
from cocreation.agendas.queries.pilots import pilot_seen
from cocreation.pages.queries.news import news_of
from core.indicators.sources import months_before, source_of
from core.models import AuditEntry, TraceEvent
from core.refusals import Refusal, Stale
from tests.factories.accounts import make_member
from tests.factories.cocreation import day_in, make_agenda, make_challenge, make_pilot, moment_in
from tests.integration.cocreation.signed_in import SignedInAnew

pytestmark = pytest.mark.django_db
NOW = moment_in(StageCode.PROTOTYPES, 6)
DAY = day_in(StageCode.PROTOTYPES, 2)
SAID = {"what": "Dos cebras en la calle 10.", "started_on": DAY, "url": "https://aqui.gov.co/piloto"}
SENT = SAID | {"started_on": DAY.isoformat()}
NEW = "/cocreacion/AG-1/retos/MOV-1/piloto/"
PAGE = "/agendas/AG-1/retos/MOV-1/"


@pytest.fixture
def agenda(cast) -> Agenda:
    """Two municipalities; the challenge names the first alone."""
    agenda = make_agenda(cast.here, cast.there)
    agenda.challenges.get().municipalities.set([cast.here])
    return agenda


@pytest.fixture
def clock():
    with time_machine.travel(NOW) as moved:
        yield moved


def steps(agenda) -> list[tuple[str, str]]:
    return list(TraceEvent.objects.filter(kind="challenge").order_by("pk").values_list("step", "words"))


@pytest.mark.usefixtures("agenda", "clock")
def test_an_office_of_the_challenge_records_corrects_and_withdraws_in_the_browser(cast, agenda):
    browser = SignedInAnew(cast.liaison)
    assert "Anotar un piloto" in browser.get(PAGE).text
    assert browser.post(NEW, SENT).url == PAGE
    assert browser.post(NEW, SENT).status_code == 302, "the same again is the same pilot"
    pilot = ChallengePilot.objects.get()
    read = Client().get(PAGE).text
    assert ("Lo que se está probando" in read, SAID["what"] in read, SAID["url"] in read) == (True, True, True)
    assert "Corregir o retirar" not in read
    edit = f"{NEW}{pilot.pk}/"
    assert edit in browser.get(PAGE).text
    other = SENT | {"what": "Tres cebras en la calle 10.", "seen": pilot_seen(pilot)}
    assert browser.post(edit, other).url == PAGE
    assert browser.post(edit, {"operation": "withdraw"}).status_code == 422
    assert browser.post(edit, {"operation": "withdraw", "reason": "No empezó."}).url == PAGE
    assert browser.post(edit, {"operation": "withdraw", "reason": "Otra vez."}).status_code == 409
    assert "se retiró el" in browser.get(edit).text
    said = "Desde el miércoles 28 de abril de 2027."
    assert steps(agenda) == [
        ("piloto", f"Dos cebras en la calle 10. {said}"), ("piloto_corregido", f"Tres cebras en la calle 10. {said}"),
        ("piloto_retirado", "«Tres cebras en la calle 10.» No empezó."),
    ]  # fmt: skip
    read = Client().get(PAGE).text
    assert ("Lo que se está probando" in read, "Piloto retirado" in read, SAID["url"] in read) == (False, True, False)
    verbs = AuditEntry.objects.filter(verb__startswith="challenge.pilot").order_by("pk").values_list("verb", flat=True)
    assert [verb.removeprefix("challenge.pilot_") for verb in verbs] == ["recorded", "corrected", "withdrawn"]
    assert [one.label for one in news_of(agenda)] == ["Piloto retirado", "Piloto corregido", "Piloto anotado"]
    assert browser.post(NEW, SENT).status_code == 302, "a withdrawn one may be written down again"
    assert ChallengePilot.objects.standing().count() == 1


@pytest.mark.usefixtures("agenda", "clock")
def test_another_municipality_and_other_roles_write_nothing_down(cast, agenda):
    pilot = make_pilot(agenda, cast.facilitator)
    elsewhere = make_member("liaison", cast.there)
    for person in (elsewhere, cast.neighbour):
        browser = SignedInAnew(person)
        assert browser.post(NEW, SENT).status_code == 403
        assert browser.post(f"{NEW}{pilot.pk}/", SENT).status_code == 403
        assert "Anotar un piloto" not in browser.get(PAGE).text
    with pytest.raises(Refusal, match="dependencias de un municipio del reto"):
        pilots.record_pilot(challenge=agenda.challenges.get(), **SAID, by=elsewhere, at=NOW)
    assert ChallengePilot.objects.count() == 1


@pytest.mark.usefixtures("clock")
def test_who_did_not_see_the_last_words_does_not_overwrite_them(cast, agenda):
    pilot = make_pilot(agenda, cast.facilitator)
    seen = pilot_seen(pilot)
    who = {"by": cast.facilitator, "at": NOW}
    pilots.correct_pilot(pilot=pilot, **SAID, seen=seen, **who)
    with pytest.raises(Stale):
        pilots.correct_pilot(pilot=pilot, **SAID | {"what": "Otra cosa"}, seen=seen, **who)
    browser = SignedInAnew(cast.facilitator)
    stale = browser.post(f"{NEW}{pilot.pk}/", SENT | {"what": "Otra cosa", "seen": seen})
    assert (stale.status_code, "Otra cosa" in stale.text) == (409, True)
    pilot.refresh_from_db()
    assert pilot.what == SAID["what"]
    twin = make_pilot(agenda, cast.facilitator, url="https://otra.example/")
    with pytest.raises(Refusal, match="Ya está anotado"):
        pilots.correct_pilot(pilot=twin, **SAID, seen=pilot_seen(twin), **who)


def test_before_its_stage_nothing_is_written_down_and_the_page_says_when(cast, agenda):
    early = moment_in(StageCode.CHALLENGES)
    with time_machine.travel(early):
        browser = SignedInAnew(cast.liaison)
        late = browser.post(NEW, SENT | {"started_on": day_in(StageCode.CALL).isoformat()})
        assert (late.status_code, SAID["what"] in late.text) == (409, True)
        assert "Anotar un piloto" not in browser.get(PAGE).text
    pilot = make_pilot(agenda, cast.facilitator)
    with pytest.raises(NotInThisStage):
        pilots.withdraw_pilot(pilot=pilot, reason="x", by=cast.liaison, at=early)


def opened_on(agenda: Agenda, day: date) -> None:
    at = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    Agenda.objects.filter(pk=agenda.pk).update(published_at=at)


def test_ind_21_counts_challenges_opened_in_24_months_and_those_with_a_pilot(cast, agenda):
    source = source_of("IND-21")
    assert source is not None
    ends = date(2028, 12, 31)
    half = (date(2028, 7, 1), ends)
    make_challenge(agenda, "AMB-1").municipalities.set([cast.there])
    make_pilot(agenda, cast.facilitator, started_on=ends)
    make_pilot(agenda, cast.facilitator, started_on=ends, url="https://otro.example/")
    opened_on(agenda, date(2027, 1, 1))
    found = source.count(None, *half)
    assert (found.numerator, found.denominator) == (1, 2)
    assert len(found.inputs) == 4
    assert source.count(cast.here, *half).denominator == 1
    assert (source.count(cast.there, *half).numerator, source.count(cast.there, *half).denominator) == (0, 1)
    assert challenges_with_pilot(None, half[0], ends - timedelta(days=1)).numerator == 0, "it began a day later"
    ChallengePilot.objects.update(withdrawn_at=NOW, withdrawn_because="No empezó.")
    assert source.count(None, *half).numerator == 0


@pytest.mark.parametrize(("opened", "counted"), [(date(2026, 12, 31), 0), (date(2027, 1, 1), 1), (date(2028, 12, 31), 1),
                                                 (date(2029, 1, 1), 0)])  # fmt: skip
def test_the_window_of_ind_21_is_24_months_to_the_end_of_the_period(agenda, opened, counted):
    opened_on(agenda, opened)
    assert challenges_with_pilot(None, date(2028, 7, 1), date(2028, 12, 31)).denominator == counted


def test_demonstrations_and_drafts_do_not_count(agenda):
    half = (date(2028, 7, 1), date(2028, 12, 31))
    opened_on(agenda, date(2028, 1, 1))
    Agenda.objects.update(is_demo=True)
    assert challenges_with_pilot(None, *half).denominator == 0
    Agenda.objects.update(is_demo=False, published_at=None)
    assert challenges_with_pilot(None, *half).denominator == 0


@pytest.mark.parametrize(
    ("day", "before"), [(date(2028, 2, 29), date(2026, 2, 28)), (date(2027, 12, 31), date(2025, 12, 31))]
)
def test_24_months_before_a_day(day, before):
    assert months_before(day, 24) == before
