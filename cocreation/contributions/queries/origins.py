"""Contributions by their public names, for the trace."""

from collections.abc import Iterable

from cocreation.contributions.models import Contribution
from core.trace.registry import Origin


def contribution_origins(ids: Iterable[int]) -> dict[int, Origin]:
    """Return the public names of contributions; those that nobody may read are left out. One query."""
    rows = Contribution.objects.public().filter(pk__in=list(ids)).select_related("agenda")
    return {row.pk: Origin(f"{row.code} {row.title}".strip(), row.get_absolute_url()) for row in rows}
