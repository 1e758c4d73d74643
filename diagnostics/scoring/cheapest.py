"""The cheapest way to a level: the steps of least total effort with which the engine gives it (docs/scoring.md, section 12).

A group knapsack: from each question one move, for each indicator, dimension and the total the most points at each cost. What
a condition reads of a question is kept beside the sums until its last reader is past, so each combination has its own sums.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import ceil, lcm
from typing import Any

from diagnostics.scoring import columns
from diagnostics.scoring.conditions import attribute_atom, holds
from diagnostics.scoring.fronts import NOTHING_YET, Joiner, Key, Known, Point, Table, fronts_of, moves_on, scaled
from diagnostics.scoring.instrument import Dimension, Indicator, Instrument, Question, atoms
from diagnostics.scoring.levels import MIN_CRITICAL, MIN_DIMENSION
from diagnostics.scoring.moves import Move, moves_of
from diagnostics.scoring.questions import ZERO
from diagnostics.scoring.ratios import integer_weights
from diagnostics.scoring.steps import Step, stored

FIRST_LIMIT = 16  # of effort; doubled until it is enough
HALF_CENT = Fraction(1, 200)
Rows = Mapping[str, Mapping[Any, Any]]  # the answers of one municipality by question (columns.ANSWERS)


def cheapest_steps(instrument: Instrument, rows: Rows, attributes: Mapping[str, Any], target: int) -> list[Step] | None:
    """Return the steps in the order of the instrument, None where no steps lead to the level. Raises TooMuchWork.

    Of several ways with the least effort: the one of fewest steps, then the one whose sorted question codes come first.
    """
    return _Search(instrument, rows, attributes, _Wanted.of(instrument, target)).steps()


@dataclass(frozen=True)
class _Wanted:
    """What a level asks for, as bounds of exact scores: of the total, each dimension, each critical question."""

    total: Fraction
    dimension: Fraction
    critical: Fraction

    @classmethod
    def of(cls, instrument: Instrument, target: int) -> "_Wanted":
        start = next(level.start for level in instrument.levels if level.number == target)
        acting = [gate for gate in instrument.gates if gate.max_level < target]
        values = {
            rule: max((gate.value for gate in acting if gate.rule == rule), default=ZERO)
            for rule in (MIN_DIMENSION, MIN_CRITICAL)
        }
        return cls(_unrounded(start), _unrounded(values[MIN_DIMENSION]), values[MIN_CRITICAL])


def _unrounded(bound: Fraction) -> Fraction:
    """Return the least exact score that is shown, with two decimals, as the bound or more."""
    return Fraction(ceil(bound * 100), 100) - HALF_CENT


class _Search:
    def __init__(self, instrument: Instrument, rows: Rows, attributes: Mapping[str, Any], wanted: _Wanted):
        self.instrument, self.attributes, self.wanted = instrument, dict(attributes), wanted
        self.place = {question.code: place for place, question in enumerate(instrument.questions)}
        self.out = {code for code, row in rows.items() if row[columns.NOT_APPLICABLE] and row[columns.NA_ACCEPTED]}
        self.readers: dict[str, list[dict[str, Any]]] = {}
        self.last_read: dict[str, int] = {}
        for place, question in enumerate(instrument.questions):
            for atom in atoms(question.applies_when):
                if "question" in atom:
                    self.readers.setdefault(atom["question"], []).append(atom)
                    self.last_read[atom["question"]] = place
        self.moves = {
            q.code: moves_of(instrument, q, *stored(rows.get(q.code)), self.readers.get(q.code, []))
            for q in instrument.questions
        }
        every = [move for moves in self.moves.values() for move in moves]
        self.unit = lcm(*(move.score.denominator for move in every))
        self.step_cost = 1 + sum(max(len(move.steps) for move in moves) for moves in self.moves.values())
        self.all_effort = sum(max(move.effort for move in moves) for moves in self.moves.values())
        self.weights = _weights(instrument)
        self.joiner = Joiner()
        self.tables: dict[tuple[str, Known], Table] = {}  # of indicators

    def steps(self) -> list[Step] | None:
        parts = _independent(self.instrument)
        limit = min(FIRST_LIMIT, self.all_effort)
        while (found := self._within(parts, limit)) is None:
            if limit >= self.all_effort:
                return None
            limit = min(2 * limit, self.all_effort)
        moves = {move.steps[0].question.code: move for move in found if move.steps}
        return [
            step for question in self.instrument.questions if (move := moves.get(question.code)) for step in move.steps
        ]

    def _within(self, parts: list[list[Dimension]], effort: int) -> list[Move] | None:
        """Return the moves of the cheapest way of at most so much effort; None without one."""
        self.joiner.most = (effort + 1) * self.step_cost - 1
        self.tables.clear()
        tables = [self._part(part) for part in parts]
        rests = [NOTHING_YET]
        for table in reversed(tables):
            rests.insert(0, self.joiner.tables(table, rests[0]))
        point = _first(rests[0])
        if point is None:
            return None
        self.joiner.most = point[0]
        before = NOTHING_YET
        for number, table in enumerate(tables):
            tables[number] = self._useful(table, self.joiner.tables(before, rests[number + 1]))
            before = self.joiner.tables(before, tables[number])
        return self._first_by_codes(parts, tables, list(moves_on(point[2])))

    def _useful(self, table: Table, rest: Table) -> Table:
        """Leave out the points that no way of the least cost goes through."""
        fronts = {
            key: [p for p in front if self._completes(p, key, rest, table.unit)] for key, front in table.fronts.items()
        }
        return Table(table.unit, {key: front for key, front in fronts.items() if front})

    def _completes(self, point: Point, key: Key, rest: Table, unit: int) -> bool:
        for (_, has_weight), front in rest.fronts.items():
            end = bisect_right(front, self.joiner.most - point[0], key=lambda other: other[0])
            if end and (has_weight or key[1]) and point[1] * rest.unit + front[end - 1][1] * unit >= 0:
                return True
        return False

    def _first_by_codes(self, parts: list[list[Dimension]], tables: list[Table], found: list[Move]) -> list[Move]:
        """Return, among the ways of the least cost, the one whose sorted codes come first: code by code, as many steps as
        any of them takes there."""
        owner = {code: number for number, part in enumerate(parts) for code in _codes(part)}
        cost, left, here, rest = self.joiner.most, _count(found), -1, NOTHING_YET
        for code in sorted(owner):
            if not left:
                break
            if owner[code] != here:
                if here >= 0:
                    tables[here] = self._useful(self._part(parts[here]), rest)
                here = owner[code]
                rest = self._joined(tables[:here] + tables[here + 1 :])
            taken, every = _count(found, code), self.moves[code]
            while more := [m for m in every if len(m.steps) > taken and self._cost(m) <= cost]:
                self._allow(code, more)
                point = _first(self.joiner.tables(self._part(parts[here]), rest))
                if point is None:
                    break
                found = list(moves_on(point[2]))
                taken = _count(found, code)
            self._allow(code, [move for move in every if len(move.steps) == taken])
            left -= taken
        return found

    def _joined(self, tables: Sequence[Table]) -> Table:
        return reduce(self.joiner.tables, tables, NOTHING_YET)

    def _allow(self, code: str, moves: list[Move]) -> None:
        self.moves[code] = moves
        inside = self.instrument.indicator_of[code].code
        self.tables = {key: table for key, table in self.tables.items() if key[0] != inside}

    def _cost(self, move: Move) -> int:
        return move.effort * self.step_cost + len(move.steps)

    # What the questions, indicators and dimensions bring, given what is known of earlier questions.

    def _part(self, dimensions: list[Dimension]) -> Table:
        """Return what dimensions bring above the wanted total; weights are turned into whether any applies."""
        table = self._through(dimensions, (), self._dimension)
        wanted, found = self.wanted.total, {}
        unit = table.unit * wanted.denominator
        for (known, weight), front in table.fronts.items():
            owed = weight * wanted.numerator * table.unit
            points = [(cost, worth * wanted.denominator - owed, trail) for cost, worth, trail in front]
            found.setdefault((known, int(weight > 0)), []).extend(points)
        return Table(unit, fronts_of(found))

    def _dimension(self, dimension: Dimension, known: Known) -> Table:
        table = self._through(dimension.indicators, known, self._indicator)
        return _mean(table, self.weights[dimension.code], self.wanted.dimension)

    def _indicator(self, indicator: Indicator, known: Known) -> Table:
        key = indicator.code, known
        if key not in self.tables:
            table = self._through(indicator.questions, known, self._question)
            self.tables[key] = _mean(table, self.weights[indicator.code])
        return self.tables[key]

    def _question(self, question: Question, known: Known) -> Table:
        place, said = self.place[question.code], dict(known)
        kept = tuple(pair for pair in known if self.last_read[pair[0]] > place)
        applies = question.code not in self.out and holds(question.applies_when, lambda atom: self._truth(atom, said))
        moves = self._sufficient(question) if applies else self._not_asked(question)
        weight = self.weights[question.code] if applies else 0
        found: dict[Key, list[Point]] = {}
        for move in moves:
            told = (*kept, (question.code, move.truths)) if move.truths else kept
            point = (self._cost(move), int(move.score * self.unit) * weight, move)
            found.setdefault((told, weight), []).append(point)
        return Table(self.unit, fronts_of(found))

    def _sufficient(self, question: Question) -> list[Move]:
        is_bound = question.critical and question.is_scored
        return [m for m in self.moves[question.code] if not is_bound or m.score >= self.wanted.critical]

    def _not_asked(self, question: Question) -> list[Move]:
        """Of a question that does not apply no step is taken, and every atom that reads it is false."""
        nothing = Move((), ZERO, tuple(False for _ in self.readers.get(question.code, ())))
        return [nothing for move in self.moves[question.code] if not move.steps]

    def _truth(self, atom: dict[str, Any], said: Mapping[str, tuple[bool, ...]]) -> bool:
        if "attr" in atom:
            return attribute_atom(atom, self.attributes)
        return said[atom["question"]][self.readers[atom["question"]].index(atom)]

    def _through(self, parts: Sequence[Any], known: Known, table_of: Callable[[Any, Known], Table]) -> Table:
        """Join what each of the parts brings, in their order."""
        whole = Table(1, {(known, 0): [(0, 0, None)]})
        for part in parts:
            tables = {said: table_of(part, said) for said in dict.fromkeys(said for said, _ in whole.fronts)}
            unit = lcm(whole.unit, *(table.unit for table in tables.values()))
            found: dict[Key, list[Point]] = {}
            for (said, weight), front in whole.fronts.items():
                left, table = scaled(front, unit // whole.unit), tables[said]
                for (told, more), right in table.fronts.items():
                    points = self.joiner.points(left, scaled(right, unit // table.unit))
                    found.setdefault((told, weight + more), []).extend(points)
            whole = Table(unit, fronts_of(found))
        return whole


def _mean(table: Table, weight: int, least: Fraction | None = None) -> Table:
    """Divide by the weight that applies and multiply by the part's own; `least`: what a mean may not be below."""
    common = lcm(*(applied for _, applied in table.fronts if applied))
    found: dict[Key, list[Point]] = {}
    for (known, applied), front in table.fronts.items():
        if not applied:
            found.setdefault((known, 0), []).extend((cost, 0, trail) for cost, _, trail in front)
            continue
        low = ceil(least * applied * table.unit) if least is not None else None
        factor = weight * (common // applied)
        points = [(cost, worth * factor, trail) for cost, worth, trail in front if low is None or worth >= low]
        found.setdefault((known, weight), []).extend(points)
    return Table(table.unit * common, fronts_of(found))


def _first(table: Table) -> Point | None:
    """Return the cheapest point at which the wanted total is reached by something that applies."""
    reached = (point for point in table.fronts.get(((), 1), ()) if point[1] >= 0)
    return next(reached, None)


def _count(moves: Iterable[Move], code: str = "") -> int:
    """Return the number of steps, all or those of one question."""
    return sum(len(move.steps) for move in moves if move.steps and code in ("", move.steps[0].question.code))


def _weights(instrument: Instrument) -> dict[str, int]:
    """Return the weight of each part among its neighbours, as a whole number."""
    groups = [instrument.dimensions, *(d.indicators for d in instrument.dimensions)]
    groups += [indicator.questions for indicator in instrument.indicators]
    return {
        part.code: weight
        for group in groups
        for part, weight in zip(group, integer_weights(part.weight for part in group), strict=True)
    }


def _codes(dimensions: Iterable[Dimension]) -> Iterator[str]:
    return (question.code for d in dimensions for indicator in d.indicators for question in indicator.questions)


def _independent(instrument: Instrument) -> list[list[Dimension]]:
    """Return the dimensions in groups between which no condition reads."""
    group_of = {dimension.code: [dimension] for dimension in instrument.dimensions}
    holder = {code: dimension.code for dimension in instrument.dimensions for code in _codes([dimension])}
    for question in instrument.questions:
        for atom in atoms(question.applies_when):
            here, there = group_of[holder[question.code]], group_of[holder[atom.get("question", question.code)]]
            if here is not there:
                here += there
                group_of.update(dict.fromkeys((dimension.code for dimension in there), here))
    order = {dimension.code: place for place, dimension in enumerate(instrument.dimensions)}
    groups = {id(group): group for group in group_of.values()}.values()
    return [sorted(group, key=lambda dimension: order[dimension.code]) for group in groups]
