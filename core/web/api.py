"""Common parts of every endpoint of the API: queries, pages and the format of errors."""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from math import ceil
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import NotFound, Throttled, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView, exception_handler

from core.web.addresses import absolute
from core.web.page_cache import A_MINUTE
from core.words import counted

_JSON = JSONRenderer()
PREFIX = "/api/"
METHODS = "GET, HEAD, OPTIONS"  # of public endpoints
PAGE_SIZE, MAX_PAGE_SIZE = 100, 500
PUBLIC, STAFF = "Público", "Equipo metropolitano"
SENTENCES = {
    400: "La dirección tiene un carácter que no se admite.",
    401: "Falta un token válido.",
    403: "No tiene permiso para leer esto.",
    404: "No hay nada en esta dirección.",
    405: "La API solo se lee: use GET.",
    406: "La API responde en JSON (application/json).",
    412: "La versión que pide If-Match ya no es la de ahora.",
    429: "Son demasiadas consultas seguidas.",
    500: "Algo falló de nuestro lado. Inténtelo de nuevo en unos minutos.",
    503: "El portal no pudo responder a tiempo. Inténtelo de nuevo en unos segundos.",
}


class Problem(serializers.Serializer):
    """What went wrong, in one sentence."""

    detail = serializers.CharField()


def as_one_sentence(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Render an exception of the framework as {"detail": sentence}; None for an exception of our own."""
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, Throttled):
        sentence = f"{SENTENCES[429]} Espere {counted(ceil(error.wait or 1), 'segundo', 'segundos')}."
    elif isinstance(error, ValidationError):
        sentence = " ".join(map(str, error.detail))
    elif isinstance(error, NotFound):
        sentence = str(error.detail)
    else:
        sentence = SENTENCES[response.status_code]
    response.data = {"detail": sentence}
    return response


def errors_as_json(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: errors under /api/ raised outside its views are JSON too, not HTML pages."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_error = response.status_code >= 400 and request.path_info.startswith(PREFIX)
        if not is_error or response.headers.get("Content-Type", "").startswith("application/json"):
            return response
        sentence = SENTENCES.get(response.status_code, SENTENCES[500 if response.status_code >= 500 else 400])
        del response["Content-Encoding"]
        del response["Content-Length"]
        response.content = _JSON.render({"detail": sentence})
        response["Content-Type"] = "application/json"
        return response

    return middleware


class Query(serializers.Serializer):
    """The query parameters of an endpoint: none, unless a subclass declares some."""

    @classmethod
    def read(cls, request: Request) -> dict[str, Any]:
        """Return the validated parameters of a request. Refuses (400) invalid values.

        An unknown or repeated parameter is refused too: a misspelt filter must not return everything.
        """
        query = cls(data=request.query_params.dict())  # in a QueryDict an empty value would count as missing
        known = ", ".join(query.fields) or "ninguno"
        for name, values in request.query_params.lists():
            if name not in query.fields:
                raise ValidationError(f"Esta dirección no tiene el parámetro «{name}». Los que tiene: {known}.")
            if len(values) > 1:
                raise ValidationError(f"El parámetro «{name}» se repite. Envíe un solo valor.")
        if not query.is_valid():
            name, errors = next(iter(query.errors.items()))
            raise ValidationError(f"El parámetro «{name}» no sirve. {errors[0]}")
        return query.validated_data


class PagedQuery(Query):
    page = serializers.IntegerField(min_value=1, default=1, help_text="Número de la página, desde 1.")
    page_size = serializers.IntegerField(
        min_value=1, max_value=MAX_PAGE_SIZE, default=PAGE_SIZE, help_text="Filas por página."
    )


def api_page(request: Request, wanted: Mapping[str, Any], rows: Sequence) -> dict[str, Any]:
    """Return one page of the rows as {count, next, previous, results}. Raises NotFound beyond the last page."""
    number, size = wanted["page"], wanted["page_size"]
    last = max(-(-len(rows) // size), 1)
    if number > last:
        raise NotFound(f"No hay página {number}: la última es la {last}.")
    here = absolute(request.get_full_path())
    return {
        "count": len(rows),
        "next": replace_query_param(here, "page", number + 1) if number < last else None,
        "previous": replace_query_param(here, "page", number - 1) if number > 1 else None,
        "results": rows[(number - 1) * size : number * size],
    }


def paged(row: type[serializers.Serializer], **more: serializers.Field) -> type[serializers.Serializer]:
    """Return the serializer of a page of such rows. `more`: further fields about all rows."""
    fields = {
        "__doc__": "Una página de la lista.",
        "count": serializers.IntegerField(help_text="Filas de todas las páginas."),
        "next": serializers.URLField(allow_null=True, help_text="La página siguiente, o null."),
        "previous": serializers.URLField(allow_null=True, help_text="La página anterior, o null."),
        **more,
        "results": row(many=True),
    }
    return type(f"{row.__name__}Page", (serializers.Serializer,), fields)


class ReadView(APIView):
    """A read-only endpoint: subclasses set `query` and `shape` and implement `read()`.

    `shape`: the serializer of the response. `read()` gets the validated parameters and those of the path.
    """

    http_method_names = ["get", "head", "options"]
    query: type[Query] = Query
    shape: type[serializers.Serializer]

    def get(self, request: Request, **where: str) -> Response:
        wanted = self.query.read(request)
        return Response(self.shape(self.read(wanted, **where), context={"request": request}).data)

    def read(self, wanted: dict[str, Any], **where: str) -> Any:
        raise NotImplementedError


def described(summary: str, description: str = "", *, tag: str = PUBLIC, **where: str) -> Callable[[type], type]:
    """Document the endpoint in the schema: summary, parameters (`where`: those of the path) and all responses."""

    def decorator(view: type[ReadView]) -> type[ReadView]:
        path = [OpenApiParameter(name, str, OpenApiParameter.PATH, description=text) for name, text in where.items()]
        statuses = [400, 404, 405, 406, 412, 429, 503] + ([401, 403] if tag == STAFF else [])
        problems = {status: OpenApiResponse(Problem, SENTENCES[status]) for status in sorted(statuses)}
        if tag == PUBLIC:
            problems[304] = OpenApiResponse(None, "No cambió desde el ETag de If-None-Match.")
        operation = extend_schema(
            operation_id=view.__name__, summary=summary, description=description or summary, tags=[tag],
            parameters=[*path, *([view.query] if view.query().fields else [])], responses={200: view.shape} | problems,
        )  # fmt: skip
        return extend_schema_view(get=operation)(view)

    return decorator


class PublicView(ReadView):
    """A public endpoint: no sign-in, cross-origin reads allowed, and 304 for an unchanged response."""

    authentication_classes = ()
    permission_classes = ()
    throttle_scope = "public"

    def get(self, request: Request, **where: str) -> HttpResponse:
        """Answer 304 before reading any data when the caller's ETag is current."""
        tag = self._validator(request)
        unchanged = get_conditional_response(request, etag=tag)
        response = unchanged or super().get(request, **where)
        if response.status_code in (200, 304):
            response["ETag"] = tag
            response["Cache-Control"] = A_MINUTE
        return response

    def options(self, request: Request, *args, **kwargs) -> Response:
        """Answer the CORS preflight of other sites."""
        headers = {"Access-Control-Allow-Methods": METHODS, "Access-Control-Allow-Headers": "Accept, If-None-Match"}
        return Response(status=204, headers=headers | {"Allow": METHODS, "Access-Control-Max-Age": "86400"})

    def finalize_response(self, request: Request, response: HttpResponse, *args, **kwargs) -> HttpResponse:
        response = super().finalize_response(request, response, *args, **kwargs)
        if request.method in METHODS.split(", "):
            response["Access-Control-Allow-Origin"] = "*"
            response["Access-Control-Expose-Headers"] = "ETag, Retry-After"
        patch_vary_headers(response, ["Accept"])
        return response

    def state(self) -> str:
        """Return a text that changes whenever a response may change."""
        raise NotImplementedError

    def _validator(self, request: Request) -> str:
        state = f"{self.state()} {absolute(request.get_full_path())}"
        return f'"{sha256(state.encode()).hexdigest()[:32]}"'


class StaffView(ReadView):
    """An endpoint for tokens of the metropolitan team; responses are never cached."""

    http_method_names = ["get", "head"]
    throttle_scope = "staff"

    def finalize_response(self, request: Request, response: HttpResponse, *args, **kwargs) -> HttpResponse:
        response = super().finalize_response(request, response, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response
