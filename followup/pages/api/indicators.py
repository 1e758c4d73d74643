"""Indicators: their sheets, the lights of today, and the approved values behind them."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django.db.models import Count, Max
from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import NotFound

from accounts.access import public
from core.search.columns import LONGEST_QUERY, having_words
from core.web.api import PagedQuery, PublicView, api_page, described, paged
from followup.evidence.models import FollowupEvidence
from followup.indicators.models import ApprovedValue, IndicatorSheet, Target
from followup.indicators.queries.series import IndicatorSeries, series_in_force
from followup.pages.api.indicator_serializers import IndicatorHead, IndicatorValueShape, MeasuredShape
from followup.pages.presenters.indicator_api import head_of, values_of, whole_of
from followup.pages.queries.values import approvals_of
from followup.rules.periods import Every

# Raise it when the body for the same indicators changes, so that cached answers expire.
REPRESENTATION = 1
SEARCHED = ("code", "name", "formula")
NONE_SUCH = "No hay un indicador con ese código."


class IndicatorView(PublicView):
    def state(self) -> str:
        """Four queries: what values, targets, sheets and their evidence have come to; and the day, by which values grow late."""
        seen = (
            timezone.localdate(),
            ApprovedValue.objects.aggregate(n=Count("pk"), at=Max("approved_at")),
            Target.objects.aggregate(n=Count("pk"), at=Max("set_at")),
            IndicatorSheet.objects.aggregate(n=Count("pk"), at=Max("loaded_at")),
            FollowupEvidence.objects.aggregate(n=Count("withheld_at"), at=Max("withheld_at")),
        )
        return f"{REPRESENTATION} {sha256(repr(seen).encode()).hexdigest()}"


class IndicatorsQuery(PagedQuery):
    q = serializers.CharField(
        required=False, max_length=LONGEST_QUERY, help_text="Palabras de su código, nombre o fórmula."
    )
    period = serializers.ChoiceField(required=False, choices=[*Every], help_text="Cada cuánto se mide.")


@public
@described(
    "Los indicadores por código, cada uno con su ficha, la luz del valle y cuántos municipios tienen cada luz hoy."
)
class Indicators(IndicatorView):
    query = IndicatorsQuery
    shape = paged(IndicatorHead)

    def read(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """Five queries, however many there are."""
        sheets = IndicatorSheet.objects.in_force().order_by("code")
        if "q" in wanted:
            sheets = having_words(sheets, wanted["q"], *SEARCHED)
        if "period" in wanted:
            sheets = sheets.filter(every=wanted["period"])
        page = api_page(self.request, wanted, list(sheets.values_list("code", flat=True)))
        today = timezone.localdate()
        return page | {"results": [head_of(one, today) for one in series_in_force(page["results"])]}


@public
@described(
    "Un indicador: su ficha y la luz de hoy de cada municipio, con la cuenta que la decide.",
    code="Código de un indicador.",
)
class OneIndicator(IndicatorView):
    shape = MeasuredShape

    def read(self, wanted: dict[str, Any], code: str) -> dict[str, Any]:
        return whole_of(_indicator(code), timezone.localdate())


class IndicatorValuesQuery(PagedQuery):
    municipality = serializers.CharField(required=False, max_length=8, help_text="Código DIVIPOLA.")
    period = serializers.CharField(required=False, max_length=40, help_text="Código del periodo, como 2026-T3.")


@public
@described(
    "Los valores aprobados de un indicador, por municipio y periodo: las columnas del archivo CSV.",
    code="Código de un indicador.",
)
class IndicatorValues(IndicatorView):
    query = IndicatorValuesQuery
    shape = paged(IndicatorValueShape)

    def read(self, wanted: dict[str, Any], code: str) -> dict[str, Any]:
        """Five queries, one more where a value has evidence."""
        found = _indicator(code)
        if "municipality" in wanted and wanted["municipality"] not in _places(found):
            raise NotFound("No hay un municipio con ese código.")
        rows = values_of(found, approvals_of([one.pk for series in found.places for one in series.values]))
        kept = [
            row
            for row in rows
            if all(row[name] == wanted[name] for name in ("municipality", "period") if name in wanted)
        ]
        return api_page(self.request, wanted, kept)


def _indicator(code: str) -> IndicatorSeries:
    found = series_in_force([code])
    if not found:
        raise NotFound(NONE_SUCH)
    return found[0]


def _places(found: IndicatorSeries) -> Iterable[str]:
    return [one.place.divipola for one in found.places if one.place is not None]
