"""One municipality's questionnaire: each question with its answer, links and what is missing."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import FilteredRelation, Q
from django.utils import timezone

from core.personal_data import in_words
from diagnostics.assessments.choices import Layer
from diagnostics.assessments.models import Answer, Assessment
from diagnostics.assessments.models.evidence import is_flagged
from diagnostics.assessments.queries.facts import facts_of
from diagnostics.instruments.models import Question as QuestionRow
from diagnostics.scoring import values
from diagnostics.scoring.conditions import attribute_atom, holds, question_atom
from diagnostics.scoring.instrument import MULTI, Dimension, Indicator, Instrument, Question
from diagnostics.scoring.questions import needs_evidence, question_score
from diagnostics.scoring.values import YES, Declared, InvalidValue
from files.choices import BROKEN_AFTER, Visibility

OptionLinks = dict[str, list[str]]  # addresses by option ("" = the whole answer)


# Fields that the query reads of an answer, and of each use of evidence.
SAID = ["value", "not_applicable", "na_reason", "na_accepted", "evidence_accepted", "previous_claim", "version",
        "written_from", "reopened_at", "reopening", "changed_at"]  # fmt: skip
USED = ["pk", "option", "place", *(f"evidence__{name}" for name in ("pk", "url", "title", "file_name", "visibility",
        "check_failures", "expires_on", "media_type", "size", "period_from", "period_to", "personal_data",
        "withheld_at", "declared_clean_at", "revision", "checked_at",
        "check_result", "sha256"))]  # fmt: skip


@dataclass(frozen=True)
class Proof:
    """Evidence as one answer uses it. `option`: what it proves of a multiple ("" = all); `url` is "" for a file."""

    option: str
    url: str
    evidence: int | None = None  # primary key; None while it is not stored
    use: int | None = None  # primary key of the EvidenceUse
    name: str = ""
    place: str = ""
    is_public: bool = True
    check_failures: int = 0
    expires_on: date | None = None
    media_type: str = ""
    size: int | None = None  # bytes
    period_from: date | None = None
    period_to: date | None = None
    personal_data: dict[str, int] | None = None  # what the scan counted, by kind
    is_withheld: bool = False  # the review found personal data: only its municipality opens it
    declared_clean_at: datetime | None = None  # somebody stated that it holds no personal data
    revision: int = 1
    checked_at: datetime | None = None  # when its link was last tried
    check_result: str = ""  # what was found then; "" where it opened
    sha256: str = ""  # of a file

    @property
    def finds(self) -> list[str]:
        """What the scan found, in words."""
        return in_words(self.personal_data or {})

    @property
    def is_flagged(self) -> bool:
        return is_flagged(self.personal_data, is_public=self.is_public, declared_clean_at=self.declared_clean_at)

    @property
    def is_file(self) -> bool:
        return not self.url

    @property
    def content_key(self) -> str:
        """Equal for the same address and for files with the same bytes."""
        return self.sha256 or f"link {self.evidence}"

    @property
    def is_broken(self) -> bool:
        return self.check_failures >= BROKEN_AFTER

    @property
    def is_known_to_open(self) -> bool:
        """A file, or a link that opened when it was last tried."""
        return self.is_file or (self.checked_at is not None and self.check_failures == 0 and not self.check_result)

    @property
    def is_late(self) -> bool:
        return self.expires_on is not None and self.expires_on < timezone.localdate()


@dataclass(frozen=True)
class Cell:
    """One question with its answer and evidence."""

    question: Question
    applies: bool
    answer: Answer | None
    declared: Declared | None
    error: str
    proofs: list[Proof]
    unproven: list[str]  # what lacks evidence: options of a multiple, or [""]
    score: float | None  # 0–100 with the evidence attached

    @property
    def links(self) -> OptionLinks:
        found: OptionLinks = {}
        for proof in self.proofs:
            if proof.url:
                found.setdefault(proof.option, []).append(proof.url)
        return found

    @property
    def proven(self) -> set[str]:
        """The options that have evidence of their own; "" when something proves the whole answer."""
        return {proof.option for proof in self.proofs}

    @property
    def value(self) -> str:
        return self.answer.value if self.answer else ""

    @property
    def version(self) -> int:
        return self.answer.version if self.answer else 0

    @property
    def is_not_applicable(self) -> bool:
        return bool(self.answer and self.answer.not_applicable and self.answer.na_reason.strip())

    @property
    def lacks_reason(self) -> bool:
        return bool(self.answer and self.answer.not_applicable and not self.answer.na_reason.strip())

    @property
    def is_reopened(self) -> bool:
        return bool(self.answer and self.answer.reopened_at)

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

    @property
    def proofs(self) -> list[Proof]:
        """Every use of evidence, also by answers that do not apply."""
        return [proof for cell in self.cells.values() for proof in cell.proofs]

    @cached_property
    def dimensions(self) -> list[Part]:
        return [self.part(d) for d in self.instrument.dimensions]


def filling_of(assessment: Assessment, layer: str = "") -> Filling:
    """Read the answers of one layer with their links (one query); without a layer, the municipality's (Assessment.own_layer)."""
    return fillings_of([assessment], layer or assessment.own_layer)[assessment.pk]


