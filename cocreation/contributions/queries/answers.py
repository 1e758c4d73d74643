"""What waits for an office, and how offices answer."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.access import municipalities_of
from accounts.permissions import Permission
from cocreation.agendas.models import Agenda
from cocreation.contributions.choices import (
    METROPOLITAN_OFFICE,
    REVIEW_ASKED_DAYS,
    AnswerReviewState,
    CommentState,
    ContributionState,
)
from cocreation.contributions.choices.answers import parts_in
from cocreation.contributions.models import Answer, AnswerDraft, AnswerReview, Contribution, GroupMember
from core.numbers import trimmed
from core.process import working_days
from core.words import counted
from territory.models import Municipality

MOST_RELATED = 5


@dataclass(frozen=True)
class AnswerRates:
    """How one office answers, or all of an agenda together (`office` empty).

    `in_time` of `n` = answered + overdue: what is late and still without an answer counts as late. `waiting`: still in term.
    `median_days`: working days from the start of the term to the answer, exact; None without answers.
    """

    office: str
    municipality: Municipality | None
    answered: int
    in_time: int
    overdue: int
    waiting: int
    median_days: Fraction | None

    @property
    def n(self) -> int:
        return self.answered + self.overdue

    @property
    def share(self) -> Fraction | None:
        """From 0 to 1; None while nothing was due."""
        return Fraction(self.in_time, self.n) if self.n else None

    @property
    def percent(self) -> float | None:
        return None if self.share is None else float(100 * self.share)

    @property
    def late(self) -> int:
        """Answers that came after the term."""
        return self.answered - self.in_time

    @property
    def median_number(self) -> str:
        """«6,5»; "" without answers."""
        return "" if self.median_days is None else trimmed(float(self.median_days))

    @property
    def median_words(self) -> str:
        """«6,5 días hábiles»; "" without answers."""
        if self.median_days is None:
            return ""
        return f"{self.median_number} {'día hábil' if self.median_days == 1 else 'días hábiles'}"

    @property
    def sentence(self) -> str:
        """«Respondió a tiempo 3 de 4 aportes; la mitad, en 6 días hábiles o menos. 2 esperan, en término.»"""
        waits = f"{counted(self.waiting, 'espera', 'esperan')}, en término." if self.waiting else ""
        if not self.n:
            return waits or "Todavía no había nada por responder."
        said = f"A tiempo {self.in_time} de {counted(self.n, 'aporte', 'aportes')}"
        if self.median_days is not None:
            said += f"; la mitad, en {self.median_words} o menos"
        late = f" {counted(self.overdue, 'sigue', 'siguen')} sin respuesta, fuera de término." if self.overdue else ""
        return f"{said}.{late}{f' {waits}' if waits else ''}"


def rates(agenda: Agenda, today: date) -> list[AnswerRates]:
    """Return how each office answers that had something to: municipalities by name, the metropolitan team last. Three queries."""
    return _each(_by_office(agenda, today))


def whole(agenda: Agenda, today: date) -> AnswerRates:
    """Return the same of all offices together, for the sentence of the agenda. Three queries."""
    return _together(_by_office(agenda, today))


def whole_and_each(agenda: Agenda, today: date) -> tuple[AnswerRates, list[AnswerRates]]:
    """Return `whole` and `rates`, from the same three queries."""
    found = _by_office(agenda, today)
    return _together(found), _each(found)


def _each(found: dict[int | None, tuple]) -> list[AnswerRates]:
    return [_rates_of(*found[key]) for key in sorted(found, key=_order(found))]


def _together(found: dict[int | None, tuple]) -> AnswerRates:
    rows = list(found.values())
    answers = [answer for _, found, _, _ in rows for answer in found]
    return _rates_of(None, answers, sum(row[2] for row in rows), sum(row[3] for row in rows), name="")


def desk_of(user) -> QuerySet[Contribution]:
    """Return what waits for the person's own office, or was answered by it: of municipalities where they may answer.

    For metropolitan people: all. Only agendas that include the municipality.
    """
    places = municipalities_of(user, Permission.ANSWER_CONTRIBUTIONS)
    rows = Contribution.objects.select_related("agenda", "municipality", "answering", "challenge")
    if places is None:
        return rows
    own = Agenda.objects.filter(pk=OuterRef("agenda"), municipalities=OuterRef("answering"))
    return rows.filter(Exists(own), answering__in=places)


def own_of(user, rows: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """Keep what the person's own office answers: metropolitan people stand for what has no municipality."""
    return rows.filter(answering=None) if municipalities_of(user, Permission.ANSWER_CONTRIBUTIONS) is None else rows


