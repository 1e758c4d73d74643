"""Indicators for the API: the same lights and values as pages and files, each exact number as the text of a decimal."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from django.urls import reverse

from core.web.addresses import absolute
from followup.indicators.queries.lights import Lit, lights_of
from followup.indicators.queries.series import IndicatorSeries
from followup.pages.presenters.indicator import DEMO
from followup.pages.presenters.indicator_list import has_source
from followup.pages.presenters.lights import decimal_text, light_row
from followup.pages.presenters.series_files import sheet_row, value_rows
from followup.pages.queries.values import Approval


def head_of(indicator: IndicatorSeries, at: date) -> dict[str, Any]:
    """The sheet, how many municipalities have each light, and the light of the valley, which not all have."""
    return _head(indicator, list(lights_of([indicator], at)))


def whole_of(indicator: IndicatorSeries, at: date) -> dict[str, Any]:
    """The same with the light of each municipality, in the order of the river."""
    found = list(lights_of([indicator], at))
    return _head(indicator, found) | {"lights": [_light(one) for one in found if one.series.place is not None]}


def _head(indicator: IndicatorSeries, found: Sequence[Lit]) -> dict[str, Any]:
    counts = Counter(one.light.value for one in found if one.series.place is not None)
    whole = [_light(one) for one in found if one.series.place is None]
    sheet = indicator.sheet
    return sheet_row(indicator, decimal_text) | {
        "owner": sheet.owner, "has_source": has_source(sheet.code), "lights_count": dict(counts),
        "valley": whole[0] if whole else None, "note": DEMO if indicator.has_demo else None, "is_demo": indicator.is_demo,
        "page": absolute(reverse("followup:indicator", args=[sheet.code])),
    }  # fmt: skip


def values_of(indicator: IndicatorSeries, approvals: Mapping[int, Approval]) -> list[dict[str, Any]]:
    return [
        {name: decimal_text(one) if isinstance(one, Fraction) else one for name, one in row.items()}
        for row in value_rows(indicator, approvals)
    ]


def _light(one: Lit) -> Mapping[str, Any]:
    return {**light_row(one, decimal_text), "name": one.series.place.name if one.series.place else "Valle de Aburrá"}
