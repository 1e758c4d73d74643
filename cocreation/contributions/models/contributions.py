"""Contributions, the versions of their text, supports and comments."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Length
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse

from cocreation.agendas.choices import LONGEST_CODE, LONGEST_RULE, Theme
from cocreation.agendas.models import Agenda, Challenge, Participant
from cocreation.contributions.choices import (
    ANONYMOUS,
    COMMENT_PROCESS,
    LONGEST,
    LONGEST_COMMENT,
    LONGEST_PLACE,
    LONGEST_REASON,
    LONGEST_SIGNATURE,
    LONGEST_TITLE,
    PROCESS,
    CommentState,
    ContributionState,
    Kind,
    Origin,
    Zone,
)
from cocreation.contributions.choices.process import ANSWERED, PUBLIC
from core.models import InProcess, InProcessQuerySet, WithDeadlines
from core.process import working_days

S = ContributionState

# The moment by which lists are ordered: a public text without a day of publication stands by the day it came.
SINCE = Coalesce("published_at", "received_at")


class ContributionQuerySet(InProcessQuerySet):
    def with_context(self) -> "ContributionQuerySet":
        return self.select_related("agenda", "municipality")

    def public(self) -> "ContributionQuerySet":
        """Keep those that anybody may read."""
        return self.filter(state__in=PUBLIC, agenda__published_at__isnull=False)


class Contribution(WithDeadlines):
    """A problem, or an idea for a challenge. `title` and `text`: those of the version that the public reads.

    `code`: public, unique in the agenda. `frozen_at`: the first support; from then on each change of the text is a version.
    `participant` is null until the author is known: an address that was typed but not confirmed lies in EmailCode only.
    `answering`: the municipality whose office answers; none: the metropolitan team. `rule`: of a refusal, as it read then.
    `erased_at`: the author withdrew it, and texts and signature are empty.
    """

    process = PROCESS

    agenda = models.ForeignKey(Agenda, models.PROTECT, verbose_name="agenda", related_name="contributions")
    code = models.CharField("código", max_length=12)
    kind = models.CharField("qué es", max_length=10, choices=Kind)
    theme = models.CharField("tema", max_length=20, choices=Theme)
    challenge = models.ForeignKey(
        Challenge, models.PROTECT, verbose_name="reto", null=True, blank=True, related_name="contributions"
    )
    title = models.CharField("título", max_length=LONGEST_TITLE, blank=True)
    text = models.TextField("texto", blank=True)
    signature = models.CharField("firma", max_length=LONGEST_SIGNATURE, blank=True)
    municipality = models.ForeignKey(
        "territory.Municipality", models.PROTECT, verbose_name="municipio", null=True, blank=True, related_name="+"
    )
    neighbourhood = models.CharField("barrio o vereda", max_length=LONGEST_PLACE, blank=True)
    zone = models.CharField("zona", max_length=10, choices=Zone, blank=True)
    channel = models.CharField("canal", max_length=10, choices=Origin, default=Origin.WEB)
    participant = models.ForeignKey(
        Participant, models.PROTECT, verbose_name="quién", null=True, blank=True, related_name="contributions"
    )
    state = models.CharField("estado", max_length=20, choices=ContributionState, default=S.RECEIVED)
    received_at = models.DateTimeField("recibida")
    published_at = models.DateTimeField("publicada", null=True, blank=True)
    frozen_at = models.DateTimeField("primer apoyo", null=True, blank=True)
    erased_at = models.DateTimeField("borrada", null=True, blank=True)
    appealed_at = models.DateTimeField("apelada", null=True, blank=True)
    rule = models.CharField("regla", max_length=LONGEST_CODE + LONGEST_RULE + 2, blank=True)
    reason = models.CharField("razón", max_length=LONGEST_REASON, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # Where a petition went: office, its number and the day.
    transferred_to = models.CharField("oficina que la recibió", max_length=200, blank=True)
    transfer_number = models.CharField("radicado", max_length=60, blank=True)
    transferred_on = models.DateField("día del traslado", null=True, blank=True)
    answering = models.ForeignKey(
        "territory.Municipality", models.PROTECT, verbose_name="responde", null=True, blank=True, related_name="+"
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, verbose_name="unida en", null=True, blank=True, related_name="merged"
    )
    # Of form_id and content, so that a repeated submission is stored once. None: not from a form.
    form_sha256 = models.CharField(max_length=64, null=True, unique=True, editable=False)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = "aporte"
        verbose_name_plural = "aportes"
        constraints = [
            models.UniqueConstraint(fields=["agenda", "code"], name="contribution_once_per_agenda"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="contribution_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=S.values), name="contribution_state_is_known"),
            models.CheckConstraint(condition=Q(theme__in=Theme.values), name="contribution_theme_is_known"),
            models.CheckConstraint(condition=Q(channel__in=Origin.values), name="contribution_channel_is_known"),
            models.CheckConstraint(
                condition=Q(LessThanOrEqual(Length("text"), LONGEST)), name="contribution_text_fits"
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.IDEA) | Q(challenge=None), name="contribution_only_ideas_answer_a_challenge"
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None, title__gt="", text__gt="")
                | Q(erased_at__isnull=False, title="", text="", signature="", neighbourhood=""),
                name="contribution_says_something_or_was_erased",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[S.WITHDRAWN]) | Q(erased_at__isnull=False),
                name="contribution_withdrawn_is_erased",
            ),
            models.CheckConstraint(
                condition=~Q(state=S.DECLINED) | Q(rule__gt=""), name="contribution_declined_names_its_rule"
            ),
            models.CheckConstraint(
                condition=~Q(state=S.TRANSFERRED)
                | Q(transferred_to__gt="", transfer_number__gt="", transferred_on__isnull=False),
                name="contribution_transferred_says_where",
            ),
            models.CheckConstraint(
                condition=Q(state=S.MERGED, merged_into__isnull=False) | (~Q(state=S.MERGED) & Q(merged_into=None)),
                name="contribution_merged_leads_on",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[S.RECEIVED, S.WITHDRAWN]) | Q(participant__isnull=False),
                name="contribution_has_an_author_once_confirmed",
            ),
        ]
        indexes = [
            models.Index("agenda", SINCE.desc(), F("id").desc(), name="contribution_list"),
            models.Index(fields=["challenge", "state"], name="contribution_of_challenge"),
            models.Index(fields=["due_on"], condition=Q(due_on__isnull=False), name="contribution_due"),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("contributions:contribution", args=[self.agenda.code, self.code])

    @property
    def audit_scope(self) -> tuple[str, str]:
        return (self.municipality.divipola if self.municipality else ""), self.agenda.trace_process

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC

    @property
    def is_answered(self) -> bool:
        return self.state in ANSWERED

    @property
    def signed(self) -> str:
        return self.signature or ANONYMOUS

    def own_due_on(self, state: str) -> date | None:
        """The last day of the answer: working days of the agenda from the close of the stage (set by the action)."""
        return self._answer_due_on if state == S.UNDER_REVIEW else None

    _answer_due_on: date | None = None

    def answer_from(self, closed_on: date) -> None:
        """Let the term of the answer run from the close of the stage; call it before the transition."""
        self.answer_until(working_days.add(closed_on, self.agenda.answer_days))

    def answer_until(self, last_day: date) -> None:
        """Let the term of the answer end on that day, for a text that takes over a running term."""
        self._answer_due_on = last_day


class ContributionVersion(models.Model):
    """One text of a contribution. Number 1 is what was sent; later ones wait for the moderator like the first.

    `approved_at`: from then on the public reads it. Not approved and without a rule: replaced before anybody read it. Erased with
    the contribution.
    """

    contribution = models.ForeignKey(Contribution, models.CASCADE, verbose_name="aporte", related_name="versions")
    number = models.PositiveSmallIntegerField("versión")
    title = models.CharField("título", max_length=LONGEST_TITLE, blank=True)
    text = models.TextField("texto", blank=True)
    made_at = models.DateTimeField("escrita")
    approved_at = models.DateTimeField("aprobada", null=True, blank=True)
    declined_at = models.DateTimeField("no aprobada", null=True, blank=True)
    rule = models.CharField("regla", max_length=LONGEST_CODE + LONGEST_RULE + 2, blank=True)
    # Why the moderator changed a letter, or why the text was not approved; empty for approved texts of the author.
    reason = models.CharField("razón", max_length=LONGEST_REASON, blank=True)

    class Meta:
        verbose_name = "versión de un aporte"
        verbose_name_plural = "versiones de aportes"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["contribution", "number"], name="contribution_version_once"),
            models.CheckConstraint(
                condition=Q(approved_at=None) | Q(declined_at=None), name="contribution_version_has_one_fate"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution} versión {self.number}"


class ContributionSupport(models.Model):
    """One person supports one contribution."""

    contribution = models.ForeignKey(Contribution, models.CASCADE, verbose_name="aporte", related_name="supports")
    participant = models.ForeignKey(
        Participant, models.CASCADE, verbose_name="quién", related_name="contribution_supports"
    )
    at = models.DateTimeField("desde")

    class Meta:
        verbose_name = "apoyo a un aporte"
        verbose_name_plural = "apoyos a aportes"
        constraints = [
            models.UniqueConstraint(fields=["contribution", "participant"], name="contribution_supported_once")
        ]

    def __str__(self) -> str:
        return f"{self.contribution}: {self.participant}"


class CommentQuerySet(InProcessQuerySet):
    def with_context(self) -> "CommentQuerySet":
        return self.select_related("contribution__agenda", "contribution__municipality")


class Comment(InProcess):
    """What a person, or an office, says about a contribution. `office`: the label of one; empty for people."""

    process = COMMENT_PROCESS

    contribution = models.ForeignKey(Contribution, models.CASCADE, verbose_name="aporte", related_name="comments")
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="responde a", null=True, blank=True, related_name="replies"
    )
    participant = models.ForeignKey(
        Participant, models.PROTECT, verbose_name="quién", null=True, blank=True, related_name="comments"
    )
    office = models.CharField("dependencia", max_length=200, blank=True)
    signature = models.CharField("firma", max_length=LONGEST_SIGNATURE, blank=True)
    text = models.TextField("comentario", blank=True)
    state = models.CharField("estado", max_length=20, choices=CommentState, default=CommentState.IN_MODERATION)
    received_at = models.DateTimeField("recibido")
    rule = models.CharField("regla", max_length=LONGEST_CODE + LONGEST_RULE + 2, blank=True)
    reason = models.CharField("razón", max_length=LONGEST_REASON, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    form_sha256 = models.CharField(max_length=64, null=True, unique=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = "comentario"
        verbose_name_plural = "comentarios"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CommentState.values), name="comment_state_is_known"),
            models.CheckConstraint(
                condition=Q(LessThanOrEqual(Length("text"), LONGEST_COMMENT)), name="comment_text_fits"
            ),
            models.CheckConstraint(
                condition=Q(state=CommentState.WITHDRAWN, text="", signature="")
                | (~Q(state=CommentState.WITHDRAWN) & Q(text__gt="")),
                name="comment_says_something_or_was_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(participant__isnull=False, office="") | Q(participant=None, office__gt=""),
                name="comment_is_of_a_person_or_an_office",
            ),
        ]
        indexes = [models.Index(fields=["contribution", "state", "received_at"], name="comment_thread")]

    def __str__(self) -> str:
        return f"comentario {self.pk}"

    @property
    def audit_scope(self) -> tuple[str, str]:
        return self.contribution.audit_scope

    @property
    def signed(self) -> str:
        return self.office or self.signature or ANONYMOUS
