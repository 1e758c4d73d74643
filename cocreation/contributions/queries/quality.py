"""The quality sheet of a process: numerators and denominators, each by itself, and never a composite."""

import statistics
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count
from django.utils import timezone

from cocreation.agendas.choices.stages import Moment, StageCode, moment_of
from cocreation.agendas.models import Agenda, Stage, Vote
from cocreation.contributions.choices import CommentState, ContributionState, Origin, Zone
from cocreation.contributions.choices.process import ANSWERED
from cocreation.contributions.models import Answer, Comment, Contribution, ContributionSupport
from cocreation.contributions.queries.balance import rounded
from cocreation.contributions.queries.people import active_by_municipality, counted_contributions
from core.process import working_days


@dataclass(frozen=True)
class Given:
    """An answer: asked on, due on, answered on."""

    asked: date
    due: date
    answered: date


@dataclass(frozen=True)
class Facts:
    """What the sheet is computed from. `commenters`: one entry per comment of a person. `stages_of`: by person."""

    answers: Sequence[Given]
    unanswered: int
    published: int
    traced: int  # published contributions with an answer, their own or that of what they were merged into
    participants: int  # of the municipalities with inhabitants
    population: int
    rural: int
    zoned: int
    commenters: Sequence[int]
    first_comments: int
    replies: int
    stages_of: Mapping[int, Collection[int]]
    stages: int  # how many stages have begun
    channels: Mapping[str, int]


@dataclass(frozen=True)
class Measure:
    """One row: `part` of `whole`, with what both count. `unit`: «%», «por mil», «veces» or «días»."""

    key: str
    label: str
    part: int | Fraction
    whole: int
    unit: str
    part_words: str
    whole_words: str

    @property
    def value(self) -> Fraction | None:
        """The share as it is shown; None without a denominator, which is no zero."""
        if not self.whole:
            return None
        if self.unit == "días":
            return Fraction(self.part)
        return Fraction(self.part, self.whole) * {"%": 100, "por mil": 1000, "veces": 1}[self.unit]

    @property
    def shown(self) -> Decimal | None:
        return rounded(self.value)


def median(numbers: Iterable[int]) -> Fraction:
    """Return the one in the middle, or the mean of the two; 0 for none."""
    exact = [Fraction(number) for number in numbers]
    return statistics.median(exact) if exact else Fraction(0)


