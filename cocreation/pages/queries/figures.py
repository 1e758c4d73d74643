"""Counts of an agenda: contributions by channel and challenge, answers by office. Each is one query."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median

from django.db.models import Count
from django.utils import timezone

from cocreation.agendas.models import Agenda
from cocreation.contributions.choices import Origin
from cocreation.contributions.models import Answer, Contribution
from core.process import working_days

TOO_MANY_OFFICES = 40  # of one table


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


@dataclass(frozen=True)
class Answered:
    """Answers given: how many in time, and how many working days half of them took at most."""

    office: str
    given: int
    in_time: int
    days: int | float

    @property
    def late(self) -> int:
        return self.given - self.in_time

    @property
    def share(self) -> float:
        return 100 * self.in_time / self.given


@dataclass(frozen=True)
class Answers:
    whole: Answered | None
    offices: list[Answered]


def answers_in(agenda: Agenda) -> Answers:
    """Return the answers of an agenda, whole and by office, most answers first. From the rows of answers only."""
    rows = Answer.objects.filter(contribution__agenda=agenda).values_list("office", "asked_on", "due_on", "answered_at")
    took: dict[str, list[tuple[bool, int]]] = {}
    for office, asked_on, due_on, at in rows:
        day = timezone.localdate(at)
        took.setdefault(office, []).append((day <= due_on, max(working_days.between(asked_on, day), 0)))
    every = [one for ones in took.values() for one in ones]
    if not every:
        return Answers(None, [])
    offices = sorted((_answered(name, ones) for name, ones in took.items()), key=lambda row: (-row.given, row.office))
    return Answers(_answered("", every), offices[:TOO_MANY_OFFICES])


def _answered(office: str, ones: Iterable[tuple[bool, int]]) -> Answered:
    ones = list(ones)
    half = median(days for _, days in ones)
    return Answered(
        office, len(ones), sum(is_in_time for is_in_time, _ in ones), int(half) if half == int(half) else half
    )
