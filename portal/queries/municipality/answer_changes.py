"""The answers behind the change of a result between two comparable rounds."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from core.numbers import signed
from core.words import joined
from diagnostics.assessments.models import Round
from diagnostics.instruments.queries.editions import editions_back
from diagnostics.results.models import Publication
from diagnostics.results.queries.evolution import Trajectory, evolution_of
from diagnostics.results.queries.gaps import Standing, lacks_proof, standings_by_question
from diagnostics.results.queries.published import Edition, frozen_of
from diagnostics.results.queries.results import Outcome, half_up
from diagnostics.scoring.equivalence import SAME, Match, match
from diagnostics.scoring.instrument import Dimension, Instrument, Question, atoms
from portal.queries.municipality.facts import (
    PART_ACCEPTED,
    Answers,
    accepted_words,
    as_told,
    fell_because,
    stated,
    worded,
)
from territory.models import Municipality

MOST = 3  # rises and falls on the page of the municipality
NO_LONGER, NOW_ASKED = "Ya no aplica a este municipio", "Ahora aplica a este municipio y antes no"
DROPPED = "Ya no se pregunta."
# Completes «El resto viene …».
OF_ABSENT, OF_NEW = "de preguntas que ya no aplican", "de preguntas que antes no aplicaban"
OF_ROUNDING = "del redondeo"
OF_EDITION, OF_WEIGHT = "de preguntas que cambiaron con la edición", "de preguntas que ahora pesan distinto"


@dataclass(frozen=True)
class PublishedResult:
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

    def lacks_proof(self, code: str) -> bool:
        standing = self.standings[code]
        return lacks_proof(self.instrument, standing.question, standing.exact, self.answer_to(code))


@dataclass(frozen=True)
class AnswerShift:
    """A question answered in both rounds whose score is another.

    `note`: why, where the answer is the same; `fell_because`: the reason of the review, where evidence was not accepted now.
    """

    question: Question
    dimension: Dimension
    before: str
    now: str
    score_before: Decimal
    score_now: Decimal
    effect: Fraction  # points more or less in the total
    note: str = ""
    fell_because: str = ""

    @property
    def brought(self) -> Decimal:
        return _cents(self.effect)

    @property
    def remark(self) -> str:
        reason = f"Razón de la revisión: {self.fell_because}." if self.fell_because else ""
        return " ".join(filter(None, (self.note, reason)))

    @property
    def has_risen(self) -> bool:
        return self.score_now > self.score_before


@dataclass(frozen=True)
class NotCompared:
    """A question of one of the rounds without an equal in the other.

    `effect`: points more or less in the total; `source`: completes «El resto viene …».
    """

    question: Question
    dimension: Dimension
    why: str
    source: str
    effect: Fraction

    @property
    def brought(self) -> Decimal:
        return _cents(self.effect)

    @property
    def is_about_applying(self) -> bool:
        """Whether the question is the same, and applies in one of the rounds only."""
        return self.source in (OF_ABSENT, OF_NEW)


@dataclass(frozen=True)
class AnswerChanges:
    """`changed`: largest effect first. `of_weights`: what questions of the same score brought, which weigh another part."""

    before: PublishedResult
    now: PublishedResult
    changed: list[AnswerShift]
    not_compared: list[NotCompared]
    of_weights: Fraction

    @property
    def risen(self) -> list[AnswerShift]:
        return [one for one in self.changed if one.has_risen]

    @property
    def fallen(self) -> list[AnswerShift]:
        return [one for one in self.changed if not one.has_risen]

    @property
    def largest(self) -> list[tuple[str, list[AnswerShift | NotCompared]]]:
        """The largest rises and falls, each group with its heading; what no longer applies, or does now, among them."""
        others = [one for one in self.not_compared if one.is_about_applying]
        risen = [*self.risen, *(one for one in others if one.brought > 0)]
        fallen = [*self.fallen, *(one for one in others if one.brought < 0)]
        groups = [("Lo que más subió", risen), ("Lo que más bajó", fallen)]
        return [(title, sorted(found, key=_largest_first)[:MOST]) for title, found in groups if found]

    @property
    def themes(self) -> list[tuple[Dimension, list[AnswerShift]]]:
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
        """Of the figures as they are shown, which a reader may add up."""
        return sum((one.brought for one in self.changed), Decimal(0))

    @property
    def account(self) -> str:
        """How the answers make up the change of the total, in words."""
        if not self.changed:
            return ""
        start, rest = f"Lo que subió y lo que bajó suma {signed(self.sum)}", self.total - self.sum
        named = {one.source for one in self.not_compared if one.effect} | ({OF_WEIGHT} if self.of_weights else set())
        sources = [source for source in (OF_ABSENT, OF_NEW, OF_EDITION, OF_WEIGHT) if source in named]
        if not rest:  # as a reader adds it up
            return f"{start}, lo mismo que cambió el total."
        if not sources:
            return f"{start}; el total cambió {signed(self.total)}. La diferencia es por redondeo."
        of_rest = sum((one.brought for one in self.not_compared), _cents(self.of_weights))
        source = joined([*sources, *([OF_ROUNDING] if of_rest != rest else [])])
        return f"{start}; el total cambió {signed(self.total)}. El resto, {signed(rest)}, viene {source}."


def why_not_compared(outcome: Outcome) -> str:
    """Say why the answers of a result are not compared with earlier ones, where they are not."""
    if outcome.partial:
        return "No se compara: el resultado es parcial."
    return "No se compara: no hay un resultado completo anterior."


def trajectory_of(shown: Edition, municipality: Municipality) -> Trajectory | None:
    """Return a municipality over the comparable rounds up to the one shown; None if it is the only one. One query."""
    chain = shown.chain
    if len(chain) < 2:
        return None
    trajectories = evolution_of(chain, municipality=municipality.pk).trajectories
    return trajectories[0] if trajectories else None


def results_to_compare(
    shown: Edition, outcome: Outcome, trajectory: Trajectory | None
) -> tuple[PublishedResult, PublishedResult | None]:
    """Return a result with its answers and the previous complete one, if both are comparable. Two queries."""
    last = trajectory.last_before if trajectory and outcome.is_comparable else None
    publications = [shown.publication, *([last.publication] if last else [])]
    frozen = frozen_of(publications, outcome.municipality.pk)
    now = PublishedResult(shown.publication, outcome.total.displayed or Decimal(0), *frozen[shown.publication.pk])
    if last is None or last.displayed is None:
        return now, None
    return now, PublishedResult(last.publication, last.displayed, *frozen[last.publication.pk])


def changes_between(before: PublishedResult, now: PublishedResult) -> AnswerChanges:
    """Compare two results of one municipality. Without a query between rounds of one edition, otherwise one or two."""
    editions = editions_back(now.round.version, before.round.version)
    changed, apart, of_weights, met = [], [], Fraction(0), set()
    for dimension, question in _asked(now.instrument):
        matched = match(question, editions)
        codes = tuple(q.code for q in matched.questions)
        met.update(codes)
        effect = now.brought((question.code,)) - before.brought(codes)
        if reason := _why_not(matched, question, before, now):
            apart.append(NotCompared(question, dimension, *reason, effect))
        elif question.code in now.standings and codes[0] in before.standings:
            if now.standings[question.code].score == before.standings[codes[0]].score:
                of_weights += effect
            else:
                changed.append(_shift(dimension, question, codes[0], before, now, effect))
    for dimension, question in _asked(before.instrument):
        if question.code in before.standings and question.code not in met:
            effect = -before.brought((question.code,))
            apart.append(NotCompared(question, dimension, DROPPED, OF_EDITION, effect))
    return AnswerChanges(before, now, sorted(changed, key=_largest_first), apart, of_weights)


def _largest_first(one: AnswerShift | NotCompared) -> tuple[Fraction, str]:
    return -abs(one.effect), one.question.code


def _asked(instrument: Instrument) -> list[tuple[Dimension, Question]]:
    return [(d, q) for d in instrument.dimensions for i in d.indicators for q in i.questions if q.is_scored]


def _why_not(
    matched: Match, question: Question, before: PublishedResult, now: PublishedResult
) -> tuple[str, str] | None:
    """Return why a question is not compared, in words and as a source of the rest; None where it is."""
    was = any(q.code in before.standings for q in matched.questions)
    if matched.relation != SAME:
        return (matched.in_words, OF_EDITION) if was or question.code in now.standings else None
    if was == (question.code in now.standings):
        return None
    earlier = matched.questions[0].code
    start, source = (NO_LONGER, OF_ABSENT) if was else (NOW_ASKED, OF_NEW)
    return f"{start}{_why_it_applies(question, earlier, before, now)}.", source


def _why_it_applies(question: Question, earlier: str, before: PublishedResult, now: PublishedResult) -> str:
    """What decided that a question applies in one of two rounds: the municipality's reason, or what its condition reads."""
    if given := now.answer_to(question.code).get("na_reason") or before.answer_to(earlier).get("na_reason"):
        return f". Razón que dio la alcaldía: {given.strip().rstrip('.')}"
    names = {attribute.code: attribute.name for attribute in now.instrument.attributes}
    decided = []
    for atom in atoms(question.applies_when):
        if "attr" in atom:
            then, said = (one.document.get("facts", {}).get(atom["attr"]) for one in (before, now))
            if then != said:
                decided.append(f"«{names.get(atom['attr'], atom['attr'])}» pasó de {_fact(then)} a {_fact(said)}")
        elif before.answer_to(atom["question"]).get("value") != now.answer_to(atom["question"]).get("value"):
            decided.append(f"cambió su respuesta a {atom['question']}")
    return f", porque {joined(list(dict.fromkeys(decided)))}" if decided else ""