def busiest_tenth(commenters: Iterable[int]) -> tuple[int, int]:
    """Return the comments of the busiest 10 % of the people who commented (at least one), and how many people those are."""
    counts = sorted(Counter(commenters).values(), reverse=True)
    people = -(-len(counts) // 10)
    return sum(counts[:people]), people


def came_back(stages_of: Mapping[int, Collection[int]], stages: int) -> tuple[int, int]:
    """Return who took part in two stages one after the other, of those who did in any but the last that has begun."""
    could = [set(own) for own in stages_of.values() if any(stage < stages - 1 for stage in own)]
    return sum(any(stage + 1 in own for stage in own) for own in could), len(could)


def sheet_of(facts: Facts) -> list[Measure]:
    """Return the rows of the sheet. Pure."""
    in_time = sum(one.answered <= one.due for one in facts.answers)
    days = median(working_days.between(one.asked, one.answered) for one in facts.answers)
    busy, people = busiest_tenth(facts.commenters)
    back, could = came_back(facts.stages_of, facts.stages)
    total = sum(facts.channels.values())
    owed = len(facts.answers) + facts.unanswered
    rows = [
        Measure("in_time", "Respuestas en término", in_time, owed, "%", "respondidos a tiempo", "que esperaban respuesta"),
        Measure("days", "Mediana de días hábiles hasta la respuesta", days, len(facts.answers), "días",
                "días hábiles", "respuestas"),
        Measure("traced", "Aportes que llegan a una respuesta", facts.traced, facts.published, "%",
                "con respuesta", "aportes publicados"),
        Measure("people", "Participantes por mil habitantes", facts.participants, facts.population, "por mil",
                "participantes", "habitantes"),
        Measure("rural", "Aportes de veredas y corregimientos", facts.rural, facts.zoned, "%",
                "rurales", "aportes que dicen su zona"),
        Measure("busiest", "Comentarios de quienes más comentan (el 10 %)", busy, len(facts.commenters), "%",
                f"comentarios de {people} {'persona' if people == 1 else 'personas'}", "comentarios de personas"),
        Measure("replies", "Réplicas por comentario", facts.replies, facts.first_comments, "veces",
                "réplicas", "comentarios"),
        Measure("back", "Personas que volvieron en la etapa siguiente", back, could, "%",
                "volvieron", "que podían volver"),
    ]  # fmt: skip
    channels = [
        Measure(f"channel_{origin}", f"Aportes por {origin.label.lower()}", facts.channels.get(origin, 0), total, "%",
                f"por {origin.label.lower()}", "aportes publicados")
        for origin in Origin
    ]  # fmt: skip
    return rows + channels


def quality_of(agenda: Agenda, today: date) -> list[Measure]:
    """Return the sheet of an agenda as it stands. A bounded number of queries, asserted in its test."""
    contributions = counted_contributions(agenda)
    zones = dict(contributions.order_by().values_list("zone").annotate(Count("pk")))
    people = active_by_municipality(agenda)
    populations = dict(agenda.municipalities.filter(population__isnull=False).values_list("pk", "population"))
    comments = Comment.objects.filter(
        contribution__agenda=agenda, state=CommentState.PUBLISHED, participant__isnull=False
    )
    threads = list(comments.order_by().values_list("participant", "parent"))
    stages = [stage for stage in agenda.stages.all() if moment_of(stage, today) is not Moment.BEFORE]
    facts = Facts(
        answers=_answers(agenda),
        unanswered=Contribution.objects.filter(agenda=agenda, state=ContributionState.UNDER_REVIEW).count(),
        published=sum(zones.values()), traced=_traced(agenda),
        participants=sum(people.get(pk, 0) for pk in populations), population=sum(populations.values()),
        rural=zones.get(Zone.RURAL, 0), zoned=sum(number for zone, number in zones.items() if zone),
        commenters=[person for person, _ in threads], first_comments=sum(parent is None for _, parent in threads),
        replies=sum(parent is not None for _, parent in threads), stages_of=_stages_of(agenda, stages), stages=len(stages),
        channels=dict(contributions.order_by().values_list("channel").annotate(Count("pk"))),
    )  # fmt: skip
    return sheet_of(facts)


def _answers(agenda: Agenda) -> list[Given]:
    rows = Answer.objects.filter(contribution__agenda=agenda).values_list("asked_on", "due_on", "answered_at")
    return [Given(asked, due, timezone.localdate(at)) for asked, due, at in rows]


def _traced(agenda: Agenda) -> int:
    rows = counted_contributions(agenda)
    merged = rows.filter(state=ContributionState.MERGED, merged_into__state__in=ANSWERED)
    return rows.filter(state__in=ANSWERED).count() + merged.count()


def _stages_of(agenda: Agenda, stages: Sequence[Stage]) -> dict[int, set[int]]:
    """Return in which stages each person took part, by their order. Votes have no hour: they are of the challenges' stage."""
    found: dict[int, set[int]] = {}
    contributions = counted_contributions(agenda).filter(made_by_merge=None).values_list("participant", "received_at")
    supports = ContributionSupport.objects.filter(contribution__agenda=agenda).values_list("participant", "at")
    comments = Comment.objects.filter(
        contribution__agenda=agenda, state=CommentState.PUBLISHED, participant__isnull=False
    ).values_list("participant", "received_at")
    for rows in (contributions, supports, comments):
        for person, at in rows.order_by().iterator():
            day = timezone.localdate(at)
            for number, stage in enumerate(stages):
                if stage.opens_on <= day <= stage.closes_on:
                    found.setdefault(person, set()).add(number)
    voted = [number for number, stage in enumerate(stages) if stage.code == StageCode.CHALLENGES]
    for number in voted:
        voters = (
            Vote.objects.filter(challenge__agenda=agenda).order_by().values_list("participant", flat=True).distinct()
        )
        for person in voters:
            found.setdefault(person, set()).add(number)
    return found
