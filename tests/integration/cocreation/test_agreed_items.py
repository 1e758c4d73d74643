"""Agreed items: written together, accepted by municipalities, and where contributions lead to."""

import pytest
import time_machine
from django.db import DatabaseError, transaction

from accounts.permissions import Role
from cocreation.agendas.choices import StageCode
from cocreation.agendas.choices.stages import NotInThisStage
from cocreation.agreements.actions import items as acts
from cocreation.agreements.choices import ItemState
from cocreation.agreements.models import AgreedItem, ItemVersion
from cocreation.agreements.queries.items import stands_of
from cocreation.contributions.choices import CONTRIBUTION
from core.models import AuditEntry
from core.process.transitions import ReasonMissing, WrongState
from core.refusals import Refusal, Stale
from core.trace.queries import line_of
from notices.models import Notification
from tests.factories.accounts import make_member
from tests.factories.cocreation import make_agenda, make_contribution, moment_in

pytestmark = pytest.mark.django_db
WRITE, ACCEPT = moment_in(StageCode.PROTOTYPES), moment_in(StageCode.COMMITMENTS)
TEXT = "Las dos alcaldías pintan el camino y levantan las cebras antes de agosto."


@pytest.fixture
def agenda(cast):
    return make_agenda(cast.here, cast.there)


def drafted(agenda, cast, **fields) -> AgreedItem:
    values = {
        "title": "Camino seguro al colegio", "text": TEXT, "challenge": agenda.challenges.get(),
        "municipalities": [cast.here, cast.there], "contributions": [], "by": cast.facilitator, "at": WRITE,
    }  # fmt: skip
    return acts.draft(agenda=agenda, **values | fields)


def opened(agenda, cast, **fields) -> AgreedItem:
    return acts.open_to_acceptance(item=drafted(agenda, cast, **fields), by=cast.facilitator, at=WRITE)


def test_an_item_goes_from_its_contributions_to_an_agreement(agenda, cast):
    idea = make_contribution(agenda)
    item = opened(agenda, cast, contributions=[idea])
    for seen, is_accepted, reason in ((1, True, ""),):
        acts.accept(
            item=item,
            municipality=cast.here,
            is_accepted=is_accepted,
            reason=reason,
            seen=seen,
            by=cast.approver,
            at=ACCEPT,
        )
    item = acts.agree(item=item, by=cast.facilitator, at=ACCEPT)
    assert (item.code, item.state, item.agreed_at) == ("AC-01", ItemState.AGREED, ACCEPT)
    [last] = [step for step in line_of(CONTRIBUTION, idea.pk) if step.step == "acordada"]
    assert (last.label, last.to.label, last.to.address) == (
        "En un acuerdo", "AC-01 Camino seguro al colegio", "/agendas/AG-1/acuerdos/AC-01/",
    )  # fmt: skip
    stands = [(stand.municipality, bool(stand.said and stand.said.is_accepted)) for stand in stands_of(item)]
    assert set(stands) == {(cast.here, True), (cast.there, False)}
    entry = AuditEntry.objects.get(verb="item.accepted")
    assert (entry.place, entry.process) == (cast.here.divipola, "agenda:AG-1")


def test_a_new_text_is_a_version_and_asks_everybody_anew(agenda, cast):
    item = opened(agenda, cast)
    acts.accept(item=item, municipality=cast.here, is_accepted=True, reason="", seen=1, by=cast.approver, at=ACCEPT)
    item = acts.reopen(item=item, reason="Falta la fecha.", by=cast.facilitator, at=ACCEPT)
    item = acts.rewrite(
        item=item,
        title=item.title,
        text=TEXT + " El 12 de julio.",
        reason="Se puso la fecha.",
        seen=1,
        by=cast.liaison,
        at=ACCEPT,
    )
    item = acts.open_to_acceptance(item=item, by=cast.facilitator, at=ACCEPT)
    [here] = [stand for stand in stands_of(item) if stand.municipality == cast.here]
    assert here.said is None
    assert (here.earlier.number, here.earlier.is_accepted) == (1, True)
    with pytest.raises(acts.NobodyAccepted):
        acts.agree(item=item, by=cast.facilitator, at=ACCEPT)
    assert [(v.number, v.reason) for v in item.versions.all()] == [(1, ""), (2, "Se puso la fecha.")]


