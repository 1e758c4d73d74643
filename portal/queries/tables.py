"""Public pages as tables to download: the same figures under the same names."""

from decimal import Decimal
from fractions import Fraction

from django.utils import timezone

from core.datasets.files import LICENCE
from core.downloads import Cell, Column, Header, Table
from core.words import named
from diagnostics.results.exports import page_columns as columns
from diagnostics.results.exports.scores import DEMO
from diagnostics.results.queries.published import Edition
from diagnostics.results.queries.results import Score
from portal.queries.comparison import Comparison
from portal.queries.home import Home, HomeRow
from portal.queries.municipality.page import Page

ROUNDED = "Puntajes de 0 a 100 con dos decimales, como se publican."


def _notes(shown: Edition, *more: str) -> list[str]:
    demo = [DEMO + "."] if shown.round.is_demo else []
    return [*demo, f"{shown.round}, versión {shown.publication.version}.", *more, f"Licencia {LICENCE['title']}."]


def _name(kind: str, shown: Edition) -> str:
    return f"{kind}-{shown.round.code}-v{shown.publication.version}"


def _decimal(share: Fraction | None) -> Decimal | None:
    """Return a share (0–1) as a number of four decimals."""
    return None if share is None else Decimal(round(share * 10_000)).scaleb(-4)


def comparison_table(found: Comparison) -> Table:
    """Return a row per theme, a column per municipality, and the median of the group."""
    headers: list[Header] = [columns.THEME, *(str(o.municipality) for o in found.chosen), columns.MEDIAN]
    rows: list[list[Cell]] = [[name, *scores, median] for name, scores, median in found.themes]
    rows.append(["Total", *(o.total.displayed for o in found.chosen), found.medians.total])
    rows.append(["Nivel", *(o.level.name if o.level else None for o in found.chosen), None])
    notes = _notes(found.edition, ROUNDED, "La mediana es la de los municipios de la tabla.")
    return Table(_name("comparacion", found.edition), "Comparación de municipios", headers, rows, notes)


def municipality_table(page: Page) -> Table | None:
    """Return the themes of a municipality and its total; None without a published result."""
    if page.edition is None or page.outcome is None or not page.outcome.has_result:
        return None
    headers = [
        columns.THEME, columns.DISPLAYED, columns.SCORE, columns.MEDIAN, columns.DIFFERENCE, columns.LEVEL, columns.COVERAGE,
        columns.WEIGHT,
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            t.name,
            t.displayed,
            t.score,
            t.median,
            t.difference,
            t.level_name if t.level_number else None,
            t.coverage,
            _decimal(t.weight),
        ]
        for t in page.themes
    ]
    total = page.outcome.total
    median: Decimal | None = page.medians.total if page.medians else None
    level = page.outcome.level_words
    rows.append(["Total", total.displayed, total.score, median, page.total_difference, level, total.coverage, None])
    kind = f"temas-{page.municipality.slug}"
    notes = [ROUNDED, f"La mediana es la de su tamaño. {page.peers.sentence}"] if page.is_by_size else [ROUNDED]
    return Table(_name(kind, page.edition), str(page.municipality), headers, rows, _notes(page.edition, *notes))


def valley_table(home: Home) -> Table | None:
    """Return every municipality with what the list shows of it, in river order; None before a publication."""
    if home.edition is None:
        return None
    if home.view.is_change:
        return _change_table(home, home.edition)
    headers: list[Header] = [columns.MUNICIPALITY, columns.PLACE, columns.LEVEL, columns.DISPLAYED, columns.SCORE]
    headers += [columns.LEVEL_BEFORE] if home.view.is_total else []
    headers += [columns.ROUND, columns.PUBLISHED_ON]
    before = home.edition.previous
    if before:
        headers.append(Column("change", f"Frente {named(before.round, 'a')}"))
    rows: list[list[Cell]] = []
    for row in home.rows:
        stored = _stored(row, home)
        before_gates = row.outcome.level_before_gates if row.outcome and row.figure.is_held_back else None
        cells: list[Cell] = [row.municipality.divipola, str(row.municipality), row.figure.word]
        cells += [row.figure.value, stored.score if stored and row.has_score else None]
        cells += [before_gates and before_gates.name] if home.view.is_total else []
        rows.append([*cells, *_of_round(row, home.edition), *([row.change] if before else [])])
    theme = home.view.dimension
    kind, title = (
        (f"municipios-{theme.code}", f"Municipios: {theme.short_name}") if theme else ("municipios", "Municipios")
    )
    notes = _notes(home.edition, *([f"Tema: {theme.name}."] if theme else []), ROUNDED)
    return Table(_name(kind, home.edition), title, headers, rows, notes)


def _change_table(home: Home, shown: Edition) -> Table:
    headers = [
        columns.MUNICIPALITY, columns.PLACE, columns.CHANGE, columns.POINTS_OF_CHANGE, columns.DISPLAYED_BEFORE,
        columns.DISPLAYED, columns.ROUND_BEFORE, columns.ROUND, columns.PUBLISHED_ON,
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            row.municipality.divipola, str(row.municipality), row.figure.word, row.figure.value,
            *((row.before, row.now) if row.has_score else (None, None)),
            str(shown.previous.round) if shown.previous and row.has_score else None, *_of_round(row, shown),
        ]
        for row in home.rows
    ]  # fmt: skip
    notes = _notes(shown, "Un cambio de menos de 2 puntos se lee como igual.", ROUNDED)
    return Table(_name("cambio", shown), "Cambio del puntaje", headers, rows, notes)


def _stored(row: HomeRow, home: Home) -> Score | None:
    """The score behind the figure."""
    if row.outcome is None:
        return None
    return row.outcome.score_of(home.view.dimension.code) if home.view.dimension else row.outcome.total


def _of_round(row: HomeRow, shown: Edition) -> list[Cell]:
    of = row.apart or shown.publication if row.outcome else None
    return [str(of.round), timezone.localdate(of.first_published_at).isoformat()] if of else [None, None]
