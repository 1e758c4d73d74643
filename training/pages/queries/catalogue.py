"""The open data of training, for the portal's catalogue."""

from django.db.models import Max, Min
from django.urls import reverse
from django.utils import timezone

from core.datasets.living import LivingDataset, LivingFile
from core.datasets.registry import CatalogueEntry
from territory.models import Municipality
from training.certificates.models import Certificate
from training.cohorts.models import Cohort
from training.courses.models import CourseVersion
from training.pages.exports import files

WHAT = (
    "Los cursos de gobierno abierto, sus grupos, cuántas inscripciones y certificados hay por curso y municipio, y qué lecciones "
    "sirven para cada pregunta del diagnóstico. Los conteos de 1 a 4 se reservan. Sin datos personales."
)
KEYWORDS = ["formación", "cursos", "certificados", "gobierno abierto", "Valle de Aburrá"]


def training_datasets() -> list[LivingDataset]:
    """Return the dataset of training; none before a course is published. Four queries."""
    published = CourseVersion.objects.published().aggregate(first=Min("published_at"), last=Max("published_at"))
    if published["first"] is None:
        return []
    opened = Cohort.objects.public().aggregate(last=Max("state_since"))["last"]
    issued = Certificate.objects.aggregate(last=Max("issued_at"))["last"]
    places = [(place.divipola, place.name) for place in Municipality.objects.in_river_order()]
    listed = tuple(
        LivingFile(
            files.saved_as(name), files.HOLDS[name], reverse("training:data-file", args=[name]),
            files.type_of(name).partition(";")[0],
        )
        for name in files.NAMES
    )  # fmt: skip
    last = max(at for at in (published["last"], opened, issued) if at)
    return [
        LivingDataset(
            "formacion", "Formación", reverse("training:data"), listed, CatalogueEntry(WHAT, KEYWORDS, places=places),
            timezone.localdate(published["first"]), timezone.localdate(last),
        )
    ]  # fmt: skip
