"""What citizens found of a commitment: the text, its photo, what was decided and what the office answers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from accounts.access import can, municipalities_of
from accounts.permissions import Permission
from citizens.choices import DeclineRule
from core.models import InProcessQuerySet, Versioned, WithDeadlines
from files.models import StoredContent
from followup.commitments.models import Commitment
from followup.sightings.choices import (
    LONGEST,
    LONGEST_ANSWER,
    LONGEST_REASON,
    PROCESS,
    PUBLIC,
    Finding,
    SightingState,
)

S = SightingState


class SightingQuerySet(InProcessQuerySet):
    def with_context(self) -> "SightingQuerySet":
        return self.select_related("commitment__municipality")

    def visible_to(self, user) -> "SightingQuerySet":
        """Keep what the person may work on: moderators everything, an office what is public of its municipalities."""
        if can(user, Permission.MODERATE_CONTRIBUTIONS):
            return self
        places = municipalities_of(user, Permission.ANSWER_FEEDBACK)
        public = self.filter(state__in=PUBLIC)
        return public if places is None else public.filter(commitment__municipality__in=places)

    def public(self) -> "SightingQuerySet":
        return self.filter(state__in=PUBLIC)

    def listed(self) -> "SightingQuerySet":
        """Keep the public ones, and the places of those that their authors withdrew while they were public."""
        return self.filter(Q(state__in=PUBLIC) | Q(state=S.WITHDRAWN, published_at__isnull=False, rule=""))


class Sighting(WithDeadlines, Versioned):
    """What one person found. Nothing says who: no account, name, address or network is kept.

    `number`: within its commitment. `version`: grows with each correction of the text. `once_hmac`: of a value of one browser's
    session, this commitment and the month, so that each counts once; it leads to no other row and is erased when the month is
    over. `answered_as` names an office, never a person. `erased_at`: the text is gone.
    """

    process = PROCESS

    commitment = models.ForeignKey(Commitment, models.PROTECT, verbose_name="compromiso", related_name="sightings")
    number = models.PositiveIntegerField("número")
    finding = models.CharField("qué encontró", max_length=10, choices=Finding)
    text = models.TextField("texto", blank=True)
    received_at = models.DateTimeField("recibido")
    published_at = models.DateTimeField("publicado", null=True, blank=True)
    state = models.CharField("estado", max_length=15, choices=SightingState, default=S.IN_MODERATION)
    answer = models.TextField("respuesta", max_length=LONGEST_ANSWER, blank=True)
    answered_as = models.CharField("quién responde", max_length=200, blank=True)
    answered_at = models.DateTimeField("respondido", null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answer_due_on = models.DateField("se responde a más tardar", null=True, blank=True)
    rule = models.CharField("regla", max_length=20, choices=DeclineRule, blank=True)
    reason = models.CharField("razón", max_length=LONGEST_REASON, blank=True)
    transferred_to = models.CharField("oficina que la recibió", max_length=200, blank=True)
    transfer_number = models.CharField("radicado", max_length=60, blank=True)
    transferred_on = models.DateField("radicado el", null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    erased_at = models.DateTimeField("texto borrado", null=True, blank=True)
    once_hmac = models.CharField(max_length=64, null=True, unique=True, editable=False)
    form_sha256 = models.CharField(max_length=64, null=True, unique=True, editable=False)

    objects = SightingQuerySet.as_manager()

    class Meta:
        verbose_name = "relato de un compromiso"
        verbose_name_plural = "relatos de compromisos"
        constraints = [
            models.UniqueConstraint(fields=["commitment", "number"], name="sighting_number_once"),
            models.CheckConstraint(condition=Q(finding__in=Finding.values), name="sighting_finding_is_known"),
            models.CheckConstraint(
                condition=Q(LessThanOrEqual(Length("text"), LONGEST))
                & (Q(erased_at=None, text__gt="") | Q(erased_at__isnull=False, text="")),
                name="sighting_text_fits_or_is_erased",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="", answered_as="")
                | Q(answered_at__isnull=False, answer__gt="", answered_as__gt="", answered_by__isnull=False),
                name="sighting_answer_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(state=S.IN_MODERATION, published_at=None, erased_at=None)
                | Q(state=S.PUBLISHED, published_at__isnull=False, answered_at=None, erased_at=None)
                | Q(state=S.ANSWERED, published_at__isnull=False, answered_at__isnull=False, erased_at=None)
                | Q(state=S.DECLINED, rule__in=DeclineRule.values, reason__gt="")
                | Q(state=S.TRANSFERRED, transferred_to__gt="", transfer_number__gt="", transferred_on__isnull=False)
                | Q(state=S.WITHDRAWN, erased_at__isnull=False),
                name="sighting_is_whole_in_its_state",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_on"], name="sightings_waiting"),
            models.Index(fields=["commitment", "state", "-published_at"], name="sightings_of_a_commitment"),
        ]

    def __str__(self) -> str:
        return f"{self.commitment} relato {self.number}"

    @property
    def display_name(self) -> str:
        return f"El relato {self.number} de {self.commitment.code}"

    @property
    def audit_scope(self) -> tuple[str, str]:
        return self.commitment.audit_scope

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC

    @property
    def shown_photo(self) -> "Photo | None":
        return getattr(self, "photo", None)


class Photo(StoredContent):
    """The one photo of a sighting, without what a camera adds. Public with it; deleted as soon as it is not to be shown."""

    FOLDER = "sightings"

    sighting = models.OneToOneField(Sighting, models.CASCADE, verbose_name="relato", related_name="photo")
    added_at = models.DateTimeField("recibida")

    class Meta:
        verbose_name = "foto de un relato"
        verbose_name_plural = "fotos de relatos"
        constraints = [
            *StoredContent.Meta.constraints,
            models.CheckConstraint(
                condition=Q(url=None, media_type__startswith="image/"), name="sighting_photo_is_a_picture"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sighting} foto"
