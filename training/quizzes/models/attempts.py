"""Attempts: made when they start, with their questions frozen, so that neither a second tab nor a new version changes them."""

from datetime import datetime, timedelta
from fractions import Fraction

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.models import Versioned
from training.cohorts.models import Enrolment
from training.grading import document
from training.grading.progress import MOST_ATTEMPTS
from training.quizzes.choices import GRACE_SECONDS, Via


class AttemptQuerySet(models.QuerySet):
    def handed_in(self) -> "AttemptQuerySet":
        return self.filter(handed_in_at__isnull=False)


class Attempt(models.Model):
    """`questions`: the questions in the order shown, whole, as `training.grading.document.question` reads them.

    `closes_at`: None without a time limit. `points` of `out_of` questions, exact text ("7/2"), once handed in; `share` is
    their quotient in ten-thousandths, for statistics only. `typed_by`: who typed in an attempt on paper.
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, verbose_name="inscripción", related_name="attempts")
    module = models.CharField("módulo", max_length=80)
    number = models.PositiveSmallIntegerField("intento")
    questions = models.JSONField("preguntas")
    via = models.CharField("cómo", max_length=6, choices=Via, default=Via.SCREEN)
    started_at = models.DateTimeField("empezado")
    closes_at = models.DateTimeField("se cierra", null=True, blank=True)
    handed_in_at = models.DateTimeField("entregado", null=True, blank=True)
    points = models.CharField("puntos", max_length=40, blank=True)
    out_of = models.PositiveSmallIntegerField("de")
    share = models.IntegerField("proporción", null=True, blank=True)
    typed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = "intento"
        verbose_name_plural = "intentos"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "module", "number"], name="one_attempt_of_a_number"),
            models.UniqueConstraint(
                fields=["enrolment", "module"], condition=Q(handed_in_at=None), name="one_open_attempt_per_quiz"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=MOST_ATTEMPTS), name="three_attempts_at_most"
            ),
            models.CheckConstraint(condition=Q(via__in=Via.values), name="attempt_via_is_known"),
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(closes_at__gt=F("started_at")), name="attempt_closes_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(handed_in_at=None, points="", share=None)
                | Q(handed_in_at__isnull=False, points__gt="", share__isnull=False),
                name="attempt_is_graded_when_handed_in",
            ),
            models.CheckConstraint(
                condition=~Q(via=Via.PAPER) | Q(typed_by__isnull=False), name="paper_has_its_typist"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.module} {self.number}"

    @property
    def parsed(self) -> list[document.Question]:
        """The questions in the order shown."""
        return [document.question(one) for one in self.questions]

    @property
    def last_moment(self) -> datetime | None:
        """Until when an answer that was on its way still counts; None without a limit."""
        return self.closes_at and self.closes_at + timedelta(seconds=GRACE_SECONDS)

    def has_run_out(self, at: datetime) -> bool:
        return self.handed_in_at is None and self.last_moment is not None and at > self.last_moment

    @property
    def result(self) -> Fraction:
        """The share of a handed-in attempt, 0 to 1."""
        return Fraction(self.points) / self.out_of


class AttemptAnswer(Versioned):
    """`value`: codes of options (single, multiple, boolean: in any order; order: as they stand), or the number as typed.

    `written_from` names the opened page that wrote it: later words of that page are no conflict.
    """

    attempt = models.ForeignKey(Attempt, models.CASCADE, verbose_name="intento", related_name="answers")
    question = models.CharField("pregunta", max_length=80)
    value = models.JSONField("respuesta")
    saved_at = models.DateTimeField("guardada")
    written_from = models.CharField("página que la escribió", max_length=36, blank=True)

    class Meta:
        verbose_name = "respuesta de un intento"
        verbose_name_plural = "respuestas de intentos"
        constraints = [models.UniqueConstraint(fields=["attempt", "question"], name="one_answer_per_question")]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.question}"
