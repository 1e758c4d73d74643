"""The table of stages as the server keeps it: every act in every stage, before, during and after; and on its page when closed.

What is expected is read from the words of STAGE_TABLE itself; tests/unit/cocreation/test_stage_table.py writes the table out a
second time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cocreation.agendas.actions import challenges, pilots, voting
from cocreation.agendas.choices import Channel, StageCode
from cocreation.agendas.choices.stages import STAGE_TABLE, Act, Actor, Moment, NotInThisStage, why_not
from cocreation.agendas.models import Agenda
from cocreation.agreements.actions import items
from cocreation.agreements.choices import ItemState
from cocreation.agreements.models import AgreedItem
from cocreation.contributions.actions import answers, comments, contributions, merging, moderation, supports
from cocreation.contributions.choices import ContributionState, Kind, Outcome
from cocreation.contributions.models import AnswerDraft, Contribution
from cocreation.workshops.actions import cards, workshops
from core.models import AuditEntry
from tests.factories.cocreation import (
    day_in,
    make_agenda,
    make_contact,
    make_contribution,
    make_participant,
    moment_in,
)
from tests.factories.workshops import make_kit, make_workshop
from tests.integration.cocreation.signed_in import SignedInAnew
from tests.integration.cocreation.taking_part import TEXT, TITLE

pytestmark = pytest.mark.django_db
S, DAY = ContributionState, timedelta(days=1)
EARLY, LATE = moment_in(StageCode.CALL, 0) - DAY, moment_in(StageCode.CLOSING, 20) + DAY
WORDS = "Las dos alcaldías pintan el camino y levantan las cebras antes de agosto."
ANSWER = {"headline": "se prueba", "taken_up": "Todo.", "not_taken_up": "", "resources": "", "what_follows": ""}


@dataclass(frozen=True)
class World:
    """An agenda with one thing of each kind, each as an act needs it."""

    agenda: Agenda
    cast: Any

    def __post_init__(self) -> None:
        agenda, here = self.agenda, self.cast.here
        make = {
            "idea": make_contribution(agenda),
            "waits": make_contribution(agenda, state=S.IN_MODERATION),
            "asked": make_contribution(agenda, state=S.UNDER_REVIEW, answering=here, due_on=day_in(StageCode.CLOSING)),
            "ours": make_contribution(agenda, answering=here),
            "person": make_participant(agenda, municipality=here),
            "workshop": make_workshop(agenda, by=self.cast.facilitator),
            "drafted": _item(agenda, "AC-01", self.cast),
            "opened": _item(agenda, "AC-02", self.cast, state=ItemState.OPEN, opened_at=agenda.loaded_at),
        }
        make["card"] = make_kit(make["workshop"]).cards.first().participant
        mergeable = [
            make_contribution(agenda, participant=make_participant(agenda, channel=Channel.MAIL)) for _ in "ab"
        ]
        for row in mergeable:
            make_contact(row.participant)
        make["mergeable"], make["challenge"] = mergeable, agenda.challenges.get()
        for name, value in make.items():
            object.__setattr__(self, name, value)


def _item(agenda: Agenda, code: str, cast: Any, **fields: Any) -> AgreedItem:
    item = AgreedItem.objects.create(
        agenda=agenda, code=code, title="Camino", text=WORDS, drafted_at=agenda.loaded_at, state_since=agenda.loaded_at,
        **fields,
    )  # fmt: skip
    item.municipalities.set([cast.here])
    return item


Acts = dict[tuple[Act, Actor], Callable[[datetime], Any]]


def acts_of(w: World) -> Acts:
    """Return how each act is done by whom the table names, at a moment."""
    return _of_talk(w) | _of_staff(w)


def _of_talk(w: World) -> Acts:
    cast, here = w.cast, w.cast.here

    def propose(kind: Kind) -> Callable:
        return lambda at: contributions.receive(
            agenda=w.agenda, kind=kind, theme="movilidad", challenge=w.challenge if kind == Kind.IDEA else None, title=TITLE,
            text=TEXT, signature="", municipality=here, neighbourhood="", zone="", participant=w.person, at=at,
        )  # fmt: skip

    return {
        (Act.PROPOSE_PROBLEM, Actor.PERSON): propose(Kind.PROBLEM),
        (Act.PROPOSE_IDEA, Actor.PERSON): propose(Kind.IDEA),
        (Act.SUPPORT, Actor.PERSON): lambda at: supports.support(contribution=w.idea, participant=w.person, at=at),
        (Act.COMMENT, Actor.PERSON): lambda at: comments.comment(
            contribution=w.idea, text="De acuerdo.", participant=w.person, at=at
        ),
        (Act.COMMENT, Actor.OFFICE): lambda at: comments.comment(
            contribution=w.ours, text="Se revisa.", by=cast.liaison, at=at
        ),
        (Act.VOTE, Actor.PERSON): lambda at: voting.vote(
            challenge=w.challenge, participant=w.person, values={"people": 3}, at=at
        ),
    }  # fmt: skip


def _of_staff(w: World) -> Acts:
    cast, here = w.cast, w.cast.here

    def answer(by: Any) -> Callable:
        return lambda at: answers.answer(contribution=w.asked, outcome=Outcome.YES, by=by, at=at, **ANSWER)

    def pilot(by: Any) -> Callable:
        return lambda at: pilots.record_pilot(
            challenge=w.challenge,
            started_on=at.date() - DAY,
            url="https://aqui.example/",
            what="Un camino",
            by=by,
            at=at,
        )

    def item(by: Any) -> Callable:
        return lambda at: items.draft(
            agenda=w.agenda, title="Camino", text=WORDS, challenge=None, municipalities=[here], contributions=[], by=by,
            at=at,
        )  # fmt: skip

    return {
        (Act.WRITE_CHALLENGE, Actor.FACILITATOR): lambda at: challenges.add_challenge(
            agenda=w.agenda, theme="movilidad", text="¿Cómo?", municipalities=[here], tags=[], place=1, by=cast.facilitator,
            at=at,
        ),
        (Act.CAPTURE_PAPER, Actor.FACILITATOR): lambda at: cards.enter_card(
            workshop=w.workshop, card=w.card, challenge=w.challenge, text=TEXT, title=TITLE, municipality=None,
            neighbourhood="", by=cast.facilitator, at=at,
        ),
        (Act.MODERATE, Actor.FACILITATOR): lambda at: moderation.publish(
            contribution=w.waits, by=cast.facilitator, at=at
        ),
        (Act.MERGE, Actor.FACILITATOR): lambda at: merging.propose(
            contributions=w.mergeable, title=TITLE, text=TEXT, reason="Piden lo mismo.", by=cast.facilitator, at=at
        ),
        (Act.ANSWER, Actor.OFFICE): answer(cast.liaison),
        (Act.ANSWER, Actor.FACILITATOR): answer(cast.facilitator),
        (Act.RECORD_PILOT, Actor.OFFICE): pilot(cast.liaison),
        (Act.RECORD_PILOT, Actor.FACILITATOR): pilot(cast.facilitator),
        (Act.WRITE_ITEM, Actor.OFFICE): item(cast.liaison),
        (Act.WRITE_ITEM, Actor.FACILITATOR): item(cast.facilitator),
        (Act.ACCEPT_ITEM, Actor.OFFICE): lambda at: items.accept(
            item=w.opened, municipality=here, is_accepted=True, reason="", seen=1, by=cast.approver, at=at
        ),
        (Act.HOLD_WORKSHOP, Actor.FACILITATOR): lambda at: workshops.convene(
            agenda=w.agenda, title="T", objective="O", theme="movilidad", place="P", access="A", starts_at=at + DAY,
            ends_at=at + DAY + timedelta(hours=1), by=cast.facilitator, at=at,
        ),
    }  # fmt: skip


def allowed_by_the_words(act: Act, actor: Actor, stage: StageCode, moment: Moment) -> bool:
    header, *lines = STAGE_TABLE.strip("\n").splitlines()
    column = header.split().index(stage.value)
    [cell] = [line.split()[1 + column] for line in lines if line.split()[0] == act.value]
    [early] = [line.split()[1] for line in lines if line.split()[0] == act.value]  # the stage is the agenda's first
    during, _, after = cell.strip("-").partition("/")
    return actor.value in {Moment.BEFORE: early.strip("-"), Moment.DURING: during, Moment.AFTER: after}[moment]


def is_done(act: Callable[[datetime], Any], at: datetime) -> bool:
    """Do it and take it back; return False where the stage does not allow it. Any other refusal is an error of the test."""
    try:
        with transaction.atomic():
            act(at)
            transaction.set_rollback(True)
    except NotInThisStage:
        return False
    return True


def test_every_act_is_done_by_somebody_the_table_names():
    named = {(act, actor) for act, actor in product(Act, Actor) if _is_named(act, actor)}
    assert set(acts_of(_Anything())) == named


class _Anything:
    def __getattr__(self, name: str) -> Any:
        return self


def _is_named(act: Act, actor: Actor) -> bool:
    return any(allowed_by_the_words(act, actor, stage, moment) for stage in StageCode for moment in Moment)


@pytest.mark.parametrize("stage", StageCode)
def test_each_act_in_each_stage_before_during_and_after(cast, stage):
    agenda = make_agenda(cast.here, cast.there)
    agenda.stages.exclude(code=stage).delete()
    acts = acts_of(World(agenda, cast))
    days = {Moment.BEFORE: [-1], Moment.DURING: [0, 20], Moment.AFTER: [21]}
    found, wanted = {}, {}
    with time_machine.travel(moment_in(stage, 0), tick=False) as clock:
        for (act, actor), moment in product(acts, Moment):
            for day in days[moment]:
                clock.move_to(moment_in(stage, day))
                found[act, actor, day] = is_done(acts[act, actor], moment_in(stage, day))
                wanted[act, actor, day] = allowed_by_the_words(act, actor, stage, moment)
    assert found == wanted


@dataclass(frozen=True)
class Sent:
    """A form, the words in it that must not be lost, and who sends it."""

    who: str
    address: str
    data: dict[str, Any]
    typed: str = ""


def forms_of(w: World, since: str) -> dict[Act, Sent]:
    code, here = w.agenda.code, w.cast.here
    person = {
        "title": TITLE, "text": TEXT, "municipality": here.divipola, "zone": "", "signature": "", "adult": "si",
        "started": since, "anyway": "datos parecidos",
    }  # fmt: skip
    pair = "&".join(f"aporte={row.code}" for row in w.mergeable)
    of_workshop = {
        "title": "Taller", "objective": WORDS, "theme": "movilidad", "day": "2027-04-20", "starts": "09:00", "ends": "11:00",
        "place": "P", "access": "A",
    }  # fmt: skip
    of_item = {"title": "Camino", "text": WORDS, "municipalities": [here.pk]}
    says_no = {"operation": "accept", "municipality": here.pk, "says": "no", "reason": WORDS, "seen": 1}

    def at(name: str, *more: Any) -> str:
        return reverse(name, args=[code, *more])

    new, rule = at("contributions:contribution-new"), {"decline-rule": "R1", "decline-reason": WORDS}
    challenge = {"theme": "movilidad", "text": WORDS, "municipalities": [here.pk], "place": 1}
    return {
        Act.PROPOSE_PROBLEM: Sent("person", f"{new}?tipo=problema", person | {"theme": "movilidad"}, TEXT),
        Act.PROPOSE_IDEA: Sent("person", f"{new}?tipo=idea", person | {"challenge": "MOV-1"}, TEXT),
        Act.SUPPORT: Sent("person", at("contributions:support", w.idea.code), {}),
        Act.COMMENT: Sent("person", at("contributions:comment", w.idea.code), {"text": WORDS, "started": since}, WORDS),
        # What was marked: test_ballot_pages.
        Act.VOTE: Sent("person", at("agenda_pages:vote-cast", "MOV-1"), {"people": "4"}),
        Act.WRITE_CHALLENGE: Sent("facilitator", at("agendas:challenge-new"), challenge, WORDS),
        Act.CAPTURE_PAPER: Sent("facilitator", at("workshops:card-entry", w.workshop.number),
                                {"card": w.card.code, "challenge": "1", "text": WORDS, "channel": "taller"}, WORDS),
        Act.MODERATE: Sent("facilitator", at("contributions:moderation-detail", w.waits.code),
                           {"operation": "decline"} | rule, WORDS),
        Act.MERGE: Sent("facilitator", f"{at('contributions:merge-new')}?{pair}",
                        {"operation": "merge", "title": TITLE, "text": WORDS, "reason": "Igual."}, WORDS),
        Act.ANSWER: Sent("liaison", at("contributions:answer-write", w.asked.code),
                         {"operation": "publish", "version": 1}, WORDS),
        Act.RECORD_PILOT: Sent("facilitator", at("agendas:pilot-new", "MOV-1"),
                               {"what": WORDS, "started_on": "2026-12-01", "url": "https://aqui.example/"}, WORDS),
        Act.WRITE_ITEM: Sent("liaison", at("agreements:item-new"), of_item, WORDS),
        Act.ACCEPT_ITEM: Sent("approver", at("agreements:item-work", "AC-02"), says_no, WORDS),
        Act.HOLD_WORKSHOP: Sent("facilitator", at("workshops:workshop-new"), of_workshop, WORDS),
    }  # fmt: skip


def browser(w: World, who: str) -> Client:
    if who != "person":
        return SignedInAnew(w.cast.person(who))
    client = Client()
    session = client.session
    session["participants"] = {w.agenda.code: w.person.pk}
    session.save()
    return client


@pytest.mark.parametrize("moment", [EARLY, LATE])
def test_each_form_answers_409_with_the_sentence_and_keeps_what_was_typed(cast, started, text_of, moment):
    w = World(make_agenda(cast.here, cast.there), cast)
    parts = dict.fromkeys(("taken_up", "not_taken_up"), WORDS)
    AnswerDraft.objects.create(
        contribution=w.asked, outcome="en_parte", headline="se prueba", version=1, saved_at=EARLY, saved_by=cast.liaison, **parts
    )  # fmt: skip
    stages = list(w.agenda.stages.all())
    with time_machine.travel(moment, tick=False):
        entries = AuditEntry.objects.count()
        for act, sent in forms_of(w, started()).items():
            actor = {"person": Actor.PERSON, "facilitator": Actor.FACILITATOR}.get(sent.who, Actor.OFFICE)
            stage, side = (StageCode.CLOSING, Moment.AFTER) if moment == LATE else (StageCode.CALL, Moment.BEFORE)
            if allowed_by_the_words(act, actor, stage, side):
                continue
            response = browser(w, sent.who).post(sent.address, sent.data)
            assert response.status_code == 409, act
            assert why_not(act, actor, stages, moment.date()) in text_of(response), act
            assert sent.typed in response.text, act
            assert AuditEntry.objects.count() == entries, act


# Facilitation comments in the name of the metropolitan office.
NOT_NAMED = {
    Act.PROPOSE_PROBLEM: ("liaison", "facilitator"), Act.PROPOSE_IDEA: ("liaison", "facilitator"),
    Act.SUPPORT: ("liaison", "facilitator"), Act.COMMENT: (), Act.VOTE: ("liaison", "facilitator"),
    Act.WRITE_CHALLENGE: ("citizen", "liaison"), Act.CAPTURE_PAPER: ("citizen", "liaison"),
    Act.MODERATE: ("citizen", "liaison"), Act.MERGE: ("citizen", "liaison"), Act.ANSWER: ("citizen",),
    Act.RECORD_PILOT: ("citizen",), Act.WRITE_ITEM: ("citizen",), Act.ACCEPT_ITEM: ("citizen", "facilitator"),
    Act.HOLD_WORKSHOP: ("citizen", "liaison"),
}  # fmt: skip


def test_whoever_the_table_does_not_name_is_refused_in_a_stage_that_allows_the_act(cast, started):
    w = World(make_agenda(cast.here, cast.there), cast)
    AnswerDraft.objects.create(
        contribution=w.asked, outcome="si", headline="se prueba", taken_up=WORDS, version=1, saved_at=EARLY,
        saved_by=cast.liaison,
    )  # fmt: skip
    assert set(NOT_NAMED) == set(Act)
    for act, people in NOT_NAMED.items():
        stage = next(
            stage for stage in StageCode for actor in Actor if allowed_by_the_words(act, actor, stage, Moment.DURING)
        )
        with time_machine.travel(moment_in(stage), tick=False):
            sent = forms_of(w, started())[act]
            for who in (*people, "nobody"):
                entries = AuditEntry.objects.count()
                client = SignedInAnew(cast.person(who)) if who != "nobody" else Client()
                response = client.post(sent.address, sent.data)
                assert response.status_code in (302, 403, 404, 422), (act, who)
                assert AuditEntry.objects.count() == entries, (act, who)
    assert not Contribution.objects.filter(text=TEXT).exists()


def test_actions_ask_again_who_writes_and_accepts_for_an_office(cast):
    w = World(make_agenda(cast.here), cast)
    for act, at in ((Act.WRITE_ITEM, StageCode.COMMITMENTS), (Act.ACCEPT_ITEM, StageCode.COMMITMENTS)):
        for by in (cast.citizen, cast.neighbour):
            with pytest.raises(items.MayNotSpeak):
                _item_act(w, act, by)(moment_in(at))


def _item_act(w: World, act: Act, by: Any) -> Callable[[datetime], Any]:
    if act == Act.ACCEPT_ITEM:
        return lambda at: items.accept(
            item=w.opened, municipality=w.cast.here, is_accepted=True, reason="", seen=1, by=by, at=at
        )
    return lambda at: items.rewrite(item=w.drafted, title="Otro", text=WORDS, reason="Cambia.", seen=1, by=by, at=at)
