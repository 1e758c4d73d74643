"""A round that people of every role push around at random: each deed as its view does it, with drawn content."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.access import can
from accounts.models import User
from accounts.permissions import Permission
from core.process.transitions import locked
from core.refusals import Refusal
from diagnostics.assessments.actions import answers, assessments, participation
from diagnostics.assessments.choices import Party, Reopening, State
from diagnostics.assessments.models import Assessment, Evidence, Round
from diagnostics.assessments.queries.filling import filling_of
from diagnostics.results.actions import publications
from diagnostics.review.actions import (
    clarifications,
    conversations,
    decisions,
    declarations,
    reopening,
    replies,
    reviews,
    second_readings,
    signing,
    terms,
)
from diagnostics.review.choices import Ruling, SignerRole, Stance
from diagnostics.review.models import ReplyEvidence
from diagnostics.review.queries.cases import casefile_of
from diagnostics.review.queries.reviewing import reviewing_of
from diagnostics.review.queries.second_reading import second_reading_of
from tests.factories.diagnostics import AT, BEST, LINK, make_round, mark_answer, mark_of

SECRET = "SECRETO-SIN-PUBLICAR"  # in every text that somebody writes
MESSAGE = "MENSAJE-INTERNO"  # in what is never published
OPENS, CLOSES = date(2027, 3, 1), date(2027, 3, 31)
VALUES = {
    "A-01": ["0", "2", "4", "", "7"],
    "A-02": ["si", "no", "quizás"],
    "A-03": ["a|b|c", "b", "ninguna", "a|z"],
    "B-01": ["9/10", "1/10", "0/0", "3/2"],
    "B-02": ["o1", "o2"],
    "B-03": ["0", "4"],
}
Draw = Callable[[list], Any]  # one of a list


class World:
    """Two municipalities in one round, the people, the time, and who declared which conflict."""

    def __init__(self, cast, people: dict[str, User], draw: Draw):
        round = make_round(cast.here, cast.there, code="azar", name="Ciclo al azar", opens_on=OPENS, closes_on=CLOSES)
        self.round, self.people, self.draw, self.at = round, people, draw, AT
        self.keys = list(round.assessments.order_by("pk").values_list("pk", flat=True))
        self.conflicts: dict[int, set[int]] = {}

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)

    def assessment(self, key: int) -> Assessment:
        return Assessment.objects.with_context().get(pk=key)

    def maybe(self) -> bool:
        return self.draw([True, False])

    def may(self, name: str, person: User, assessment: Assessment) -> bool:
        return can(person, OPERATIONS[name][0], assessment.municipality)

    def do(self, name: str, person: User, assessment: Assessment) -> str:
        """Try a deed; return what became of it: not hers, refused (the kind of refusal), or done."""
        if not self.may(name, person, assessment):
            return "not hers"
        try:
            OPERATIONS[name][1](self, person, assessment)
        except Refusal as refusal:
            return type(refusal).__name__
        return "done"


def fill_all(world: World, by: User, assessment: Assessment) -> None:
    cells = filling_of(assessment).cells
    drafts = [answers.Draft(code, value, cells[code].version, links={"": [LINK]}) for code, value in BEST.items()]
    answers.store(assessment=assessment, drafts=drafts, by=by, at=world.at)


def fill(world: World, by: User, assessment: Assessment) -> None:
    question = world.draw(sorted(VALUES))
    seen = filling_of(assessment).cells[question].version if world.draw([True, True, False]) else 0
    na = world.draw([True, False, False, False])
    url = world.draw([LINK, "https://www.ejemplo.gov.co/otro"])
    reason = SECRET if na and world.maybe() else ""
    links = {"": [url]} if world.maybe() else {}
    value = world.draw(VALUES[question])
    draft = answers.Draft(question, value, seen, not_applicable=na, na_reason=reason, links=links)
    answers.store(assessment=assessment, drafts=[draft], by=by, at=world.at)


def confirm(world: World, by: User, assessment: Assessment) -> None:
    facts = {"has_council": world.draw([True, False])}
    version = assessment.attributes_version
    assessments.confirm_facts(assessment=assessment, facts=facts, seen_version=version, by=by, at=world.at)


def submit(world: World, by: User, assessment: Assessment) -> None:
    assessments.submit(assessment=assessment, even_if_partial=world.draw([True, True, False]), by=by, at=world.at)


def sign(world: World, by: User, assessment: Assessment) -> None:
    who = {"name": "Ana Prueba", "role": SignerRole.MAYOR, "position": "Alcaldesa"}
    signing.sign(assessment=assessment, **who, by=by, at=world.at)


def send_back(world: World, by: User, assessment: Assessment) -> None:
    signing.send_back(assessment=assessment, reason=SECRET, by=by, at=world.at)


def withdraw(world: World, by: User, assessment: Assessment) -> None:
    own = can(by, Permission.SIGN_ASSESSMENT, assessment.municipality)
    participation.withdraw(assessment=assessment, reason=SECRET, by_mayors_office=own, by=by, at=world.at)


def rejoin(world: World, by: User, assessment: Assessment) -> None:
    participation.rejoin(assessment=assessment, by=by, at=world.at)


def extend(world: World, by: User, assessment: Assessment) -> None:
    until = world.today + timedelta(days=world.draw([-3, 4, 15]))
    terms.extend(assessment=assessment, until=until, reason=SECRET, by=by, at=world.at)


def declare(world: World, by: User, assessment: Assessment) -> None:
    conflicts = {assessment.municipality_id: SECRET} if world.draw([True] + [False] * 9) else {}
    declarations.declare(round=world.round, conflicts=conflicts, by=by, at=world.at)
    world.conflicts[by.pk] = set(conflicts)


def _mark(world: World, item) -> reviews.Mark:
    kind = world.draw(["accepts", "accepts", "rejects", "other", "without reason", "stale"])
    parts: dict[str, Any] = {"accepts": kind == "accepts", "reason": "" if kind == "without reason" else SECRET}
    if kind == "other":
        parts["value"] = world.draw(VALUES[item.code])
    return replace(mark_of(item, **parts), seen_answer=99 if kind == "stale" else item.cell.version)


def mark(world: World, by: User, assessment: Assessment) -> None:
    if items := reviewing_of(assessment).answered:
        mark_answer(assessment, _mark(world, world.draw(items)), by=by, at=world.at)


def mark_all(world: World, by: User, assessment: Assessment) -> None:
    marks = [mark_of(item, accepts=world.maybe(), reason=SECRET) for item in reviewing_of(assessment).pending]
    reviews.mark_page(assessment=assessment, marks=marks, by=by, at=world.at)


def read_again(world: World, by: User, assessment: Assessment) -> None:
    if items := second_reading_of(by, assessment).items:
        given = mark_of(world.draw(items), accepts=world.maybe(), reason=SECRET)
        second_readings.mark(assessment=assessment, mark=given, by=by, at=world.at)


def ask(world: World, by: User, assessment: Assessment) -> None:
    question = world.draw(sorted(VALUES))
    clarifications.ask(assessment=assessment, question=question, text=MESSAGE, by=by, at=world.at)


def drop(world: World, by: User, assessment: Assessment) -> None:
    clarifications.drop(assessment=assessment, question=world.draw(sorted(VALUES)), by=by, at=world.at)


def send_requests(world: World, by: User, assessment: Assessment) -> None:
    clarifications.send(assessment=assessment, by=by, at=world.at)


def clarify(world: World, by: User, assessment: Assessment) -> None:
    waiting = [case.code for case in casefile_of(assessment).unanswered_requests] or sorted(VALUES)
    clarifications.clarify(assessment=assessment, question=world.draw(waiting), text=MESSAGE, by=by, at=world.at)


def give_back(world: World, by: User, assessment: Assessment) -> None:
    reopened = [item.code for item in reviewing_of(assessment).reopened] or sorted(VALUES)
    reopening.finish(assessment=assessment, question=world.draw(reopened), by=by, at=world.at)


def _say(party: Party) -> Callable:
    def say(world: World, by: User, assessment: Assessment) -> None:
        question = world.draw(sorted(VALUES))
        conversations.say(assessment=assessment, question=question, party=party, text=MESSAGE, by=by, at=world.at)

    return say


def close(world: World, by: User, assessment: Assessment) -> None:
    approves = can(by, Permission.APPROVE_MANY_NOT_APPLICABLE, assessment.municipality) and world.maybe()
    reviews.close(assessment=assessment, approves_many_na=approves, by=by, at=world.at)


def reply(world: World, by: User, assessment: Assessment) -> None:
    adjusted = [case.code for case in casefile_of(assessment).adjusted] or sorted(VALUES)
    question = world.draw(adjusted)
    before = casefile_of(assessment).cases[question].reply
    stance = world.draw([Stance.DISAGREE, Stance.PARTLY, Stance.AGREE])
    wanted = world.draw([None, None, *VALUES[question]])
    argument = world.draw([SECRET, SECRET, ""])
    said = replies.Said(question, stance, argument, before.version if before else 0, wanted)
    replies.write(assessment=assessment, said=said, by=by, at=world.at)


def attach(world: World, by: User, assessment: Assessment) -> None:
    evidence = list(Evidence.objects.filter(assessment=assessment).order_by("pk"))
    if evidence:
        replies.attach(
            assessment=assessment, question=world.draw(sorted(VALUES)), evidence=world.draw(evidence), place="p. 1",
            dated_on=date(2026, 5, 1), by=by, at=world.at,
        )  # fmt: skip


def detach(world: World, by: User, assessment: Assessment) -> None:
    uses = list(
        ReplyEvidence.objects.filter(reply__answer__assessment=assessment).select_related("reply__answer__question")
    )
    if uses:
        use = world.draw(uses)
        question = use.reply.answer.question.code
        replies.detach(assessment=assessment, question=question, use=use.pk, by=by, at=world.at)


def send_reply(world: World, by: User, assessment: Assessment) -> None:
    replies.send(assessment=assessment, by=by, at=world.at)


def decide(world: World, by: User, assessment: Assessment) -> None:
    question = world.draw([case.code for case in casefile_of(assessment).open] or sorted(VALUES))
    ruling = world.draw(list(Ruling))
    value = world.draw(VALUES[question]) if ruling == Ruling.OTHER else ""
    decision = decisions.Decision(question, ruling, "R9", world.draw([SECRET, SECRET, " "]), value)
    decisions.decide(assessment=assessment, decision=decision, by=by, at=world.at)


def publish(world: World, by: User, assessment: Assessment) -> None:
    publications.publish(round=Round.objects.get(pk=world.round.pk), by=by, at=world.at)


P = Permission
OPERATIONS: dict[str, tuple[Permission, Callable[[World, User, Assessment], None]]] = {
    "fill": (P.FILL_ANSWERS, fill),
    "fill_all": (P.FILL_ANSWERS, fill_all),
    "confirm": (P.CONFIRM_ATTRIBUTES, confirm),
    "submit": (P.SUBMIT_ASSESSMENT, submit),
    "sign": (P.SIGN_ASSESSMENT, sign),
    "send_back": (P.SIGN_ASSESSMENT, send_back),
    "withdraw": (P.WITHDRAW, withdraw),
    "rejoin": (P.EXTEND_TERMS, rejoin),
    "extend": (P.EXTEND_TERMS, extend),
    "declare": (P.REVIEW_ANSWERS, declare),
    "mark": (P.REVIEW_ANSWERS, mark),
    "mark_all": (P.REVIEW_ANSWERS, mark_all),
    "read_again": (P.REVIEW_ANSWERS, read_again),
    "ask": (P.REVIEW_ANSWERS, ask),
    "drop": (P.REVIEW_ANSWERS, drop),
    "send_requests": (P.REVIEW_ANSWERS, send_requests),
    "clarify": (P.FILL_ANSWERS, clarify),
    "give_back": (P.FILL_ANSWERS, give_back),
    "say_here": (P.FILL_ANSWERS, _say(Party.MUNICIPALITY)),
    "say_review": (P.REVIEW_ANSWERS, _say(Party.REVIEW)),
    "close": (P.CLOSE_REVIEW, close),
    "reply": (P.FILL_ANSWERS, reply),
    "attach": (P.FILL_ANSWERS, attach),
    "detach": (P.FILL_ANSWERS, detach),
    "send_reply": (P.SEND_REPLY, send_reply),
    "decide": (P.DECIDE_REPLIES, decide),
    "publish": (P.PUBLISH_ROUND, publish),
}
# What mostly happens in a state, so that a random walk gets on; everything else is tried in every state too.
USUAL: dict[str, list[str]] = {
    State.NOT_STARTED: ["fill_all", "fill"],
    State.SELF_ASSESSMENT: ["fill_all", "fill", "confirm", "submit", "submit"],
    State.SIGN_OFF: ["sign", "sign", "sign", "send_back"],
    State.IN_REVIEW: ["mark_all", "mark_all", "mark", "read_again", "ask", "send_requests", "close", "close", "close"],
    State.CLARIFICATION: ["fill", "clarify", "clarify", "say_here"],
    State.REPLY_OPEN: ["reply", "reply", "attach", "send_reply"],
    State.REPLY_DECISION: ["decide"],
    State.FINAL_READY: ["publish"],
    State.PUBLISHED: ["publish"],
    State.WITHDRAWN: ["rejoin", "publish"],
}


@transaction.atomic
def link_falls(world: World, assessment: Assessment) -> None:
    """The portal finds that a link does not open any more."""
    evidence = list(Evidence.objects.filter(assessment=assessment).order_by("pk"))
    if evidence:
        reopening.reopen(
            assessment=locked(assessment), evidence=world.draw(evidence), why=Reopening.LINK_BROKEN, at=world.at
        )


def beat(world: World) -> None:
    """What the portal does by itself every day."""
    terms.end_terms(today=world.today, at=world.at)
    reopening.end_old(today=world.today, at=world.at)
