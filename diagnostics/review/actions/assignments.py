"""Assigning the review of a round: municipalities, or dimensions of all of them, to the people who review."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.text import capfirst

from accounts.models import User
from accounts.permissions import Permission
from accounts.queries import people_who
from core import audit
from core.refusals import Refusal, Stale
from core.words import changed_meanwhile, joined, named
from diagnostics.assessments.choices.notifications import ASSIGNED
from diagnostics.assessments.models import Assessment, Round
from diagnostics.instruments.models import Dimension
from diagnostics.review.choices.notifications import REVIEW_ASSIGNED, REVIEW_WITHDRAWN
from diagnostics.review.models import ReviewAssignment
from diagnostics.review.queries.assignments import review_shares_of, reviewers
from diagnostics.review.queries.conflicts import involvements_in, part_of
from notices.actions.notifications import tell


class NotAReviewer(Refusal):
    """A review is assigned only to people who review."""


class HasConflict(Refusal):
    """The person must not judge that municipality."""


class NothingToReview(Refusal):
    """The round is published."""


@transaction.atomic
def assign(
    *,
    round: Round,
    places: Mapping[int, Collection[int]],
    dimensions: Mapping[str, Collection[int]],
    seen: str,
    by,
    at: datetime,
) -> int:
    """Assign exactly these people (user ids) to each assessment (primary key) and dimension (code); return the rows changed.

    `seen` is the ReviewShares.fingerprint that the person saw. Who gets something new is notified.
    Refuses Stale, NotAReviewer, NothingToReview, and HasConflict for who took part in that assessment or declared a conflict.
    """
    round = Round.objects.select_for_update(of=("self",)).select_related("version").get(pk=round.pk)
    if round.is_published:
        raise NothingToReview(f"{capfirst(named(round))} ya se publicó: no queda revisión por repartir.")
    shares = review_shares_of(round)
    if shares.fingerprint != seen:
        mine_at = audit.own_change(round, by, "review.assigned", "review.unassigned")
        said = changed_meanwhile("cambió el reparto", mine_at=mine_at, seen="lo veía")
        raise Stale(f"{said} Mírelo antes de guardar.")
    people = {person.pk: person for person in reviewers()}
    if not set().union(*places.values(), *dimensions.values()) <= set(people):
        raise NotAReviewer("Una de esas personas ya no revisa. Mire el reparto otra vez.")
    new_places = {(key, user) for key, who in places.items() for user in who if user not in shares.places.get(key, {})}
    new_dimensions = {
        (code, user) for code, who in dimensions.items() for user in who if user not in shares.dimensions.get(code, {})
    }
    given = {key: a for key, a in _assessments(round).items() if key in {place for place, _ in new_places}}
    for place, user in sorted(new_places):
        _require_free(people[user], given[place])
    gone = _take(round, places, dimensions)
    _give(round, new_places, new_dimensions, by, at)
    if gone or new_places or new_dimensions:
        data = {"given": len(new_places) + len(new_dimensions), "taken": gone}
        audit.record(by=by, verb="review.assigned", target=round, at=at, data=data)
        for user in sorted({user for _, user in new_places | new_dimensions} - {by.pk}):
            mine = [str(given[place].municipality) for place, one in sorted(new_places) if one == user]
            _tell(round, people[user], mine, [code for code, one in sorted(new_dimensions) if one == user], by, at)
    return gone + len(new_places) + len(new_dimensions)


def _assessments(round: Round) -> dict[int, Assessment]:
    return {a.pk: a for a in Assessment.objects.filter(round=round).with_context()}


def _require_free(person: User, assessment: Assessment) -> None:
    involvement = part_of(person, assessment).involvement
    if involvement:
        raise HasConflict(
            f"{involvement.of(person.name, assessment.municipality)}: asígnele esa revisión a otra persona."
        )


def _take(round: Round, places: Mapping[int, Collection[int]], dimensions: Mapping[str, Collection[int]]) -> int:
    """Delete the assignments that are not wanted any more; return how many."""
    rows = ReviewAssignment.objects.filter(round=round).values_list("pk", "assessment", "dimension__code", "user")
    gone = [
        pk
        for pk, place, dimension, user in rows
        if user not in (places.get(place, ()) if place else dimensions.get(dimension, ()))
    ]
    return ReviewAssignment.objects.filter(pk__in=gone).delete()[0]


def _give(round: Round, places: set[tuple[int, int]], dimensions: set[tuple[str, int]], by, at: datetime) -> None:
    ids = dict(Dimension.objects.filter(version=round.version_id).values_list("code", "pk"))
    stamp = {"round": round, "assigned_by": by, "assigned_at": at}
    ReviewAssignment.objects.bulk_create(
        [
            *(ReviewAssignment(assessment_id=place, user_id=user, **stamp) for place, user in sorted(places)),
            *(ReviewAssignment(dimension_id=ids[code], user_id=user, **stamp) for code, user in sorted(dimensions)),
        ]
    )


def _tell(round: Round, person: User, places: list[str], dimensions: list[str], by, at: datetime) -> None:
    names = {d.code: d.short_name for d in round.version.parsed.dimensions}
    lines = []
    if places:
        lines.append(f"la revisión de {joined(places)}")
    if dimensions:
        bound = {place for user, place in involvements_in(round, [person.pk]) if user == person.pk}
        without = [str(a.municipality) for a in _assessments(round).values() if a.municipality_id in bound]
        less = f", menos {joined(without)} por su conflicto de interés" if without else ""
        lines.append(f"la revisión de «{joined([names[code] for code in dimensions])}» en todos los municipios{less}")
    tell(
        to=[person.pk],
        text=REVIEW_ASSIGNED,
        values={"quien": by.name, "que": joined(lines), "del_ciclo": named(round, "de")},
        key=f"{ASSIGNED} review {round.pk} {at.isoformat()}",
        url=f"{reverse('review:review-list')}?ciclo={round.code}",
        at=at,
    )


def withdraw(*, round: Round, user, municipalities: Collection[int], at: datetime) -> int:
    """Take from a person the municipalities (primary keys) with which they declared a conflict, and tell coordination.

    Called by the declaration, in its transaction. Returns how many were taken.
    """
    rows = ReviewAssignment.objects.filter(round=round, user=user, assessment__municipality__in=municipalities)
    places = [str(row.assessment.municipality) for row in rows.select_related("assessment__municipality")]
    if not places:
        return 0
    rows.delete()
    audit.record(by=user, verb="review.unassigned", target=round, at=at, data={"municipalities": len(places)})
    tell(
        to=[person.pk for person in people_who(Permission.ASSIGN_REVIEWS, None)],
        text=REVIEW_WITHDRAWN,
        values={"quien": user.name, "municipios": joined(places), "en_ciclo": named(round, "en")},
        key=f"{ASSIGNED} withdrawn {round.pk} {user.pk} {at.isoformat()}",
        url=reverse("review:review-assign", args=[round.code]),
        at=at,
    )
    return len(places)
