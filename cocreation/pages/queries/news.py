"""What happened in an agenda, from the trace alone."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from cocreation.agendas.models import Agenda
from cocreation.contributions.choices import CONTRIBUTION
from cocreation.contributions.models import Contribution
from core.trace.models import TraceEvent
from core.trace.queries import steps_of
from core.trace.registry import Origin, origins_of

MOST, READ = 50, 200
# Steps of a contribution before it was public, or while it was not: said to its author only.
UNSAID = ("recibida", "no_publicada", "apelada", "trasladada", "retirada")


@dataclass(frozen=True)
class AgendaNews:
    key: str
    origin: Origin
    label: str
    words: str
    at: datetime


def news_of(agenda: Agenda) -> list[AgendaNews]:
    """Return the newest public steps of things that anybody may read now. As many queries as kinds of things, and one."""
    readable = Contribution.objects.public().filter(agenda=agenda).values("pk")
    is_said = Q(kind=CONTRIBUTION, subject_id__in=readable) & ~Q(step__in=UNSAID)
    rows = TraceEvent.objects.filter(is_said | ~Q(kind=CONTRIBUTION), process=agenda.trace_process)
    rows = list(rows.order_by("-at", "-pk")[:READ])
    origins = origins_of({(row.kind, row.subject_id) for row in rows})
    return [
        AgendaNews(
            f"urn:innovacion360:{agenda.trace_process}:{row.pk}", origins[row.kind, row.subject_id], step.label,
            step.words, row.at,
        )
        for row, step in zip(rows, steps_of(rows), strict=True)
        if (row.kind, row.subject_id) in origins
    ][:MOST]  # fmt: skip
