"""What each municipality of a shared commitment adds to the indicator that the commitment names."""

from collections.abc import Collection
from datetime import date
from functools import cached_property

from core.numbers import MISSING
from followup.commitments.models import Commitment
from followup.indicators.queries.series import IndicatorSeries, series_in_force
from followup.pages.presenters import sentences
from followup.pages.presenters.indicator import IndicatorPage, Row
from followup.rules.lights import value_of
from territory.models import Municipality

WHY_NO_SUM = "No hay cifra conjunta: una mediana o un índice no se suma ni se promedia entre municipios."
GIVES_AWAY = "La cifra conjunta no se muestra: con ella se sabría la de un municipio con muy pocos casos."


class SharedIndicator(IndicatorPage):
    """The page of an indicator, read for some municipalities; of each it says the same as that page."""

    def __init__(self, indicator: IndicatorSeries, places: Collection[Municipality], at: date) -> None:
        super().__init__(indicator.among(places), at)
        self.is_of_all = len(self.rows) == len(indicator.places)

    @cached_property
    def hides_the_sum(self) -> bool:
        """Whether the sum less what is shown would say what is not; of all municipalities it stands on the indicator's page."""
        parts = self.valley.whole.parts.values() if self.valley and self.valley.whole else ()
        return not self.is_of_all and any(value_of(self.rules, one) is None for one in parts)

    @property
    def sum_words(self) -> str:
        """«Juntos: 91,40 % en julio a septiembre de 2026 (1.148 de 1.256).»"""
        if self.valley is None:
            return WHY_NO_SUM
        if self.hides_the_sum:
            return GIVES_AWAY
        value = self.valley.reading.value
        if value is None:
            return f"Juntos: {sentences.light_words(self.valley.reading)}, {self.valley_when}."
        account = f" ({self.valley_account})" if self.valley_account and self.rules.has_denominator else ""
        return f"Juntos: {sentences.with_unit(self.rules, value)} en {self.valley_when}{account}."

    @property
    def coverage_words(self) -> str:
        """«Cuentan 7 de 10 municipios; no cuentan Bello, Caldas e Itagüí.»"""
        return f"Cuentan {sentences.coverage_words(self.valley)}." if self.valley else ""

    @property
    def table_rows(self) -> list[tuple[Row, str]]:
        """Each municipality with what it adds to the sum, in words."""
        return [(row, self._adds(row)) for row in self.rows]

    def _adds(self, row: Row) -> str:
        whole = self.valley.whole if self.valley else None
        if whole is None:
            return MISSING
        code = row.lit.place_code
        if code not in whole.parts:
            return "no aplica" if code in whole.exempt else "no cuenta"
        part = whole.parts[code]
        return MISSING if value_of(self.rules, part) is None else sentences.quantities(part)


def shared_indicator(one: Commitment, places: Collection[Municipality], at: date) -> SharedIndicator | None:
    """Return what a commitment of several municipalities does to its indicator; None without one. Four queries, or none."""
    if one.indicator is None or len(places) < 2:
        return None
    found = series_in_force([one.indicator.code])
    return SharedIndicator(found[0], places, at) if found else None
