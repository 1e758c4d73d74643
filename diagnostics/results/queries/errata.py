"""Corrections that errata made to final answers, those that wait, and the published answers that can be corrected."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import User
from accounts.permissions import Permission
from accounts.queries import people_who
from core.search.columns import holds_words, words_of
from core.words import joined
from diagnostics.assessments.choices import Layer, RoundStatus
from diagnostics.assessments.models import Answer, Assessment, Round
from diagnostics.results.choices import ProposalState
from diagnostics.results.models import Correction, Erratum, ErratumProposal
from diagnostics.review.queries.entries import Entry
from diagnostics.scoring.instrument import Question
from territory.models import Municipality

MOST_PENDING = 40  # proposals on the board
MOST_FOUND = 50  # answers on one page of search results


@dataclass(frozen=True)
class AnswerChange:
    """The replacement of one published answer."""

    municipality: Municipality
    question: Question
    before: Entry
    after: Entry

    @property
    def was(self) -> str:
        return self._line(self.before, self.after)

    @property
    def now(self) -> str:
        return self._line(self.after, self.before)

    def _line(self, entry: Entry, other: Entry) -> str:
        """The answer in words; where only the accepted evidence differs, that too."""
        words = joined(entry.words(self.question)).rstrip(".")
        if entry.words(self.question) != other.words(self.question):
            return words
        return f"{words}, {'con' if entry.evidence_accepted else 'sin'} evidencia aceptada"

    def __str__(self) -> str:
        return f"{self.question.code} de {self.municipality}: decía «{self.was}»; dice «{self.now}»."


@dataclass(frozen=True)
class PublishedAnswer:
    """A final answer as it is published now."""

    municipality: Municipality
    question: Question
    entry: Entry

    @property
    def words(self) -> str:
        return joined(self.entry.words(self.question))


def corrections_of_round(round: Round, *, up_to: int | None = None) -> dict[int, Correction]:
    """Return the corrections in force by primary key of the final answer; of one answer, the newest.

    `up_to`: as of that version of the publication.
    """
    rows = Correction.objects.filter(erratum__publication__round=round).order_by("erratum__publication__version")
    if up_to is not None:
        rows = rows.filter(erratum__publication__version__lte=up_to)
    return {row.answer_id: row for row in rows}


def corrections_of_assessment(assessment: Assessment) -> list[Correction]:
    """Return all corrections of an assessment, oldest first, with question, erratum and publication."""
    rows = Correction.objects.filter(answer__assessment=assessment)
    rows = rows.select_related("answer__question", "erratum__publication")
    return list(rows.order_by("erratum__publication__version"))


def changes_of(errata: Iterable[Erratum]) -> dict[int, list[AnswerChange]]:
    """Return what each erratum changed, by its primary key. Two queries for all, none without errata."""
    ids = {erratum.publication.round_id for erratum in errata}
    if not ids:
        return {}
    rounds = {round.pk: round for round in Round.objects.filter(pk__in=ids).select_related("version")}
    rows = Correction.objects.filter(erratum__publication__round__in=rounds).select_related(
        "answer__question", "answer__assessment__municipality", "erratum__publication"
    )
    last: dict[int, Entry] = {}
    changes: dict[int, list[AnswerChange]] = defaultdict(list)
    for row in rows.order_by("erratum__publication__version", "answer__question__position"):
        answer = row.answer
        question = rounds[row.erratum.publication.round_id].version.parsed.question_by_code[answer.question.code]
        after = corrected_entry(row)
        before = last.get(answer.pk) or final_entry(answer)
        changes[row.erratum_id].append(AnswerChange(answer.assessment.municipality, question, before, after))
        last[answer.pk] = after
    return changes


def change_of(proposal: ErratumProposal, corrections: Mapping[int, Correction]) -> AnswerChange:
    """Return what a proposal changed or, not published yet, would change of what is published now.

    `corrections`: those in force, of `corrections_of_round`.
    """
    if proposal.erratum is not None:
        return changes_of([proposal.erratum])[proposal.erratum.pk][0]
    answer = proposal.answer
    question = answer.assessment.round.version.parsed.question_by_code[answer.question.code]
    now = corrected_entry(corrections[answer.pk]) if answer.pk in corrections else final_entry(answer)
    after = Entry(proposal.value, evidence_accepted=proposal.evidence_accepted)
    return AnswerChange(answer.assessment.municipality, question, now, after)


def published_entry(answer: Answer) -> Entry:
    """Return a final answer as it is published now: as the newest erratum about it says, if there is one. One query."""
    newest = Correction.objects.filter(answer=answer).order_by("-erratum__publication__version").first()
    return corrected_entry(newest) if newest else final_entry(answer)


def final_entry(answer: Answer) -> Entry:
    return Entry(answer.value, answer.not_applicable, answer.na_accepted, answer.evidence_accepted)


def corrected_entry(row: Correction) -> Entry:
    return Entry(row.value, row.not_applicable, row.not_applicable, row.evidence_accepted)


def find_published(round: Round, *, words: str, municipality: str) -> list[PublishedAnswer]:
    """Return the published answers of the municipality (slug; empty: all) to the questions that contain all the words.

    Words are looked for in code, text, possible answers, indicator and dimension, whatever their accents. Two queries, at most
    MOST_FOUND + 1 answers.
    """
    instrument = round.version.parsed
    wanted = words_of(words)
    questions = {q.code: q for q in instrument.questions if holds_words(_searched(instrument, q), wanted)}
    rows = Answer.objects.filter(assessment__round=round, layer=Layer.FINAL, question__code__in=questions)
    if municipality:
        rows = rows.filter(assessment__municipality__slug=municipality)
    rows = rows.select_related("question", "assessment__municipality").order_by(
        "question__position", "assessment__municipality__order", "pk"
    )
    corrections = corrections_of_round(round)
    return [
        PublishedAnswer(
            row.assessment.municipality,
            questions[row.question.code],
            corrected_entry(corrections[row.pk]) if row.pk in corrections else final_entry(row),
        )
        for row in rows[: MOST_FOUND + 1]
    ]


def _searched(instrument, question: Question) -> str:
    indicator = instrument.indicator_of[question.code]
    dimension = instrument.dimension_of[indicator.code]
    answers = [*question.levels, *(option.text for option in question.options)]
    return " ".join([question.code, question.text, *answers, indicator.name, dimension.name])


def pending_of(round: Round) -> QuerySet[ErratumProposal]:
    rows = ErratumProposal.objects.with_context().filter(answer__assessment__round=round)
    return rows.filter(state=ProposalState.PENDING).order_by("proposed_at")


def to_confirm_by(reader) -> list[ErratumProposal]:
    """Return the first MOST_PENDING proposals of other people in any round that wait for confirmation. One query."""
    rows = ErratumProposal.objects.filter(state=ProposalState.PENDING).exclude(proposed_by=reader)
    rows = rows.exclude(answer__assessment__round__status=RoundStatus.CANCELLED)
    joined_rows = rows.select_related(
        "answer__question", "answer__assessment__municipality", "answer__assessment__round", "proposed_by"
    )
    return list(joined_rows.order_by("proposed_at", "pk")[:MOST_PENDING])


def may_confirm_besides(person: int) -> list[User]:
    """Return who may confirm a correction that this person (user id) proposes. One query."""
    return [user for user in people_who(Permission.CORRECT_PUBLISHED, None) if user.pk != person]
