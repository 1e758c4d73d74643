"""A practice as its municipality writes it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse

from accounts.access import municipalities_of
from accounts.permissions import Permission
from advisory.practices.choices import LONGEST_CODE, LONGEST_OFFICE, LONGEST_REASON, PROCESS, PracticeState
from advisory.practices.models.texts import IS_WHOLE, PracticeText
from advisory.practices.models.versions import PracticeVersion
from core.models import InProcess, InProcessQuerySet, Versioned

S = PracticeState


class PracticeQuerySet(InProcessQuerySet):
    def with_context(self) -> "PracticeQuerySet":
        return self.select_related("municipality", "current")

    def visible_to(self, user) -> "PracticeQuerySet":
        """Keep those that the person works on: of her municipality in every state; for who reviews, all but drafts.

        What the public reads are versions: PracticeVersion.objects.public().
        """
        own = municipalities_of(user, Permission.WRITE_PRACTICES)
        if own is None:
            return self
        wanted = Q(municipality__in=own)
        if municipalities_of(user, Permission.REVIEW_PRACTICES) is None:
            wanted |= ~Q(state=S.DRAFT)
        return self.filter(wanted)


class Practice(PracticeText, InProcess, Versioned):
    """What is written now; the public reads `current`, a version that never changes. Never deleted.

    `written_by`: who wrote it last; None of a file. `reviewed_as`: reviewer's name, as published. `reread_due_on`: when
    24 months are over since somebody read what is public. `reason`: why it was returned or withdrawn.
    """

    process = PROCESS

    code = models.CharField("código", max_length=LONGEST_CODE, unique=True)
    municipality = models.ForeignKey(
        "territory.Municipality", models.PROTECT, verbose_name="municipio", related_name="practices"
    )
    state = models.CharField("estado", max_length=15, choices=PracticeState, default=S.DRAFT)
    proposed_at = models.DateTimeField("escrita")
    proposed_by, written_by, reviewed_by = (
        models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label)
        for label in ("quién la propuso", "quién la escribió", "quién la revisó")
    )  # fmt: skip
    reviewed_as = models.CharField("revisada por", max_length=LONGEST_OFFICE, blank=True)
    reviewed_on = models.DateField("revisada el", null=True, blank=True)
    current = models.OneToOneField(
        PracticeVersion,
        models.PROTECT,
        verbose_name="versión pública",
        null=True,
        blank=True,
        related_name="current_of",
    )
    reread_on, reread_due_on = (
        models.DateField(label, null=True, blank=True) for label in ("leída otra vez", "se vuelve a leer")
    )
    reread_as = models.CharField("leída otra vez por", max_length=LONGEST_OFFICE, blank=True)
    reason = models.CharField("razón", max_length=LONGEST_REASON, blank=True)
    is_demo = models.BooleanField("de demostración", default=False)

    objects = PracticeQuerySet.as_manager()

    class Meta(PracticeText.Meta):
        abstract = False
        verbose_name = "buena práctica"
        verbose_name_plural = "buenas prácticas"
        ordering = ["code"]
        constraints = [
            *PracticeText.Meta.constraints,
            models.UniqueConstraint(Lower("code"), name="practice_code_once"),
            models.CheckConstraint(condition=~Q(code=""), name="practice_has_a_code"),
            models.CheckConstraint(condition=Q(state__in=S.values), name="practice_state_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=[S.DRAFT, S.WITHDRAWN]) | IS_WHOLE, name="practice_is_whole_once_submitted"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[S.REVIEWED, S.PUBLISHED])
                | Q(reviewed_by__isnull=False, reviewed_as__gt="", reviewed_on__isnull=False),
                name="practice_says_who_reviewed_it",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None)
                | (~Q(reviewed_by=F("written_by")) & ~Q(reviewed_by=F("proposed_by"))),
                name="practice_is_reviewed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=S.PUBLISHED) | Q(current__isnull=False), name="published_practice_has_its_version"
            ),
            models.CheckConstraint(
                condition=~Q(state=S.WITHDRAWN) | Q(current=None, reason__gt=""), name="withdrawn_practice_says_why"
            ),
            models.CheckConstraint(
                condition=Q(current=None) | Q(reread_due_on__isnull=False), name="public_practice_is_read_again"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["state", "municipality"], name="practices_by_state")]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("advisory:practice", args=[self.code])

    @property
    def display_name(self) -> str:
        return f"La práctica {self.code}"

    @property
    def audit_scope(self) -> tuple[str, str]:
        return self.municipality.divipola, ""
