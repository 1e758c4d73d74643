"""«/c/»: what a code opens, without an account. The code itself never stays in an address."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

from core.receipts.codes import LONGEST_TYPED
from core.receipts.forms import CodeField
from core.receipts.models import Receipt
from core.receipts.queries import receipt_of
from core.receipts.registry import kind_of
from core.web import attempts
from core.web.one_time_links import PREFIX, name_of
from core.web.public_limit import limited
from core.web.rate_limit import client_network
from core.words import about_time

OPENED = "opened_receipts"
MOST = 5  # at a time in one browser
UNKNOWN = "No hay nada con ese código. Revíselo letra por letra: no lleva ceros, unos, ni las letras I y O."


class CodeForm(forms.Form):
    code = CodeField(
        label="Código",
        help_text="Está en el recibo o en el talón de su tarjeta. No importan las mayúsculas ni los guiones.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@limited
def find(request: HttpRequest) -> HttpResponse:
    """Where a code is typed. It travels in the body of the form, so that no log and no history keeps it."""
    form, status = CodeForm(request.POST if request.method == "POST" else None), 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                found = receipt_of(form.cleaned_data["code"], network=client_network(request))
            except attempts.Exhausted as wait:
                return _too_many(request, wait)
            if found is not None:
                return _opened(request, found)
            form.add_error("code", UNKNOWN)
    return _private(render(request, "core/receipt_find.html", {"form": form}, status=status))


@require_http_methods(["GET", "HEAD", "POST"])
@limited
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """The page of an opened receipt. `token`: a code as printed or scanned, or the name that a session gave to one."""
    names = request.session.get(OPENED, {})
    if token in names:
        found = Receipt.objects.filter(pk=names[token]).first()
        if found is not None:
            return _private(kind_of(found.kind).page(request, found.subject_id))
    if token.startswith(PREFIX) or request.method == "POST":
        return _private(redirect("core:receipt-find"))
    try:
        found = receipt_of(token, network=client_network(request))
    except attempts.Exhausted as wait:
        return _too_many(request, wait)
    if found is None:
        form = CodeForm({"code": token[:LONGEST_TYPED]})
        form.add_error("code", UNKNOWN)
        return _private(render(request, "core/receipt_find.html", {"form": form}, status=404))
    return _opened(request, found)


def _opened(request: HttpRequest, receipt: Receipt) -> HttpResponse:
    """Remember the receipt, not its code, in the session, and lead to its page."""
    names = request.session.get(OPENED, {})
    name = name_of(receipt.code_hmac)  # the same each time, and nothing without the session
    others = [(key, pk) for key, pk in names.items() if key != name]
    request.session[OPENED] = dict([*others, (name, receipt.pk)][-MOST:])
    return _private(redirect("core:receipt", token=name))


def _too_many(request: HttpRequest, wait: attempts.Exhausted) -> HttpResponse:
    form = CodeForm()
    after = about_time(-(-wait.seconds // 60))
    response = render(request, "core/receipt_find.html", {"form": form, "wait": after}, status=429)
    response["Retry-After"] = str(wait.seconds)
    return _private(response)


def _private(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    # Not «no-referrer»: browsers then send the forms of these pages with «Origin: null», which the check against forgery refuses.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
