"""Counts of an agenda: contributions by channel and challenge. One query."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count

from cocreation.agendas.models import Agenda
from cocreation.contributions.choices import Origin
from cocreation.contributions.models import Contribution


@dataclass
class Channels:
    """Public contributions by channel. `largest`: the total that fills a whole bar."""

    by: Counter = field(default_factory=Counter)
    largest: int = 0

    @property
    def total(self) -> int:
        return self.by.total()

    @property
    def words(self) -> str:
        """«158 por web + 74 en taller + 52 en papel»."""
        web, workshop, paper = (self.by[origin] for origin in (Origin.WEB, Origin.WORKSHOP, Origin.PAPER))
        return f"{web} por web + {workshop} en taller + {paper} en papel"

    @property
    def bars(self) -> list[tuple[str, float, float]]:
        """Class of the piece, where it begins and how wide it is, in percent of the largest total."""
        begins, pieces = 0.0, []
        for origin, css in ((Origin.WEB, "ch-web"), (Origin.WORKSHOP, "ch-wks"), (Origin.PAPER, "ch-pap")):
            width = 100 * self.by[origin] / self.largest if self.largest else 0.0
            if width:
                pieces.append((css, begins, width))
            begins += width
        return pieces


@dataclass
class Said:
    """`of_challenge`: by primary key, without those nobody answered. `elsewhere`: problems and ideas to no challenge."""

    of_challenge: dict[int, Channels]
    elsewhere: Channels
    whole: Channels


def said_in(agenda: Agenda) -> Said:
    rows = Contribution.objects.public().filter(agenda=agenda).order_by()
    found = Said({}, Channels(), Channels())
    for challenge, channel, n in rows.values_list("challenge", "channel").annotate(n=Count("pk")):
        part = found.of_challenge.setdefault(challenge, Channels()) if challenge else found.elsewhere
        part.by[Origin(channel)] += n
        found.whole.by[Origin(channel)] += n
    largest = max((part.total for part in found.of_challenge.values()), default=0)
    for part in found.of_challenge.values():
        part.largest = largest
    found.elsewhere.largest = max(largest, found.elsewhere.total)
    return found
