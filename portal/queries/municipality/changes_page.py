"""All answers of a municipality that changed since the previous comparable round, on a page and in a table."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.urls import reverse

from core.downloads import Cell, Column, Header, Table
from core.words import named
from diagnostics.results.exports import page_columns as columns
from diagnostics.results.queries.published import Edition, edition_about
from diagnostics.results.queries.results import Outcome
from portal.queries.municipality.answer_changes import (
    AnswerChanges,
    changes_between,
    results_to_compare,
    trajectory_of,
    why_not_compared,
)
from territory.models import Municipality

EFFECT = Column("effect_on_total", "Efecto en el total")
HEADERS: list[Header] = [
    columns.THEME, columns.QUESTION, columns.QUESTION_TEXT, Column("in_words_before", "Antes"), Column("in_words", "Ahora"),
    columns.DISPLAYED_BEFORE, columns.DISPLAYED, EFFECT, Column("remark", "Nota"),
]  # fmt: skip
PLACES = Decimal("1E-8")  # decimals of an effect, as many as stored scores have
WEIGHTS, ROUNDING = (
    "Preguntas del mismo puntaje que ahora pesan distinto.",
    "Redondeo del total publicado a dos decimales.",
)


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

    @property
    def not_compared_because(self) -> str:
        return "" if self.found else why_not_compared(self.outcome)

    def table(self) -> Table | None:
        """Return the changes, what is not compared, and the rest: effects that add up to the change of the total.

        None without an earlier result.
        """
        if self.found is None:
            return None
        rows: list[list[Cell]] = [
            [
                c.dimension.short_name, c.question.code, c.question.text, c.before, c.now, c.score_before, c.score_now,
                _decimal(c.effect), c.remark,
            ]
            for _, changes in self.found.themes
            for c in changes
        ]  # fmt: skip
        rows += [
            [n.dimension.short_name, n.question.code, n.question.text, *[None] * 4, _decimal(n.effect), n.why]
            for n in self.found.not_compared
        ]
        if self.found.of_weights:
            rows.append([*[None] * 7, _decimal(self.found.of_weights), WEIGHTS])
        counted = [*self.found.changed, *self.found.not_compared]
        rounding = self.found.total - sum((_decimal(one.effect) for one in counted), _decimal(self.found.of_weights))
        if rounding:
            rows.append([*[None] * 7, rounding, ROUNDING])
        name = f"cambios-{self.municipality.slug}-{self.edition.round.code}-v{self.edition.publication.version}"
        page = f"{reverse('portal:changes', args=[self.municipality.slug])}?ciclo={self.edition.round.code}"
        since = f"Cambios {named(self.found.before.round, 'desde')}."
        return Table(name, f"Cambios de {self.municipality}", HEADERS, rows, self.edition.file_notes(page, since))


def changes_page(slug: str, code: str | None) -> ChangesPage | None:
    """Return the page of a municipality in its last published round, or in the named one; None without a result.

    At most six queries with the instrument's document; three more where the previous round had another edition.
    """
    about = edition_about(slug, code)
    if about is None:
        return None
    shown, _ = about
    outcome = shown.results().by_slug.get(slug)
    if outcome is None or not outcome.has_result:
        return None
    now, before = results_to_compare(shown, outcome, trajectory_of(shown, outcome.municipality))
    return ChangesPage(shown, outcome, changes_between(before, now) if before else None)


def _decimal(effect: Fraction) -> Decimal:
    """The points of the total, without trailing zeros."""
    points = (Decimal(effect.numerator) / Decimal(effect.denominator)).quantize(PLACES).normalize()
    return points if points % 1 else points.quantize(Decimal(1))
