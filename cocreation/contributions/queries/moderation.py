"""What waits for who moderates, over all agendas: late ones first."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from cocreation.agendas.choices import Channel
from cocreation.contributions.choices import MODERATION_DAYS, CommentState, ContributionState
from cocreation.contributions.choices.moderation import Waits
from cocreation.contributions.choices.process import CORRECTED, PUBLIC
from cocreation.contributions.models import Comment, Contribution, ContributionVersion
from core import personal_data
from core.process import working_days

S = ContributionState
MOST_LISTED = 500  # of each kind, the oldest: what a queue shows at all


@dataclass(frozen=True, order=True)
class Key:
    """One text that waits, in the order of the queue."""

    due_on: date
    since: datetime
    kind: str
    pk: int
    contribution: int


@dataclass(frozen=True)
class Term:
    """The last day of something that waits, as `core.process.deadlines.deadline_words` reads it."""

    due_on: date
    days_off: frozenset[date] = frozenset()

    def is_overdue(self, today: date) -> bool:
        return today > self.due_on


def waiting_versions() -> QuerySet[ContributionVersion]:
    """Return the newest later text of each contribution that has one waiting."""
    waits = ContributionVersion.objects.filter(approved_at=None, declined_at=None)
    newer = waits.filter(contribution=OuterRef("contribution"), number__gt=OuterRef("number"))
    read = {"contribution__state__in": CORRECTED, "contribution__erased_at": None}
    return waits.filter(~Exists(newer), **read)


def waiting_comments() -> QuerySet[Comment]:
    return Comment.objects.filter(state=CommentState.IN_MODERATION, contribution__state__in=PUBLIC)


def _sources() -> dict[str, QuerySet]:
    """What waits by kind; each with `since`."""
    rows = Contribution.objects.all()
    return {
        Waits.CONTRIBUTION: rows.filter(state=S.IN_MODERATION).annotate(since=F("state_since")),
        Waits.APPEAL: rows.filter(state=S.IN_APPEAL).annotate(since=F("state_since")),
        Waits.VERSION: waiting_versions().annotate(since=F("made_at")),
        Waits.COMMENT: waiting_comments().annotate(since=F("received_at")),
    }


def _is_of_contributions(kind: str) -> bool:
    return kind in (Waits.CONTRIBUTION, Waits.APPEAL)


def _of(kind: str, rows: QuerySet, agenda: str) -> QuerySet:
    if not agenda:
        return rows
    return rows.filter(**{"agenda__code" if _is_of_contributions(kind) else "contribution__agenda__code": agenda})


def waiting_total(user=None) -> int:
    """Return how many texts wait, for the menu. One query."""
    first, *others = [rows.order_by().values_list("pk") for rows in _sources().values()]
    return first.union(*others, all=True).count()


def waiting_counts(agenda: str = "") -> dict[str, int]:
    """Return how many wait by kind. Four queries."""
    return {kind: _of(kind, rows, agenda).count() for kind, rows in _sources().items()}


def waiting_keys(*, agenda: str = "", kind: str = "") -> list[Key]:
    """Return what waits, in order. At most four queries."""
    found: list[Key] = []
    for name, rows in _sources().items():
        if kind in ("", name):
            found += _keys(name, _of(name, rows, agenda))
    return sorted(found)


def _keys(kind: str, rows: QuerySet) -> list[Key]:
    oldest = rows.order_by("since", "pk")[:MOST_LISTED]
    if _is_of_contributions(kind):
        dues = oldest.values_list("pk", "since", "due_on")
        return [Key(due or timezone.localdate(since), since, kind, pk, pk) for pk, since, due in dues]
    pairs = oldest.values_list("pk", "since", "contribution_id")
    return [Key(comment_due_on(since), since, kind, pk, owner) for pk, since, owner in pairs]


def comment_due_on(since: datetime) -> date:
    """The last day of comments and later texts, which keep none: as long as a contribution has."""
    return working_days.add(timezone.localdate(since), MODERATION_DAYS)


def rows_of(keys: list[Key]) -> dict[tuple[str, int], object]:
    """Return the rows behind some keys, with their contribution and agenda. One query for each kind."""
    pks: dict[str, set[int]] = {}
    for key in keys:
        pks.setdefault(key.kind, set()).add(key.pk)
    found: dict[tuple[str, int], object] = {}
    for kind, wanted in pks.items():
        if _is_of_contributions(kind):
            rows = Contribution.objects.select_related("agenda", "municipality", "participant")
        elif kind == Waits.VERSION:
            rows = ContributionVersion.objects.select_related("contribution__agenda", "contribution__participant")
        else:
            rows = Comment.objects.select_related("contribution__agenda", "participant")
        found |= {(kind, pk): row for pk, row in rows.in_bulk(wanted).items()}
    return found


def neighbours(contribution: Contribution) -> tuple[Contribution | None, Contribution | None]:
    """Return the contributions before and after one in the queue, comments aside. One that does not wait comes before all."""
    order = list(dict.fromkeys(key.contribution for key in waiting_keys() if key.kind != Waits.COMMENT))
    place = order.index(contribution.pk) if contribution.pk in order else -1
    before = order[place - 1] if place > 0 else None
    after = order[place + 1] if place + 1 < len(order) else None
    rows = Contribution.objects.select_related("agenda").in_bulk([pk for pk in (before, after) if pk])
    return rows.get(before), rows.get(after)


def late_counts(today: date) -> dict[str, int]:
    """Return how many of each kind passed their last day. Four queries."""
    since = _late_since(today)
    counts = {}
    for kind, rows in _sources().items():
        late = {"due_on__lt": today} if _is_of_contributions(kind) else {"since__lt": since}
        counts[kind] = rows.filter(**late).count()
    return counts


def _late_since(today: date) -> datetime:
    """Comments and later texts that came before this moment are late today."""
    day = today
    while working_days.add(day, MODERATION_DAYS) >= today:
        day -= timedelta(days=1)
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def is_published_unread(row: Contribution) -> bool:
    """Return whether it is public without a moderator: its agenda says so, its author is known, it carries no file, and no
    personal data show.

    Known by mail: a moderator published something of theirs before, in this agenda.
    """
    if row.agenda.moderates_first or personal_data.scan(f"{row.title}\n{row.text}"):
        return False
    if row.attachments.exists():
        return False
    who = row.participant
    if who.channel != Channel.MAIL:
        return True
    return who.contributions.filter(state__in=PUBLIC, decided_by__isnull=False).exists()
