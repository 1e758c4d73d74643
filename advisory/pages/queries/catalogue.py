"""The open data of practices for the portal's catalogue, and their pages for search engines."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Max, Min
from django.urls import reverse
from django.utils import timezone

from advisory.pages.exports import files
from advisory.practices.queries.public import public_practices
from core.datasets.living import LivingDataset, LivingFile
from core.datasets.registry import CatalogueEntry
from territory.models import Municipality

WHAT = (
    "Lo que hicieron las alcaldías y sirve a otras: el problema, qué se hizo, cuánto costó y tardó, el resultado con su número, "
    "qué hace falta para repetirlo y qué falló. Cada práctica la revisó otra persona."
)
KEYWORDS = ["buenas prácticas", "gobierno abierto", "innovación pública", "Valle de Aburrá"]


def practice_datasets() -> list[LivingDataset]:
    """Return the dataset of practices; none before there is one. Two queries."""
    span = public_practices().aggregate(first=Min("published_at"), last=Max("published_at"))
    if span["first"] is None:
        return []
    places = Municipality.objects.filter(practices__current__isnull=False).distinct().in_river_order()
    covered = [(one.divipola, one.name) for one in places]
    listed = tuple(
        LivingFile(name, files.HOLDS[name], reverse("advisory:data-file", args=[name]), files.type_of(name).partition(";")[0])
        for name in files.NAMES
    )  # fmt: skip
    return [
        LivingDataset(
            "practicas", "Buenas prácticas", reverse("advisory:data"), listed, CatalogueEntry(WHAT, KEYWORDS, places=covered),
            timezone.localdate(span["first"]), timezone.localdate(span["last"]),
        )
    ]  # fmt: skip


def practice_addresses() -> Iterator[tuple[str, date | None]]:
    """Yield the path of each public page and the day on which it was published. One query."""
    yield reverse("advisory:practice-list"), None
    yield reverse("advisory:data"), None
    for code, at in public_practices().order_by("practice__code").values_list("practice__code", "published_at"):
        yield reverse("advisory:practice", args=[code]), timezone.localdate(at)
