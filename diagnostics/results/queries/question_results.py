"""One question over all municipalities: each answer, its score, and the counts by step."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.db.models.fields.json import KeyTransform

from diagnostics.assessments.choices import Layer
from diagnostics.assessments.choices.wording import NO_RESULT
from diagnostics.assessments.models import Answer, MunicipalScore, Round, ScoreRun
from diagnostics.assessments.queries.inputs import attached
from diagnostics.instruments.queries.criteria import Criterion, steps_of
from diagnostics.results.models import Publication, PublishedMunicipality
from diagnostics.results.queries.level_counts import median
from diagnostics.results.queries.proofs import FilesByPlace, PublicProof, files_among, proofs_note, proofs_of
from diagnostics.results.queries.results import Outcome, Results, half_up
from diagnostics.review.queries.entries import Entry
from diagnostics.scoring.instrument import MULTI, NUMERIC, Dimension, Indicator, Instrument, Question
from territory.models import Municipality

UNANSWERED, NOT_APPLICABLE = "Sin responder", "No aplica"


@dataclass(frozen=True)
class Given:
    """One municipality's answer. `score`: exact, None where it does not count; `proofs`: public ones only."""

    outcome: Outcome
    score: Decimal | None
    status: str
    entry: Entry | None
    words: list[str]
    proofs: list[PublicProof] = field(default_factory=list)
    document: dict[str, Any] = field(default_factory=dict)
    full: Decimal | None = None  # the score of the declared value with all its evidence
    proofs_note: str = ""  # why there are no public ones

    @property
    def municipality(self) -> Municipality:
        return self.outcome.municipality

    @property
    def displayed(self) -> Decimal | None:
        return half_up(None if self.score is None else str(self.score))

    @property
    def is_corrected(self) -> bool:
        """Whether an erratum changed it."""
        return bool(self.document.get("corrected"))

    @property
    def is_capped(self) -> bool | None:
        """The declared value scores more than its accepted evidence allows; None where the question has no score."""
        if self.displayed is None:
            return None
        return self.full is not None and self.full > self.displayed


@dataclass(frozen=True)
class DistributionStep:
    """One step of the distribution and its municipalities. `points`: of 100, None where there are none."""

    text: str
    points: Fraction | None
    given: list[Given]

    @property
    def count(self) -> int:
        return len(self.given)


@dataclass(frozen=True)
class QuestionResults:
    """A question with the answers of a run, in river order."""

    question: Question
    indicator: Indicator
    dimension: Dimension
    instrument: Instrument
    rows: list[Given]

    @cached_property
    def steps(self) -> list[DistributionStep]:
        """Criteria with the municipalities that declared each, then unanswered, not applicable and without result.

        In a multiple a municipality may be on several steps; a number is on the threshold that it reaches.
        """
        rows = [g for g in self.rows if g.outcome.has_result]
        found = [
            DistributionStep(step.text, step.points, [g for g in rows if self._is_on(step, g)])
            for step in self.criteria
        ]
        counted = {id(g) for step in found for g in step.given}
        rest = [g for g in rows if id(g) not in counted]
        absent = [g for g in rest if g.words == [NOT_APPLICABLE]]
        nothing = [g for g in rest if g not in absent and not (g.entry and g.entry.value)]
        other = [g for g in rest if g not in absent and g not in nothing]
        if other:
            name = "Ninguna de las anteriores" if self.question.type == MULTI else "Por debajo del primer umbral"
            found.append(DistributionStep(name, Fraction(0), other))
        if nothing:
            found.append(DistributionStep(UNANSWERED, None, nothing))
        if absent:
            found.append(DistributionStep(NOT_APPLICABLE, None, absent))
        if without := [g for g in self.rows if not g.outcome.has_result]:
            found.append(DistributionStep(NO_RESULT, None, without))
        return found

    @cached_property
    def criteria(self) -> list[Criterion]:
        return steps_of(self.question, self.instrument)

    def _is_on(self, step: Criterion, given: Given) -> bool:
        if given.entry is None or given.entry.not_applicable or not given.entry.value:
            return False
        if self.question.type == NUMERIC:
            full = given.entry.full_score(self.instrument, self.question)
            return full is not None and self._points(step) == full and (full > 0 or self._starts_at_nothing)
        return step.value in given.entry.value.split("|")

    @cached_property
    def _starts_at_nothing(self) -> bool:
        """A threshold worth 0 takes all numbers that reach no other, so no number lies below it."""
        assert self.question.numeric is not None
        return any(t.score == 0 for t in self.question.numeric.thresholds)

    def _points(self, step: Criterion) -> Any:
        assert self.question.numeric is not None
        position = self.criteria.index(step)
        return self.question.numeric.thresholds[position].score

    @cached_property
    def median(self) -> Decimal | None:
        return median([g.score for g in self.rows if g.score is not None and g.outcome.is_comparable])

    @property
    def is_multiple(self) -> bool:
        return self.question.type == MULTI

    @property
    def corrected(self) -> list[Given]:
        return [g for g in self.rows if g.is_corrected]

    @property
    def answered(self) -> int:
        return sum(bool(g.entry and g.entry.value) for g in self.rows)


