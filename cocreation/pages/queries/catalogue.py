"""The open data of agendas, for the portal's catalogue."""

from django.db.models import Max, Prefetch
from django.urls import reverse
from django.utils import timezone

from cocreation.agendas.choices import DEMO
from cocreation.agendas.models import Agenda
from cocreation.pages.exports import files
from core.datasets.living import LivingDataset, LivingFile
from core.datasets.registry import CatalogueEntry
from core.trace.models import TraceEvent
from territory.models import Municipality

WHAT = (
    "Problemas e ideas, comentarios, apoyos y respuestas de la agenda «{name}» y, desde que cierra la votación, los votos por "
    "nota y el orden de los retos con el programa que lo vuelve a calcular. Sin datos personales."
)
KEYWORDS = ["cocreación", "participación ciudadana", "agenda ciudadana", "Valle de Aburrá"]


def agenda_datasets() -> list[LivingDataset]:
    """Return the open data of each published agenda, the newest agenda first. Three queries."""
    places = Prefetch("municipalities", Municipality.objects.in_river_order())
    found = Agenda.objects.published().select_related("priority_result").defer("priority_result__content")
    agendas = list(found.prefetch_related(places).order_by("-published_at", "-pk"))
    traced = TraceEvent.objects.filter(process__in=[one.trace_process for one in agendas]).values("process")
    newest = dict(traced.annotate(last=Max("at")).order_by().values_list("process", "last"))
    return [_dataset(one, newest.get(one.trace_process)) for one in agendas]


def _dataset(agenda: Agenda, last) -> LivingDataset:
    result = getattr(agenda, "priority_result", None)
    source = files.Source(agenda, reverse("agenda_pages:data", args=[agenda.code]))
    moments = [agenda.published_at, last, result and result.taken_at]
    listed = [
        LivingFile(
            source.saved_as(name), files.holds(name), reverse("agenda_pages:data-file", args=[agenda.code, name]),
            files.type_of(name).partition(";")[0],
        )
        for name in files.NAMES if result or name not in files.NAMES_OF_RESULT
    ]  # fmt: skip
    entry = CatalogueEntry(
        WHAT.format(name=agenda.name), [*KEYWORDS, agenda.code],
        places=[(place.divipola, place.name) for place in agenda.municipalities.all()],
    )  # fmt: skip
    return LivingDataset(
        f"agenda-{agenda.code.lower()}", f"Agenda {agenda.name}", source.path, tuple(listed), entry,
        timezone.localdate(agenda.published_at), timezone.localdate(max(at for at in moments if at)),
        DEMO if agenda.is_demo else "",
    )  # fmt: skip
