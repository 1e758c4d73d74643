"""Pilots of a municipality."""

from django.db import models
from django.db.models import Q

from accounts.access import municipalities_of
from accounts.permissions import Permission
from core.models import DeadlineExtension, InProcessQuerySet, WithDeadlines
from territory.models import Municipality
from tests.new_app.pilots.choices import PROCESS, State


class PilotQuerySet(InProcessQuerySet):
    def with_context(self) -> "PilotQuerySet":
        return self.select_related("municipality")

    def visible_to(self, user) -> "PilotQuerySet":
        allowed = municipalities_of(user, Permission.VIEW_ASSESSMENT)
        return self if allowed is None else self.filter(municipality__in=allowed)


class Pilot(WithDeadlines):
    process = PROCESS

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    title = models.CharField("título", max_length=120)
    state = models.CharField("estado", max_length=20, choices=State, default=State.PROPOSED)

    objects = PilotQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=State.values), name="pilot_state_is_known")]

    def __str__(self) -> str:
        return self.title

    @property
    def audit_scope(self) -> tuple[str, str]:
        return self.municipality.divipola, f"pilot:{self.pk}"


class PilotExtension(DeadlineExtension):
    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="extensions")
