"""Answers in their three layers, and every version of the self-assessed one."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.process import working_days
from diagnostics.assessments.choices import REOPENED_FOR, Claim, Layer, Reopening
from diagnostics.assessments.models.rounds import Assessment
from diagnostics.instruments.models.instruments import Question

MAX_VALUE, MAX_NA_REASON, MAX_LINKS = 400, 1000, 20


class AnswerQuerySet(models.QuerySet):
    def self_assessed(self) -> "AnswerQuerySet":
        return self.filter(layer=Layer.SELF_ASSESSED)


class Answer(models.Model):
    """The answer of one layer to one question: one row per question and layer.

    `value` is text (scoring.values); while «no aplica» is declared it is kept and does not count. In the
    self-assessed layer it may be an invalid draft: it is kept as typed and refused at submission. `evidence_accepted`
    ("", "si" or "a|c") and `na_accepted` belong to later layers. `version` grows with each write; writing over an
    unseen version is a conflict. `written_from` names the opened page that wrote it: later writes from that page are
    no conflict, even when the reply to the earlier one was lost. While `reopened_at` is set the answer takes changes
    although its assessment was submitted.
    """

    assessment = models.ForeignKey(
        Assessment, verbose_name="diagnóstico", on_delete=models.PROTECT, related_name="answers"
    )
    question = models.ForeignKey(Question, verbose_name="pregunta", on_delete=models.PROTECT, related_name="answers")
    layer = models.CharField("capa", max_length=14, choices=Layer)
    value = models.CharField("valor", max_length=MAX_VALUE, blank=True)
    not_applicable = models.BooleanField("no aplica", default=False)
    na_reason = models.CharField("por qué no aplica", max_length=MAX_NA_REASON, blank=True)
    na_accepted = models.BooleanField("no aplica aceptado", default=False)
    evidence_accepted = models.CharField("evidencia aceptada", max_length=MAX_VALUE, blank=True)
    previous_claim = models.CharField("frente al ciclo anterior", max_length=10, choices=Claim, blank=True)
    version = models.PositiveIntegerField("versión", default=1)
    written_from = models.CharField("página que la escribió", max_length=36, blank=True)
    reopened_at = models.DateTimeField("reabierta", null=True)
    reopening = models.CharField("por qué se reabrió", max_length=12, choices=Reopening, blank=True)
    changed_at = models.DateTimeField("cambiada")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "respuesta"
        verbose_name_plural = "respuestas"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "question", "layer"], name="one_answer_per_layer"),
            models.CheckConstraint(condition=Q(layer__in=Layer.values), name="answer_layer_is_known"),
            models.CheckConstraint(
                condition=Q(na_accepted=False) | Q(not_applicable=True), name="accepted_na_is_declared"
            ),
            models.CheckConstraint(
                condition=~Q(layer=Layer.SELF_ASSESSED) | Q(na_accepted=False, evidence_accepted=""),
                name="nobody_accepts_their_own_answer",
            ),
            models.CheckConstraint(
                condition=Q(reopened_at=None, reopening="")
                | Q(reopened_at__isnull=False, reopening__in=Reopening.values, layer=Layer.SELF_ASSESSED),
                name="only_own_answers_reopen_with_a_reason",
            ),
            models.CheckConstraint(condition=Q(previous_claim__in=["", *Claim.values]), name="claim_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.question} ({self.get_layer_display()})"

    @property
    def reopened_until(self) -> date | None:
        """The last day on which a reopened answer takes changes; None if the deadline of its assessment applies."""
        if self.reopened_at is None or self.reopening == Reopening.CLARIFICATION:
            return None
        return working_days.add(timezone.localdate(self.reopened_at), REOPENED_FOR)


class AnswerRevision(models.Model):
    """The contents of an answer at one version; never changed or deleted. Changes of its evidence are in the log."""

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="revisions")
    version = models.PositiveIntegerField("versión")
    value = models.CharField("valor", max_length=MAX_VALUE, blank=True)
    not_applicable = models.BooleanField("no aplica", default=False)
    na_reason = models.CharField("por qué no aplica", max_length=MAX_NA_REASON, blank=True)
    written_at = models.DateTimeField("escrita")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "versión de una respuesta"
        verbose_name_plural = "versiones de respuestas"
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["answer", "version"], name="one_text_per_version_of_an_answer")]

    def __str__(self) -> str:
        return f"{self.answer}, versión {self.version}"
