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
from portal.queries.comparison import Comparison
from portal.queries.home import Home
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
    return Table(_name(kind, page.edition), str(page.municipality), headers, rows, _notes(page.edition, ROUNDED))


def valley_table(home: Home) -> Table | None:
    """Return every municipality with its level and total, in river order; None before a publication."""
    if home.edition is None:
        return None
    headers: list[Header] = [columns.MUNICIPALITY, columns.PLACE, columns.LEVEL, columns.DISPLAYED, columns.SCORE]
    headers += [columns.LEVEL_BEFORE, columns.ROUND, columns.PUBLISHED_ON]
    before = home.edition.previous
    if before:
        headers.append(Column("change", f"Frente {named(before.round, 'a')}"))
    rows: list[list[Cell]] = []
    for row in home.rows:
        total = row.outcome.total if row.outcome else None
        before_gates = row.outcome.level_before_gates if row.outcome and row.is_held_back else None
        of = row.apart or home.edition.publication if row.outcome else None
        cells: list[Cell] = [row.municipality.divipola, str(row.municipality), row.word]
        cells += [total and total.displayed, total and total.score, before_gates and before_gates.name]
        cells += [str(of.round), timezone.localdate(of.first_published_at).isoformat()] if of else [None, None]
        rows.append([*cells, *([row.change or "No se compara"] if before else [])])
    return Table(_name("municipios", home.edition), "Municipios", headers, rows, _notes(home.edition, ROUNDED))
