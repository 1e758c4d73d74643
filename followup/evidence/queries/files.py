"""The files of evidence: what each is part of, and who may open it."""

from collections.abc import Collection, Iterator

from accounts.access import can
from accounts.permissions import Holding, Permission, allows
from accounts.queries import holdings_of
from followup.evidence.models import FollowupEvidence

OF_THE_TEAM = (Permission.MANAGE_COMMITMENTS, Permission.APPROVE_MEASUREMENTS)


def owners_of_files(names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield (file name, its evidence in words) for these stored files."""
    for name, pk, place in FollowupEvidence.objects.filter(file__in=names).values_list(
        "file", "pk", "municipality__name"
    ):
        yield name, f"evidencia {pk} del seguimiento de {place or 'el Área Metropolitana'}"


def may_open(user, evidence: FollowupEvidence) -> bool:
    """Anybody opens what is public; the rest, who works in its municipality or in the metropolitan team."""
    if evidence.opens_to_everybody:
        return True
    if not user.is_authenticated:
        return False
    held = holdings_of(user)
    works_there = any(
        one.municipality_id == evidence.municipality_id for one in held if one.municipality_id is not None
    )
    return works_there or any(one.role.is_metropolitan and _follows(one) for one in held)


def may_withhold(user, evidence: FollowupEvidence) -> bool:
    """Its office hides what it put, and the metropolitan team what it reads; the same people show it again."""
    if any(can(user, one) for one in OF_THE_TEAM):
        return True
    return evidence.municipality is not None and can(user, Permission.WRITE_COMMITMENTS, evidence.municipality)


def _follows(holding: Holding) -> bool:
    return allows([holding], Permission.APPROVE_MEASUREMENTS) or allows([holding], Permission.CLOSE_COMMITMENTS)
