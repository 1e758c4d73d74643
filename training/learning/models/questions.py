"""Questions to who teaches, asked inside a lesson; those that serve others become its frequent questions."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.models import InProcessQuerySet, WithDeadlines
from training.cohorts.models import Enrolment
from training.courses.models import Course
from training.learning.choices import LONGEST_ANSWER, LONGEST_QUESTION, PROCESS, QuestionState


class LessonQuestionQuerySet(InProcessQuerySet):
    def with_context(self) -> "LessonQuestionQuerySet":
        return self.select_related(
            "enrolment__cohort__version__course", "enrolment__municipality", "enrolment__user"
        ).defer("enrolment__cohort__version__content")

    def waiting(self) -> "LessonQuestionQuerySet":
        return self.filter(state=QuestionState.WAITING)

    def published(self) -> "LessonQuestionQuerySet":
        return self.filter(published_at__isnull=False)


class LessonQuestion(WithDeadlines):
    """`course`: for all of its cohorts see what is published, whatever the version. `public_text`: the question in the words
    that everybody reads, which name nobody; kept when it leaves the frequent ones.
    """

    process = PROCESS

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, verbose_name="inscripción", related_name="questions")
    course = models.ForeignKey(Course, models.PROTECT, verbose_name="curso", related_name="+")
    module = models.CharField("módulo", max_length=80)
    lesson = models.CharField("lección", max_length=80)
    text = models.TextField("pregunta", max_length=LONGEST_QUESTION)
    state = models.CharField("estado", max_length=10, choices=QuestionState, default=QuestionState.WAITING)
    asked_at = models.DateTimeField("preguntada")
    answer = models.TextField("respuesta", max_length=LONGEST_ANSWER, blank=True)
    answered_at = models.DateTimeField("respondida", null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    public_text = models.TextField("pregunta publicada", max_length=LONGEST_QUESTION, blank=True)
    published_at = models.DateTimeField("publicada", null=True, blank=True)

    objects = LessonQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "pregunta de una lección"
        verbose_name_plural = "preguntas de lecciones"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=QuestionState.values), name="lesson_question_state_is_known"),
            models.CheckConstraint(condition=Q(text__gt=""), name="lesson_question_asks"),
            models.CheckConstraint(
                condition=Q(state=QuestionState.WAITING, answer="", answered_at=None, answered_by=None)
                | Q(state=QuestionState.ANSWERED, answer__gt="", answered_at__isnull=False, answered_by__isnull=False),
                name="lesson_question_answered_has_its_answer",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(state=QuestionState.ANSWERED, public_text__gt=""),
                name="lesson_question_published_is_answered",
            ),
        ]
        indexes = [
            models.Index(fields=["course", "module", "lesson"], name="questions_of_a_lesson"),
            models.Index(fields=["state", "due_on"], name="lesson_questions_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.module}/{self.lesson} #{self.pk}"

    @property
    def display_name(self) -> str:
        return "La pregunta"

    @property
    def is_waiting(self) -> bool:
        return self.state == QuestionState.WAITING

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def audit_scope(self) -> tuple[str, str]:
        return self.enrolment.audit_scope
