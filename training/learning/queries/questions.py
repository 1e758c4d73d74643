"""Questions about lessons: those that wait for who teaches, and those that everybody in a course reads."""

from django.db.models import F, Q, QuerySet

from accounts.models import User
from training.cohorts.models import Cohort, Enrolment
from training.cohorts.queries.cohorts import counts_in_menu, run_by
from training.learning.models import LessonQuestion
from training.learning.models.questions import LessonQuestionQuerySet
from training.learning.queries.reading import Place


def questions_for(user: User) -> LessonQuestionQuerySet:
    """Return the questions in the cohorts that the user may run, those that wait first, then the newest."""
    cohorts = run_by(user).order_by().values("pk")
    rows = LessonQuestion.objects.with_context().filter(enrolment__cohort__in=cohorts)
    return rows.select_related("answered_by").order_by(F("answered_at").desc(nulls_first=True), "due_on", "pk")


def count_questions_waiting(user: User) -> int:
    """Return how many wait for the user, for the menu; nobody answers their own. One query besides the roles."""
    if not counts_in_menu(user):
        return 0
    cohorts = run_by(user).order_by().values("pk")
    return LessonQuestion.objects.waiting().filter(enrolment__cohort__in=cohorts).exclude(enrolment__user=user).count()


def shown_in_lesson(enrolment: Enrolment, place: Place) -> QuerySet[LessonQuestion]:
    """Return the frequent questions of a lesson and the person's own there, the oldest first. One query."""
    rows = _of_lesson(enrolment.cohort, place)
    return rows.filter(Q(published_at__isnull=False) | Q(enrolment=enrolment)).order_by("asked_at", "pk")


def frequent_in_lesson(cohort: Cohort, place: Place) -> QuerySet[LessonQuestion]:
    """Return the frequent questions of a lesson, the oldest first. One query."""
    return _of_lesson(cohort, place).filter(published_at__isnull=False).order_by("asked_at", "pk")


def _of_lesson(cohort: Cohort, place: Place) -> QuerySet[LessonQuestion]:
    return LessonQuestion.objects.filter(
        course=cohort.version.course_id, module=place.module.code, lesson=place.lesson.code
    )
