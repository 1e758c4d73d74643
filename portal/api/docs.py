"""Documentation of the API: index, schema, catalogue, and the Swagger and Redoc pages."""

from functools import cache
from typing import Any

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import public
from core.web.addresses import absolute
from core.web.api import Query, described
from core.web.page_cache import A_MINUTE, cached_page
from portal.api.reading import PublishedView
from portal.queries.catalogue import JSON_LD, catalogue

# Redoc inserts empty style elements and fills them by script: hashes of an empty element, and of the one it fills before
# inserting. No other inline style is allowed.
REDOC_STYLES = [
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
    "'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='",
]
LISTED = (
    "municipalities", "instruments", "rounds", "trend", "agendas", "courses", "commitments", "indicators", "catalogue", "schema",
    "swagger", "redoc",
)  # fmt: skip


class IndexShape(serializers.Serializer):
    """Las puertas de entrada de la API."""

    title = serializers.CharField()
    addresses = serializers.DictField(child=serializers.URLField())


@public
@described("Las direcciones por donde se empieza.")
class Index(PublishedView):
    shape = IndexShape

    def read(self, wanted: dict[str, Any]) -> dict[str, Any]:
        addresses = {name: absolute(reverse(f"api:{name}")) for name in LISTED}
        return {"title": "Innovación Pública 360: API de datos, versión 1", "addresses": addresses}


class CatalogueShape(serializers.Serializer):
    """El catálogo en JSON-LD. Aquí se describen sus primeras claves; las demás son las de DCAT-AP 3."""

    def get_fields(self) -> dict[str, serializers.Field]:
        node = serializers.DictField(child=serializers.JSONField())
        return {
            "@context": serializers.DictField(child=serializers.URLField()),
            "@id": serializers.URLField(),
            "@type": serializers.CharField(),
            "dcat:dataset": serializers.ListField(child=node),
        }

    def to_representation(self, document: dict[str, Any]) -> dict[str, Any]:
        return document


class LinkedData(JSONRenderer):
    media_type = JSON_LD
    format = "jsonld"


@public
@described("El catálogo de datos abiertos, como DCAT-AP 3 en JSON-LD: el mismo de /datos/catalogo.jsonld.")
class Catalogue(PublishedView):
    shape = CatalogueShape
    renderer_classes = (*PublishedView.renderer_classes, LinkedData)

    def read(self, wanted: dict[str, Any]) -> dict[str, Any]:
        return catalogue()


@public
@extend_schema(exclude=True)
class Schema(PublishedView):
    """The OpenAPI document of the whole API. It depends on the code alone, so each process generates it once."""

    def get(self, request: Request) -> Response:
        Query.read(request)
        return Response(document(), headers={"Cache-Control": A_MINUTE})


@cache
def document() -> dict[str, Any]:
    return SchemaGenerator().get_schema(request=None, public=True)


@require_safe
@public
@cached_page
def swagger(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/api_swagger.html")


@require_safe
@public
@csp_update({"style-src": REDOC_STYLES})
@cached_page
def redoc(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/api_redoc.html")
