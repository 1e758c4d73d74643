"""Commitments as help on the questions they were born from."""

from django.utils import timezone

from accounts.access import can
from accounts.permissions import Permission
from core.slots import Asked, HelpItem
from core.words import long_date
from followup.commitments.choices import OriginKind
from followup.commitments.models import Commitment
from followup.commitments.presenters.circle import take_up_address
from followup.commitments.queries.circle import address_of

COMMITMENT = "compromiso"  # among the kinds of help on a question


def commitments_as_help(asked: Asked) -> dict[str, list[HelpItem]]:
    """Return what the place promised about each gap, or where to promise it for who may (core.slots.help_items). One query."""
    born = Commitment.objects.filter(
        accepted_on__lte=timezone.localdate(), origin__kind=OriginKind.GAP, origin__process=asked.process,
        origin__municipality=asked.place, origin__key__in=list(asked.subjects),
    ).select_related("origin")  # fmt: skip
    found: dict[str, list[HelpItem]] = {}
    for row in born:
        until = f"prometido hasta el {long_date(row.end)}"
        url = address_of("followup:commitment", row.code)
        item = HelpItem(COMMITMENT, row.code, f"{row.code} {row.title}", url, until, is_demo=row.is_demo)
        found.setdefault(row.origin.key, []).append(item)
    if can(asked.user, Permission.WRITE_COMMITMENTS, asked.place):
        for code in set(asked.subjects) - set(found):
            url = take_up_address(OriginKind.GAP, asked.process, asked.place.divipola, code)
            found[code] = [HelpItem(COMMITMENT, "", f"Comprometerse con {code}", url)]
    return found
