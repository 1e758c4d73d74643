"""Verifying a certificate: everybody, without an account. Every field is printed, so that it is compared with the paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import public
from core.receipts.codes import normalized, printed
from core.web.public_limit import limited
from core.web.upload_limit import limited_uploads
from training.certificates.forms import VerifyForm
from training.certificates.presenters import finding_of, other_verdicts, verdict_in_words
from training.certificates.queries.keys import key_history
from training.certificates.queries.verdicts import Finding

UNKNOWN = "Ningún certificado tiene ese código. Revíselo letra por letra: no lleva ceros, unos, ni las letras I y O."


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
@limited
@limited_uploads
def verify(request: HttpRequest) -> HttpResponse:
    """What was sent is not kept. What the register holds leads to its page, which says all; the rest is answered here."""
    problem = getattr(request, "upload_refusal", "")
    form = VerifyForm(request.POST, request.FILES, upload_problem=problem) if request.method == "POST" else VerifyForm()
    if form.is_bound and form.is_valid():
        finding = finding_of(form.cleaned_data["found"], timezone.now())
        if finding is None:
            form.add_error("text", UNKNOWN)
        elif finding.is_believed and finding.certificate:
            return redirect(finding.certificate)
        else:
            return _shown(request, finding, status=422)
    context = {"form": form, "others": other_verdicts()}
    page = render(request, "training/certificates/verify.html", context, status=422 if form.errors else 200)
    return _private(page) if form.is_bound else page


@require_safe
@never_cache
@public
@limited
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    bare = normalized(code)
    if bare and code != printed(bare):
        return _private(redirect("certificates:certificate", code=printed(bare)))
    finding = finding_of(printed(bare), timezone.now()) if bare else None
    if finding is None:
        form = VerifyForm({"text": code[:40]})
        form.full_clean()
        if not form.errors:
            form.add_error("text", UNKNOWN)
        context = {"form": form, "others": other_verdicts()}
        return _private(render(request, "training/certificates/verify.html", context, status=404))
    return _shown(request, finding)


@require_safe
@public
@limited
def verifier(request: HttpRequest) -> HttpResponse:
    """Where the off-line verifier is downloaded, and the history of keys."""
    return render(request, "training/certificates/verifier.html", {"keys": key_history()})


def _shown(request: HttpRequest, finding: Finding, status: int = 200) -> HttpResponse:
    context = {
        **verdict_in_words(finding), "others": other_verdicts(finding.verdict), "form": VerifyForm(), "at": timezone.now(),
    }  # fmt: skip
    return _private(render(request, "training/certificates/verdict.html", context, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    """Names of people: no search engine keeps them."""
    response["X-Robots-Tag"] = "noindex"
    return response
