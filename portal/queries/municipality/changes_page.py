"""All answers of a municipality that changed since the previous comparable round, on a page and in a table."""

from dataclasses import dataclass

from django.urls import reverse

from core.downloads import Cell, Column, Header, Table
from core.words import named
from diagnostics.results.exports import page_columns as columns
from diagnostics.results.queries.published import Edition, edition, publications_about
from diagnostics.results.queries.results import Outcome
from portal.queries.municipality.answer_changes import AnswerChanges, changes_between, told_of, trajectory_of
from territory.models import Municipality

HEADERS: list[Header] = [
    columns.THEME, columns.QUESTION, columns.QUESTION_TEXT, Column("in_words_before", "Antes"), Column("in_words", "Ahora"),
    Column("score_before", "Puntaje antes"), columns.SCORE, Column("points_of_total", "Puntos del total"),
    Column("remark", "Nota"),
]  # fmt: skip


@dataclass(frozen=True)
class ChangesPage:
    """`found` is None where the result has no earlier one to be compared with."""

    edition: Edition
    outcome: Outcome
    found: AnswerChanges | None

    @property
    def municipality(self) -> Municipality:
        return self.outcome.municipality

    @property
    def title(self) -> str:
        return f"Qué cambió en {self.municipality}"

    def table(self) -> Table | None:
        """Return the changes, then what is not compared; None without an earlier result."""
        if self.found is None:
            return None
        rows: list[list[Cell]] = [
            [
                c.dimension.short_name, c.question.code, c.question.text, c.before, c.now, c.score_before, c.score_now,
                c.brought, c.note,
            ]
            for _, changes in self.found.themes
            for c in changes
        ]  # fmt: skip
        rows += [
            [n.dimension.short_name, n.question.code, n.question.text, None, None, None, None, n.brought, n.why]
            for n in self.found.not_compared
        ]
        name = f"cambios-{self.municipality.slug}-{self.edition.round.code}-v{self.edition.publication.version}"
        page = f"{reverse('portal:changes', args=[self.municipality.slug])}?ciclo={self.edition.round.code}"
        since = f"Cambios {named(self.found.before.round, 'desde')}."
        return Table(name, f"Cambios de {self.municipality}", HEADERS, rows, self.edition.file_notes(page, since))


def changes_page(slug: str, code: str | None) -> ChangesPage | None:
    """Return the page of a municipality in its last published round, or in the named one; None without a result.

    At most six queries with the instrument's document; three more where the previous round had another edition.
    """
    shown = edition(code)
    if shown is None:
        return None
    about = publications_about(slug, shown.all)
    if about and not code:
        shown = shown.showing(about[0])
    outcome = shown.results().by_slug.get(slug)
    if outcome is None or not outcome.has_result:
        return None
    now, before = told_of(shown, outcome, trajectory_of(shown, outcome.municipality))
    return ChangesPage(shown, outcome, changes_between(before, now) if before else None)
