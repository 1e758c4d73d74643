"""The route to improvement of a municipality: the cheapest way to the next level, and every other step, with what helps."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import groupby
from math import ceil, floor
from typing import Any

from advisory.matching.help import Help, Kind, Near, ranked
from core.numbers import count_in_words, joined
from core.slots import Asked, HelpItem, items_for
from diagnostics.results.queries.improvement.gaps import words_of
from diagnostics.results.queries.improvement.routes import PlaceRoute, route_in
from diagnostics.results.queries.published import Edition, document_of, edition_about
from diagnostics.results.queries.results import Outcome
from diagnostics.scoring.instrument import SCALE, Dimension, Instrument, Level, Question
from diagnostics.scoring.route import Way
from diagnostics.scoring.steps import Gain, Step
from portal.queries.municipality.facts import worded
from portal.queries.municipality.level import LevelNote, level_note
from territory.models import Municipality

MOST_HELPS = 5  # of each question
QUESTIONS_AT_ONCE = 5  # as in static/css/advisory.css, where the numbers go on
GAPS_AT_ONCE = 8
PIPS = 5
LOOKED_FOR = (Kind.LESSON, Kind.PRACTICE, Kind.TWIN)  # help whose absence is said
HELP_RULE = (
    "La ayuda se ordena por lo cerca que está de la pregunta (la mitad), si parte del nivel del municipio (tres décimas) y"
    " cuántas veces funcionó (dos décimas); primero la mejor de cada clase."
)


@dataclass(frozen=True)
class WayQuestion:
    """The steps of the way in one question.

    `exact_points`: of the total with these steps alone; `start`, `end`: the total before and after them, on top of those above.
    """

    question: Question
    dimension: Dimension
    steps: tuple[Step, ...]
    today: str
    exact_points: Fraction
    start: Fraction
    end: Fraction
    helps: list[HelpItem]

    @property
    def effort(self) -> int:
        return sum(step.effort for step in self.steps)

    @property
    def next(self) -> list[str]:
        return [words_of(step) for step in self.steps]

    @property
    def points(self) -> Decimal:
        return _decimal(self.exact_points)

    @property
    def rise(self) -> Decimal:
        return _decimal(self.end - self.start)

    @property
    def pips(self) -> list[bool]:
        return [number < self.effort for number in range(PIPS)]

    @property
    def promise(self) -> HelpItem | None:
        """Where the reader may promise these steps."""
        return next((one for one in self.helps if one.kind == Kind.COMMITMENT and not one.key), None)

    @property
    def shown_helps(self) -> list[HelpItem]:
        return [one for one in self.helps if one != self.promise][:MOST_HELPS]

    @property
    def missing_helps(self) -> list[Kind]:
        return [kind for kind in LOOKED_FOR if all(one.kind != kind for one in self.helps)]


@dataclass(frozen=True)
class GapRow:
    """A single step. `is_taken`: it belongs to the way."""

    gain: Gain
    dimension: Dimension
    next: str
    is_taken: bool

    @property
    def points(self) -> Decimal:
        return _decimal(self.gain.points)

    @property
    def per_effort(self) -> Decimal:
        return _decimal(self.gain.per_effort)


@dataclass(frozen=True)
class RoutePage:
    """`place`: None without a result in the round. `way`, `rows`: most points for the effort first."""

    municipality: Municipality
    edition: Edition
    outcome: Outcome | None
    place: PlaceRoute | None = None
    note: LevelNote | None = None
    way: tuple[WayQuestion, ...] = ()
    rows: tuple[GapRow, ...] = ()

    @property
    def title(self) -> str:
        if self.goal is None:
            return f"Ruta de mejora de {self.municipality}"
        steps = "Un paso lleva" if self.steps == 1 else f"{count_in_words(self.steps).capitalize()} pasos llevan"
        return f"{steps} a {self.municipality} a {self.goal.name}"

    @property
    def steps(self) -> int:
        return sum(len(one.steps) for one in self.way)

    @property
    def themes(self) -> str:
        return joined(list(dict.fromkeys(one.dimension.short_name for one in self.way)))

    @property
    def cheapest(self) -> Way | None:
        return self.place.route.cheapest if self.place else None

    @property
    def goal(self) -> Level | None:
        """The level that the way reaches."""
        if self.cheapest is None or not self.way:
            return None
        levels = self.edition.round.version.parsed.levels
        return next(level for level in levels if level.number == self.cheapest.level)

    @property
    def reason(self) -> str:
        """Why there is no way, in a sentence."""
        if self.place is None or self.outcome is None:
            return f"{self.municipality} no tiene un resultado en este ciclo."
        if not self.outcome.is_comparable:
            return (
                f"El resultado de {self.municipality} es parcial: no tiene nivel, y por eso no hay camino al que sigue."
            )
        return self.place.route.reason

    @property
    def start(self) -> Decimal:
        return _decimal(self.way[0].start)

    @property
    def end(self) -> Decimal:
        return _decimal(self.way[-1].end)

    @property
    def rise(self) -> Decimal:
        return _decimal(self.way[-1].end - self.way[0].start)

    @cached_property
    def axis(self) -> tuple[int, int]:
        """The bounds of the chart: whole points around the way and the door of the level."""
        ends = [end for one in self.way for end in (one.start, one.end)]
        return floor(min(ends)), max(ceil(max(ends)), floor(min(ends)) + 1)

    @property
    def today_at(self) -> Decimal:
        return self._at(self.way[0].start)

    @property
    def door_at(self) -> Decimal | None:
        """Where the level begins on the chart; None if its points were there already."""
        if self.goal is None or self.goal.start <= self.way[0].start:
            return None
        return self._at(self.goal.start)

    @property
    def bars(self) -> list[tuple[WayQuestion, Decimal, Decimal]]:
        """Each question with where its bar begins and how wide it is, in per cent of the chart."""
        ends = [(one, *sorted((self._at(one.start), self._at(one.end)))) for one in self.way]
        return [(one, low, high - low) for one, low, high in ends]

    @property
    def first_questions(self) -> tuple[WayQuestion, ...]:
        return self.way[:QUESTIONS_AT_ONCE]

    @property
    def more_questions(self) -> tuple[WayQuestion, ...]:
        return self.way[QUESTIONS_AT_ONCE:]

    @cached_property
    def gaps(self) -> tuple[GapRow, ...]:
        """The single steps in questions that the way leaves as they are."""
        codes = {one.question.code for one in self.way}
        return tuple(row for row in self.rows if row.gain.step.question.code not in codes)

    @property
    def first_gaps(self) -> tuple[GapRow, ...]:
        return self.gaps[:GAPS_AT_ONCE]

    @property
    def more_gaps(self) -> tuple[GapRow, ...]:
        return self.gaps[GAPS_AT_ONCE:]

    def _at(self, points: Fraction) -> Decimal:
        low, high = self.axis
        return _decimal(100 * (points - low) / (high - low))


def route_page(slug: str, code: str | None, user: Any) -> RoutePage | None:
    """Return the route of a municipality from its last published round, or from the named one; None if either is missing."""
    found = edition_about(slug, code)
    if found is None:
        return None
    shown, _ = found
    outcome = shown.results().by_slug.get(slug)
    municipality = outcome.municipality if outcome else Municipality.objects.filter(slug=slug).first()
    if municipality is None:
        return None
    if outcome is None or not outcome.has_result:
        return RoutePage(municipality, shown, outcome)
    place = route_in(shown.round.code, municipality.divipola)
    instrument = shown.round.version.parsed
    answers = document_of(shown.publication, municipality.pk)["answers"]
    worth = _way(place) if outcome.is_comparable else []  # a partial result has no level to go on from
    ways = [steps for steps, _ in worth]
    helps = _helps(municipality, shown, place, list(map(_code, ways)), user)
    along = [place.route.score or Fraction(0), *place.scores_along(ways)]
    questions = [
        WayQuestion(
            steps[0].question, _dimension(instrument, steps[0].question), tuple(steps),
            worded(steps[0].question, answers.get(_code(steps), {})), points, along[n], along[n + 1], helps[_code(steps)],
        )
        for n, (steps, points) in enumerate(worth)
    ]  # fmt: skip
    taken = {(step.question.code, step.target) for way in ways for step in way}
    rows = [
        GapRow(
            gain, _dimension(instrument, gain.step.question), words_of(gain.step),
            (gain.step.question.code, gain.step.target) in taken,
        )
        for gain in place.route.gaps
    ]  # fmt: skip
    return RoutePage(
        municipality, shown, outcome, place, level_note(outcome, instrument), tuple(questions), tuple(rows)
    )


def _way(place: PlaceRoute) -> list[tuple[list[Step], Fraction]]:
    """Return the steps of the way by question with their points alone: most for the effort first, then as in the instrument."""
    if place.route.cheapest is None:
        return []
    ways = [list(steps) for _, steps in groupby(place.route.cheapest.steps, key=lambda step: step.question.code)]
    now = place.route.score or Fraction(0)
    worth = [(way, after - now) for way, after in zip(ways, place.scores_after(ways), strict=True)]
    return sorted(worth, key=lambda pair: -pair[1] / sum(step.effort for step in pair[0]))


def _code(way: list[Step]) -> str:
    return way[0].question.code


def _dimension(instrument: Instrument, question: Question) -> Dimension:
    return instrument.dimension_of[instrument.indicator_of[question.code].code]


def _helps(
    municipality: Municipality, shown: Edition, place: PlaceRoute, codes: list[str], user: Any
) -> dict[str, list[HelpItem]]:
    """Return the help on each question in the order of the printed rule (advisory.matching.help)."""
    gains = {gain.step.question.code: gain.step for gain in place.route.gaps}
    stands = {
        code: int(gains[code].source)
        if code in gains and gains[code].question.type == SCALE and gains[code].source
        else None
        for code in codes
    }
    found = items_for(Asked(municipality, shown.round.code, stands, user))
    return {code: _ranked(items) for code, items in found.items()}


def _ranked(items: list[HelpItem]) -> list[HelpItem]:
    by_key = {(one.kind, one.key): one for one in items}
    rules = [Help(Kind(one.kind), one.key, Near(one.near), one.fits, one.worked, one.tried) for one in items]
    return [by_key[rule.kind, rule.key] for rule in ranked(rules)]


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / value.denominator
