"""The review before its layer is written: marks, blind second readings, conversations, conflicts of interest."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.models import HAS_REASON, Judgement, Versioned
from diagnostics.assessments.choices import Party
from diagnostics.assessments.models.answers import MAX_VALUE, Answer
from diagnostics.assessments.models.rounds import Round
from territory.models import Municipality

MAX_WORDS = 2000  # characters of a message


class AnswerJudgement(Judgement):
    """A judgement of an answer: the value that holds (null: the declared one) and the evidence accepted.

    `evidence_accepted` is "", "si" or options "a|c", as scoring reads it.
    """

    value = models.CharField("valor", max_length=MAX_VALUE, null=True)
    evidence_accepted = models.CharField("evidencia aceptada", max_length=MAX_VALUE, blank=True)
    na_accepted = models.BooleanField("no aplica aceptado", default=False)

    class Meta:
        abstract = True


class AnswerReview(AnswerJudgement, Versioned):
    """The reviewer's mark on one self-assessed answer, until closing the review turns it into a layer.

    `proofs`: {"option:evidence": ProofState}. `is_adjusted`: it departs from the declared answer (queries.entries.differs),
    so a reason is required. `accepted_together`: shared by marks that one press gave to several answers without a doubt, until
    one of them is marked by itself.
    """

    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, related_name="review")
    proofs = models.JSONField("evidencias miradas", default=dict)
    is_adjusted = models.BooleanField("ajustada", default=False)
    accepted_together = models.UUIDField("aceptadas juntas", null=True)
    marked_at = models.DateTimeField("marcada")
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "revisión de respuesta"
        verbose_name_plural = "revisiones de respuestas"
        constraints = [
            models.CheckConstraint(condition=HAS_REASON | Q(is_adjusted=False), name="adjustment_has_a_reason"),
            models.CheckConstraint(condition=Q(value=None) | Q(is_adjusted=True), name="other_value_is_an_adjustment"),
            models.CheckConstraint(
                condition=Q(accepted_together=None) | Q(is_adjusted=False), name="nothing_is_adjusted_together"
            ),
        ]

    def __str__(self) -> str:
        return f"Revisión de {self.answer}"


class SecondReview(AnswerJudgement):
    """A blind second reading: the row exists because the answer is in the sample; unmarked until it is read."""

    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, related_name="second_review")
    marked_at = models.DateTimeField("marcada", null=True)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "segunda lectura"
        verbose_name_plural = "segundas lecturas"
        constraints = [
            models.CheckConstraint(
                condition=Q(marked_at=None, marked_by=None) | Q(marked_at__isnull=False, marked_by__isnull=False),
                name="second_review_has_its_reader",
            )
        ]

    def __str__(self) -> str:
        return f"Segunda lectura de {self.answer}"


class Message(models.Model):
    """A message about an answer, by the municipality or by the review.

    A request for clarification (`is_request`) has `sent_at` null until all of them are sent together, once.
    """

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="messages")
    party = models.CharField("quién", max_length=12, choices=Party)
    is_request = models.BooleanField("solicitud de aclaración", default=False)
    text = models.CharField("mensaje", max_length=MAX_WORDS)
    written_at = models.DateTimeField("escrito")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField("enviado", null=True)

    class Meta:
        verbose_name = "mensaje"
        verbose_name_plural = "mensajes"
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(party__in=[Party.MUNICIPALITY, Party.REVIEW]), name="both_sides_write_and_nobody_else"
            ),
            models.CheckConstraint(
                condition=Q(is_request=False) | Q(party=Party.REVIEW), name="only_the_review_asks_for_clarification"
            ),
            models.CheckConstraint(
                condition=Q(is_request=True) | Q(sent_at=F("written_at")), name="only_requests_wait_to_be_sent"
            ),
            models.UniqueConstraint(
                fields=["answer"], condition=Q(is_request=True), name="one_clarification_per_answer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_party_display()}, {self.written_at:%Y-%m-%d %H:%M}"


class ConflictDeclaration(models.Model):
    """A person's declaration, for one round, of their conflicts of interest (usually none)."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="declarations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="declarations")
    declared_at = models.DateTimeField("declarada")

    class Meta:
        verbose_name = "declaración de conflictos de interés"
        verbose_name_plural = "declaraciones de conflictos de interés"
        constraints = [models.UniqueConstraint(fields=["round", "user"], name="one_declaration_per_round")]

    def __str__(self) -> str:
        return f"{self.user_id}, {self.round}"


class DeclaredConflict(models.Model):
    declaration = models.ForeignKey(ConflictDeclaration, on_delete=models.CASCADE, related_name="conflicts")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField("por qué", max_length=300)

    class Meta:
        verbose_name = "conflicto declarado"
        verbose_name_plural = "conflictos declarados"
        constraints = [
            models.UniqueConstraint(fields=["declaration", "municipality"], name="one_conflict_per_municipality"),
            models.CheckConstraint(condition=Q(reason__gt=""), name="conflict_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.declaration} → {self.municipality}"
