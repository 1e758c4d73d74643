"""When the next round opens: name and days of rounds that coordination has opened for the municipalities, nothing else of them.

The days are told to every town hall; what each one does in the round stays private (docs/decisions/0036).
"""

from dataclasses import dataclass
from datetime import date

from django.db.models.functions import TruncDate
from django.utils.text import capfirst

from core.words import long_date, named
from diagnostics.assessments.choices import RoundStatus
from diagnostics.assessments.models import Round


@dataclass(frozen=True)
class Calendar:
    """`running`: the round that town halls answer, or whose answers are reviewed; `coming`: the next to open."""

    today: date
    running: Round | None
    coming: Round | None

    @property
    def sentences(self) -> list[str]:
        found = [_running(self.running, self.today)] if self.running else []
        if self.coming and self.coming.opens_on:
            found.append(f"{capfirst(named(self.coming))} abre el {long_date(self.coming.opens_on)}.")
        return found or ["Todavía no hay fecha del próximo ciclo."]


def calendar(today: date) -> Calendar:
    """Return the rounds that are not published yet; no rehearsal, no demonstration. One query."""
    rounds = Round.objects.filter(
        status=RoundStatus.OPEN, is_rehearsal=False, is_demo=False, opens_on__isnull=False,
        closes_on__gte=TruncDate("opened_at"),  # not one held elsewhere, whose answers come from files
    )  # fmt: skip
    every = list(rounds.only("name", "opens_on", "closes_on").order_by("opens_on", "pk"))
    begun = [round for round in every if round.opens_on and round.opens_on <= today]
    coming = [round for round in every if round.opens_on and round.opens_on > today]
    return Calendar(today, begun[-1] if begun else None, coming[0] if coming else None)


def _running(round: Round, today: date) -> str:
    if round.closes_on is None:
        return ""
    until = long_date(round.closes_on)
    if round.closes_on >= today:
        return f"Ahora las alcaldías responden {named(round)}: tienen hasta el {until}. Sus resultados se publican después."
    return f"Las respuestas {named(round, 'de')} cerraron el {until}. Sus resultados se publican cuando termine la revisión."
