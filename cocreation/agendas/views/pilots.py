"""Pilots of a challenge, for facilitation and for the offices of its municipalities."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.permissions import Permission
from cocreation.agendas.actions import pilots as acts
from cocreation.agendas.choices.stages import Act, Actor, why_not
from cocreation.agendas.forms import PilotForm, PilotWithdrawalForm
from cocreation.agendas.models import Challenge, ChallengePilot
from cocreation.agendas.queries.pilots import actor_for, pilot_seen
from cocreation.agendas.queries.stages import acts_open
from core.refusals import Stale
from core.web.edge import Attempt, attempt, status_of

WRITERS = (Permission.ANSWER_CONTRIBUTIONS, Permission.MANAGE_AGENDAS)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*WRITERS)
def pilot_new(request: HttpRequest, code: str, name: str) -> HttpResponse:
    challenge, actor = _challenge(request, code, name)
    form = PilotForm(request.POST if request.method == "POST" else None)
    tried = None
    if form.is_valid():
        tried = attempt(
            form, acts.record_pilot, challenge=challenge, **form.said, by=request.user, at=timezone.now()
        )  # fmt: skip
        if tried:
            messages.success(request, f"El piloto del reto {challenge.code} quedó anotado.")
            return redirect(challenge)
    context = _context(challenge, actor, form) | {"pilots": challenge.pilots.standing()}
    return render(request, "cocreation/agendas/pilot_new.html", context, status=status_of(tried, form))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*WRITERS)
def pilot_edit(request: HttpRequest, code: str, name: str, number: int) -> HttpResponse:
    """Correct a pilot, or withdraw it with a reason."""
    challenge, actor = _challenge(request, code, name)
    pilot = get_object_or_404(
        ChallengePilot.objects.select_related("challenge__agenda"), pk=number, challenge=challenge
    )
    withdraws, sent = request.POST.get("operation") == "withdraw", request.POST if request.method == "POST" else None
    form = PilotForm.of(pilot, pilot_seen(pilot), None if withdraws else sent)
    withdrawal = PilotWithdrawalForm(sent if withdraws else None)
    who = {"pilot": pilot, "by": request.user, "at": timezone.now()}
    tried: Attempt | None = None
    if withdraws and withdrawal.is_valid():
        tried = attempt(withdrawal, acts.withdraw_pilot, **withdrawal.cleaned_data, **who)
    elif form.is_valid():
        tried = attempt(form, acts.correct_pilot, **form.said, seen=form.cleaned_data["seen"], **who)
    if tried:
        messages.success(request, "El piloto quedó retirado." if withdraws else "El piloto quedó corregido.")
        return redirect(challenge)
    if tried is not None and isinstance(tried.refusal, Stale):
        pilot.refresh_from_db()
        form.show_again(pilot_seen(pilot))
    context = _context(challenge, actor, form) | {"pilot": pilot, "withdrawal": withdrawal}
    status = status_of(tried, withdrawal if withdraws else form)
    return render(request, "cocreation/agendas/pilot_edit.html", context, status=status)


def _challenge(request: HttpRequest, code: str, name: str) -> tuple[Challenge, Actor]:
    found = Challenge.objects.select_related("agenda").prefetch_related("agenda__stages")
    challenge = get_object_or_404(found, agenda__code=code, code=name)
    actor = actor_for(request.user, challenge)
    if actor is None:
        raise PermissionDenied
    return challenge, actor


def _context(challenge: Challenge, actor: Actor, form: PilotForm) -> dict:
    agenda, today = challenge.agenda, timezone.localdate()
    is_open = Act.RECORD_PILOT in acts_open(agenda, actor, today)
    crumbs = [
        {"url": reverse("agenda_pages:agenda", args=[agenda.code]), "text": agenda.code},
        {"url": challenge.get_absolute_url(), "text": challenge.code},
    ]
    closed = "" if is_open else why_not(Act.RECORD_PILOT, actor, list(agenda.stages.all()), today)
    return {"agenda": agenda, "challenge": challenge, "form": form, "crumbs": crumbs, "closed": closed}