def test_the_same_text_makes_no_version(agenda, cast):
    item = drafted(agenda, cast)
    again = acts.rewrite(item=item, title=f" {item.title} ", text=TEXT, reason="", seen=1, by=cast.liaison, at=WRITE)
    assert again.version == 1
    assert item.versions.count() == 1


def test_two_writers_do_not_lose_each_others_text(agenda, cast):
    item = drafted(agenda, cast)
    acts.rewrite(item=item, title=item.title, text=TEXT + " Uno.", reason="Uno.", seen=1, by=cast.liaison, at=WRITE)
    with pytest.raises(Stale):
        acts.rewrite(
            item=item, title=item.title, text=TEXT + " Dos.", reason="Dos.", seen=1, by=cast.facilitator, at=WRITE
        )
    item.refresh_from_db()
    assert item.text.endswith("Uno.")


def test_a_refusal_says_why_and_may_be_changed_while_it_is_open(agenda, cast):
    item = opened(agenda, cast)
    say = {"item": item, "municipality": cast.here, "seen": 1, "by": cast.approver, "at": ACCEPT}
    with pytest.raises(ReasonMissing):
        acts.accept(is_accepted=False, reason=" ", **say)
    assert (
        acts.accept(is_accepted=False, reason="No hay recursos este año.", **say).reason == "No hay recursos este año."
    )
    acts.accept(is_accepted=True, reason="", **say)
    assert item.acceptances.count() == 1
    acts.agree(item=item, by=cast.facilitator, at=ACCEPT)
    with pytest.raises(WrongState):
        acts.accept(is_accepted=False, reason="Tarde.", **say)


def test_only_a_town_hall_speaks_and_only_for_itself(agenda, cast):
    item = opened(agenda, cast)
    for by in (cast.liaison, cast.facilitator, cast.coordinator, cast.contributor, cast.citizen):
        with pytest.raises(acts.MayNotSpeak):
            acts.accept(item=item, municipality=cast.here, is_accepted=True, reason="", seen=1, by=by, at=ACCEPT)
    with pytest.raises(acts.MayNotSpeak):
        acts.accept(
            item=item, municipality=cast.there, is_accepted=True, reason="", seen=1, by=cast.approver, at=ACCEPT
        )
    other = make_member(Role.APPROVER, cast.there)
    acts.accept(item=item, municipality=cast.there, is_accepted=True, reason="", seen=1, by=other, at=ACCEPT)


def test_stages_rule_when(agenda, cast):
    with pytest.raises(NotInThisStage):
        drafted(agenda, cast, at=moment_in(StageCode.IDEAS))
    item = opened(agenda, cast)
    with pytest.raises(NotInThisStage):
        acts.accept(item=item, municipality=cast.here, is_accepted=True, reason="", seen=1, by=cast.approver, at=WRITE)
    with pytest.raises(NotInThisStage):
        acts.drop(item=item, reason="Ya no.", by=cast.facilitator, at=moment_in(StageCode.FOLLOW_UP))


def test_facilitation_opens_and_closes(agenda, cast):
    item = drafted(agenda, cast, by=cast.liaison)
    for act in (acts.open_to_acceptance, acts.agree):
        with pytest.raises(acts.MayNotSpeak):
            act(item=item, by=cast.liaison, at=WRITE)
    acts.drop(item=item, reason="Repetido.", by=cast.facilitator, at=WRITE)
    with pytest.raises(WrongState):
        acts.open_to_acceptance(item=item, by=cast.facilitator, at=WRITE)


def test_an_item_without_municipalities_of_the_agenda_is_refused(agenda, cast):
    with pytest.raises(Refusal, match="Elija al menos un municipio"):
        drafted(agenda, cast, municipalities=[])
    lonely = make_agenda(cast.here, code="AG-2")
    with pytest.raises(Refusal, match="no es de esta agenda"):
        drafted(lonely, cast, municipalities=[cast.there])
    assert not AgreedItem.objects.exists()


