"""What a commitment was born from tells in its trace that it was."""

from collections.abc import Collection
from datetime import datetime

from django.utils.text import Truncator

from cocreation.agreements.choices import AGREEMENT
from cocreation.agreements.models import AgreedItem
from cocreation.contributions.choices import CONTRIBUTION
from core.trace.actions import event_of, record_many
from core.trace.models import TraceEvent
from followup.commitments.choices import OriginKind
from followup.commitments.models import Commitment, Origin

COMMITMENT, STEP = "commitment", "compromiso"  # kind and step of the trace
LONGEST_WORDS = 300


def trace_births(commitments: Collection[Commitment], at: datetime) -> None:
    """Write the step «compromiso» of the agreed items that commitments were born from, and of the contributions behind them.

    Call it once they are accepted, inside that transaction: before, nobody else knows of them. Again it writes nothing. Five
    queries, however many there are.
    """
    ours = {one.pk: one for one in commitments}
    origins = list(Origin.objects.filter(commitment__in=ours, kind=OriginKind.AGREEMENT).order_by("commitment"))
    if not origins:
        return
    keys = [one.commitment_id for one in origins]
    told = set(TraceEvent.objects.filter(to_kind=COMMITMENT, to_id__in=keys, step=STEP).values_list("to_id", flat=True))
    rows = AgreedItem.objects.public().filter(agenda__code__in={one.process for one in origins})
    found = rows.select_related("agenda").prefetch_related("contributions")
    items = {(item.agenda.code, item.code): item for item in found}
    record_many(
        event
        for one in origins
        if one.commitment_id not in told and (item := items.get((one.process, one.key)))
        for event in _events(item, ours[one.commitment_id], at)
    )


def _events(item: AgreedItem, commitment: Commitment, at: datetime) -> list[TraceEvent]:
    words = str(Truncator(f"{commitment.code} {commitment.title}").chars(LONGEST_WORDS))
    common = {
        "step": STEP, "at": at, "process": item.agenda.trace_process, "words": words, "to": (COMMITMENT, commitment.pk)
    }  # fmt: skip
    behind = sorted(one.pk for one in item.contributions.all())
    things = [(AGREEMENT, item.pk), *((CONTRIBUTION, pk) for pk in behind)]
    return [event_of(kind=kind, subject_id=pk, **common) for kind, pk in things]
