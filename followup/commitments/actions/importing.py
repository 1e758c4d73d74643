"""Commitments of a file: all of them or none. What is stored already is never written over: promises have a history."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from core import audit
from core.documents.fields import code_key
from core.tables import refuse_all
from followup.commitments.actions.origins import trace_births
from followup.commitments.actions.promises import content_of
from followup.commitments.choices import NewsKind
from followup.commitments.exports.columns import COLUMNS, NO_REASON, OriginFields, milestones_cell
from followup.commitments.loaders.commitments import CommitmentFields
from followup.commitments.models import Commitment, Milestone, News, Origin, PromiseVersion, SecondReading
from followup.commitments.queries.file_rows import file_row, for_file
from followup.commitments.queries.named_origins import NamedOrigin, named_origins
from followup.rules import states
from territory.models import Municipality

BATCH = 500
IMPORTED_BY = "Cargado desde un archivo"


@transaction.atomic
def import_commitments(
    *, name: str, rows: Sequence[CommitmentFields], at: datetime, by: Any = None
) -> tuple[int, list[str]]:
    """Store the commitments that are new. Return how many, and the origins whose round or agenda the portal does not have.

    The same row again changes nothing. Refuses, with nothing stored: another content under a code that exists, naming what
    differs; and an origin that its round or agenda does not hold.
    """
    # Locked, so that the same file loaded twice at once is stored once: the second one finds the rows of the first.
    list(Municipality.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
    origins = named_origins({row.origin for row in rows if row.origin})
    judge = _Judge(origins)
    refuse_all([f"línea {row.line}: {fault}" for row in rows if (fault := judge.fault(row))], name=name)
    new = [row for row in rows if row.code not in judge.known]
    _store(new, origins, at, by)
    unknown = {row.origin.process for row in new if row.origin and not origins[row.origin].is_known}
    return len(new), sorted(unknown)


class _Judge:
    """What is wrong with a row beside what is stored."""

    def __init__(self, origins: Mapping[OriginFields, NamedOrigin]) -> None:
        self.known = {one.code: file_row(one) for one in for_file(Commitment.objects.all())}
        self.written = {code_key(code): code for code in self.known}
        self.origins = origins

    def fault(self, row: CommitmentFields) -> str:
        if (stored := self.known.get(row.code)) is not None:
            return _difference(row, stored)
        if alike := self.written.get(code_key(row.code)):
            return f"el código {row.code} solo se diferencia por las mayúsculas de {alike}, que ya existe; use otro"
        fault = self.origins[row.origin].fault if row.origin else ""
        return f"«origin»: {fault}" if fault else ""


def _difference(row: CommitmentFields, stored: Mapping[str, str]) -> str:
    given = as_cells(row)
    differ = [
        f"{column} era «{stored[column][:60]}» y ahora dice «{given[column][:60]}»"
        for column in COLUMNS
        if stored[column] != given[column]
    ]
    words = "; ".join(differ)
    return f"{row.code} ya existe con otro contenido ({words}); lo prometido cambia en el portal" if differ else ""


def as_cells(row: CommitmentFields) -> dict[str, str]:
    """Return a row as the file of the stored ones would say it."""
    found = {name: "" if (value := getattr(row, name)) is None else str(value) for name in COLUMNS}
    steps = [(step.title, str(step.due_on), str(step.done_on or "")) for step in row.milestones]
    return found | {"municipalities": ";".join(row.municipalities), "milestones": milestones_cell(steps)}


def _store(
    rows: Sequence[CommitmentFields], origins: Mapping[OriginFields, NamedOrigin], at: datetime, by: Any
) -> None:  # fmt: skip
    places = {place.divipola: place for place in Municipality.objects.all()}
    made = Commitment.objects.bulk_create([_commitment(row, places, at) for row in rows], batch_size=BATCH)
    pairs = list(zip(made, rows, strict=True))
    link = Commitment.municipalities.through
    link.objects.bulk_create(
        [link(commitment=one, municipality=places[code]) for one, row in pairs for code in row.municipalities],
        batch_size=BATCH,
    )
    Milestone.objects.bulk_create(
        [
            Milestone(commitment=one, number=number, title=step.title, due_on=step.due_on, done_on=step.done_on)
            for one, row in pairs
            for number, step in enumerate(row.milestones, 1)
        ],
        batch_size=BATCH,
    )
    Origin.objects.bulk_create([_origin(one, row.origin, origins, places) for one, row in pairs if row.origin])
    SecondReading.objects.bulk_create(
        [
            SecondReading(commitment=one, completion=row.closing, closed_on=row.closed_on, office=IMPORTED_BY, by=by)
            for one, row in pairs
            if row.closing
        ],
        batch_size=BATCH,
    )
    prefetch_related_objects(made, "milestones")
    PromiseVersion.objects.bulk_create(
        [version for one, row in pairs for version in _versions(one, row, at)], batch_size=BATCH
    )
    News.objects.bulk_create([_reason(one, row, at, by) for one, row in pairs if _needs_news(row, at)])
    audit.record_many([audit.entry_of(by=by, verb="commitment.imported", target=one, at=at) for one in made])
    trace_births([one for one in made if one.accepted_on], at)


def _commitment(row: CommitmentFields, places: Mapping[str, Municipality], at: datetime) -> Commitment:
    """One municipality answers for its own; for a shared one, the metropolitan area."""
    alone = places[row.municipalities[0]] if len(row.municipalities) == 1 else None
    began = row.agreed_on and timezone.make_aware(datetime.combine(row.agreed_on, time.min))
    return Commitment(
        code=row.code, title=row.title, municipality=alone, office=row.office, contact=row.contact, start=row.start,
        end=row.end, original_end=row.original_end, cadence=row.cadence, proposed_at=began or at, accepted_on=row.agreed_on,
        loaded_at=at,
    )  # fmt: skip


def _origin(
    one: Commitment, origin: OriginFields, named: Mapping[OriginFields, NamedOrigin], places: Mapping[str, Municipality]
) -> Origin:
    return Origin(
        commitment=one, kind=origin.kind, process=origin.process, key=origin.key, label=named[origin].label,
        municipality=places.get(origin.municipality),
    )  # fmt: skip


def _versions(one: Commitment, row: CommitmentFields, at: datetime) -> list[PromiseVersion]:
    """What was promised first and, where its end changed, what is promised now; none before it is accepted."""
    if row.agreed_on is None:
        return []
    common = {"commitment": one, "office": row.office, "made_at": at}
    is_changed = row.end != row.original_end
    first = PromiseVersion(
        number=1, content=content_of(one) | {"end": row.original_end.isoformat()}, made_on=row.agreed_on,
        reason="" if is_changed or _needs_news(row, at) else row.reason, **common,
    )  # fmt: skip
    if not is_changed:
        return [first]
    changed_on = max(row.agreed_on, timezone.localdate(at))
    second = PromiseVersion(
        number=2, content=content_of(one), reason=row.reason or NO_REASON, made_on=changed_on, **common
    )
    return [first, second]


def _needs_news(row: CommitmentFields, at: datetime) -> bool:
    """Whether the reason is told as the one for not having kept the promise; of a proposal, it has no version to stand on."""
    if not row.reason:
        return False
    promise = states.Promise(
        start=row.start, end=row.end, original_end=row.original_end, accepted_on=row.agreed_on,
        milestones=[states.Milestone(step.due_on, step.done_on) for step in row.milestones],
        closing=states.Closing(row.closed_on, states.Completion(row.closing)) if row.closed_on else None,
    )  # fmt: skip
    state = states.standing(promise, timezone.localdate(at)).state
    return row.agreed_on is None or state == states.State.NOT_FULFILLED


def _reason(one: Commitment, row: CommitmentFields, at: datetime, by: Any) -> News:
    return News(commitment=one, kind=NewsKind.REASON, text=row.reason, office=row.office, at=at, by=by)
