"""The pages of agendas that search engines are told of."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone

from cocreation.agendas.choices import StageState
from cocreation.agendas.models import Agenda, Stage
from cocreation.contributions.models import Contribution

MOST = 20_000  # contributions, newest first


def agenda_addresses() -> Iterator[tuple[str, date | None]]:
    """Yield the path of each public page and the day on which it last changed, as far as it is known. Three queries."""
    yield reverse("agenda_pages:agenda-list"), None
    for code in Agenda.objects.published().order_by("code").values_list("code", flat=True):
        yield reverse("agenda_pages:agenda", args=[code]), None
        yield reverse("agenda_pages:contribution-list", args=[code]), None
    reported = Stage.objects.filter(agenda__published_at__isnull=False, state=StageState.REPORTED)
    for agenda, code, at in reported.values_list("agenda__code", "code", "report__published_at"):
        yield reverse("agenda_pages:stage-report", args=[agenda, code]), timezone.localdate(at)
    rows = Contribution.objects.public().order_by("-published_at", "-pk")
    for agenda, code, at in rows.values_list("agenda__code", "code", "state_since")[:MOST]:
        yield reverse("contributions:contribution", args=[agenda, code]), timezone.localdate(at) if at else None
