"""The certificates of a person: what they can be used for, a corrected name, and revocation."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import signed_in
from core.web.edge import attempt, status_of
from training.certificates.actions import changing
from training.certificates.forms import NameForm
from training.certificates.models import Certificate
from training.certificates.presenters import state_of
from training.certificates.queries.listing import certificates_of
from training.learning.queries.opinions import opinions_of


@require_safe
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    today, held = (
        timezone.localdate(),
        list(certificates_of(request.user).select_related("enrolment__cohort", "replaced_by")),
    )
    opinions = opinions_of([row.enrolment for row in held])
    rows = [(row, state_of(row, today), opinions.get(row.enrolment_id)) for row in held]
    return render(request, "training/certificates/mine.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def rename(request: HttpRequest, code: str) -> HttpResponse:
    row = _own(request, code)
    form, done = NameForm.of(row, request.POST if request.method == "POST" else None), None
    if form.is_bound and form.is_valid():
        done = attempt(
            form, changing.reissue, certificate=row, name=form.cleaned_data["name"], by=request.user, at=timezone.now()
        )
        if done:
            messages.success(
                request, "Su certificado se emitió otra vez con ese nombre. El anterior dice que se reemplazó."
            )
            return redirect("certificates:mine")
    context = {"certificate": row, "form": form}
    return render(request, "training/certificates/rename.html", context, status=status_of(done, form))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def revoke(request: HttpRequest, code: str) -> HttpResponse:
    row, status = _own(request, code), 200
    if request.method == "POST":
        done = attempt(request, changing.revoke, certificate=row, reason="", by=request.user, at=timezone.now())
        if done:
            messages.success(request, "Su certificado quedó revocado. Quien lo verifique verá que lo pidió usted.")
            return redirect("certificates:mine")
        status = done.status
    return render(request, "training/certificates/revoke.html", {"certificate": row}, status=status)


def _own(request: HttpRequest, code: str) -> Certificate:
    return get_object_or_404(certificates_of(request.user), code=code)
