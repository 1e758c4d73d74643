"""A lower state, changes of what was promised, and the second reading."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.permissions import Permission
from core.forms import ReasonForm
from core.web.edge import Attempt, attempt, status_of
from followup.commitments.actions import changes, readings
from followup.commitments.actions.promises import content_of
from followup.commitments.choices import Act, State
from followup.commitments.forms.acts import DecisionForm, LoweringForm, ReadingForm
from followup.commitments.forms.sheets import PROMISED, ChangeForm, initial_of
from followup.commitments.models import ChangeRequest, Commitment
from followup.commitments.presenters.drift import drift_of
from followup.commitments.presenters.standing import lowering_in_force
from followup.commitments.presenters.work import quality_of
from followup.commitments.queries.who import lowerable_to, open_request, why_not
from followup.commitments.queries.work import EVERYBODY
from followup.commitments.views.shared import commitment_for, page_of, seen_anew

LIFT = "levantar"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_COMMITMENTS)
def lowering(request: HttpRequest, code: str) -> HttpResponse:
    """Lower its state with a reason, or lift what lowered it (`op`)."""
    row, today = commitment_for(request, code, Act.LOWER), timezone.localdate()
    lifts, posted = request.POST.get("op") == LIFT, request.method == "POST"
    states = [State(one) for one in lowerable_to(row, today)]
    form = LoweringForm(request.POST if posted and not lifts else None, states=states)
    lift = ReasonForm(request.POST if lifts else None, label="Por qué se levanta")
    used, done = lift if lifts else form, None
    if used.is_bound and used.is_valid():
        act = readings.lift if lifts else readings.lower
        done = attempt(used, act, commitment=row, **used.cleaned_data, by=request.user, at=timezone.now())
        if done:
            messages.success(request, "Se levantó la rebaja." if lifts else "El estado quedó rebajado.")
            return redirect("commitments:work", row.code)
    context = page_of(request, row, Act.LOWER, "Estado", form=form, lift_form=lift, used=used, lift=LIFT)
    context |= {"lowered": lowering_in_force(row, today), "may_lift": not why_not(request.user, Act.LIFT, row, today)}
    return render(request, "followup/commitments/lowering.html", context, status=status_of(done, used))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WRITE_COMMITMENTS, Permission.MANAGE_COMMITMENTS)
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for a change, beside what was promised."""
    row = commitment_for(request, code, Act.ASK)
    finished = [one.number for one in row.milestones.all() if one.done_on]
    form = ChangeForm(
        request.POST if request.method == "POST" else None, initial=initial_of(row, *PROMISED), done=finished
    )
    done: Attempt | None = None
    if form.is_bound and form.is_valid():
        said = {
            "fields": form.promised(*PROMISED),
            "milestones": form.milestones,
            "reason": form.cleaned_data["reason"],
        }
        seen = form.cleaned_data["seen"]
        done = attempt(form, changes.ask, commitment=row, **said, seen=seen, by=request.user, at=timezone.now())
        if done:
            messages.success(request, "El cambio quedó pedido. Lo decide el equipo metropolitano.")
            return redirect("commitments:work", row.code)
        seen_anew(form, done, row)
    first = row.versions.all()
    kept = [one.number for one in row.milestones.all() if one.evidence.all()]
    context = page_of(request, row, Act.ASK, "Pedir un cambio", form=form, kept=kept, finished=finished)
    context["drift"] = drift_of(first[0].content if first else content_of(row), content_of(row))
    return render(request, "followup/commitments/change.html", context, status=status_of(done, form))


@require_POST
@requires(Permission.WRITE_COMMITMENTS, Permission.MANAGE_COMMITMENTS)
def withdraw_change(request: HttpRequest, code: str) -> HttpResponse:
    row = commitment_for(request, code, Act.WITHDRAW)
    asked = _last_asked(row)
    if asked is None:
        messages.error(request, "No hay ningún cambio pedido que retirar.")
    elif attempt(request, changes.withdraw, request=asked, by=request.user, at=timezone.now()):
        messages.success(request, "El cambio pedido quedó retirado.")
    return redirect("commitments:work", row.code)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_COMMITMENTS)
def decide(request: HttpRequest, code: str) -> HttpResponse:
    row = commitment_for(request, code, Act.DECIDE)
    waiting, done = open_request(row), None
    form = DecisionForm(
        request.POST if request.method == "POST" else None, initial={"asked": waiting.pk if waiting else None}
    )
    if form.is_bound and form.is_valid():
        read = get_object_or_404(row.change_requests, pk=form.cleaned_data["asked"])
        done = attempt(form, changes.decide, request=read, **form.said, by=request.user, at=timezone.now())
        if done:
            messages.success(
                request, "El cambio quedó aceptado." if done.result.is_granted else "El cambio no se aceptó."
            )
            return redirect("commitments:work", row.code)
        form.now_read(waiting.pk if waiting else None)
    context = page_of(request, row, Act.DECIDE, "Decidir el cambio", form=form, asked=waiting)
    context["drift"] = drift_of(content_of(row), waiting.content) if waiting else None
    return render(request, "followup/commitments/decide.html", context, status=status_of(done, form))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*EVERYBODY)
def close(request: HttpRequest, code: str) -> HttpResponse:
    """The second reading."""
    row = commitment_for(request, code, Act.CLOSE)
    form = ReadingForm(request.POST if request.method == "POST" else None)
    done = None
    if form.is_bound and form.is_valid():
        done = attempt(form, readings.close, commitment=row, **form.cleaned_data, by=request.user, at=timezone.now())
        if done:
            messages.success(request, f"El compromiso {row.code} quedó cerrado.")
            return redirect("commitments:work", row.code)
    versions = list(row.versions.all())
    context = page_of(request, row, Act.CLOSE, "Segunda lectura", form=form, quality=quality_of(row))
    context |= {
        "drift": drift_of(versions[0].content, content_of(row)) if versions else None,
        "milestones": sorted(row.milestones.all(), key=lambda one: one.number), "news": list(row.news.all())[:10],
        "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "followup/commitments/close.html", context, status=status_of(done, form))


def _last_asked(row: Commitment) -> ChangeRequest | None:
    """Return the change that waits, else the last one: so that somebody who comes late reads what became of it."""
    return open_request(row) or max(row.change_requests.all(), key=lambda one: one.asked_at, default=None)
