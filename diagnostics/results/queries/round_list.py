"""Rounds as a list, with what stands in each."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q
from django.utils.formats import date_format

from diagnostics.assessments.choices import RoundStatus, State
from diagnostics.assessments.models import Round

TAGS = {
    RoundStatus.OPEN: ("wait", "clock"),
    RoundStatus.PUBLISHED: ("ok", "check"),
    RoundStatus.ENDED: ("line", "check"),
    RoundStatus.CANCELLED: ("line", "x"),
}


@dataclass(frozen=True)
class ListedRound:
    """`municipalities`: those that take part, without the withdrawn."""

    round: Round
    municipalities: int
    today: date

    @property
    def kind(self) -> str:
        return kind_of(self.round)

    @property
    def state(self) -> str:
        return state_of(self.round, self.today)

    @property
    def tag(self) -> str:
        return TAGS[RoundStatus(self.round.status)][0]

    @property
    def icon(self) -> str:
        return TAGS[RoundStatus(self.round.status)][1]


def kind_of(round: Round) -> str:
    kind = "Ensayo" if round.is_rehearsal else "Real"
    return "Demostración" if round.is_demo else kind


def state_of(round: Round, today: date) -> str:
    """The status in words; of an open round, up to when it is filled, or since when it is not."""
    if not round.is_open:
        return round.get_status_display()
    if round.opens_on and today < round.opens_on:
        return f"Abre el {date_format(round.opens_on, 'j b')}"
    if round.closes_on is None:
        return "Abierto"
    if today > round.closes_on:
        return "En revisión"
    return f"Abierto hasta el {date_format(round.closes_on, 'j b')}"


def listed_rounds(today: date) -> list[ListedRound]:
    """Return every round, newest first; the cancelled ones too. One query."""
    rows = Round.objects.select_related("version__instrument").defer("version__content").newest_first()
    taking_part = Count("assessments", filter=~Q(assessments__state=State.WITHDRAWN))
    return [ListedRound(row, row.taking_part, today) for row in rows.annotate(taking_part=taking_part)]


def last_close() -> date | None:
    """Return the last day of the self-assessment of the open rounds."""
    return Round.objects.filter(status=RoundStatus.OPEN).aggregate(last=Max("closes_on"))["last"]
