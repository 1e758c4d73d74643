"""Challenges, pilots, closing a stage and its devolución: allowed and refused, before, during and after."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cocreation.agendas.actions import challenges, pilots, stages
from cocreation.agendas.choices import StageCode
from cocreation.agendas.choices.stages import NotInThisStage
from cocreation.agendas.models import Agenda, Challenge, ChallengePilot, StageReport, Vote
from cocreation.agendas.queries.manage import challenge_seen, challenges_in_use
from core.refusals import Refusal
from tests.factories.cocreation import (
    day_in,
    make_agenda,
    make_contribution,
    make_participant,
    moment_in,
)
from tests.integration.cocreation.managing import SENTENCES, at, page, verbs

pytestmark = pytest.mark.django_db


@pytest.fixture
def agenda(cast) -> Agenda:
    return make_agenda(cast.here, cast.there, **SENTENCES)


@pytest.fixture
def browser(cast, browser_of):
    return browser_of(cast.facilitator)


# Challenges


def add(agenda, cast, at, places=None, **more):
    values = {"theme": "movilidad", "text": "¿Cómo?", "tags": ["vida"], "place": 1} | more
    return challenges.add_challenge(
        agenda=agenda,
        municipalities=places if places is not None else [cast.here],
        by=cast.facilitator,
        at=at,
        **values,
    )


def test_challenges_are_written_until_their_stage_closes(agenda, cast):
    assert add(agenda, cast, moment_in(StageCode.CALL, -1), theme="ambiente", place=9).code == "AMB-1", "prepared"
    agenda.challenges.get(code="AMB-1").delete()
    first = add(agenda, cast, moment_in(StageCode.PROBLEMS))
    assert (first.code, [c.code for c in agenda.challenges.all()]) == ("MOV-2", ["MOV-2", "MOV-1"])
    with pytest.raises(NotInThisStage):
        add(agenda, cast, moment_in(StageCode.IDEAS))
    Agenda.objects.filter(pk=agenda.pk).update(published_at=None)
    assert add(agenda, cast, moment_in(StageCode.CALL, -1), theme="ambiente", place=9).code == "AMB-1"


def test_challenge_names_municipalities_of_its_agenda(agenda, cast):
    stranger = make_agenda(cast.there, code="AG-2")
    for places, where in (([], agenda), ([cast.here], stranger)):
        with pytest.raises(challenges.BadPlaces):
            add(where, cast, moment_in(StageCode.CALL), places)


@pytest.mark.parametrize("how", ["vote", "support", "contribution"])
def test_challenge_that_people_answered_to_is_fixed(agenda, cast, how):
    row = agenda.challenges.get()
    if how == "vote":
        Vote.objects.create(participant=make_participant(agenda), challenge=row, criterion="people", value=3)
    elif how == "support":
        row.supports.create(participant=make_participant(agenda))
    else:
        make_contribution(agenda)
    assert challenges_in_use(agenda) == {row.pk}
    common = {
        "challenge": row,
        "seen": challenge_seen(row),
        "by": cast.facilitator,
        "at": moment_in(StageCode.CHALLENGES),
    }
    same = {"theme": row.theme, "text": row.text, "municipalities": [cast.here, cast.there], "place": 1}
    with pytest.raises(challenges.InUse):
        challenges.change_challenge(**common, **same | {"text": "Otro"}, tags=[])
    with pytest.raises(challenges.InUse):
        challenges.change_challenge(**common, **same | {"municipalities": [cast.here]}, tags=[])
    with pytest.raises(challenges.InUse):
        challenges.remove_challenge(**common)
    assert challenges.change_challenge(**common, **same, tags=["vida"]).tags == ["vida"]


def test_challenge_is_changed_and_taken_out_in_the_browser(agenda, cast, browser):
    row = agenda.challenges.get()
    sent = {"theme": "ambiente", "text": "¿Cómo podríamos respirar?", "municipalities": [cast.here.pk], "place": 1}
    with at(browser, cast, moment_in(StageCode.CHALLENGES)):
        assert browser.post(page("challenge-edit", agenda, "MOV-1"), sent | {"seen": "viejo"}).status_code == 409
        assert (
            browser.post(page("challenge-edit", agenda, "MOV-1"), sent | {"seen": challenge_seen(row)}).status_code
            == 302
        )
        row.refresh_from_db()
        assert (row.theme, row.text) == ("ambiente", "¿Cómo podríamos respirar?")
        gone = browser.post(
            page("challenge-edit", agenda, "MOV-1"), {"operation": "remove", "seen": challenge_seen(row)}
        )
        assert gone.status_code == 302
        assert not Challenge.objects.exists()
    with at(browser, cast, moment_in(StageCode.IDEAS)):
        late = browser.post(page("challenge-new", agenda), sent)
        assert late.status_code == 409
        assert "respirar" in late.content.decode()
        assert "Ya no se puede escribir retos" in late.content.decode()
    assert verbs() == ["challenge.edited", "challenge.removed"]


def test_pilot_is_recorded_once_and_only_when_it_can_be(agenda, cast, browser):
    row = agenda.challenges.get()
    values = {
        "challenge": row,
        "url": "https://x.gov.co/p",
        "what": "Cebras",
        "by": cast.facilitator,
    }
    day = day_in(StageCode.PROTOTYPES, 1)
    with pytest.raises(NotInThisStage):
        pilots.record_pilot(**values, started_on=day_in(StageCode.CALL), at=moment_in(StageCode.CHALLENGES))
    with pytest.raises(Refusal, match="no ha llegado"):
        pilots.record_pilot(**values, started_on=day + timedelta(days=30), at=moment_in(StageCode.PROTOTYPES))
    for _ in range(2):
        pilots.record_pilot(**values, started_on=day, at=moment_in(StageCode.PROTOTYPES))
    assert ChallengePilot.objects.count() == 1
    assert verbs() == ["challenge.pilot_recorded"]
    sent = {"what": "Otra", "started_on": str(day), "url": "javascript:alert(1)"}
    with at(browser, cast, moment_in(StageCode.PROTOTYPES)):
        assert browser.post(page("pilot-new", agenda, "MOV-1"), sent).status_code == 422
        assert browser.post(page("pilot-new", agenda, "MOV-1"), sent | {"url": "https://y.co"}).status_code == 302
        assert browser.get(page("agenda-manage", agenda)).status_code == 200


# Closing and devolución


def test_stage_is_closed_early_with_its_reason(agenda, cast, browser):
    url = page("stage-close", agenda, "ideas")
    with at(browser, cast, moment_in(StageCode.IDEAS)):
        assert browser.get(url).status_code == 200
        assert browser.post(url, {"reason": ""}).status_code == 422
        assert browser.post(url, {"reason": "Se acabó."}).status_code == 302
        again = browser.post(url, {"reason": "Otra vez"})
    assert again.status_code == 409
    assert "Otra vez" in again.content.decode()
    assert verbs().count("stage.closed_early") == 1


REPORT = {
    "taken_up": "Tres ideas.",
    "not_taken_up": "Una, por costo.",
    "decided_by": "La sesión.",
    "what_follows": "Prototipos.",
}


def test_devolucion_is_looked_at_then_published_once(agenda, cast, browser):
    make_contribution(agenda)
    url = page("stage-report", agenda, "ideas")
    with at(browser, cast, moment_in(StageCode.IDEAS)):
        early = browser.post(url, REPORT)
        assert early.status_code == 409
        assert "Una, por costo." in early.content.decode()
    with at(browser, cast, moment_in(StageCode.PROTOTYPES)):
        stages.close_passed(at=timezone.now())
        assert "En números: aportes 1" in browser.get(url).context["form"]["taken_up"].value()
        assert browser.post(url, REPORT | {"operation": "preview"}).url == f"{url}?vista=previa"
        assert not StageReport.objects.exists()
        assert "Así se leerá" in browser.get(f"{url}?vista=previa").content.decode()
        assert browser.get(url).context["form"]["decided_by"].value() == "La sesión."
        assert browser.post(url, REPORT | {"operation": "publish"}).status_code == 302
        again = browser.post(url, REPORT | {"operation": "publish", "taken_up": "Otra cosa"})
        assert again.status_code == 409
        assert "Otra cosa" in again.content.decode()
        assert "Tres ideas." in browser.get(url).content.decode()
    assert StageReport.objects.get().taken_up == "Tres ideas."
