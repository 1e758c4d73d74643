"""Certificates for the coordination: find one, revoke it with a reason, correct its name."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import fetch, requires
from accounts.permissions import Permission
from core.forms import ReasonForm
from core.web.edge import attempt, status_of
from core.web.pagination import paginate
from training.certificates.actions import changing
from training.certificates.choices import LONGEST_REASON
from training.certificates.forms import NameForm, SearchForm
from training.certificates.models import Certificate
from training.certificates.presenters import rows_of, state_of
from training.certificates.queries.listing import found_by

SAID = {"revoke": "El certificado quedó revocado. Se avisó a la persona.",
        "rename": "Se emitió otra vez con ese nombre. Se avisó a la persona."}  # fmt: skip


@require_safe
@requires(Permission.MANAGE_CERTIFICATES)
def manage_list(request: HttpRequest) -> HttpResponse:
    form, today = SearchForm(request.GET), timezone.localdate()
    page = paginate(request, found_by(form.cleaned_data["q"] if form.is_valid() else ""))
    rows = [(row, state_of(row, today)) for row in page]
    return render(request, "training/certificates/manage_list.html", {"form": form, "page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_CERTIFICATES)
def manage(request: HttpRequest, code: str) -> HttpResponse:
    """One certificate; `operation` names the form that was sent."""
    row = fetch(request, Certificate.objects.with_context().select_related("replaced_by", "revoked_by"), code=code)
    operation, data, done = request.POST.get("operation", ""), request.POST, None
    reason = ReasonForm(data if operation == "revoke" else None, hint="Se publica en la página del certificado.")
    reason.fields["reason"].max_length = LONGEST_REASON
    name = NameForm.of(row, data if operation == "rename" else None)
    bound = next((form for form in (reason, name) if form.is_bound), None)
    if bound is not None and bound.is_valid():
        act = changing.revoke if operation == "revoke" else changing.reissue
        done = attempt(bound, act, certificate=row, by=request.user, at=timezone.now(), **bound.cleaned_data)
        if done:
            messages.success(request, SAID[operation])
            return redirect("certificates:manage", code=done.result.code)
    if request.method == "POST" and bound is None:  # nothing that this page has
        return redirect("certificates:manage", code=row.code)
    context = {
        "certificate": row, "state": state_of(row, timezone.localdate()), "rows": rows_of(row.fields), "reason_form": reason,
        "name_form": name, "bound": bound,
    }  # fmt: skip
    return render(request, "training/certificates/manage.html", context, status=status_of(done, bound))