def _fact(value: Any) -> str:
    """A fact of a municipality in a sentence."""
    if isinstance(value, bool):
        return "«sí»" if value else "«no»"
    return "«sin dato»" if value is None or value == "" else str(value)


def _shift(
    dimension: Dimension,
    question: Question,
    earlier: str,
    before: PublishedResult,
    now: PublishedResult,
    effect: Fraction,
) -> AnswerShift:
    answer, said = now.answer_to(question.code), before.answer_to(earlier)
    scores = before.standings[earlier].score, now.standings[question.code].score
    return AnswerShift(
        question, dimension, _in_words(before, question, earlier), _in_words(now, question, question.code), *scores,
        effect, _note(question, answer, said, has_risen=scores[1] > scores[0]),
        fell_because(now.instrument, answer) if now.lacks_proof(question.code) else "",
    )  # fmt: skip


def _in_words(result: PublishedResult, question: Question, code: str) -> str:
    """An answer as a fact, or in its words; as the municipality's own word where its evidence was not accepted."""
    answer = result.answer_to(code)
    if not (fact := stated(question, answer)):
        return worded(question, answer)
    if not result.lacks_proof(code):
        return fact
    return f"{as_told(fact, lacks_proof=True)} {accepted_words(question, answer)}"


def _note(question: Question, answer: Mapping[str, Any], said: Mapping[str, Any], *, has_risen: bool) -> str:
    if answer.get("value", "") != said.get("value", ""):
        return ""
    if answer.get("evidence_accepted", "") == said.get("evidence_accepted", ""):
        return "La respuesta es la misma; cambió cómo la puntúa la edición."
    if has_risen:
        return "La respuesta es la misma; ahora se aceptó su evidencia."
    how_much = "toda su" if accepted_words(question, answer) == PART_ACCEPTED else "ninguna"
    return f"La respuesta es la misma; esta vez no se aceptó {how_much} evidencia."


def _cents(value: Fraction) -> Decimal:
    found = half_up(str(Decimal(value.numerator) / Decimal(value.denominator)))
    assert found is not None
    return found
