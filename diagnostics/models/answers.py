"""Answers in their three layers, their evidence, and the reviewer's marks before a layer is written."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from diagnostics.choices import Layer
from diagnostics.models.instruments import Question
from diagnostics.models.rounds import Assessment

MAX_VALUE = 400


class AnswerQuerySet(models.QuerySet):
    def self_assessed(self) -> "AnswerQuerySet":
        return self.filter(layer=Layer.SELF_ASSESSED)


class Answer(models.Model):
    """What one layer says about one question: one row per question and layer.

    `value` is text (scoring.values); while «no aplica» is declared it is kept and does not count. In the self-assessed
    layer it may be a draft that is not yet valid: it is kept as typed and refused at submission. `evidence_accepted`
    ("", "si" or "a|c") and `na_accepted` belong to later layers. `version` grows with each write; a writer who has
    not seen the last one is told.
    """

    assessment = models.ForeignKey(
        Assessment, verbose_name="diagnóstico", on_delete=models.PROTECT, related_name="answers"
    )
    question = models.ForeignKey(Question, verbose_name="pregunta", on_delete=models.PROTECT, related_name="answers")
    layer = models.CharField("capa", max_length=14, choices=Layer)
    value = models.CharField("valor", max_length=MAX_VALUE, blank=True)
    not_applicable = models.BooleanField("no aplica", default=False)
    na_reason = models.CharField("por qué no aplica", max_length=1000, blank=True)
    na_accepted = models.BooleanField("no aplica aceptado", default=False)
    evidence_accepted = models.CharField("evidencia aceptada", max_length=MAX_VALUE, blank=True)
    version = models.PositiveIntegerField("versión", default=1)
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
        ]

    def __str__(self) -> str:
        return f"{self.question} ({self.get_layer_display()})"


class Evidence(models.Model):
    """A proof of one municipality in one round, for as many answers as it serves. Today a link; files come later."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="evidence")
    url = models.URLField("enlace", max_length=1000)
    added_at = models.DateTimeField("agregada")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "evidencia"
        verbose_name_plural = "evidencias"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "url"], name="one_evidence_per_link"),
            models.CheckConstraint(condition=Q(url__regex=r"^https?://"), name="evidence_is_a_web_link"),
        ]

    def __str__(self) -> str:
        return self.url


class EvidenceUse(models.Model):
    """That an answer rests on an evidence; on a multiple, `option` says which option it proves ("" = all marked)."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="evidence_uses")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="uses")
    option = models.CharField("opción", max_length=40, blank=True)

    class Meta:
        verbose_name = "uso de evidencia"
        verbose_name_plural = "usos de evidencia"
        constraints = [models.UniqueConstraint(fields=["answer", "evidence", "option"], name="evidence_used_once")]

    def __str__(self) -> str:
        return f"{self.evidence} → {self.answer}"


class AnswerReview(models.Model):
    """The reviewer's marks on one self-assessed answer, until closing the review turns them into a layer."""

    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, related_name="review")
    evidence_accepted = models.CharField("evidencia aceptada", max_length=MAX_VALUE, blank=True)
    na_accepted = models.BooleanField("no aplica aceptado", default=False)
    version = models.PositiveIntegerField("versión", default=1)
    marked_at = models.DateTimeField("marcada")
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "revisión de respuesta"
        verbose_name_plural = "revisiones de respuestas"

    def __str__(self) -> str:
        return f"Revisión de {self.answer}"
