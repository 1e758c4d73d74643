"""Rounds of recall, and people who answered them."""

from collections.abc import Iterable
from datetime import datetime

from accounts.models import User
from tests.factories.accounts import make_user
from tests.factories.certificates import ISSUED_AT
from tests.factories.training import make_enrolment
from training.cohorts.models import Cohort
from training.recall.actions.rounds import answer
from training.recall.models import RecallRound
from training.recall.queries.rounds import shown_questions

ASKED = ["1-responder/P1", "1-responder/P2"]  # those of the made course that one press answers


def make_round(cohort: Cohort, user: User, *, number: int = 1, at: datetime = ISSUED_AT) -> RecallRound:
    enrolment = cohort.enrolments.filter(user=user).first() or make_enrolment(cohort, user)
    return RecallRound.objects.create(enrolment=enrolment, number=number, questions=ASKED, made_at=at)


def answer_all(round: RecallRound, *, right: bool = True, at: datetime = ISSUED_AT) -> None:
    for key, question in shown_questions(round).items():
        code = next(option.code for option in question.options if (option.share == 1) is right)
        answer(round=round, question=key, chosen=code, at=at)


def answer_by(cohort: Cohort, rights: Iterable[bool], *, number: int = 1) -> None:
    """A new person for each value, who answers everything right or everything wrong."""
    for right in rights:
        answer_all(make_round(cohort, make_user(), number=number), right=right)
