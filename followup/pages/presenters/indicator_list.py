"""The list of all indicators: who meets each, by who brings its numbers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.indicators.sources import source_of
from core.numbers import count_in_words
from followup.indicators.choices import EVERY
from followup.indicators.models import IndicatorSheet
from followup.indicators.queries.counted import OF_PORTAL
from followup.indicators.queries.series import IndicatorSeries
from followup.pages.presenters.indicator import IndicatorPage, Row

EVERY_IN_WORDS = dict(EVERY)
NO_SOURCE = "fuente todavía no existe"


@dataclass(frozen=True)
class Listed:
    page: IndicatorPage
    has_source: bool

    @property
    def sheet(self) -> IndicatorSheet:
        return self.page.sheet

    @property
    def every(self) -> str:
        return EVERY_IN_WORDS[self.sheet.every]

    @property
    def counts(self) -> Counter[str]:
        return Counter(row.shape for row in self.page.rows)

    @property
    def met(self) -> str:
        """«3 de 6»: who meets, of those that can be judged."""
        judged = sum(count for shape, count in self.counts.items() if shape != "none")
        return f"{self.counts['ok']} de {judged}" if judged else "–"

    @property
    def grey(self) -> int:
        return self.counts["none"]

    @property
    def valley(self) -> Row | None:
        return self.page.valley_row if self.page.has_values else None


@dataclass(frozen=True)
class Group:
    key: str
    title: str
    about: str
    rows: Sequence[Listed]


def has_source(code: str) -> bool:
    """Whether somebody brings the numbers: a person, or an app of the portal."""
    return code not in OF_PORTAL or source_of(code) is not None


def groups_of(found: Sequence[IndicatorSeries], at: date) -> list[Group]:
    rows = [Listed(IndicatorPage(one, at), has_source(one.sheet.code)) for one in found]
    measured = [row for row in rows if row.sheet.code not in OF_PORTAL]
    counted = [row for row in rows if row.sheet.code in OF_PORTAL]
    groups = [
        Group("medidos", "Los mide cada alcaldía", "Entrega el número con su evidencia, y otra persona lo aprueba.", measured),
        Group("contados", "Los cuenta el portal", "El portal los saca de sus propios registros y guarda qué contó.", counted),
    ]  # fmt: skip
    return [group for group in groups if group.rows]


def summary_of(groups: Sequence[Group]) -> str:
    """«De 26 indicadores, dos tienen ya mediciones aprobadas.»"""
    rows = [row for group in groups for row in group.rows]
    with_values = sum(row.page.has_values for row in rows)
    if not with_values:
        return f"Son {len(rows)} indicadores. Ninguno tiene todavía mediciones aprobadas."
    has = "tiene" if with_values == 1 else "tienen"
    return f"De {len(rows)} indicadores, {count_in_words(with_values)} {has} ya mediciones aprobadas."
