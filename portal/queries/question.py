"""Questions for citizens: all of an edition with their statistics, and one with every municipality's answer."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from core.downloads import Table
from core.search.columns import holds_words, words_of
from core.words import joined
from diagnostics.assessments.models import MunicipalScore
from diagnostics.instruments.queries.criteria import (
    TYPES,
    asked_for_all_points,
    line_found,
    references_of,
    searched_text,
)
from diagnostics.results.exports import page_columns as columns
from diagnostics.results.queries.level_counts import median, medians_of
from diagnostics.results.queries.published import Edition, corrected_at, edition
from diagnostics.results.queries.question_results import (
    Dimension,
    Question,
    QuestionResults,
    published_question_results,
)
from diagnostics.scoring.instrument import YES_NO


@dataclass(frozen=True)
class QuestionRow:
    """A question in the list: to how many it applies, how many answered; median and range of complete results.

    `found_in`: the line that holds what was searched for, where the question itself does not show it.
    """

    question: Question
    asked: int
    answered: int
    median: Decimal | None
    lowest: Decimal | None
    highest: Decimal | None
    found_in: str = ""


@dataclass(frozen=True)
class QuestionTheme:
    """A theme with its questions, or those that a search found; `median`: of the theme, over complete results."""

    dimension: Dimension
    median: Decimal | None
    rows: list[QuestionRow]


@dataclass(frozen=True)
class QuestionList:
    """The questions by theme. `words`: what was searched for; themes without a question found are left out.

    `complete`: how many municipalities have a complete result.
    """

    edition: Edition
    words: list[str]
    themes: list[QuestionTheme]
    complete: int

    @property
    def count(self) -> int:
        return sum(len(theme.rows) for theme in self.themes)

    def table(self) -> Table:
        rows = [
            [
                theme.dimension.code, row.question.code, row.question.text, row.asked, row.answered,
                row.median, row.lowest, row.highest,
            ]
            for theme in self.themes
            for row in theme.rows
        ]  # fmt: skip
        headers = [
            columns.THEME_CODE, columns.QUESTION, columns.QUESTION_TEXT, columns.ASKED, columns.ANSWERED, columns.MEDIAN,
            columns.LOWEST, columns.HIGHEST,
        ]  # fmt: skip
        shown, counted = (
            self.edition,
            f"«{columns.ASKED}» y «{columns.ANSWERED}» cuentan todos los municipios con resultado",
        )
        counted += f"; mediana, mínimo y máximo, solo los {self.complete} que lo tienen completo."
        page = f"{reverse('portal:question-list')}?ciclo={shown.round.code}"
        page += f"&{urlencode({'q': ' '.join(self.words)})}" if self.words else ""
        notes = shown.file_notes(page, counted)
        return Table(shown.file_name("preguntas"), f"Preguntas, {shown.round}", headers, rows, notes)


@dataclass(frozen=True)
class QuestionPage:
    """One question with the published answers."""

    edition: Edition
    question_results: QuestionResults
    corrected_at: datetime | None = None

    @property
    def corrected_places(self) -> str:
        """The municipalities whose answer an erratum corrected."""
        return joined([str(given.municipality) for given in self.question_results.corrected])

    @property
    def question(self) -> Question:
        return self.question_results.question

    @property
    def kind(self) -> str:
        return TYPES[self.question.type]

    @property
    def points(self) -> Decimal:
        points = self.question_results.instrument.points(self.question)
        return Decimal(points.numerator) / Decimal(points.denominator)

    @property
    def references(self) -> list[str]:
        return references_of(self.question)

    @cached_property
    def neighbours(self) -> tuple[Question | None, Question | None]:
        """The previous and the next question."""
        every = self.question_results.instrument.questions
        at = every.index(self.question)
        return (every[at - 1] if at else None), (every[at + 1] if at + 1 < len(every) else None)

    @property
    def sentence(self) -> str:
        """How many municipalities have all points, and how many none, in one sentence."""
        rows = [g for g in self.question_results.rows if g.outcome.has_result]
        known = [g for g in rows if g.displayed is not None]
        if not known:
            return "Ningún municipio tiene puntaje en esta pregunta"
        full = [str(g.municipality) for g in known if g.displayed == 100]
        none = sum(g.displayed == 0 for g in known)
        if full:
            names = joined(full) if len(full) <= 3 else f"{len(full)} de {len(known)} municipios"
            start = f"{names} {'tiene' if len(full) == 1 else 'tienen'} los 100 puntos"
        else:
            start = "Ningún municipio tiene los 100 puntos"
        return start + (f"; {none} de {len(known)} {'tiene' if none == 1 else 'tienen'} cero" if none else "")

    @property
    def full_points(self) -> str:
        """What all points ask for, in the words of the criteria; "" for a question without score."""
        asked = asked_for_all_points(self.question, self.question_results.instrument)
        if self.question.type == YES_NO:
            return "responder que sí."
        if self.question_results.is_multiple and asked:
            return "todas las opciones."
        return " ".join(f"{step.text.rstrip('.')}." for step in asked)

    @property
    def summary(self) -> str:
        """The question and its answer in a sentence, for messages."""
        demo = "Datos de demostración. " if self.edition.round.is_demo else ""
        return f"{demo}{self.edition.round}. {self.question.text} {self.sentence}."

    def table(self) -> Table:
        rows = [
            [
                g.municipality.divipola, str(g.municipality), "; ".join(g.words), g.score, g.displayed, g.status,
                " ".join(filter(None, (p.url or _absolute(p.file.address) for p in g.proofs))),
            ]
            for g in self.question_results.rows
        ]  # fmt: skip
        headers = [
            columns.MUNICIPALITY, columns.PLACE, columns.IN_WORDS, columns.SCORE, columns.DISPLAYED, columns.STATUS,
            columns.PROOFS,
        ]  # fmt: skip
        shown, title = self.edition, f"{self.question.code}. {self.question.text}"
        page = f"{reverse('portal:question', args=[self.question.code])}?ciclo={shown.round.code}"
        name = shown.file_name(f"pregunta-{self.question.code}")
        return Table(name, title, headers, rows, shown.file_notes(page))


def _absolute(path: str | None) -> str:
    return f"{settings.SITE_URL}{path}" if path else ""


def question_list(code: str | None, text: str = "") -> QuestionList | None:
    """Return the questions of the newest published round, or of the named one, with medians and ranges. Three queries.

    `text`: words that each question, its options, or the names of its indicator and theme must hold.
    """
    shown = edition(code)
    if shown is None:
        return None
    results = shown.results()
    comparable = {o.municipality.pk for o in results.comparable}
    scores: dict[str, list[Decimal]] = {}
    asked: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    details = MunicipalScore.objects.filter(run=shown.publication.run, displayed__isnull=False).order_by()
    for place, detail in details.values_list("municipality", "detail"):
        for question, (score, status) in detail.get("questions", {}).items():
            asked[question] += status != "not_applicable"
            answered[question] += status == "scored"
            if score is not None and place in comparable:
                scores.setdefault(question, []).append(Decimal(score))
    words, medians = words_of(text), medians_of(results)
    themes = []
    for d in results.instrument.dimensions:
        rows = [
            _row(q, asked[q.code], answered[q.code], scores.get(q.code, []), line_found(q, i, words))
            for i in d.indicators
            for q in i.questions
            if holds_words(f"{searched_text(q, i)} {d.name} {d.short_name}", words)
        ]
        if rows:
            rows.sort(key=lambda row: bool(row.found_in))  # first those that show the words
            themes.append(QuestionTheme(d, medians.by_code[d.code], rows))
    return QuestionList(shown, words, themes, len(comparable))


def _row(question: Question, asked: int, answered: int, scores: list[Decimal], found_in: str) -> QuestionRow:
    middle, low, high = (median(scores), median([min(scores)]), median([max(scores)])) if scores else (None,) * 3
    return QuestionRow(question, asked, answered, middle, low, high, found_in)


def question_page(question: str, code: str | None) -> QuestionPage | None:
    """Return one question in the newest published round, or in the named one; None if either is missing.

    Four queries, one more where an erratum corrected an answer.
    """
    shown = edition(code)
    if shown is None:
        return None
    question_results = published_question_results(shown.publication, shown.results(), question)
    if question_results is None:
        return None
    at = corrected_at(shown.publication, [question]) if question_results.corrected else None
    return QuestionPage(shown, question_results, at)
