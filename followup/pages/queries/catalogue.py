"""The open data of commitments, for the portal's catalogue."""

from django.db.models import Max, Min
from django.urls import reverse
from django.utils import timezone

from core.datasets.living import LivingDataset, LivingFile
from core.datasets.registry import CatalogueEntry
from followup.commitments.models import News, PromiseVersion
from followup.commitments.queries.public import public_commitments
from followup.pages.exports import files
from territory.models import Municipality

WHAT = (
    "Lo que prometieron las alcaldías y el Área Metropolitana: quién responde, para cuándo, cómo va, qué cambió y por qué, con "
    "los hitos y las novedades. Sin datos personales."
)
KEYWORDS = ["compromisos", "seguimiento", "rendición de cuentas", "gobierno abierto", "Valle de Aburrá"]


def commitment_datasets() -> list[LivingDataset]:
    """Return the dataset of commitments; none before there is one. Four queries."""
    ours = public_commitments()
    span = ours.aggregate(first=Min("proposed_at"), last=Max("proposed_at"), starts=Min("start"), ends=Max("end"))
    if span["first"] is None:
        return []
    told, made = News.objects.aggregate(at=Max("at"))["at"], PromiseVersion.objects.aggregate(at=Max("made_at"))["at"]
    places = [(place.divipola, place.name) for place in Municipality.objects.in_river_order()]
    listed = tuple(
        LivingFile(
            files.saved_as(name), files.HOLDS[name], reverse("followup:data-file", args=[name]),
            files.type_of(name).partition(";")[0],
        )
        for name in files.NAMES
    )  # fmt: skip
    entry = CatalogueEntry(WHAT, KEYWORDS, places=places, starts_on=span["starts"], ends_on=span["ends"])
    last = max(at for at in (span["last"], told, made) if at)
    return [
        LivingDataset(
            "compromisos", "Compromisos", reverse("followup:data"), listed, entry, timezone.localdate(span["first"]),
            timezone.localdate(last),
        )
    ]  # fmt: skip
