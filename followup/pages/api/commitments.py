"""Commitments: what was promised, by whom, by when, and how they stand today."""

from hashlib import sha256
from typing import Any

from django.db.models import Count, Max, Sum
from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import NotFound

from accounts.access import public
from core.web.api import PagedQuery, PublicView, api_page, described, paged
from followup.commitments.choices import State
from followup.commitments.models import Lowering, Milestone, News, PromiseVersion, SecondReading
from followup.commitments.queries.exported import documents
from followup.commitments.queries.public import public_commitments
from followup.pages.api.serializers import CommitmentHead, CommitmentShape
from followup.pages.exports.files import with_nulls
from followup.pages.queries.commitments import Wanted, found
from territory.models import Municipality

# Raise it when the body for the same commitments changes, so that cached answers expire.
REPRESENTATION = 1


class CommitmentView(PublicView):
    def state(self) -> str:
        """Six queries: what commitments and their parts have come to; and the day, on which states change by themselves."""
        seen = (
            timezone.localdate(),
            public_commitments().aggregate(n=Count("pk"), writes=Sum("version"), accepted=Count("accepted_on")),
            Milestone.objects.aggregate(n=Count("pk"), done=Count("done_on"), on=Max("done_on")),
            PromiseVersion.objects.aggregate(n=Count("pk"), at=Max("made_at")),
            Lowering.objects.aggregate(n=Count("pk"), lifted=Count("lifted_on")),
            SecondReading.objects.aggregate(n=Count("pk")),
            News.objects.aggregate(n=Count("pk"), at=Max("at")),
        )
        return f"{REPRESENTATION} {sha256(repr(seen).encode()).hexdigest()}"


class CommitmentsQuery(PagedQuery):
    q = serializers.CharField(required=False, max_length=80, help_text="Palabras que dice.")
    municipality = serializers.CharField(required=False, max_length=8, help_text="Código DIVIPOLA.")
    state = serializers.ChoiceField(required=False, choices=State.values, help_text="Estado de hoy.")


@public
@described("Los compromisos con su estado de hoy, lo que termina primero arriba: las columnas del archivo CSV.")
class Commitments(CommitmentView):
    query = CommitmentsQuery
    shape = paged(CommitmentHead)

    def read(self, wanted: dict[str, Any]) -> dict[str, Any]:
        place = ""
        if "municipality" in wanted:
            row = Municipality.objects.filter(divipola=wanted["municipality"]).first()
            if row is None:
                raise NotFound("No hay un municipio con ese código.")
            place = row.slug
        today = timezone.localdate()
        listed = found(Wanted(text=wanted.get("q", ""), place=place, state=wanted.get("state", "")), today)
        page = api_page(self.request, wanted, listed.rows)
        order = [one.pk for one in page["results"]]
        rows = {one["code"]: one for one in documents(public_commitments().filter(pk__in=order), today)}
        return page | {"results": [_row(rows[one.code]) for one in page["results"] if one.code in rows]}


@public
@described("Un compromiso: lo que se prometió cada vez, sus hitos y sus novedades.", code="Código de un compromiso.")
class OneCommitment(CommitmentView):
    shape = CommitmentShape

    def read(self, wanted: dict[str, Any], code: str) -> dict[str, Any]:
        rows = documents(public_commitments().filter(code=code), timezone.localdate())
        if not rows:
            raise NotFound("No hay un compromiso con ese código.")
        return _row(rows[0])


def _row(document: dict[str, Any]) -> dict[str, Any]:
    return with_nulls(document) | {
        "milestones": [with_nulls(step) for step in document["milestones"]],
        "versions": [with_nulls(version) for version in document["versions"]],
    }
