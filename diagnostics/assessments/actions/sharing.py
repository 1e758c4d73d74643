"""Assigning the dimensions of an assessment to people of its municipality, and handing them over."""

from datetime import datetime

from django.db import transaction

from accounts.permissions import Permission
from accounts.queries import people_who
from core import audit
from core.refusals import Refusal, Stale
from core.words import changed_meanwhile
from diagnostics.assessments.actions.assessments import locked
from diagnostics.assessments.choices.notifications import DIMENSION_ASSIGNED, WORK_HANDED_OVER
from diagnostics.assessments.models import Assessment, DimensionAssignment
from diagnostics.assessments.queries.teams import shares_of
from diagnostics.instruments.models import Dimension
from notices.actions.notifications import tell
from notices.choices import NoticeText


class NotOfTheTeam(Refusal):
    """Dimensions are assigned only to people who fill answers in that municipality."""


class NothingToSplit(Refusal):
    """The assessment takes no more answers."""


@transaction.atomic
def split(*, assessment: Assessment, wanted: dict[str, set[int]], seen: str, by, at: datetime) -> int:
    """Assign each dimension of `wanted` (by code) to exactly these people (user ids); return the number of rows changed.

    `seen` is the Shares.fingerprint that the person saw. Refuses Stale, NotOfTheTeam, NothingToSplit.
    """
    assessment = locked(assessment)
    if not assessment.is_fillable:
        raise NothingToSplit("El diagnóstico ya se envió: no queda trabajo por repartir.")
    if shares_of(assessment).fingerprint != seen:
        mine_at = audit.own_change(assessment, by, "work.split", "work.handed_over")
        said = changed_meanwhile("cambió el reparto", mine_at=mine_at, seen="lo veía")
        raise Stale(f"{said} Mírelo antes de guardar.")
    team = {person.pk for person in people_who(Permission.FILL_ANSWERS, assessment.municipality)}
    if not set().union(*wanted.values()) <= team:
        raise NotOfTheTeam("Una de esas personas ya no responde en este municipio. Mire el equipo otra vez.")
    ids = dict(Dimension.objects.filter(version=assessment.round.version_id, code__in=wanted).values_list("code", "pk"))
    rows = DimensionAssignment.objects.filter(assessment=assessment, dimension__in=ids.values())
    stored = {(dimension, user): pk for pk, dimension, user in rows.values_list("pk", "dimension__code", "user")}
    target = {(code, user) for code, people in wanted.items() if code in ids for user in people}
    gone, new = set(stored) - target, target - set(stored)
    DimensionAssignment.objects.filter(pk__in=[stored[key] for key in gone]).delete()
    DimensionAssignment.objects.bulk_create(
        DimensionAssignment(assessment=assessment, dimension_id=ids[code], user_id=user, assigned_at=at, assigned_by=by)
        for code, user in sorted(new)
    )
    if gone or new:
        data = {"given": len(new), "taken": len(gone)}
        audit.record(by=by, verb="work.split", target=assessment, at=at, data=data)
        _tell(assessment, new, DIMENSION_ASSIGNED, by, at)
    return len(gone) + len(new)


@transaction.atomic
def hand_over(*, assessment: Assessment, leaving: int, to: int | None, by, at: datetime) -> int:
    """Move all dimensions of a person (user id) to another one, or unassign them; return how many. Refuses NotOfTheTeam."""
    assessment = locked(assessment)
    if to is not None and to not in {p.pk for p in people_who(Permission.FILL_ANSWERS, assessment.municipality)}:
        raise NotOfTheTeam("Esa persona ya no responde en este municipio. Elija a otra.")
    rows = DimensionAssignment.objects.filter(assessment=assessment, user=leaving)
    given = dict(rows.values_list("dimension", "dimension__code"))
    rows.delete()
    if to is not None:
        given_names = DimensionAssignment.objects.filter(assessment=assessment, user=to)
        has = set(given_names.values_list("dimension", flat=True))
        DimensionAssignment.objects.bulk_create(
            DimensionAssignment(assessment=assessment, dimension_id=pk, user_id=to, assigned_at=at, assigned_by=by)
            for pk in given
            if pk not in has
        )
        _tell(assessment, {(code, to) for code in given.values()}, WORK_HANDED_OVER, by, at)
    if given:
        data = {"dimensions": sorted(given.values()), "from": leaving, "to": to}
        audit.record(by=by, verb="work.handed_over", target=assessment, at=at, data=data)
    return len(given)


def _tell(assessment: Assessment, given: set[tuple[str, int]], text: NoticeText, by, at: datetime) -> None:
    names = {d.code: d.short_name for d in assessment.round.version.parsed.dimensions}
    for user in sorted({user for _, user in given} - {by.pk}):
        given_names = [names[code] for code in names if (code, user) in given]
        tell(
            to=[user],
            text=text,
            values={"quien": by.name, "diagnostico": str(assessment), "dimensiones": ", ".join(given_names)},
            key=f"{text.kind} {assessment.pk} {at.isoformat()}",
            url=assessment.get_absolute_url(),
            at=at,
        )
