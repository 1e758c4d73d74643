"""Agreed items, the versions of their text, and what each municipality says of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.urls import reverse

from cocreation.agendas.models import Agenda, Challenge
from cocreation.agreements.choices import (
    LONGEST_REASON,
    LONGEST_TEXT,
    LONGEST_TITLE,
    PROCESS,
    SHORTEST_TEXT,
    ItemState,
)
from cocreation.contributions.models import Contribution
from core.models import InProcess, InProcessQuerySet, Versioned

TEXT_FITS = Q(GreaterThanOrEqual(Length("text"), SHORTEST_TEXT), LessThanOrEqual(Length("text"), LONGEST_TEXT))


class AgreedItemQuerySet(InProcessQuerySet):
    def with_context(self) -> "AgreedItemQuerySet":
        return self.select_related("agenda")

    def public(self) -> "AgreedItemQuerySet":
        """Keep those that anybody may read: once open to acceptance an item stays public, also while it is written anew."""
        return self.filter(agenda__published_at__isnull=False, opened_at__isnull=False)


class AgreedItem(InProcess, Versioned):
    """A text that municipalities agree on. `version`: number of the text that stands, as in ItemVersion.

    `municipalities`: those that are asked to accept it. `contributions`: what it comes from. `reason`: why it was dropped.
    """

    process = PROCESS

    agenda = models.ForeignKey(Agenda, models.PROTECT, verbose_name="agenda", related_name="agreed_items")
    code = models.CharField("código", max_length=12)
    challenge = models.ForeignKey(
        Challenge, models.PROTECT, verbose_name="reto", null=True, blank=True, related_name="agreed_items"
    )
    title = models.CharField("título", max_length=LONGEST_TITLE)
    text = models.TextField("texto")
    municipalities = models.ManyToManyField("territory.Municipality", verbose_name="municipios", related_name="+")
    contributions = models.ManyToManyField(
        Contribution, verbose_name="aportes", blank=True, related_name="agreed_items"
    )
    state = models.CharField("estado", max_length=12, choices=ItemState, default=ItemState.DRAFT)
    drafted_at = models.DateTimeField("escrito")
    opened_at = models.DateTimeField("abierto", null=True, blank=True)
    agreed_at = models.DateTimeField("acordado", null=True, blank=True)
    reason = models.CharField("razón", max_length=LONGEST_REASON, blank=True)

    objects = AgreedItemQuerySet.as_manager()

    class Meta:
        verbose_name = "acuerdo"
        verbose_name_plural = "acuerdos"
        constraints = [
            models.UniqueConstraint(fields=["agenda", "code"], name="agreed_item_once_per_agenda"),
            models.CheckConstraint(condition=Q(state__in=ItemState.values), name="agreed_item_state_is_known"),
            models.CheckConstraint(condition=Q(title__gt="") & TEXT_FITS, name="agreed_item_says_something"),
            models.CheckConstraint(
                condition=~Q(state=ItemState.AGREED) | Q(agreed_at__isnull=False), name="agreed_item_has_its_day"
            ),
            models.CheckConstraint(
                condition=~Q(state=ItemState.DROPPED) | Q(reason__gt=""), name="agreed_item_dropped_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("agreements:item", args=[self.agenda.code, self.code])

    @property
    def display_name(self) -> str:
        return f"El acuerdo {self.code}"

    @property
    def audit_scope(self) -> tuple[str, str]:
        return self.agenda.audit_scope


class ItemVersion(models.Model):
    """One text of an item, and why it changed. Immutable (triggers of migration 0001)."""

    item = models.ForeignKey(AgreedItem, models.PROTECT, verbose_name="acuerdo", related_name="versions")
    number = models.PositiveIntegerField("versión")
    title = models.CharField("título", max_length=LONGEST_TITLE)
    text = models.TextField("texto")
    reason = models.CharField("razón", max_length=LONGEST_REASON, blank=True)
    office = models.CharField("quién lo escribió", max_length=200)
    made_at = models.DateTimeField("escrita")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "versión de un acuerdo"
        verbose_name_plural = "versiones de acuerdos"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="item_version_once"),
            models.CheckConstraint(condition=Q(number=1) | Q(reason__gt=""), name="item_version_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.item} versión {self.number}"


class Acceptance(models.Model):
    """What a municipality says of one version of an item. A new version asks everybody anew; what was said stays."""

    item = models.ForeignKey(AgreedItem, models.PROTECT, verbose_name="acuerdo", related_name="acceptances")
    municipality = models.ForeignKey(
        "territory.Municipality", models.PROTECT, verbose_name="municipio", related_name="+"
    )
    number = models.PositiveIntegerField("versión")
    is_accepted = models.BooleanField("lo acepta")
    reason = models.CharField("razón", max_length=LONGEST_REASON, blank=True)
    office = models.CharField("quién lo dijo", max_length=200)
    at = models.DateTimeField("momento")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "aceptación de un acuerdo"
        verbose_name_plural = "aceptaciones de acuerdos"
        constraints = [
            models.UniqueConstraint(fields=["item", "municipality", "number"], name="acceptance_once_per_version"),
            models.CheckConstraint(
                condition=Q(is_accepted=True) | Q(reason__gt=""), name="acceptance_refused_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.item} versión {self.number}"

    @property
    def audit_scope(self) -> tuple[str, str]:
        return self.municipality.divipola, self.item.agenda.trace_process