def takes_changes(assessment: Assessment, cell: Cell, today: date) -> bool:
    """Whether state and deadlines let an answer be changed: any during filling, later a reopened one within its own term."""
    if assessment.is_fillable:
        return assessment.is_open_on(today)
    if not assessment.is_being_reviewed or not cell.is_reopened:
        return False
    until = cell.answer.reopened_until
    return assessment.is_open_on(today) if until is None else today <= until


def applicable_count(instrument: Instrument, facts: dict[str, Any]) -> int:
    """Return how many questions apply to a municipality that has not answered anything."""
    return build_filling(instrument, facts, {}, {}, {}).whole.total


def fillings_of(assessments: list[Assessment], layer: str = Layer.SELF_ASSESSED) -> dict[int, Filling]:
    """Read the questionnaires of assessments of one round, by primary key (one query for all)."""
    ids, answers, proofs = _answers(assessments, layer)
    instrument = assessments[0].round.version.parsed
    return {
        a.pk: build_filling(instrument, facts_of(a), ids, answers.get(a.pk, {}), proofs.get(a.pk, {}))
        for a in assessments
    }


def _answers(
    assessments: list[Assessment], layer: str
) -> tuple[dict[str, int], dict[int, dict[str, Answer]], dict[int, dict[str, list[Proof]]]]:
    """Return primary keys of questions by code, and answers and proofs by assessment and code."""
    condition = Q(answers__assessment__in=[a.pk for a in assessments], answers__layer=layer)
    rows = (
        QuestionRow.objects.filter(version=assessments[0].round.version_id)
        .annotate(said=FilteredRelation("answers", condition=condition))
        .values_list(
            "pk", "code", "said__assessment_id", "said__pk", *(f"said__{name}" for name in SAID),
            "said__changed_by_id", "said__changed_by__name", *(f"said__evidence_uses__{name}" for name in USED),
        )
        .order_by("said__evidence_uses__pk")
    )  # fmt: skip
    ids: dict[str, int] = {}
    answers: dict[int, dict[str, Answer]] = {}
    proofs: dict[int, dict[str, list[Proof]]] = {}
    for question, code, owner, pk, *said in rows:
        ids[code] = question
        if pk is None:
            continue
        if code not in answers.setdefault(owner, {}):
            parts = dict(zip([*SAID, "changed_by_id"], said, strict=False))
            answers[owner][code] = Answer(pk=pk, assessment_id=owner, question_id=question, layer=layer, **parts)
            answers[owner][code].author = said[len(SAID) + 1] or ""
        use = said[len(SAID) + 2 :]
        if use[0] is not None:
            proofs.setdefault(owner, {}).setdefault(code, []).append(proof_of(*use))
    return ids, answers, proofs


def proof_of(
    use: int, option: str, place: str, pk: int, url: str | None, title: str, file_name: str, visibility: str,
    failures: int, expires_on: date | None, media_type: str, size: int | None, first: date | None, last: date | None,
    personal_data: dict[str, int] | None, withheld_at: datetime | None, declared_clean_at: datetime | None, revision: int,
    checked_at: datetime | None, check_result: str, sha256: str,
) -> Proof:  # fmt: skip
    """Build a proof from the fields of USED, in order."""
    name, is_public = title or file_name or url or "", visibility == Visibility.PUBLIC
    return Proof(
        option,
        url or "",
        pk,
        use,
        name,
        place,
        is_public,
        failures,
        expires_on,
        media_type,
        size,
        first,
        last,
        personal_data,
        withheld_at is not None,
        declared_clean_at,
        revision,
        checked_at,
        check_result,
        sha256,
    )


def build_filling(
    instrument: Instrument,
    facts: dict[str, Any],
    ids: dict[str, int],
    answers: dict[str, Answer],
    proofs: dict[str, list[Proof]],
) -> Filling:
    """Evaluate each question in order; a condition reads an earlier answer only if that one applies."""
    cells: dict[str, Cell] = {}

    def truth(atom: dict[str, Any]) -> bool:
        if "attr" in atom:
            return attribute_atom(atom, facts)
        trigger = cells[atom["question"]]
        return question_atom(atom, trigger.question, trigger.declared if trigger.applies else None)

    for question in instrument.questions:
        applies = holds(question.applies_when, truth)
        cells[question.code] = _cell(
            instrument, question, applies, answers.get(question.code), proofs.get(question.code, [])
        )
    return Filling(instrument, facts, ids, cells)


def _cell(
    instrument: Instrument, question: Question, applies: bool, answer: Answer | None, proofs: list[Proof]
) -> Cell:
    declared, error = None, ""
    if answer and not answer.not_applicable:
        try:
            declared = values.read(question, answer.value)
        except InvalidValue as problem:
            error = str(problem)
    proven = {proof.option for proof in proofs}
    unproven = _unproven(instrument, question, declared, proven) if applies else []
    score = None
    if declared is not None and question.is_scored:
        score = float(question_score(instrument, question, declared, YES if "" in proven else "|".join(sorted(proven))))
    return Cell(question, applies, answer, declared, error, proofs, unproven, score)


def _unproven(instrument: Instrument, question: Question, declared: Declared | None, proven: set[str]) -> list[str]:
    if declared is None or not needs_evidence(instrument, question, declared) or "" in proven:
        return []
    if question.type == MULTI and instrument.options_need_evidence:
        return [o.code for o in question.options if o.code in declared.options and o.points and o.code not in proven]
    return [] if proven else [""]
