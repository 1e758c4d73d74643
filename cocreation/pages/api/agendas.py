"""Agendas, what people contributed, and the frozen priorities."""

from hashlib import sha256
from typing import Any

from django.db.models import Count, Max
from django.urls import reverse
from rest_framework import serializers
from rest_framework.exceptions import NotFound

from accounts.access import public
from cocreation.agendas.choices import DEMO, Theme
from cocreation.agendas.models import Agenda, PriorityResult
from cocreation.contributions.choices import CONTRIBUTION, Kind
from cocreation.contributions.models import Contribution, ContributionSupport
from cocreation.pages.api.serializers import (
    AgendaHead,
    AgendaShape,
    ContributionRow,
    ContributionShape,
    PrioritiesShape,
)
from cocreation.pages.exports.files import with_nulls
from cocreation.pages.queries import open_data
from cocreation.pages.queries.published import result_of
from core.models import AuditEntry
from core.trace.models import TraceEvent
from core.trace.queries import line_of
from core.web.addresses import absolute
from core.web.api import PagedQuery, PublicView, api_page, described, paged

# Raise it when the body for the same agenda changes, so that cached answers expire.
REPRESENTATION = 2
AGENDA = "Código de una agenda publicada."


class AgendaView(PublicView):
    def state(self) -> str:
        """Five queries: what the log, the trace and the counts of supports of the agenda have come to."""
        code = self.kwargs.get("code", "")
        process = {"process": f"agenda:{code}"} if code else {"process__startswith": "agenda:"}
        mine = {"contribution__agenda__code": code} if code else {}
        agendas = Agenda.objects.filter(**({"code": code} if code else {})).order_by("pk")
        seen = (
            list(agendas.values_list("code", "name", "summary", "published_at", "is_demo", "places", "answer_days")),
            AuditEntry.objects.filter(**process).aggregate(last=Max("pk")),
            TraceEvent.objects.filter(**process).aggregate(last=Max("pk")),
            ContributionSupport.objects.filter(**mine).aggregate(last=Max("pk"), number=Count("pk")),
            PriorityResult.objects.filter(agenda__in=agendas).aggregate(last=Max("pk")),
        )
        return f"{REPRESENTATION} {sha256(repr(seen).encode()).hexdigest()}"


class ContributionsQuery(PagedQuery):
    kind = serializers.ChoiceField(Kind.values, required=False)
    theme = serializers.ChoiceField(Theme.values, required=False)
    challenge = serializers.CharField(required=False, max_length=40, help_text="Código de un reto.")
    municipality = serializers.CharField(required=False, max_length=20, help_text="Código DIVIPOLA.")
    state = serializers.CharField(required=False, max_length=20)


@public
@described("Las agendas publicadas, de la más reciente a la primera.")
class Agendas(AgendaView):
    query = PagedQuery
    shape = paged(AgendaHead)

    def read(self, wanted: dict[str, Any]) -> dict[str, Any]:
        rows = Agenda.objects.published().prefetch_related("municipalities").order_by("-published_at", "code")
        return api_page(self.request, wanted, list(rows))


@public
@described("Una agenda: etapas, retos y dónde están sus aportes y su resultado.", code=AGENDA)
class OneAgenda(AgendaView):
    shape = AgendaShape

    def read(self, wanted: dict[str, Any], code: str) -> dict[str, Any]:
        agenda = _agenda(code)
        listed = {"stages": agenda.stages.all(), "challenges": agenda.challenges.prefetch_related("municipalities")}
        return _Of(agenda, **{name: list(rows) for name, rows in listed.items()})


@public
@described("Los aportes publicados de una agenda, del primero al último: las columnas del archivo CSV.", code=AGENDA)
class Contributions(AgendaView):
    query = ContributionsQuery
    shape = paged(
        ContributionRow,
        agenda=serializers.CharField(),
        is_demo=serializers.BooleanField(),
        note=serializers.CharField(allow_blank=True),
    )

    def read(self, wanted: dict[str, Any], code: str) -> dict[str, Any]:
        agenda = _agenda(code)
        names = {"challenge": "challenge__code", "municipality": "municipality__divipola"}
        filters = {
            names.get(name, name): wanted[name]
            for name in ("kind", "theme", "challenge", "municipality", "state")
            if name in wanted
        }
        rows = _Rows(open_data.public_contributions(agenda).filter(**filters))
        page = api_page(self.request, wanted, rows)
        return page | {"results": [_row(one, agenda) for one in page["results"]]} | _about(agenda)


@public
@described(
    "Un aporte publicado con sus comentarios, su respuesta y su rastro.", code=AGENDA, number="Código del aporte."
)
class OneContribution(AgendaView):
    shape = ContributionShape

    def read(self, wanted: dict[str, Any], code: str, number: str) -> dict[str, Any]:
        agenda = _agenda(code)
        found = open_data.public_contributions(agenda).filter(code=number).first()
        if found is None:
            raise NotFound("No hay un aporte publicado con ese código.")
        answer = open_data.public_answers(agenda).filter(contribution=found).first()
        talk = open_data.public_comments(agenda).filter(contribution=found)
        return _row(found, agenda) | {
            "talk": [with_nulls(open_data.comment_row(one)) for one in talk],
            "answer": answer and with_nulls(open_data.answer_row(answer)),
            "trace": line_of(CONTRIBUTION, found.pk),
        }


@public
@described("El resultado congelado de la votación de los retos. 404 hasta que se congela.", code=AGENDA)
class Priorities(AgendaView):
    shape = PrioritiesShape

    def read(self, wanted: dict[str, Any], code: str) -> dict[str, Any]:
        agenda = _agenda(code)
        result = result_of(agenda)
        if result is None:
            raise NotFound("El resultado todavía no está congelado.")
        found = result.document
        votes = {one["code"]: one["votes"] for one in found["challenges"]}
        return _about(agenda) | {
            "taken_at": result.taken_at, "sha256": result.sha256, "places": found["agenda"]["places"],
            "voters": found["voters"]["total"], "stability": found["stability"], "equal_shares": found["equal_shares"],
            "ranking": [row | {"votes": votes[row["challenge"]]} for row in open_data.ranking_rows(result)],
            "file": absolute(reverse("agenda_pages:data-file", args=[agenda.code, "resultado.json"])),
        }  # fmt: skip


class _Of:
    """An agenda with lists of its own, for the serializer."""

    def __init__(self, agenda: Agenda, **lists: list) -> None:
        self._agenda, self._lists = agenda, lists

    def __getattr__(self, name: str) -> Any:
        return self._lists[name] if name in self._lists else getattr(self._agenda, name)


class _Rows:
    """A queryset as `api_page` reads it: its length is counted, and only one page is read."""

    def __init__(self, rows) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return self._rows.count()

    def __getitem__(self, part: slice) -> list[Contribution]:
        return list(self._rows[part])


def _agenda(code: str) -> Agenda:
    found = Agenda.objects.published().prefetch_related("municipalities").filter(code=code).first()
    if found is None:
        raise NotFound("No hay una agenda publicada con ese código.")
    return found


def _about(agenda: Agenda) -> dict[str, Any]:
    return {"agenda": agenda.code, "is_demo": agenda.is_demo, "note": DEMO if agenda.is_demo else ""}


def _row(one: Contribution, agenda: Agenda) -> dict[str, Any]:
    return with_nulls(open_data.contribution_row(one)) | {"agenda": agenda.code, "title": one.title, "text": one.text}
