"""What anybody reads of sightings, and what is counted."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from core.receipts.models import Receipt
from followup.commitments.models import Commitment
from followup.commitments.queries.public import public_commitments
from followup.sightings.choices import PUBLIC, SIGHTING, Finding, SightingState
from followup.sightings.models import Photo, Sighting

S = SightingState


@dataclass(frozen=True)
class Counts:
    """Of what is published: how many found it, in part, or did not, and how many were answered."""

    yes: int
    partly: int
    no: int
    answered: int

    @property
    def total(self) -> int:
        return self.yes + self.partly + self.no


def counts_of(commitment: Commitment) -> Counts:
    """One query."""
    of = {name: Count("pk", filter=Q(finding=value)) for name, value in _NAMES.items()}
    return Counts(**commitment.sightings.public().aggregate(**of, answered=Count("pk", filter=Q(state=S.ANSWERED))))


_NAMES = {"yes": Finding.YES, "partly": Finding.PARTLY, "no": Finding.NO}


def listed_of(commitment: Commitment) -> QuerySet[Sighting]:
    """Newest first; with the places of those that were withdrawn later."""
    rows = commitment.sightings.listed().select_related("photo")
    return rows.order_by("-published_at", "-pk")


def newest_answered(commitment: Commitment) -> QuerySet[Sighting]:
    """Return the last two that carry an answer."""
    answered = commitment.sightings.filter(state=S.ANSWERED).select_related("photo")
    return answered.order_by("-answered_at", "-pk")[:2]


def public_commitment(code: str) -> Commitment | None:
    """Return a commitment that anybody may read, proposed, open or closed."""
    return public_commitments().select_related("municipality").filter(code=code).first()


def public_photo(code: str, number: int) -> Photo | None:
    """Return a photo that anybody may open."""
    rows = Photo.objects.filter(sighting__state__in=PUBLIC, sighting__commitment__accepted_on__isnull=False)
    return rows.filter(sighting__commitment__code=code, sighting__number=number).first()


def sightings_of_receipts(receipts: Collection[int]) -> list[int]:
    """Return the keys of the sightings that these receipts open."""
    if not receipts:
        return []
    return list(Receipt.objects.filter(pk__in=receipts, kind=SIGHTING).values_list("subject_id", flat=True))


def owners_of_photos(names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield (file name, its sighting in words) for these stored files."""
    rows = Photo.objects.filter(file__in=names).order_by("pk")
    for name, code, number in rows.values_list("file", "sighting__commitment__code", "sighting__number"):
        yield name, f"{code}, relato {number}: foto"
