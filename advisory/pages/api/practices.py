"""Good practices: the public version of each, with who reviewed it and what failed."""

from hashlib import sha256
from typing import Any

from django.db.models import Count, Max, Sum
from rest_framework import serializers
from rest_framework.exceptions import NotFound

from accounts.access import public
from advisory.pages.exports.files import document
from advisory.pages.queries.exported import public_rows
from advisory.pages.queries.search import Wanted, found
from advisory.pages.queries.themes import dimensions
from advisory.practices.choices import CostBand, Licence, PracticeState
from advisory.practices.models import Practice, PracticeVersion
from advisory.practices.queries.public import public_practices
from core.web.api import PagedQuery, PublicView, api_page, described, paged
from territory.models import Municipality

# Raise it when the body for the same practices changes, so that cached answers expire.
REPRESENTATION = 1
Text, Whole, Day = serializers.CharField, serializers.IntegerField, serializers.DateField


class PracticeShape(serializers.Serializer):
    """Una buena práctica: las columnas del archivo."""

    code = Text()
    title = Text()
    municipality = Text(help_text="Código DIVIPOLA.")
    theme = Text()
    problem = Text()
    what_was_done = Text()
    cost_band = serializers.ChoiceField(choices=CostBand.values)
    months = Whole()
    result_number = Text(help_text="Número exacto.")
    result_unit = Text()
    result_period = Text()
    conditions = Text()
    what_failed = Text()
    contact_office = Text()
    licence = serializers.ChoiceField(choices=Licence.values)
    evidence = serializers.ListField(child=Text(), help_text="Direcciones.")
    question = Text(allow_null=True, help_text="Código de la pregunta del diagnóstico que mejora.")
    from_level = Whole(allow_null=True)
    to_level = Whole(allow_null=True)
    tags = serializers.ListField(child=Text())
    before_number = Text(allow_null=True, help_text="El mismo número antes; null, no se sabe.")
    before_period = Text(allow_null=True)
    state = serializers.ChoiceField(choices=[PracticeState.PUBLISHED.value])
    version = Whole()
    reviewed_by = Text()
    reviewed_on = Day()
    published_on = Day()
    reread_due_on = Day(help_text="Desde cuándo hay que confirmar que sigue vigente.")
    is_demo = serializers.BooleanField(help_text="true: de demostración.")
    page = serializers.URLField()


class PracticesQuery(PagedQuery):
    q = serializers.CharField(required=False, max_length=80, help_text="Palabras que dice.")
    municipality = serializers.CharField(required=False, max_length=8, help_text="Código DIVIPOLA.")
    theme = serializers.CharField(required=False, max_length=60)
    cost_band = serializers.ChoiceField(required=False, choices=CostBand.values)
    question = serializers.CharField(required=False, max_length=40, help_text="Código de una pregunta.")
    tag = serializers.CharField(required=False, max_length=40)


KEYS = {"theme": "tema", "cost_band": "costo", "question": "pregunta", "tag": "etiqueta"}


class PracticeView(PublicView):
    def state(self) -> str:
        """Two queries: what practices have come to."""
        seen = (
            Practice.objects.aggregate(n=Count("current"), writes=Sum("version")),
            PracticeVersion.objects.aggregate(n=Count("pk"), at=Max("published_at")),
        )
        return f"{REPRESENTATION} {sha256(repr(seen).encode()).hexdigest()}"


@public
@described("Las buenas prácticas, las publicadas hace poco arriba: las columnas del archivo CSV.")
class Practices(PracticeView):
    query = PracticesQuery
    shape = paged(PracticeShape)

    def read(self, wanted: dict[str, Any]) -> dict[str, Any]:
        facets = {KEYS[name]: value for name, value in wanted.items() if name in KEYS}
        if "municipality" in wanted:
            place = Municipality.objects.filter(divipola=wanted["municipality"]).first()
            if place is None:
                raise NotFound("No hay un municipio con ese código.")
            facets["municipio"] = place.slug
        rows = list(found(Wanted(wanted.get("q", ""), facets=facets), dimensions()))
        page = api_page(self.request, wanted, rows)
        return page | {"results": [document(row) for row in public_rows(page["results"])]}


@public
@described("Una buena práctica.", code="Código de una práctica.")
class OnePractice(PracticeView):
    shape = PracticeShape

    def read(self, wanted: dict[str, Any], code: str) -> dict[str, Any]:
        rows = public_rows(public_practices().filter(practice__code=code))
        if not rows:
            raise NotFound("No hay una práctica pública con ese código.")
        return document(rows[0])
