"""The pages of indicators that search engines are told of, and their open data for the portal's catalogue."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Max, Min
from django.urls import reverse
from django.utils import timezone

from core.datasets.living import LivingDataset, LivingFile
from core.datasets.registry import CatalogueEntry
from followup.indicators.models import ApprovedValue, IndicatorSheet
from followup.pages.exports.script import SCRIPT
from territory.models import Municipality

WHAT = (
    "Los valores aprobados de cada indicador de gobierno abierto por municipio y periodo, con su meta, su línea base y la regla "
    "con que se juzgan, y el programa que vuelve a calcular cada luz. Sin datos personales."
)
KEYWORDS = ["indicadores", "metas", "seguimiento", "gobierno abierto", "Valle de Aburrá"]
ALL = "Todo lo que juzga cada luz de todos los indicadores, y la luz. Lo inventado lo dice en «is_demo»."
PROGRAM = (
    "Vuelve a calcular cada valor y cada luz y los compara con los publicados. Solo biblioteca estándar de Python."
)


def indicator_addresses() -> Iterator[tuple[str, date | None]]:
    """Yield the path of the list and of each indicator. One query."""
    yield reverse("followup:indicator-list"), None
    for code in IndicatorSheet.objects.in_force().order_by("code").values_list("code", flat=True):
        yield reverse("followup:indicator", args=[code]), None


def indicator_datasets() -> list[LivingDataset]:
    """Return the dataset of indicators; none before a value is approved. Two queries."""
    span = ApprovedValue.objects.aggregate(first=Min("approved_at"), last=Max("approved_at"))
    if span["first"] is None:
        return []
    places = [(place.divipola, place.name) for place in Municipality.objects.in_river_order()]
    files = (
        LivingFile("indicadores.json", ALL, reverse("followup:indicator-data-all"), "application/json"),
        LivingFile(SCRIPT, PROGRAM, reverse("followup:recompute-lights"), "text/x-python"),
    )
    return [
        LivingDataset(
            "indicadores", "Indicadores", reverse("followup:indicator-list"), files,
            CatalogueEntry(WHAT, KEYWORDS, places=places), timezone.localdate(span["first"]), timezone.localdate(span["last"]),
        )
    ]  # fmt: skip
