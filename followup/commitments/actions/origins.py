"""What a commitment was born from tells in its trace that it was."""

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


def trace_birth(commitment: Commitment, at: datetime) -> None:
    """Write the step «compromiso» of the agreed item that a commitment was born from, and of the contributions behind it.

    Call it once the commitment is accepted, inside that transaction: before, nobody else knows of it. Again it writes nothing.
    """
    origin = Origin.objects.filter(commitment=commitment, kind=OriginKind.AGREEMENT).first()
    if origin is None or TraceEvent.objects.filter(to_kind=COMMITMENT, to_id=commitment.pk, step=STEP).exists():
        return
    rows = AgreedItem.objects.public().filter(agenda__code=origin.process, code=origin.key)
    item = rows.select_related("agenda").first()
    if item is None:
        return
    things = [
        (AGREEMENT, item.pk),
        *((CONTRIBUTION, pk) for pk in item.contributions.order_by("pk").values_list("pk", flat=True)),
    ]
    words = str(Truncator(f"{commitment.code} {commitment.title}").chars(LONGEST_WORDS))
    common = {"step": STEP, "at": at, "process": item.agenda.trace_process, "words": words}
    record_many(event_of(kind=kind, subject_id=pk, to=(COMMITMENT, commitment.pk), **common) for kind, pk in things)
