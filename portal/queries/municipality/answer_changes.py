"""The answers behind the change of a result between two comparable rounds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from core.numbers import signed
from core.words import joined
from diagnostics.assessments.models import Round
from diagnostics.instruments.models import InstrumentVersion
from diagnostics.instruments.queries.editions import parsed_in_order, way_back
from diagnostics.results.models import Publication
from diagnostics.results.queries.evolution import Trajectory, evolution_of
from diagnostics.results.queries.gaps import STORED, Standing, standings_by_question
from diagnostics.results.queries.published import Edition, frozen_of
from diagnostics.results.queries.results import Outcome, half_up
from diagnostics.review.queries.entries import Entry
from diagnostics.scoring.equivalence import SAME, Match, match
from diagnostics.scoring.instrument import Dimension, Instrument, Question
from portal.queries.municipality.facts import Answers, stated, worded
from territory.models import Municipality

MOST = 3  # rises and falls on the page of the municipality
NO_LONGER, NOW_ASKED = "Ya no aplica a este municipio.", "Ahora aplica a este municipio; antes no."
UNPROVEN = "sin evidencia aceptada para todo lo dicho"
DROPPED = "Ya no se pregunta."
# Completes «El resto viene …».
OF_ABSENT, OF_NEW = "de preguntas que ya no aplican", "de preguntas que antes no aplicaban"
OF_EDITION, OF_WEIGHT = "de preguntas que cambiaron con la edición", "de preguntas que ahora pesan distinto"


@dataclass(frozen=True)
class Told:
    """One published result: its round, what each question scored, and what was answered."""

    publication: Publication
    displayed: Decimal
    document: dict[str, Any]
    detail: dict[str, Any]

    @property
    def round(self) -> Round:
        return self.publication.round

    @property
    def instrument(self) -> Instrument:
        return self.round.version.parsed

    @property
    def answers(self) -> Answers:
        answers: Answers = self.document.get("answers", {})
        return answers

    @cached_property
    def standings(self) -> dict[str, Standing]:
        return {s.question.code: s for s in standings_by_question(self.instrument, self.detail)}

    def brought(self, codes: tuple[str, ...]) -> Fraction:
        """The points of the total that these questions brought."""
        found = (self.standings.get(code) for code in codes)
        return sum((s.exact * s.weight / 100 for s in found if s), Fraction(0))

    def answer_to(self, code: str) -> Mapping[str, Any]:
        return self.answers.get(code, {})


@dataclass(frozen=True)
class AnswerChange:
    """A question answered in both rounds whose score is another. `note`: why, where the answer is the same."""

    question: Question
    dimension: Dimension
    before: str
    now: str
    score_before: Decimal
    score_now: Decimal
    effect: Fraction  # points more or less in the total
    note: str = ""

    @property
    def brought(self) -> Decimal:
        return _cents(self.effect)


@dataclass(frozen=True)
class NotCompared:
    """A question of one of the rounds without an equal in the other. `brought`: points more or less in the total."""

    question: Question
    dimension: Dimension
    why: str
    brought: Decimal


@dataclass(frozen=True)
class AnswerChanges:
    before: Told
    now: Told
    changed: list[AnswerChange]  # largest effect first
    not_compared: list[NotCompared]
    rest_of: list[str] = field(default_factory=list)  # where the rest of the change comes from

    @property
    def risen(self) -> list[AnswerChange]:
        return [one for one in self.changed if one.score_now > one.score_before]

    @property
    def fallen(self) -> list[AnswerChange]:
        return [one for one in self.changed if one.score_now < one.score_before]

    @property
    def largest(self) -> list[tuple[str, list[AnswerChange]]]:
        """The largest rises and falls, each group with its heading."""
        groups = [("Lo que más subió", self.risen[:MOST]), ("Lo que más bajó", self.fallen[:MOST])]
        return [(title, found) for title, found in groups if found]

    @property
    def themes(self) -> list[tuple[Dimension, list[AnswerChange]]]:
        """All changes by theme, in the order of the edition."""
        by_theme = [
            (d, [c for c in self.changed if c.dimension.code == d.code]) for d in self.now.instrument.dimensions
        ]
        return [(d, found) for d, found in by_theme if found]

    @property
    def total(self) -> Decimal:
        return self.now.displayed - self.before.displayed

    @property
    def sum(self) -> Decimal:
        return _cents(sum((one.effect for one in self.changed), Fraction(0)))

    @property
    def account(self) -> str:
        """How the answers make up the change of the total, in words."""
        if not self.changed:
            return ""
        start = f"Lo que subió y lo que bajó suma {signed(self.sum)}"
        rest = self.total - self.sum
        if not self.rest_of:  # what may be left is the rounding of the two totals
            return f"Lo que subió y lo que bajó suma lo que cambió el total: {signed(self.total)}."
        if not rest:
            return f"{start}, lo mismo que cambió el total."
        source = joined(self.rest_of)
        return f"{start}; el total cambió {signed(self.total)}. El resto, {signed(rest)}, viene {source}."


def trajectory_of(shown: Edition, municipality: Municipality) -> Trajectory | None:
    """Return a municipality over the comparable rounds up to the one shown; None if it is the only one. One query."""
    chain = shown.chain
    if len(chain) < 2:
        return None
    trajectories = evolution_of(chain, municipality=municipality.pk).trajectories
    return trajectories[0] if trajectories else None


def told_of(shown: Edition, outcome: Outcome, trajectory: Trajectory | None) -> tuple[Told, Told | None]:
    """Return a result with its answers and the previous complete one, if both are comparable. Two queries."""
    last = trajectory.last_before if trajectory and outcome.is_comparable else None
    publications = [shown.publication, *([last.publication] if last else [])]
    frozen = frozen_of(publications, outcome.municipality.pk)
    now = Told(shown.publication, outcome.total.displayed or Decimal(0), *frozen[shown.publication.pk])
    if last is None or last.displayed is None:
        return now, None
    return now, Told(last.publication, last.displayed, *frozen[last.publication.pk])


def changes_between(before: Told, now: Told) -> AnswerChanges:
    """Compare two results of one municipality. Without a query between rounds of one edition, otherwise one or two."""
    editions = _editions(now.round.version, before.round.version)
    changed, apart, rest, met = [], [], [], set()
    for dimension, question in _asked(now.instrument):
        matched = match(question, editions)
        codes = tuple(q.code for q in matched.questions)
        met.update(codes)
        effect = now.brought((question.code,)) - before.brought(codes)
        if reason := _why_not(matched, question, before, now):
            why, source = reason
            apart.append(NotCompared(question, dimension, why, _cents(effect)))
            rest += [source] if effect else []
        elif question.code in now.standings and codes[0] in before.standings:
            if now.standings[question.code].score == before.standings[codes[0]].score:
                rest += [OF_WEIGHT] if effect else []
            else:
                changed.append(_change(dimension, question, codes[0], before, now, effect))
    for dimension, question in _asked(before.instrument):
        if question.code in before.standings and question.code not in met:
            effect = -before.brought((question.code,))
            apart.append(NotCompared(question, dimension, DROPPED, _cents(effect)))
            rest += [OF_EDITION] if effect else []
    changed.sort(key=lambda one: (-abs(one.effect), one.question.code))
    sources = [one for one in (OF_ABSENT, OF_NEW, OF_EDITION, OF_WEIGHT) if one in rest]
    return AnswerChanges(before, now, changed, apart, sources)


def _editions(now: InstrumentVersion, then: InstrumentVersion) -> list[Instrument]:
    if now.pk == then.pk:
        return []
    return parsed_in_order(
        way_back(list(InstrumentVersion.objects.light().filter(instrument=now.instrument_id)), now, then)
    )


def _asked(instrument: Instrument) -> list[tuple[Dimension, Question]]:
    return [(d, q) for d in instrument.dimensions for i in d.indicators for q in i.questions if q.is_scored]


def _why_not(matched: Match, question: Question, before: Told, now: Told) -> tuple[str, str] | None:
    """Return why a question is not compared, in words and as a source of the rest; None where it is."""
    was = any(q.code in before.standings for q in matched.questions)
    if matched.relation != SAME:
        return (matched.in_words, OF_EDITION) if was or question.code in now.standings else None
    if was == (question.code in now.standings):
        return None
    return (NO_LONGER, OF_ABSENT) if was else (NOW_ASKED, OF_NEW)


def _change(
    dimension: Dimension, question: Question, earlier: str, before: Told, now: Told, effect: Fraction
) -> AnswerChange:
    answer, said = now.answer_to(question.code), before.answer_to(earlier)
    scores = before.standings[earlier].score, now.standings[question.code].score
    return AnswerChange(
        question, dimension, _told(before, question, earlier), _told(now, question, question.code), *scores, effect,
        _note(answer, said, has_risen=scores[1] > scores[0]),
    )  # fmt: skip


def _told(told: Told, question: Question, code: str) -> str:
    """An answer as a fact, or in its words, saying where its evidence was not accepted."""
    answer, standing = told.answer_to(code), told.standings[code]
    fact = stated(question, answer)
    if not fact:
        return worded(question, answer)
    full = Entry(answer.get("value", "")).full_score(told.instrument, standing.question)
    unproven = full is not None and full > standing.exact + STORED
    return f"{fact} ({UNPROVEN})" if unproven else fact


def _note(answer: Mapping[str, Any], said: Mapping[str, Any], *, has_risen: bool) -> str:
    if answer.get("value", "") != said.get("value", ""):
        return ""
    if answer.get("evidence_accepted", "") == said.get("evidence_accepted", ""):
        return "La respuesta es la misma; cambió cómo la puntúa la edición."
    return (
        "La respuesta es la misma; ahora se aceptó su evidencia."
        if has_risen
        else "La respuesta es la misma; esta vez no se aceptó toda su evidencia."
    )


def _cents(value: Fraction) -> Decimal:
    found = half_up(str(Decimal(value.numerator) / Decimal(value.denominator)))
    assert found is not None
    return found
