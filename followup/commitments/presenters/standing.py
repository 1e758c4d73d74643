"""A commitment as its work screens show it: state, since when, what would change it, marks, and milestones that are due."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from core.words import counted, long_date
from followup.commitments.choices import State
from followup.commitments.models import Commitment, Lowering, Milestone
from followup.commitments.presenters.wording import TAGS, because, label_of, would_change
from followup.commitments.queries.standing import silent_days
from followup.rules import states
from followup.rules.states import Standing, Why


@dataclass(frozen=True)
class Shown:
    """`tone`: ending of the classes of its tag («wait», «late», «ok», or none), with its `icon`. `rule`: why, in a sentence.

    `since`: the first day of it, None where it is not known from dates. `changes`: what leads to another state, and
    when. `marks`: further sentences that are no state.
    """

    standing: Standing
    label: str
    tone: str
    icon: str
    rule: str
    since: date | None
    changes: list[tuple[str, str]]
    marks: list[str]


def shown_of(row: Commitment, day: date) -> Shown:
    """Say the state of a commitment on a day; reads what `with_parts` fetches, and its news (`news_day`)."""
    promise = row.rules
    standing = states.standing(promise, day)
    return Shown(
        standing, label_of(promise, standing), *TAGS[State(standing.state.value)], _rule(row, standing, day),
        _since(row, standing, day), would_change(promise, standing, day), _marks(row, standing, day),
    )  # fmt: skip


def late_milestones(row: Commitment, day: date) -> list[Milestone]:
    """Return those past their date without evidence, the oldest date first."""
    late = [one for one in row.milestones.all() if one.done_on is None and one.due_on < day]
    return sorted(late, key=lambda one: (one.due_on, one.number))


def next_milestone(row: Commitment, day: date) -> Milestone | None:
    """Return the next one that is due without evidence."""
    ahead = [one for one in row.milestones.all() if one.done_on is None and one.due_on >= day]
    return min(ahead, key=lambda one: (one.due_on, one.number), default=None)


def quiet_days(row: Commitment, last_news_on: date | None, day: date) -> int:
    """Return for how many days nothing was told or proved, as every other page says it; 0 while nothing is missing."""
    proven = [one.done_on for one in row.milestones.all() if one.done_on and one.done_on <= day]
    heard_on = max(filter(None, (*proven, last_news_on)), default=None)
    return silent_days(row.rules, states.standing(row.rules, day), heard_on, row.cadence, day) or 0


def news_day(row: Commitment) -> date | None:
    """Return the day of the last news: annotated by queries.work.listed, else from its news, which the caller fetched."""
    at = row.last_news_at if hasattr(row, "last_news_at") else max((one.at for one in row.news.all()), default=None)
    return timezone.localdate(at) if at else None


def _rule(row: Commitment, standing: Standing, day: date) -> str:
    """Why it has its state, with what the person said who decided it."""
    said = [*because(row.rules, standing, day)]
    if standing.why == Why.CLOSED:
        said.append(row.second_reading.words)
    if standing.why == Why.LOWERED and (one := lowering_in_force(row, day)):
        said.append(f"{one.office}, el {long_date(one.since)}: {one.reason}")
    return " ".join(filter(None, said))


def lowering_in_force(row: Commitment, day: date) -> Lowering | None:
    return next(
        (one for one in row.lowerings.all() if one.since <= day and (one.lifted_on is None or day < one.lifted_on)),
        None,
    )


def _since(row: Commitment, standing: Standing, day: date) -> date | None:
    match standing.why:
        case Why.CLOSED:
            return row.second_reading.closed_on
        case Why.ENDED_UNDONE | Why.ENDED_DONE:
            return row.end + timedelta(1)
        case Why.MILESTONE_LATE:
            return late_milestones(row, day)[0].due_on + timedelta(1)
        case Why.LOWERED:
            one = lowering_in_force(row, day)
            return one.since if one else None
        case Why.NOT_STARTED:
            return row.accepted_on
        case Why.STARTED:
            return max(row.start, row.accepted_on)
    return timezone.localdate(row.proposed_at)


def _marks(row: Commitment, standing: Standing, day: date) -> list[str]:
    marks = []
    if row.changes:
        today = f" Prometido para el {long_date(row.original_end)}; hoy, el {long_date(row.end)}."
        kept = "" if row.end == row.original_end else today
        marks.append(f"Reformulado: {counted(row.changes, 'cambio', 'cambios')}.{kept}")
    if standing.why != Why.NOT_ACCEPTED and day > row.original_end and not states.met_original_date(row.rules):
        marks.append(f"No se cumplió en su fecha original, el {long_date(row.original_end)}.")
    quiet = quiet_days(row, news_day(row), day)
    if quiet:
        marks.append(f"Sin novedades hace {counted(quiet, 'día', 'días')}.")
    return marks
