"""Files of certificates: the paper and the credential of one, and what verifiers need of all."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import public
from core.web.addresses import absolute
from core.web.public_limit import limited
from training.certificates.actions.kits import make_kit
from training.certificates.actions.status_lists import StatusList, current_list
from training.certificates.models import Certificate
from training.certificates.presenters import pdf_of
from training.certificates.queries.keys import did_document, jwks, key_history

AN_HOUR, MINUTES = 3600, 300  # a revocation is known within minutes


@require_safe
@public
@limited
def pdf(request: HttpRequest, code: str) -> HttpResponse:
    row = _printable(code)
    body = pdf_of(row, absolute(reverse("certificates:verify")))
    return _download(body, "application/pdf", f"certificado-{row.achievement}-{row.code}.pdf")


@require_safe
@public
@limited
def jwt(request: HttpRequest, code: str) -> HttpResponse:
    row = _printable(code)
    return _download(row.jwt, "application/vc+jwt", f"certificado-{row.achievement}-{row.code}.jwt")


@require_safe
@public
@limited
def kit(request: HttpRequest) -> HttpResponse:
    return _download(make_kit(at=timezone.now()), "application/zip", "verificador.zip")


@require_safe
@public
@limited
def keys(request: HttpRequest) -> HttpResponse:
    return _for_programs(request, JsonResponse(jwks(key_history()), content_type="application/jwk-set+json"))


@require_safe
@public
@limited
def did(request: HttpRequest) -> HttpResponse:
    return _for_programs(
        request, JsonResponse(did_document(key_history(), settings.SITE_URL), content_type="application/did+json")
    )


@require_safe
@public
@limited
def status_list(request: HttpRequest) -> HttpResponse:
    return _list(request, StatusList.REVOKED)


@require_safe
@public
@limited
def replaced_list(request: HttpRequest) -> HttpResponse:
    return _list(request, StatusList.REPLACED)


def _list(request: HttpRequest, which: StatusList) -> HttpResponse:
    body = current_list(which, at=timezone.now())
    return _for_programs(request, HttpResponse(body, content_type="application/vc+jwt"), MINUTES)


def _printable(code: str) -> Certificate:
    """Return a certificate that still says something; nobody prints a revoked or replaced one again."""
    row = get_object_or_404(Certificate, code=code)
    if row.revoked_at or row.superseded_at:
        raise Http404("Este certificado ya no se imprime: se revocó o se reemplazó.")
    return row


def _download(body: bytes | str, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _for_programs(request: HttpRequest, response: HttpResponse, seconds: int = AN_HOUR) -> HttpResponse:
    """Verifiers of others read it from their own pages, and keep it. What somebody with a session gets is kept by nobody."""
    response["Access-Control-Allow-Origin"] = "*"
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        response["Cache-Control"] = f"public, max-age={seconds}"
    return response