def find_question(instrument: Instrument, code: str) -> tuple[Dimension, Indicator, Question] | None:
    return next(
        ((d, i, q) for d in instrument.dimensions for i in d.indicators for q in i.questions if q.code == code), None
    )


def question_results_of(run: ScoreRun, round: Round, results: Results, code: str) -> QuestionResults | None:
    """Return a question for a run: as published, with its errata, if the run was; otherwise from the layer as it is now."""
    publication = Publication.objects.filter(run=run).first()
    if publication:
        return published_question_results(publication, results, code)
    return stored_question_results(run, round, results, code)


def published_question_results(publication: Publication, results: Results, code: str) -> QuestionResults | None:
    """Return a question as published; None for a code that the edition does not have. Two queries, three where files prove it."""
    documents = PublishedMunicipality.objects.filter(publication=publication)
    rows = documents.annotate(
        said=KeyTransform(code, KeyTransform("answers", "document")), signed=KeyTransform("signed_at", "document")
    ).values_list("municipality", "said", "signed")
    said = {place: document for place, document, _ in rows if document}
    signed = {place: day or "" for place, _, day in rows}
    entries = {
        place: Entry(d["value"], d["not_applicable"], d["not_applicable"], d["evidence_accepted"])
        for place, d in said.items()
    }
    return _question_results(results, code, entries, said, files_among(said.items(), publication), signed)


def stored_question_results(run: ScoreRun, round: Round, results: Results, code: str) -> QuestionResults | None:
    """Return a question from a layer as it is now, for people who may see unpublished data. Two or three queries.

    In the self-assessed layer, evidence attached or declared counts as accepted, as in its score.
    """
    chosen = {"assessment__round": round, "question__code": code}
    fields = (
        "pk",
        "assessment__municipality",
        "value",
        "not_applicable",
        "na_accepted",
        "evidence_accepted",
        "na_reason",
    )
    answers = list(Answer.objects.filter(layer=run.layer, **chosen).values_list(*fields))
    entries = {place: Entry(value, is_na, na, evidence) for _, place, value, is_na, na, evidence, _ in answers}
    if run.layer == Layer.SELF_ASSESSED:
        proofs = attached([row[0] for row in answers], chosen)
        entries = {
            place: Entry(value, is_na, is_na and bool(reason.strip()), proof)
            for (_, place, value, is_na, _, _, reason), proof in zip(answers, proofs, strict=True)
        }
    return _question_results(results, code, entries, {}, {})


def _question_results(
    results: Results,
    code: str,
    entries: Mapping[int, Entry],
    documents: Mapping[int, dict[str, Any]],
    files: FilesByPlace,
    signed: Mapping[int, str] | None = None,
) -> QuestionResults | None:
    found = find_question(results.instrument, code)
    if found is None:
        return None
    dimension, indicator, question = found
    scores = dict(_scores(results.run.totals.all(), code))
    rows = []
    for outcome in results.outcomes:
        place = outcome.municipality.pk
        score, status = scores.get(place) or (None, "")
        entry, document = entries.get(place), documents.get(place, {})
        if status == "not_applicable":  # an earlier answer is kept but does not count
            entry, words = None, [NOT_APPLICABLE]
        else:
            words = entry.words(question) if entry and (entry.value or entry.not_applicable) else [UNANSWERED]
        full = entry.full_score(results.instrument, question) if entry else None
        worth = None if full is None else half_up(str(Decimal(full.numerator) / Decimal(full.denominator)))
        exact = None if score is None else Decimal(score)
        proofs = proofs_of(document, files.get(place, {}))
        note = ""
        if signed is not None and entry:
            note = proofs_note(
                document, signed_at=signed.get(place, ""), instrument=results.instrument, question=question
            )
        rows.append(Given(outcome, exact, status, entry, words, proofs, document, worth, note))
    return QuestionResults(question, indicator, dimension, results.instrument, rows)


def _scores(totals: QuerySet[MunicipalScore], code: str) -> list[tuple[int, Any]]:
    cell = KeyTransform(code, KeyTransform("questions", "detail"))
    return list(totals.order_by().annotate(cell=cell).values_list("municipality", "cell"))
