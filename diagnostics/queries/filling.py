"""One municipality's questionnaire as people see it: each question with its answer, links and what is missing."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import FilteredRelation, Q

from diagnostics.choices import Layer
from diagnostics.models import Answer, Assessment
from diagnostics.models import Question as QuestionRow
from diagnostics.queries.facts import facts_of
from diagnostics.scoring import values
from diagnostics.scoring.conditions import attribute_atom, holds, question_atom
from diagnostics.scoring.instrument import MULTI, Dimension, Indicator, Instrument, Question
from diagnostics.scoring.questions import needs_evidence, question_score
from diagnostics.scoring.values import YES, Declared, InvalidValue

OptionLinks = dict[str, list[str]]  # addresses by option ("" = the whole answer)
Links = dict[str, OptionLinks]


@dataclass(frozen=True)
class Cell:
    """One question with what was said. `links` maps an option's code ("" = the whole answer) to its addresses."""

    question: Question
    applies: bool
    answer: Answer | None
    declared: Declared | None
    error: str
    links: OptionLinks
    unproven: list[str]  # what lacks evidence: options of a multiple, or [""]
    score: float | None  # 0–100 with the evidence attached

    @property
    def value(self) -> str:
        return self.answer.value if self.answer else ""

    @property
    def version(self) -> int:
        return self.answer.version if self.answer else 0

    @property
    def is_not_applicable(self) -> bool:
        """«No aplica» declared with a reason."""
        return bool(self.answer and self.answer.not_applicable and self.answer.na_reason.strip())

    @property
    def lacks_reason(self) -> bool:
        return bool(self.answer and self.answer.not_applicable and not self.answer.na_reason.strip())

    @property
    def is_answered(self) -> bool:
        return self.declared is not None or self.is_not_applicable


@dataclass(frozen=True)
class Part:
    """A dimension or indicator with its applicable cells, for progress."""

    spec: Dimension | Indicator
    cells: list[Cell] = field(default_factory=list)

    @cached_property
    def applicable(self) -> list[Cell]:
        return [c for c in self.cells if c.applies]

    @property
    def total(self) -> int:
        return len(self.applicable)

    @cached_property
    def answered(self) -> int:
        return sum(c.is_answered for c in self.applicable)

    @property
    def is_complete(self) -> bool:
        return self.answered == self.total

    @cached_property
    def unproven(self) -> int:
        return sum(bool(c.unproven) for c in self.applicable)


@dataclass(frozen=True)
class Filling:
    """The whole questionnaire of one assessment, in the instrument's order."""

    instrument: Instrument
    facts: dict[str, Any]
    ids: dict[str, int]  # primary key of each question
    cells: dict[str, Cell]

    def part(self, spec: Dimension | Indicator) -> Part:
        questions = spec.questions if isinstance(spec, Indicator) else [q for i in spec.indicators for q in i.questions]
        return Part(spec, [self.cells[q.code] for q in questions])

    @cached_property
    def whole(self) -> Part:
        return Part(self.instrument.dimensions[0], list(self.cells.values()))

    @cached_property
    def dimensions(self) -> list[Part]:
        return [self.part(d) for d in self.instrument.dimensions]


def filling_of(assessment: Assessment, layer: str = Layer.SELF_ASSESSED) -> Filling:
    """Read the answers of one layer with their links (one query)."""
    return fillings_of([assessment], layer)[assessment.pk]


def fillings_of(assessments: list[Assessment], layer: str = Layer.SELF_ASSESSED) -> dict[int, Filling]:
    """Read the questionnaires of assessments of one round, by primary key (one query for all)."""
    ids, answers, links = _answers(assessments, layer)
    instrument = assessments[0].round.version.parsed
    return {
        a.pk: build_filling(instrument, facts_of(a), ids, answers.get(a.pk, {}), links.get(a.pk, {}))
        for a in assessments
    }


def _answers(
    assessments: list[Assessment], layer: str
) -> tuple[dict[str, int], dict[int, dict[str, Answer]], dict[int, Links]]:
    """Return the questions' keys, and by assessment the answers and their links."""
    condition = Q(answers__assessment__in=[a.pk for a in assessments], answers__layer=layer)
    rows = (
        QuestionRow.objects.filter(version=assessments[0].round.version_id)
        .annotate(said=FilteredRelation("answers", condition=condition))
        .values_list(
            "pk", "code", "said__assessment_id", "said__pk", "said__value", "said__not_applicable", "said__na_reason",
            "said__na_accepted", "said__evidence_accepted", "said__version", "said__changed_at", "said__changed_by__name",
            "said__evidence_uses__option", "said__evidence_uses__evidence__url",
        )
        .order_by("said__evidence_uses__pk")
    )  # fmt: skip
    ids: dict[str, int] = {}
    answers: dict[int, dict[str, Answer]] = {}
    links: dict[int, Links] = {}
    for question, code, owner, pk, value, na, reason, na_ok, proof, version, at, author, option, url in rows:
        ids[code] = question
        if pk and code not in answers.setdefault(owner, {}):
            answers[owner][code] = Answer(
                pk=pk, assessment_id=owner, question_id=question, layer=layer, value=value, not_applicable=na,
                na_reason=reason, na_accepted=na_ok, evidence_accepted=proof, version=version, changed_at=at,
            )  # fmt: skip
            answers[owner][code].author = author or ""
        if url:
            links.setdefault(owner, {}).setdefault(code, {}).setdefault(option, []).append(url)
    return ids, answers, links


def build_filling(
    instrument: Instrument,
    facts: dict[str, Any],
    ids: dict[str, int],
    answers: dict[str, Answer],
    links: Links,
) -> Filling:
    """Judge each question in order; a condition may read an earlier answer only when that one applies."""
    cells: dict[str, Cell] = {}

    def truth(atom: dict[str, Any]) -> bool:
        if "attr" in atom:
            return attribute_atom(atom, facts)
        trigger = cells[atom["question"]]
        return question_atom(atom, trigger.question, trigger.declared if trigger.applies else None)

    for question in instrument.questions:
        applies = holds(question.applies_when, truth)
        cells[question.code] = _cell(
            instrument, question, applies, answers.get(question.code), links.get(question.code, {})
        )
    return Filling(instrument, facts, ids, cells)


def _cell(instrument: Instrument, question: Question, applies: bool, answer: Answer | None, links: OptionLinks) -> Cell:
    declared, error = None, ""
    if answer and not answer.not_applicable:
        try:
            declared = values.read(question, answer.value)
        except InvalidValue as problem:
            error = str(problem)
    unproven = _unproven(instrument, question, declared, links) if applies else []
    score = None
    if declared is not None and question.is_scored:
        score = float(question_score(instrument, question, declared, YES if "" in links else "|".join(sorted(links))))
    return Cell(question, applies, answer, declared, error, links, unproven, score)


def _unproven(instrument: Instrument, question: Question, declared: Declared | None, links: OptionLinks) -> list[str]:
    if declared is None or not needs_evidence(instrument, question, declared) or "" in links:
        return []
    if question.type == MULTI and instrument.options_need_evidence:
        return [o.code for o in question.options if o.code in declared.options and o.points and o.code not in links]
    return [] if links else [""]
