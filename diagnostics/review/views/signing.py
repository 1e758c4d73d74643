"""Signing, sending back and withdrawing; the signature record (acta) and its public verification."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import can, public, requires
from accounts.permissions import Permission
from core.forms import ReasonForm
from core.web.addresses import absolute
from core.web.edge import attempt
from core.web.public_limit import limited
from core.words import named
from diagnostics.assessments.actions import participation
from diagnostics.assessments.choices import State
from diagnostics.assessments.presenters.assessments import context_of, fetch
from diagnostics.assessments.queries.personal_data import looked_at
from diagnostics.assessments.queries.readiness import readiness_of
from diagnostics.review.actions import signing
from diagnostics.review.exports.act import act_pdf as write_pdf
from diagnostics.review.forms.signing import SignForm
from diagnostics.review.queries.acts import act_in_words, changed_since, personal_data_sentence, signature_with
from diagnostics.review.queries.before_signing import before_signing


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SIGN_ASSESSMENT)
def sign(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    assessment = fetch(request, round, municipality, Permission.SIGN_ASSESSMENT)
    returns = request.POST.get("operation") == "back"
    if assessment.state != State.SIGN_OFF and not returns:
        messages.info(request, "Este diagnóstico no espera firma en este momento.")
        return redirect(assessment)
    form = SignForm(request.POST if request.method == "POST" and not returns else None)
    back = ReasonForm(request.POST if returns else None, prefix="back", label="Qué falta o qué se debe corregir")
    bound = back if returns else form if form.is_bound else None
    if bound is not None and bound.is_valid():
        done = attempt(bound, _send_back if returns else _sign, request, assessment, bound)
        if done:
            return done.result
    readiness = readiness_of(assessment)
    context = context_of(
        assessment,
        form=form,
        back=back,
        bound=bound,
        readiness=readiness,
        looked_at=looked_at(assessment),
        summary=before_signing(assessment, readiness.filling),
        is_late=assessment.is_overdue(timezone.localdate()),
    )
    return render(
        request, "diagnostics/review/municipality/sign.html", context, status=422 if bound is not None else 200
    )


def _sign(request: HttpRequest, assessment, form: SignForm) -> HttpResponse:
    data = form.cleaned_data
    signing.sign(
        assessment=assessment, name=data["name"], role=data["role"], position=data["position"], by=request.user,
        at=timezone.now(),
    )  # fmt: skip
    messages.success(request, "Diagnóstico firmado. Ya está en manos de la revisión metropolitana.")
    return redirect(assessment)


def _send_back(request: HttpRequest, assessment, back: ReasonForm) -> HttpResponse:
    signing.send_back(assessment=assessment, reason=back.cleaned_data["reason"], by=request.user, at=timezone.now())
    messages.success(request, "Diagnóstico devuelto al equipo, con su razón.")
    return redirect(assessment)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WITHDRAW)
def withdraw(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    assessment = fetch(request, round, municipality, Permission.WITHDRAW)
    form = ReasonForm(request.POST if request.method == "POST" else None, label="Por qué no participa")
    own = can(request.user, Permission.SIGN_ASSESSMENT, assessment.municipality)
    if form.is_valid() and attempt(
        form, participation.withdraw, assessment=assessment, reason=form.cleaned_data["reason"], by_mayors_office=own,
        by=request.user, at=timezone.now(),
    ):  # fmt: skip
        messages.success(request, f"{assessment.municipality} no participa {named(assessment.round, 'en')}.")
        return redirect(assessment)
    context = context_of(assessment, form=form)
    return render(request, "diagnostics/review/municipality/withdraw.html", context, status=422 if form.errors else 200)


@require_safe
@requires(Permission.VIEW_ASSESSMENT)
def act_pdf(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    assessment = fetch(request, round, municipality)
    signature = getattr(assessment, "signature", None)
    if signature is None:
        raise Http404
    address = absolute(signature.get_absolute_url())
    data = write_pdf(act_in_words(signature, assessment.round.version.parsed, address))
    response = HttpResponse(data, content_type="application/pdf")
    name = f"acta-{assessment.municipality.slug}-{assessment.round.code}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@public
@limited
def act_verify(request: HttpRequest, code: str) -> HttpResponse:
    """Public check that a record is authentic: who signed what and when, and its hash; never an answer or a score."""
    signature = signature_with(code)
    round = signature.assessment.round if signature else None
    context = {
        "signature": signature,
        "round": round,
        "code": code,
        "changed": changed_since(signature) if signature else [],
        "personal_data": personal_data_sentence(signature) if signature else "",
    }
    return render(request, "diagnostics/review/public/act.html", context, status=200 if signature else 404)
