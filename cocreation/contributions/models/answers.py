"""Reasoned answers of offices."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cocreation.contributions.choices import (
    ANSWER_REVIEW_PROCESS,
    LONGEST_HEADLINE,
    LONGEST_REASON,
    AnswerReviewState,
    Outcome,
)
from cocreation.contributions.choices.answers import NEEDED
from cocreation.contributions.models.contributions import Contribution
from core.models import InProcessQuerySet, WithDeadlines


class Answer(models.Model):
    """The reasoned answer to a contribution, in four fixed parts. `office`: a label, never a person. `due_on`: its term then.

    Immutable once given (triggers of migration 0001).
    """

    contribution = models.OneToOneField(Contribution, models.PROTECT, verbose_name="aporte", related_name="answer")
    outcome = models.CharField("resultado", max_length=10, choices=Outcome)
    headline = models.CharField("en una frase", max_length=LONGEST_HEADLINE)
    taken_up = models.TextField("qué se acoge", blank=True)
    not_taken_up = models.TextField("qué no, y por qué", blank=True)
    resources = models.TextField("con qué recursos", blank=True)
    what_follows = models.TextField("qué sigue", blank=True)
    office = models.CharField("quién responde", max_length=200)
    municipality = models.ForeignKey(
        "territory.Municipality", models.PROTECT, verbose_name="municipio", null=True, blank=True, related_name="+"
    )
    asked_on = models.DateField("desde cuándo corría el término")
    due_on = models.DateField("término")
    answered_at = models.DateTimeField("respondida")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "respuesta"
        verbose_name_plural = "respuestas"
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="answer_outcome_is_known"),
            models.CheckConstraint(condition=Q(headline__gt="", office__gt=""), name="answer_says_who_and_what"),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.YES, taken_up__gt="")
                | Q(outcome=Outcome.PARTLY, taken_up__gt="", not_taken_up__gt="")
                | Q(outcome=Outcome.NO, not_taken_up__gt=""),
                name="answer_gives_its_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"respuesta a {self.contribution}"


class AnswerReviewQuerySet(InProcessQuerySet):
    def with_context(self) -> "AnswerReviewQuerySet":
        return self.select_related("answer__contribution__agenda", "answer__contribution__municipality")


class AnswerReview(WithDeadlines):
    """That somebody else than who gave it looks at an answer again, as its author asked, once. The answer itself stays as it is.

    `reason`: of the author, for those who decide; never public, and erased with the contribution. `outcome`: how it is answered
    now, never less than before. `answered_by`: of the answer, so that the database knows who may not decide.
    """

    process = ANSWER_REVIEW_PROCESS

    answer = models.OneToOneField(Answer, models.PROTECT, verbose_name="respuesta", related_name="review")
    state = models.CharField("estado", max_length=20, choices=AnswerReviewState, default=AnswerReviewState.ASKED)
    asked_at = models.DateTimeField("pedida")
    reason = models.CharField("por qué se pidió", max_length=LONGEST_REASON, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    outcome = models.CharField("resultado", max_length=10, choices=Outcome, blank=True)
    decision = models.TextField("qué decidió y por qué", blank=True)
    office = models.CharField("quién revisó", max_length=200, blank=True)
    decided_at = models.DateTimeField("decidida", null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = AnswerReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "revisión de una respuesta"
        verbose_name_plural = "revisiones de respuestas"
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[AnswerReviewState.ASKED, AnswerReviewState.WITHDRAWN],
                    outcome="", decision="", office="", decided_at=None, decided_by=None,
                )
                | Q(
                    state__in=[AnswerReviewState.UPHELD, AnswerReviewState.CHANGED],
                    outcome__in=Outcome.values, decision__gt="", office__gt="", decided_at__isnull=False,
                    decided_by__isnull=False,
                ),
                name="answer_review_says_what_was_decided",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("answered_by")), name="answer_review_is_by_somebody_else"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"revisión de la {self.answer}"

    @property
    def audit_scope(self) -> tuple[str, str]:
        return self.answer.contribution.audit_scope

    @property
    def is_decided(self) -> bool:
        return self.decided_at is not None


class AnswerDraft(models.Model):
    """What the office has written so far; goes when it is published. `version`: rises with each saving, so that only what was
    seen is published."""

    contribution = models.OneToOneField(Contribution, models.CASCADE, verbose_name="aporte", related_name="draft")
    outcome = models.CharField("resultado", max_length=10, choices=Outcome, blank=True)
    headline = models.CharField("en una frase", max_length=LONGEST_HEADLINE, blank=True)
    taken_up = models.TextField("qué se acoge", blank=True)
    not_taken_up = models.TextField("qué no, y por qué", blank=True)
    resources = models.TextField("con qué recursos", blank=True)
    what_follows = models.TextField("qué sigue", blank=True)
    version = models.PositiveIntegerField("versión", default=0)
    saved_at = models.DateTimeField("guardado")
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "borrador de una respuesta"
        verbose_name_plural = "borradores de respuestas"

    def __str__(self) -> str:
        return f"borrador de {self.contribution}"

    @property
    def is_complete(self) -> bool:
        """Whether it says all that an answer with its outcome needs."""
        return bool(self.outcome) and all(getattr(self, name) for name in ("headline", *NEEDED[Outcome(self.outcome)]))


class InternalNote(models.Model):
    """What staff write to each other about a contribution. Never public."""

    contribution = models.ForeignKey(Contribution, models.CASCADE, verbose_name="aporte", related_name="notes")
    text = models.CharField("nota", max_length=1000)
    at = models.DateTimeField("escrita")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "nota interna"
        verbose_name_plural = "notas internas"
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="internal_note_says_something")]

    def __str__(self) -> str:
        return f"nota de {self.contribution}"
