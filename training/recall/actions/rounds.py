"""Asking people again: rounds made once, answers kept once, and the way out."""

import random
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.refusals import Refusal
from mail.actions import outbox
from training.cohorts.actions.enrolments import lock_active
from training.cohorts.models import Enrolment
from training.courses.models import CourseVersion
from training.grading.questions import grade
from training.recall.choices import DAYS, QUESTIONS, MailKind
from training.recall.models import RecallAnswer, RecallOptOut, RecallRound
from training.recall.queries.rounds import due, questions_of, shown_questions

AT_ONCE = 500  # rounds of one transaction


class NoSuchAnswer(Refusal):
    """No form of ours sends it."""


def make_due(*, at: datetime) -> int:
    """Make the rounds that are due with their mails; return how many. Twice a day is as once, since a round is made once."""
    today, made = timezone.localdate(at), 0
    for number in range(1, len(DAYS) + 1):
        ids = list(due(number, today).values_list("pk", flat=True))
        for start in range(0, len(ids), AT_ONCE):
            made += _make(number, ids[start : start + AT_ONCE], at)
    return made


@transaction.atomic
def _make(number: int, ids: Sequence[int], at: datetime) -> int:
    # Locked and read again: a second run waits, and finds them made.
    locked = Enrolment.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=ids)
    rows = list(locked.select_related("cohort").order_by("pk"))
    made = set(RecallRound.objects.filter(number=number, enrolment__in=ids).values_list("enrolment", flat=True))
    versions = CourseVersion.objects.in_bulk({row.cohort.version_id for row in rows})
    pools = {pk: list(questions_of(version.parsed)) for pk, version in versions.items()}
    wanted = [
        RecallRound(
            enrolment=row, number=number, questions=_chosen(row, number, pools[row.cohort.version_id]), made_at=at
        )
        for row in rows
        if row.pk not in made and row.withdrawn_at is None and pools[row.cohort.version_id]
    ]
    rounds = RecallRound.objects.bulk_create(wanted)
    outbox.enqueue_many(
        kind=MailKind.RECALL,
        subjects={f"{MailKind.RECALL}:{row.enrolment_id}:{number}": row.pk for row in rounds},
        at=at,
    )
    return len(rounds)


def _chosen(enrolment: Enrolment, number: int, pool: list[str]) -> list[str]:
    """Return three questions in an order of the person's own: each round goes on where the one before ended."""
    chance = random.Random(f"recall {enrolment.pk}")  # noqa: S311 -- an order of questions is no secret
    ordered = chance.sample(pool, len(pool))
    first = (number - 1) * QUESTIONS
    return [ordered[place % len(pool)] for place in range(first, first + min(QUESTIONS, len(pool)))]


@transaction.atomic
def answer(*, round: RecallRound, question: str, chosen: str, at: datetime) -> RecallAnswer:
    """Keep the answer to a question of the round; the first one stays. Refuses what the round does not ask, and NotEnrolled."""
    asked = shown_questions(round).get(question)
    if asked is None or chosen not in {option.code for option in asked.options}:
        raise NoSuchAnswer("Esa respuesta no es de este repaso. Escoja una de las opciones.")
    lock_active(round.enrolment)  # whoever erases their data meanwhile leaves nothing behind
    row, _ = RecallAnswer.objects.get_or_create(
        round=round,
        question=question,
        defaults={"chosen": chosen, "is_right": grade(asked, [chosen]) == 1, "answered_at": at},
    )
    return row


def leave(*, user: User, at: datetime) -> None:
    """Send the person no recall any more. Twice is as once."""
    RecallOptOut.objects.get_or_create(user=user, defaults={"at": at})