def waiting(rows: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """Keep what is under review, the earliest term first."""
    return rows.filter(state=ContributionState.UNDER_REVIEW).order_by("due_on", "pk")


def to_review(user, rows: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """Keep those whose answer the person may review, the earliest term first."""
    asked = AnswerReview.objects.filter(answer__contribution=OuterRef("pk"), state=AnswerReviewState.ASKED)
    of_others = asked.exclude(answered_by=user).values("due_on")
    return (
        rows.annotate(review_due_on=Subquery(of_others))
        .filter(review_due_on__isnull=False)
        .order_by("review_due_on", "pk")
    )


def review_asked_until(answer: Answer) -> date:
    """The last day on which its author may ask that somebody else reviews an answer."""
    return working_days.add(timezone.localdate(answer.answered_at), REVIEW_ASKED_DAYS)


def count_waiting(user) -> int:
    """For the menu: contributions without an answer, and answers to review. One query."""
    desk = desk_of(user)
    found = waiting(own_of(user, desk)).order_by().values_list("pk")
    return found.union(to_review(user, desk).order_by().values_list("pk"), all=True).count()


def with_counts(rows: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """Add how many support and comment each, and whether an answer is being written."""
    published = Q(comments__state=CommentState.PUBLISHED)
    drafts = AnswerDraft.objects.filter(contribution=OuterRef("pk"))
    return rows.annotate(
        supports_n=Count("supports", distinct=True), comments_n=Count("comments", filter=published, distinct=True),
        has_draft=Exists(drafts),
    )  # fmt: skip


def to_answer_together(user, keys: Collection[int]) -> tuple[list[Contribution], list[Contribution]]:
    """Return those of the keys on the person's desk that one template may answer, by term, and those that may not: answered
    meanwhile, grouped with others, or begun with another text than the first begun one. Drafts come along. One query."""
    grouped = GroupMember.objects.filter(contribution=OuterRef("pk"))
    found = desk_of(user).select_related("draft").filter(pk__in=keys).annotate(is_grouped=Exists(grouped))
    rows = sorted(found, key=lambda row: (row.due_on or date.max, row.pk))
    free = [row for row in rows if row.state == ContributionState.UNDER_REVIEW and not row.is_grouped]
    template = next((shared for row in free if (shared := shared_in(row))), None)
    free = [row for row in free if shared_in(row) in (None, template)]
    return free, [row for row in rows if row not in free]


def draft_in(row: Contribution) -> AnswerDraft | None:
    return getattr(row, "draft", None)


def shared_in(row: Contribution) -> dict[str, str] | None:
    """Return what a begun answer may share with others, by field; None where none was begun."""
    draft = draft_in(row)
    if draft is None:
        return None
    said = {name: getattr(draft, name) for name in ("outcome", "headline", "resources", "what_follows")}
    return said | {"taken_up": parts_in(draft.outcome, draft.taken_up, draft.not_taken_up)[0]}


def own_reason_in(row: Contribution) -> str:
    """Return the reason of this one alone in a begun answer; "" where none was begun."""
    draft = draft_in(row)
    return parts_in(draft.outcome, draft.taken_up, draft.not_taken_up)[1] if draft else ""


def neighbours_of(row: Contribution, rows: QuerySet[Contribution]) -> tuple[Contribution | None, Contribution | None]:
    """Return what comes before and after a contribution in the queue, by term. Two queries."""
    queue = waiting(rows).exclude(pk=row.pk)
    if row.due_on is None:
        return None, queue.first()
    earlier = Q(due_on__lt=row.due_on) | Q(due_on=row.due_on, pk__lt=row.pk)
    return queue.filter(earlier).order_by("-due_on", "-pk").first(), queue.exclude(earlier).first()


def related_to(row: Contribution) -> Sequence[Contribution]:
    """Return public ones of the same kind and theme that are about the same challenge or municipality, most supported first."""
    near = Q(municipality=row.municipality_id) if row.municipality_id else Q()
    near |= Q(challenge=row.challenge_id) if row.challenge_id else Q()
    rows = Contribution.objects.public().filter(near, agenda=row.agenda_id, kind=row.kind, theme=row.theme)
    rows = rows.exclude(pk=row.pk).exclude(state=ContributionState.MERGED).filter(erased_at=None)
    counted_rows = rows.select_related("agenda").annotate(supports_n=Count("supports"))
    return list(counted_rows.order_by("-supports_n", "pk")[:MOST_RELATED])


def _by_office(agenda: Agenda, today: date) -> dict[int | None, tuple]:
    """Municipality, answers, overdue and waiting of each office."""
    answers = defaultdict(list)
    given = Answer.objects.filter(contribution__agenda=agenda).annotate(asked_of=F("contribution__answering"))
    for answer in given:
        answers[answer.asked_of].append(answer)
    overdue, waits = defaultdict(int), defaultdict(int)
    pending = Contribution.objects.filter(agenda=agenda, state=ContributionState.UNDER_REVIEW)
    late = Count("pk", filter=Q(due_on__lt=today))
    for office, n, n_late in pending.order_by().values_list("answering").annotate(n=Count("pk"), late=late):
        overdue[office], waits[office] = n_late, n - n_late
    keys = {*answers, *overdue}
    places = Municipality.objects.in_bulk([key for key in keys if key is not None])
    return {key: (places.get(key), answers[key], overdue[key], waits[key]) for key in keys}


def _order(found):
    return lambda key: (found[key][0] is None, found[key][0].name if found[key][0] else "")


def _rates_of(
    place: Municipality | None, answers: list[Answer], overdue: int, waits: int, *, name: str | None = None
) -> AnswerRates:
    days = [_days(answer) for answer in answers]
    return AnswerRates(
        office=(place.name if place else METROPOLITAN_OFFICE) if name is None else name,
        municipality=place,
        answered=len(answers),
        in_time=sum(_day(answer) <= answer.due_on for answer in answers),
        overdue=overdue,
        waiting=waits,
        median_days=median([Fraction(one) for one in days]) if days else None,
    )


def _days(answer: Answer) -> int:
    return working_days.between(answer.asked_on, _day(answer))


def _day(answer: Answer) -> date:
    return timezone.localdate(answer.answered_at)
