"""What waits for who moderates and for the offices that answer."""

from django.db.models import Count, Q, QuerySet

from accounts.access import can, municipalities_of
from accounts.permissions import Permission
from followup.sightings.choices import SightingState
from followup.sightings.models import Sighting

S = SightingState
# What the queue shows, by the value in its address.
TABS = {
    "moderar": S.IN_MODERATION,
    "responder": S.PUBLISHED,
    "respondidos": S.ANSWERED,
    "no-publicados": S.DECLINED,
    "trasladados": S.TRANSFERRED,
}
OF_MODERATION = (S.IN_MODERATION, S.DECLINED, S.TRANSFERRED)


def tabs_of(user) -> dict[str, SightingState]:
    """Return the tabs that the person sees: an office has no business with what was not published."""
    if can(user, Permission.MODERATE_CONTRIBUTIONS):
        return TABS
    return {key: state for key, state in TABS.items() if state not in OF_MODERATION}


def waiting_for(user) -> QuerySet[Sighting]:
    """Keep what the person may decide or answer now."""
    waits = Q(pk__in=[])
    if can(user, Permission.MODERATE_CONTRIBUTIONS):
        waits |= Q(state=S.IN_MODERATION)
    places = municipalities_of(user, Permission.ANSWER_FEEDBACK)
    if places is None:
        waits |= Q(state=S.PUBLISHED)
    elif places:
        waits |= Q(state=S.PUBLISHED, commitment__municipality__in=places)
    return Sighting.objects.filter(waits)


def count_waiting(user) -> int:
    """For the menu. One query."""
    return waiting_for(user).count()


def counts_by_state(user) -> dict[str, int]:
    """Return how many of each state the person sees. One query."""
    rows = Sighting.objects.visible_to(user).order_by().values_list("state")
    return dict(rows.annotate(Count("pk")))


def in_state(user, state: SightingState) -> QuerySet[Sighting]:
    """What waits by its last day, the rest newest first."""
    rows = Sighting.objects.visible_to(user).filter(state=state).with_context().select_related("photo")
    return (
        rows.order_by("due_on", "pk")
        if state in (S.IN_MODERATION, S.PUBLISHED)
        else rows.order_by("-state_since", "-pk")
    )
