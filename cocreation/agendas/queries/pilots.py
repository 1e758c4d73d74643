"""Who may write pilots down, and challenges by their public names."""

from collections.abc import Iterable

from accounts.access import can, municipalities_of
from accounts.permissions import Permission
from cocreation.agendas.choices.stages import Actor
from cocreation.agendas.models import Challenge, ChallengePilot
from cocreation.agendas.queries.manage import seen_of
from core.trace.registry import Origin


def actor_for(user, challenge: Challenge) -> Actor | None:
    """Return as whom the person writes pilots of the challenge down: facilitation, or an office of one of its municipalities."""
    if not user.is_authenticated:
        return None
    if can(user, Permission.MANAGE_AGENDAS):
        return Actor.FACILITATOR
    reach = municipalities_of(user, Permission.ANSWER_CONTRIBUTIONS)
    if reach is None or challenge.municipalities.filter(pk__in=reach).exists():
        return Actor.OFFICE
    return None


def pilot_seen(pilot: ChallengePilot) -> str:
    """Return what a page showed of it, so that nobody overwrites another person unawares."""
    return seen_of(pilot.started_on, pilot.url, pilot.what)


def challenge_origins(ids: Iterable[int]) -> dict[int, Origin]:
    """Return the public names of challenges, for the trace; those of drafts are left out. One query."""
    rows = Challenge.objects.filter(pk__in=list(ids), agenda__published_at__isnull=False).select_related("agenda")
    return {row.pk: Origin(f"{row.code} {row.text}", row.get_absolute_url()) for row in rows}
