"""The staff queue: every assessment of a round, its state, who acts now, since when, and the points in dispute."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format

from accounts.access import can
from accounts.permissions import Permission
from core.process import working_days
from core.process.deadlines import days_late, deadline_words, late_words
from core.words import counted
from diagnostics.assessments.choices import DONE, REPLYING, WAITS_FOR_METROPOLITAN_TEAM, Party, RoundStatus, State
from diagnostics.assessments.models import Assessment, Round
from diagnostics.review.queries.assignments import review_shares_of
from diagnostics.review.queries.conflicts import involvements_in
from diagnostics.review.queries.decisions import open_replies_of
from diagnostics.review.queries.second_reading import hidden_marks

AFTER_REVIEW = DONE | REPLYING | {State.WITHDRAWN}
STATES, PARTIES = list(State), list(Party)


@dataclass(frozen=True)
class QueueRow:
    """`days`: working days in the current state; `days_late`: working days since the deadline, None before it passes."""

    assessment: Assessment
    acts: Party
    days: int
    days_late: int | None
    today: date
    hides_points: bool = False  # the points include a mark that the reader must not see yet
    is_assigned: bool = False  # somebody is in charge of the municipality
    reviewers: tuple[str, ...] = ()  # names of those in charge, without the reader's
    is_mine: bool = False  # assigned to the reader, as a municipality or by a dimension
    own_dimensions: tuple[str, ...] = ()  # codes of the dimensions that the reader reviews everywhere
    may_decide: bool = False  # a reply waits that the reader may decide

    @property
    def waits_for_us(self) -> bool:
        return self.acts in WAITS_FOR_METROPOLITAN_TEAM

    @property
    def is_unassigned(self) -> bool:
        """Nobody is in charge of its review, which is still to come or under way."""
        return not self.is_assigned and self.assessment.state not in AFTER_REVIEW

    @property
    def points(self) -> Decimal:
        return Decimal(0) if self.hides_points else self.assessment.disputed_points

    @property
    def opens_review(self) -> bool:
        return self.assessment.was_signed

    @property
    def since(self) -> str:
        return "Desde hoy" if self.days == 0 else f"Hace {counted(self.days, 'día hábil', 'días hábiles')}"

    @property
    def term(self) -> str:
        return "" if self.assessment.state in DONE else deadline_words(self.assessment, self.today)

    @property
    def short_term(self) -> str:
        """The same for a narrow screen: «Tarde 5 días hábiles», «12 mar»."""
        due = self.assessment.due_on
        if self.days_late is not None:
            return late_words(self.days_late).capitalize()
        return date_format(due, "j b") if due and self.term else ""

    @property
    def is_late(self) -> bool:
        return self.days_late is not None


# Sort keys by query parameter. Sorting is stable, so equal rows stay in river order.
SORTS: dict[str, tuple[str, Callable[[QueueRow], object]]] = {
    "municipio": ("Municipio", lambda row: 0),
    "estado": ("Estado", lambda row: STATES.index(State(row.assessment.state))),
    "actua": ("Le toca a", lambda row: PARTIES.index(row.acts)),
    "dias": ("Desde", lambda row: -row.days),
    "puntos": ("Puntos en disputa", lambda row: -row.points),
    "plazo": ("Plazo", lambda row: row.assessment.due_on or date.max),
}
USUAL = "plazo"
MINE, UNASSIGNED = "mias", "sin-asignar"
SHOWS: dict[str, tuple[str, Callable[[QueueRow], bool]]] = {
    "": ("Todas", lambda row: True),
    MINE: ("Mías", lambda row: row.is_mine),
    UNASSIGNED: ("Sin asignar", lambda row: row.is_unassigned),
}


@dataclass(frozen=True)
class Queue:
    """`rows`: all of the round; `shown`: those that the filter `show` keeps."""

    rows: list[QueueRow]
    sort: str
    show: str = ""

    @property
    def shown(self) -> list[QueueRow]:
        return [row for row in self.rows if SHOWS[self.show][1](row)]

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """(word, label, number of rows) of each filter."""
        return [(word, label, sum(map(keeps, self.rows))) for word, (label, keeps) in SHOWS.items()]

    @property
    def mine(self) -> int:
        return sum(row.is_mine for row in self.rows)

    @property
    def ours(self) -> int:
        return sum(row.waits_for_us for row in self.rows)

    @property
    def late(self) -> int:
        return sum(row.is_late for row in self.rows)

    @property
    def sentence(self) -> tuple[str, str]:
        start = f"{counted(self.late, 'diagnóstico va', 'diagnósticos van')} tarde." if self.late else "Nadie va tarde."
        if not self.ours:
            return start, "Ninguno espera al equipo metropolitano."
        return start, f"{counted(self.ours, 'espera', 'esperan')} al equipo metropolitano."


def rounds_in_hand() -> list[Round]:
    """Return the open rounds, newest first, then the one published last: its cases are still read."""
    known = list(Round.objects.select_related("version__instrument").defer("version__content").newest_first())
    return [r for r in known if r.is_open] + [r for r in known if r.is_published][:1]


def queue_of(round: Round, *, today: date, sort: str = "", show: str = "", reader=None) -> Queue:
    """Return the queue of a round (two queries; two more for a reader of whole dimensions, those of
    `open_replies_of` for one who decides).

    Rows with a mark that must stay hidden from `reader` show no points. In the usual order the reader's own come first.
    `show`: a key of SHOWS.
    """
    is_usual = sort not in SORTS
    sort = USUAL if is_usual else sort
    found = (
        Assessment.objects.filter(round=round).select_related("municipality").defer("attributes", "municipality__facts")
    )
    shares, bound, own = review_shares_of(round), set(), ()
    if reader is not None:
        found = found.annotate(is_blind=Exists(hidden_marks(reader).filter(answer__assessment=OuterRef("pk"))))
        own = tuple(shares.dimensions_of(reader.pk))
        bound = {place for _, place in involvements_in(round, [reader.pk])} if own else set()
    rows, days_off = [], round.days_off
    decides = reader is not None and can(reader, Permission.DECIDE_REPLIES)
    theirs_to_decide = {one.assessment.pk for one in open_replies_of(round, reader) if one.first} if decides else set()
    for assessment in found.in_river_order():
        assessment.round = round
        late = days_late(assessment, today)
        since = timezone.localdate(assessment.state_since) if assessment.state_since else today
        days = max(working_days.between(since, today, days_off), 0)
        hides = assessment.is_being_reviewed and getattr(assessment, "is_blind", False)
        theirs = own if assessment.municipality_id not in bound else ()
        in_charge = shares.places.get(assessment.pk, {})
        own_key = reader.pk if reader is not None else None
        others = tuple(sorted(name for user, name in in_charge.items() if user != own_key))
        is_mine = bool(theirs) or own_key in in_charge
        rows.append(
            QueueRow(
                assessment, Party(assessment.waits_for), days, late, today, hides,
                bool(in_charge), others, is_mine, theirs, assessment.pk in theirs_to_decide,
            )
        )  # fmt: skip
    rows.sort(key=SORTS[sort][1])
    if is_usual:
        rows.sort(key=lambda row: not row.is_mine)
    return Queue(rows, sort, show if show in SHOWS else "")


def running_terms(round: Round) -> list[Assessment]:
    """Return the assessments of an open round whose state has a deadline, the earliest first. One query at most."""
    if round.status != RoundStatus.OPEN:
        return []
    rows = Assessment.objects.filter(round=round, due_on__isnull=False, state__in=Assessment.process.with_deadline)
    found = list(rows.select_related("municipality").order_by("due_on", "municipality__sort_key"))
    for assessment in found:
        assessment.round = round
    return found
