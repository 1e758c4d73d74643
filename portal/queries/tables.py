"""Public pages as tables to download: the same figures under the same names."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from core.downloads import Cell, Column, Header, Table
from core.words import named
from diagnostics.assessments.choices.wording import PARTIAL, PARTIAL_RULE
from diagnostics.results.exports import page_columns as columns
from diagnostics.results.queries.published import Edition, every_total_of
from diagnostics.results.queries.results import Score
from diagnostics.results.queries.sentences import NO_CHANGE
from portal.queries.comparison import Comparison
from portal.queries.figures import change_of
from portal.queries.home import Home, HomeRow
from portal.queries.municipality.page import Page
from portal.queries.route import RoutePage

NINE_DECIMALS = Decimal("0.000000001")
ROUNDED = "Puntajes de 0 a 100 con dos decimales, como se publican."
LEAST = f"Un cambio de menos de {NO_CHANGE} puntos se lee como igual."


def _of_page(shown: Edition, name: str, *args: str, **query: str | list[str]) -> str:
    """Return the path of a page that shows this round."""
    asked = {"ciclo": shown.round.code} | {key: value for key, value in query.items() if value}
    return f"{reverse(name, args=args)}?{urlencode(asked, doseq=True)}"


def _weight(weight: Fraction) -> Decimal:
    return Decimal(weight.numerator) / Decimal(weight.denominator)


def comparison_table(found: Comparison) -> Table:
    """Return a row per municipality with its level, its total and a column per theme; last the median of the group."""
    dimensions = found.results.instrument.dimensions
    headers: list[Header] = [columns.MUNICIPALITY, columns.PLACE, columns.LEVEL, columns.DISPLAYED]
    headers += [Column(d.code, d.short_name) for d in dimensions]
    rows: list[list[Cell]] = [
        [
            o.municipality.divipola, str(o.municipality), o.level.name if o.level else None, o.total.displayed,
            *(s.displayed if (s := o.score_of(d.code)) else None for d in dimensions),
        ]
        for o in found.chosen
    ]  # fmt: skip
    medians = found.medians
    rows.append([None, columns.MEDIAN_OF_CHOSEN, None, medians.total, *(medians.by_code[d.code] for d in dimensions)])
    shown = found.edition
    page = _of_page(shown, "portal:compare", m=[o.municipality.slug for o in found.chosen])
    notes = shown.file_notes(page, ROUNDED, "La mediana es la de los municipios de la tabla.")
    return Table(shown.file_name("comparacion"), "Comparación de municipios", headers, rows, notes)


def route_table(page: RoutePage) -> Table:
    """Return every single step by points for its effort, and whether the way takes it; points are exact to nine decimals."""
    headers = [
        columns.QUESTION, columns.QUESTION_TEXT, columns.THEME, Column("step", "Paso"), Column("points", "Puntos"),
        Column("effort", "Esfuerzo"), Column("points_per_effort", "Puntos por esfuerzo"), Column("in_the_way", "En el camino"),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            row.gain.step.question.code, row.gain.step.question.text, row.dimension.short_name, row.next,
            _exact(row.gain.points), row.gain.step.effort, _exact(row.gain.per_effort), "si" if row.is_taken else "no",
        ]
        for row in page.rows
    ]  # fmt: skip
    shown, slug = page.edition, page.municipality.slug
    notes = shown.file_notes(_of_page(shown, "portal:route", slug), "Puntos del total, con ese único paso.")
    return Table(shown.file_name(f"ruta-{slug}"), f"Ruta de mejora de {page.municipality}", headers, rows, notes)


def _exact(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / value.denominator).quantize(NINE_DECIMALS, ROUND_HALF_UP)


def municipality_table(page: Page) -> Table | None:
    """Return the themes of a municipality and its total; None without a published result."""
    shown, outcome = page.edition, page.outcome
    if shown is None or outcome is None or not outcome.has_result:
        return None
    headers = [
        columns.THEME_CODE, columns.THEME, columns.DISPLAYED, columns.SCORE, columns.MEDIAN, columns.DIFFERENCE, columns.LEVEL,
        columns.COVERAGE, columns.WEIGHT,
    ]  # fmt: skip
    weights = {d.code: _weight(d.weight) for d in shown.round.version.parsed.dimensions}
    rows: list[list[Cell]] = [
        [
            t.code, t.name, t.displayed, t.score, t.median, t.difference, t.level_name if t.level_number else None,
            t.coverage, weights[t.code],
        ]
        for t in page.themes
    ]  # fmt: skip
    total = outcome.total
    median: Decimal | None = page.medians.total if page.medians else None
    level = outcome.level.name if outcome.level and not outcome.partial else None
    rows.append(
        [None, "Total", total.displayed, total.score, median, page.total_difference, level, total.coverage, None]
    )
    notes = [ROUNDED, *[f"{PARTIAL}. {PARTIAL_RULE}"] * outcome.partial]
    notes += [f"La mediana es la de su tamaño. {page.peers.sentence}"] if page.is_by_size and page.peers else []
    slug = page.municipality.slug
    address = _of_page(shown, "portal:municipality", slug)
    return Table(
        shown.file_name(f"temas-{slug}"), str(page.municipality), headers, rows, shown.file_notes(address, *notes)
    )


def valley_table(home: Home) -> Table | None:
    """Return every municipality with what the list shows of it, in river order; None before a publication."""
    if home.edition is None:
        return None
    if home.view.is_change:
        return _change_table(home, home.edition)
    headers: list[Header] = [columns.MUNICIPALITY, columns.PLACE, columns.LEVEL, columns.DISPLAYED, columns.SCORE]
    headers += [columns.LEVEL_BEFORE] if home.view.is_total else []
    headers += [columns.ROUND, columns.PUBLISHED_ON, columns.REMARK]
    before = home.edition.previous
    headers += [columns.CHANGE, columns.POINTS_OF_CHANGE] if before else []
    rows: list[list[Cell]] = []
    for row in home.rows:
        stored = _stored(row, home)
        before_gates = row.outcome.level_before_gates if row.outcome and row.figure.is_held_back else None
        level = row.figure.word if row.figure.level_number else None
        cells: list[Cell] = [row.municipality.divipola, str(row.municipality), level]
        cells += [row.figure.value, stored.score if stored and row.has_score else None]
        cells += [before_gates and before_gates.name] if home.view.is_total else []
        cells += [*_of_round(row, home.edition), (row.mark or None) if level else row.figure.word]
        moved = change_of(row.now, row.before)
        rows.append([*cells, *([moved.word, moved.value] if before else [])])
    theme = home.view.dimension
    kind, title = (
        (f"municipios-{theme.code}", f"Municipios: {theme.short_name}") if theme else ("municipios", "Municipios")
    )
    notes = [f"Tema: {theme.name}."] if theme else []
    notes += [f"El cambio es frente {named(before.round, 'a')}. {LEAST}"] if before else []
    return Table(home.edition.file_name(kind), title, headers, rows, _home_notes(home, home.edition, *notes, ROUNDED))


def _home_notes(home: Home, shown: Edition, *more: str) -> list[str]:
    """The home page without a round is another one than that of its last round: it shows the last result of each."""
    asked = {key: value for key, value in (("ciclo", home.round_code), ("ver", home.view.key)) if value}
    return shown.file_notes(reverse("portal:home") + (f"?{urlencode(asked)}" if asked else ""), *more)


def _change_table(home: Home, shown: Edition) -> Table:
    headers = [
        columns.MUNICIPALITY, columns.PLACE, columns.CHANGE, columns.POINTS_OF_CHANGE, columns.DISPLAYED_BEFORE,
        columns.DISPLAYED, columns.ROUND_BEFORE, columns.ROUND, columns.PUBLISHED_ON,
    ]  # fmt: skip
    before = every_total_of(shown.previous) if shown.previous else {}
    rows: list[list[Cell]] = []
    for row in home.rows:
        then = before.get(row.municipality.pk) if row.outcome and not row.apart else None
        rows.append([
            row.municipality.divipola, str(row.municipality), row.figure.word, row.figure.value, then,
            row.outcome.total.displayed if row.outcome else None,
            str(shown.previous.round) if shown.previous and then is not None else None, *_of_round(row, shown),
        ])  # fmt: skip
    notes = _home_notes(home, shown, LEAST, PARTIAL_RULE, ROUNDED)
    return Table(shown.file_name("cambio"), "Cambio del puntaje", headers, rows, notes)


def _stored(row: HomeRow, home: Home) -> Score | None:
    """The score behind the figure."""
    if row.outcome is None:
        return None
    return row.outcome.score_of(home.view.dimension.code) if home.view.dimension else row.outcome.total


def _of_round(row: HomeRow, shown: Edition) -> list[Cell]:
    of = row.apart or shown.publication if row.outcome else None
    return [str(of.round), timezone.localdate(of.first_published_at)] if of else [None, None]
