"""Corrections of published answers that wait for a second person."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from diagnostics.assessments.models.answers import MAX_VALUE, Answer
from diagnostics.results.choices import ProposalState
from diagnostics.results.models.publications import Erratum


class ErratumProposalQuerySet(models.QuerySet):
    def with_context(self) -> "ErratumProposalQuerySet":
        return self.select_related(
            "answer__question",
            "answer__assessment__municipality",
            "answer__assessment__round__version",
            "proposed_by",
            "erratum__publication",
        )


class ErratumProposal(models.Model):
    """The correction of one final answer as one person proposes it; another confirms it, which makes the erratum.

    `decided_*`: who confirmed it or withdrew it, and for a withdrawal why.
    """

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="+")
    value = models.CharField("valor", max_length=MAX_VALUE, blank=True)
    evidence_accepted = models.CharField("evidencia aceptada", max_length=MAX_VALUE, blank=True)
    reason = models.CharField("razón", max_length=2000)
    state = models.CharField("estado", max_length=10, choices=ProposalState, default=ProposalState.PENDING)
    proposed_at = models.DateTimeField("propuesta")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("decidida", null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_because = models.CharField("por qué se retiró", max_length=2000, blank=True)
    erratum = models.OneToOneField(Erratum, null=True, on_delete=models.PROTECT, related_name="proposal")

    objects = ErratumProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "corrección propuesta"
        verbose_name_plural = "correcciones propuestas"
        constraints = [
            models.UniqueConstraint(
                fields=["answer"], condition=Q(state=ProposalState.PENDING), name="one_pending_correction_per_answer"
            ),
            models.CheckConstraint(condition=Q(state__in=ProposalState.values), name="proposal_state_is_known"),
            models.CheckConstraint(condition=Q(reason__gt=""), name="proposal_says_why"),
            models.CheckConstraint(
                condition=Q(state=ProposalState.PENDING, decided_at=None, decided_by=None, erratum=None)
                | Q(state=ProposalState.WITHDRAWN, decided_at__isnull=False, decided_because__gt="", erratum=None)
                | Q(state=ProposalState.PUBLISHED, decided_at__isnull=False, erratum__isnull=False),
                name="proposal_was_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProposalState.PUBLISHED) | ~Q(decided_by=F("proposed_by")),
                name="correction_is_confirmed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer}, {self.get_state_display().lower()}"

    def get_absolute_url(self) -> str:
        return reverse("results:erratum-proposal", args=[self.answer.assessment.round.code, self.pk])
