"""The right of reply: the municipality's position on each adjustment, its evidence, and the decision."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.models import HAS_REASON, Versioned
from diagnostics.assessments.models.answers import MAX_VALUE, Answer
from diagnostics.assessments.models.evidence import Evidence
from diagnostics.review.choices import Ruling, Stance
from diagnostics.review.models.reviews import MAX_WORDS, AnswerJudgement
from files.models import ProofUse


class Reply(Versioned):
    """The municipality's reply to one adjustment. `answer` is its self-assessed answer.

    `wanted` is the value it asks for (null: the declared one). A draft until `sent_at`; only sent replies are decided.
    """

    answer = models.OneToOneField(Answer, on_delete=models.PROTECT, related_name="reply")
    stance = models.CharField("postura", max_length=8, choices=Stance)
    wanted = models.CharField("valor que pide", max_length=MAX_VALUE, null=True)
    argument = models.CharField("argumento", max_length=MAX_WORDS, blank=True)
    written_at = models.DateTimeField("escrita")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField("enviada", null=True)

    class Meta:
        verbose_name = "réplica"
        verbose_name_plural = "réplicas"
        constraints = [
            models.CheckConstraint(condition=Q(stance__in=Stance.values), name="stance_is_known"),
            models.CheckConstraint(
                condition=Q(stance=Stance.AGREE) | Q(sent_at=None) | Q(argument__gt=""), name="contested_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"Réplica a {self.answer}"

    @property
    def is_contested(self) -> bool:
        return self.stance != Stance.AGREE


class ReplyEvidence(ProofUse):
    """Evidence that a reply adds, with the date of the document: on or before the cut-off of the round."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="evidence_uses")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="reply_uses")
    option = models.CharField("opción", max_length=40, blank=True)
    dated_on = models.DateField("fecha del documento")

    class Meta:
        verbose_name = "evidencia de una réplica"
        verbose_name_plural = "evidencias de réplicas"
        constraints = [
            models.UniqueConstraint(fields=["reply", "evidence", "option"], name="reply_evidence_used_once"),
            *ProofUse.Meta.constraints,
        ]

    def __str__(self) -> str:
        return f"{self.evidence} → {self.reply}"


class ReplyDecision(AnswerJudgement):
    """The decision on a contested adjustment, by a person who did not review that dimension. Immutable.

    `proofs`: the states that it gave to evidence of the answer, {"option:evidence": ProofState}; what it does not name stands as
    `Case.proofs_after` says. Evidence of the reply has its state in ReplyEvidence.
    """

    reply = models.OneToOneField(Reply, on_delete=models.PROTECT, related_name="decision")
    ruling = models.CharField("decisión", max_length=8, choices=Ruling)
    proofs = models.JSONField("evidencias miradas", default=dict)
    decided_at = models.DateTimeField("decidida")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "decisión de una réplica"
        verbose_name_plural = "decisiones de réplicas"
        constraints = [
            models.CheckConstraint(condition=HAS_REASON, name="decision_has_a_reason"),
            models.CheckConstraint(condition=Q(ruling__in=Ruling.values), name="ruling_is_known"),
        ]

    def __str__(self) -> str:
        return f"Decisión sobre {self.reply}"
