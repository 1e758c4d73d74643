"""Two windows, a button pressed twice, drafts: what somebody decided without reading it, and what was lost or shown too early."""

import pytest
import time_machine

from accounts.permissions import Role
from followup.commitments.actions import changes, milestones, news, readings
from followup.commitments.models import ChangeRequest, Commitment, Lowering
from followup.commitments.queries.who import NotNow
from notices.models import Notification
from tests.factories.accounts import make_member
from tests.factories.commitments import AT, LINK, accepted, after, propose
from tests.integration.cocreation.signed_in import SignedInAnew

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(cast) -> Commitment:
    return accepted(cast.liaison, cast.approver, cast.here)


def ask(row, cast, reason, **fields) -> ChangeRequest:
    current = Commitment.objects.get(pk=row.pk)
    said = {name: getattr(current, name) for name in changes.PROMISED} | fields
    steps = {one.number: (one.title, one.due_on) for one in current.milestones.all()}
    return changes.ask(
        commitment=row, fields=said, milestones=steps, reason=reason, seen=current.version, by=cast.liaison, at=AT
    )


def test_a_change_that_nobody_read_is_not_decided(cast, row):
    """Another person refused the one that the page showed, and the office asked for a second one meanwhile."""
    path = f"/seguimiento/compromisos/{row.code}/cambio/decidir/"
    with time_machine.travel(AT, tick=False):
        browser = SignedInAnew(cast.coordinator)
        first = ask(row, cast, "Uno.", measure="7 devoluciones")
        page = browser.get(path)
        assert f'name="asked" value="{first.pk}"' in page.text
        changes.decide(request=first, is_granted=False, words="No.", by=make_member(Role.COORDINATOR), at=AT)
        second = ask(row, cast, "Dos.", measure="1 devolución")
        answer = browser.post(path, {"asked": f"{first.pk}", "is_granted": "si"})
        assert (answer.status_code, "ya se decidió" in answer.text, "1 devolución" in answer.text) == (409, True, True)
        assert f'name="asked" value="{second.pk}"' in answer.text
        second.refresh_from_db()
        assert second.decided_at is None
        other = ask(accepted(cast.liaison, cast.approver, cast.here, title="Otro"), cast, "Tres.", measure="2")
        assert browser.post(path, {"asked": f"{other.pk}", "is_granted": "si"}).status_code == 404
        assert browser.post(path, {"is_granted": "si"}).status_code == 422
        assert browser.post(path, {"asked": f"{second.pk}", "is_granted": "si"}).status_code == 302


def test_evidence_that_nobody_read_is_not_judged(cast, row):
    """Another person refused the one that the page showed, and the office put a second one meanwhile."""
    path = f"/seguimiento/compromisos/{row.code}/hitos/1/"

    def prove(link):
        return milestones.prove(commitment=row, number=1, contents=[link], by=cast.liaison, at=AT)

    with time_machine.travel(AT, tick=False):
        read = milestones.mark_of(prove(LINK))
        browser = SignedInAnew(cast.coordinator)
        assert f'name="read" value="{read}"' in browser.get(path).text
        refused = {"commitment": row, "number": 1, "reason": "No abre.", "at": AT}
        milestones.refuse(by=make_member(Role.COORDINATOR), read=read, **refused)
        second = milestones.mark_of(prove(f"{LINK}/2"))
        judged = {"op": "juzgar", "reason": "Es de otro año."}
        answer = browser.post(path, judged | {"read": f"{read}"})
        assert (answer.status_code, "lea la nueva" in answer.text) == (409, True)
        assert f'name="read" value="{second}"' in answer.text
        assert row.milestones.get(number=1).done_on is not None
        assert browser.post(path, judged | {"read": f"{second}"}).status_code == 302


def test_other_words_of_the_same_decision_are_not_lost_in_silence(cast, row):
    request = ask(row, cast, "La misma razón.", measure="7")
    assert ask(row, cast, "La misma razón.", measure="7") == request
    with pytest.raises(NotNow):
        ask(row, cast, "Otra razón.", measure="7")
    decision = {"request": request, "is_granted": False, "by": cast.coordinator, "at": AT}
    changes.decide(words="No.", **decision)
    assert changes.decide(words="No.", **decision).words == "No."
    with pytest.raises(NotNow):
        changes.decide(words="No, y por otra razón.", **decision)


def test_another_reason_to_lower_and_another_reading_are_refused_and_the_same_ones_are_not(cast, row):
    lower = {"commitment": row, "to": "en_riesgo", "by": cast.coordinator, "at": AT}
    assert readings.lower(reason="Sin equipo.", **lower) == readings.lower(reason="Sin equipo.", **lower)
    with pytest.raises(NotNow):
        readings.lower(reason="Sin recursos.", **lower)
    assert Lowering.objects.count() == 1
    close = {"commitment": row, "completion": "limitado", "by": cast.reviewer, "at": after(366)}
    assert readings.close(words="Falta casi todo.", **close) == readings.close(words="Falta casi todo.", **close)
    assert [one.title for one in Notification.objects.all() if one.title.endswith(".")] == [], (
        "the mail ends the sentence"
    )
    with pytest.raises(NotNow):
        readings.close(words="Falta la mitad.", **close)


def test_the_same_news_with_the_evidence_that_was_forgotten_keeps_it(cast, row):
    told = {"commitment": row, "kind": "novedad", "text": "Se publicó el balance.", "by": cast.liaison, "at": AT}
    first = news.tell_news(contents=[], **told)
    assert news.tell_news(contents=[], **told) == first
    second = news.tell_news(contents=[LINK], **told)
    assert [one.url for one in second.evidence.all()] == [LINK]
    assert news.tell_news(contents=[LINK], **told) == second
    assert row.news.count() == 2


def test_a_draft_of_an_office_is_read_by_nobody_else_before_it_is_accepted(client, cast):
    """The page on which it is written, the notice and the manual say that it is public from its acceptance on."""
    row = propose(cast.liaison, cast.here, title="Borrador sin aceptar")
    one = f"/compromisos/{row.code}/"
    shown = (one, f"{one}novedades.atom", f"{one}fechas.ics", f"{one}datos/compromiso.json", f"{one}lo-vio/")
    lists = (
        "/compromisos/", "/compromisos/fechas.ics", "/compromisos/datos/compromisos.csv", "/api/v1/commitments/",
        f"/municipios/{cast.here.slug}/", "/sitemap.xml",
    )  # fmt: skip
    with time_machine.travel(AT, tick=False):
        assert [client.get(path).status_code for path in shown] == [404] * len(shown)
        for path in lists:
            answer = client.get(path)
            assert (answer.status_code, row.code in answer.text, row.title in answer.text) == (200, False, False), path
        neighbour = SignedInAnew(cast.neighbour)
        assert neighbour.get(f"/seguimiento/compromisos/{row.code}/").status_code == 404
        assert SignedInAnew(cast.approver).get(f"/seguimiento/compromisos/{row.code}/").status_code == 200
