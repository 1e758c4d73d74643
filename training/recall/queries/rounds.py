"""Rounds of recall: to whom they are due, and their questions."""

from datetime import date, timedelta

from django.core import signing
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from training.certificates.models import Certificate
from training.cohorts.choices import CohortState
from training.cohorts.models import Enrolment
from training.grading.document import Course, Kind, Question
from training.grading.questions import shuffled
from training.recall.choices import DAYS, LATE
from training.recall.models import RecallOptOut, RecallRound

ROUND_SALT, LEAVE_SALT = "course-recall", "course-recall-leave"
ONE_PRESS = (Kind.SINGLE, Kind.BOOLEAN)  # answered by pressing one option


def due(number: int, today: date) -> QuerySet[Enrolment]:
    """Return the enrolments whose round of that number is due and not made yet.

    It is counted from the certificate, else from the end of the cohort. Who withdrew, left the portal or
    wants no recall is not asked.
    """
    last = today - timedelta(days=DAYS[number - 1])
    first = last - LATE
    certificates = Certificate.objects.filter(enrolment=OuterRef("pk")).order_by("issued_at", "pk")
    made = RecallRound.objects.filter(enrolment=OuterRef("pk"), number=number)
    left = RecallOptOut.objects.filter(user=OuterRef("user"))
    rows = Enrolment.objects.active().annotate(certified_on=Subquery(certificates.values("issued_on")[:1]))
    from_end = Q(
        certified_on=None, cohort__state=CohortState.ENDED, cohort__ended_at__date__gt=first,
        cohort__ended_at__date__lte=last,
    )  # fmt: skip
    rows = rows.filter(from_end | Q(certified_on__gt=first, certified_on__lte=last), user__is_active=True)
    return rows.filter(~Exists(made), ~Exists(left)).order_by("pk")


def questions_of(course: Course) -> dict[str, Question]:
    """Return the recall questions of a course that one press answers, by «module/code»."""
    return {
        f"{module.code}/{question.code}": question
        for module in course.modules
        for question in module.recall
        if question.kind in ONE_PRESS
    }


def shown_questions(round: RecallRound) -> dict[str, Question]:
    """Return the questions of a round with their options in an order of its own. `round` carries the version of its cohort."""
    known = questions_of(round.enrolment.cohort.version.parsed)
    return {key: shuffled([known[key]], f"{round.pk}/{key}")[0] for key in round.questions if key in known}


def round_token(round: RecallRound) -> str:
    """The same in each mail about the round; nobody can make one up."""
    return signing.Signer(salt=ROUND_SALT).sign(str(round.pk))


def leave_token(user: User) -> str:
    return signing.Signer(salt=LEAVE_SALT).sign(str(user.pk))


def round_behind(token: str) -> RecallRound | None:
    """Return the round of a link; None if there is none any more, as after a withdrawal."""
    pk = _signed(token, ROUND_SALT)
    rows = RecallRound.objects.select_related("enrolment__cohort__version__course", "enrolment__user")
    return rows.filter(pk=pk, enrolment__withdrawn_at=None).first() if pk else None


def person_behind(token: str) -> User | None:
    pk = _signed(token, LEAVE_SALT)
    return User.objects.filter(pk=pk).first() if pk else None


def wants_none(user: User) -> bool:
    return RecallOptOut.objects.filter(user=user).exists()


def _signed(token: str, salt: str) -> int | None:
    try:
        return int(signing.Signer(salt=salt).unsign(token))
    except signing.BadSignature:
        return None
