"""How commitments stand on a day: the derived state (followup.rules.states), and the marks beside it, which are no state."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.process import working_days
from core.words import counted
from followup.commitments.choices import Cadence
from followup.commitments.models import Commitment, Lowering, Milestone, News, PromiseVersion
from followup.rules import states

MONTHS = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3}
GRACE = 10  # working days after the cadence's end
COLUMNS = ("pk", "code", "start", "end", "original_end", "accepted_on", "cadence", "changed", "told_at")
CLOSED = ("second_reading__closed_on", "second_reading__completion")


@dataclass(frozen=True)
class Stood:
    """One commitment on a day. `changes`: how many times what was promised changed. `heard_on`: last news or proof until then."""

    pk: int
    code: str
    promise: states.Promise
    standing: states.Standing
    changes: int
    heard_on: date | None
    cadence: str
    day: date

    @property
    def done(self) -> int:
        return sum(one.is_done(self.day) for one in self.promise.milestones)

    @property
    def missed_original_end(self) -> bool:
        is_due = self.standing.why != states.Why.NOT_ACCEPTED and self.promise.original_end < self.day
        return is_due and not states.met_original_date(self.promise)

    @property
    def silent_days(self) -> int | None:
        return silent_days(self.promise, self.standing, self.heard_on, self.cadence, self.day)

    @property
    def marks(self) -> list[str]:
        found = [f"reformulado ({counted(self.changes, 'cambio', 'cambios')})"] if self.changes else []
        if (days := self.silent_days) is not None:
            found.append(f"sin novedades hace {counted(days, 'día', 'días')}")
        return found + (["no se cumplió en su fecha original"] if self.missed_original_end else [])


def silent_days(
    promise: states.Promise, standing: states.Standing, heard_on: date | None, cadence: str, day: date
) -> int | None:
    """Days without news, once the cadence's end and its working days of grace are past; None while nothing is missing.

    Nothing is expected of what is only proposed, closed, or done.
    """
    is_done = all(one.is_done(day) for one in promise.milestones)
    if is_done or standing.why in (states.Why.NOT_ACCEPTED, states.Why.CLOSED) or day < promise.start:
        return None
    since = max(one for one in (promise.accepted_on, promise.start, heard_on) if one)
    return (day - since).days if day > news_due_by(since, cadence) else None


def news_expected_on(since: date, cadence: str) -> date:
    """Return the cadence's end: the same day one or three months later, or the last one of a shorter month."""
    years, month = divmod(since.month - 1 + MONTHS[Cadence(cadence)], 12)
    first = date(since.year + years, month + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(since.day, last.day))


def news_due_by(since: date, cadence: str) -> date:
    return working_days.add(news_expected_on(since, cadence), GRACE)


def stood(rows: QuerySet[Commitment], day: date) -> list[Stood]:
    """Return the commitments as they stand, in the order of `rows`. Three queries, however many there are; one without any."""
    midnight = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    told = News.objects.filter(commitment=OuterRef("pk"), at__lt=midnight).order_by("-at").values("at")[:1]
    versions = PromiseVersion.objects.filter(commitment=OuterRef("pk")).order_by().values("commitment")
    counts = Coalesce(Subquery(versions.annotate(n=Count("pk")).values("n")), 0)
    found = list(rows.annotate(changed=counts, told_at=Subquery(told)).values(*COLUMNS, *CLOSED))
    if not found:
        return []
    milestones: Mapping[int, list[states.Milestone]] = defaultdict(list)
    for key, *step in (
        _of(Milestone.objects, rows).order_by("number").values_list("commitment", "due_on", "done_on", "number")
    ):
        milestones[key].append(states.Milestone(*step))
    lowerings: Mapping[int, list[states.Lowering]] = defaultdict(list)
    lowered = _of(Lowering.objects, rows).order_by("since", "pk")
    for key, to, since, lifted_on in lowered.values_list("commitment", "to", "since", "lifted_on"):
        lowerings[key].append(states.Lowering(states.State(to), since, lifted_on))
    return [_stood(row, milestones[row["pk"]], lowerings[row["pk"]], day) for row in found]


def stands(commitment: Commitment, day: date) -> Stood:
    """Return one commitment as it stands. Three queries."""
    return stood(Commitment.objects.filter(pk=commitment.pk), day)[0]


def _of(parts, rows: QuerySet[Commitment]) -> QuerySet:
    return parts.filter(commitment__in=rows.order_by().values("pk"))


def _stood(row: dict, milestones: list[states.Milestone], lowerings: list[states.Lowering], day: date) -> Stood:
    closed_on, completion = (row[name] for name in CLOSED)
    promise = states.Promise(
        start=row["start"], end=row["end"], original_end=row["original_end"], milestones=milestones,
        accepted_on=row["accepted_on"], lowerings=lowerings,
        closing=states.Closing(closed_on, states.Completion(completion)) if closed_on else None,
    )  # fmt: skip
    told = [timezone.localdate(row["told_at"])] if row["told_at"] else []
    proven = [one.done_on for one in milestones if one.done_on and one.done_on <= day]
    # A proposal has no versions yet; loaded with two ends, its change is known all the same.
    changes = max(row["changed"] - 1, int(row["end"] != row["original_end"]) if row["changed"] == 0 else 0)
    heard_on = max([*told, *proven], default=None)
    return Stood(row["pk"], row["code"], promise, states.standing(promise, day), changes, heard_on, row["cadence"], day)