def test_versions_are_never_changed(agenda, cast):
    drafted(agenda, cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        ItemVersion.objects.update(text="Otra cosa que nadie escribió.")


def test_drafts_are_the_writers_own(agenda, cast, client, browser_of):
    item = drafted(agenda, cast)
    page, work = "/agendas/AG-1/acuerdos/AC-01/", "/cocreacion/AG-1/acuerdos/AC-01/"
    assert client.get(page).status_code == 404
    assert TEXT not in client.get("/agendas/AG-1/acuerdos/").text
    assert browser_of(cast.liaison).get(work).status_code == 200
    assert browser_of(cast.contributor).get(work).status_code == 403
    acts.open_to_acceptance(item=item, by=cast.facilitator, at=WRITE)
    assert TEXT in client.get(page).text
    lonely = make_agenda(cast.there, code="AG-2")
    assert browser_of(cast.liaison).get(f"/cocreacion/{lonely.code}/acuerdos/").status_code == 404


def test_pages_write_open_accept_and_close(agenda, cast, browser_of):
    desk, mayor = browser_of(cast.facilitator), browser_of(cast.approver)
    fields = {
        "title": "<script>alert(1)</script> Camino",
        "text": TEXT,
        "municipalities": [cast.here.pk, cast.there.pk],
        "contributions": "",
    }
    with time_machine.travel(WRITE):
        desk = browser_of(cast.facilitator)
        made = desk.post("/cocreacion/AG-1/acuerdos/nuevo/", fields)
        assert made["Location"] == "/cocreacion/AG-1/acuerdos/AC-01/"
        assert desk.post("/cocreacion/AG-1/acuerdos/nuevo/", fields | {"contributions": "ID-9999"}).status_code == 422
        assert desk.post(made["Location"], {"operation": "open"}).status_code == 302
    page = "/cocreacion/AG-1/acuerdos/AC-01/"
    with time_machine.travel(ACCEPT):
        desk, mayor = browser_of(cast.facilitator), browser_of(cast.approver)
        said = {"operation": "accept", "municipality": cast.here.pk, "says": "no", "seen": 1}
        assert mayor.post(page, said).status_code == 422
        assert mayor.post(page, said | {"says": "si", "seen": 7}).status_code == 409
        assert mayor.post(page, said | {"reason": "Sin recursos <b>hoy</b>."}).status_code == 302
        assert mayor.post(page, said | {"says": "si"}).status_code == 302
        assert desk.post(page, {"operation": "agree"}).status_code == 302
        assert desk.post(page, {"operation": "agree"}).status_code == 409
        public = desk.get("/agendas/AG-1/acuerdos/AC-01/").text
        assert "No lo dijo" in public
        assert "Falta que lo diga" not in public, "it ended: nothing is missing any more"
    assert "Lo acepta" in public
    assert "<script>alert" not in public
    with time_machine.travel(moment_in(StageCode.IDEAS)):
        late = browser_of(cast.facilitator).post("/cocreacion/AG-1/acuerdos/nuevo/", fields)
        assert late.status_code == 409
        assert "Todavía no se puede escribir acuerdos" in late.text
        assert TEXT in late.text


def test_the_list_asks_the_same_number_of_queries_for_one_and_for_ten(agenda, cast, client, django_assert_num_queries):
    opened(agenda, cast)
    with django_assert_num_queries(3):
        client.get("/agendas/AG-1/acuerdos/")
    for _ in range(9):
        opened(agenda, cast)
    with django_assert_num_queries(3):
        client.get("/agendas/AG-1/acuerdos/")


def test_whoever_speaks_for_a_municipality_of_the_item_is_told_that_it_is_open(agenda, cast):
    item = opened(agenda, cast, municipalities=[cast.here])
    [told] = Notification.objects.filter(kind="agreement")
    assert (told.user, told.url) == (cast.approver, f"/cocreacion/{agenda.code}/acuerdos/{item.code}/")
