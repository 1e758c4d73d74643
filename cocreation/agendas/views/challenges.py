"""The challenges of an agenda, for those who run it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.permissions import Permission
from cocreation.agendas.actions import challenges as acts
from cocreation.agendas.choices.stages import Act, Actor, why_not
from cocreation.agendas.forms import ChallengeForm
from cocreation.agendas.models import Agenda, Challenge
from cocreation.agendas.presenters import address, crumbs
from cocreation.agendas.queries.manage import challenge_seen, challenges_in_use
from cocreation.agendas.queries.stages import acts_open
from core.refusals import Stale
from core.web.edge import Attempt, attempt, status_of


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_AGENDAS)
def challenge_new(request: HttpRequest, code: str) -> HttpResponse:
    agenda = get_object_or_404(Agenda.objects.prefetch_related("stages"), code=code)
    count = agenda.challenges.count() + 1
    initial = {"municipalities": agenda.municipalities.all(), "place": count, "text": "¿Cómo podríamos "}
    sent = request.POST if request.method == "POST" else None
    form = ChallengeForm(sent, agenda=agenda, count=count, initial=initial)
    tried = None
    if form.is_valid():
        tried = attempt(form, acts.add_challenge, agenda=agenda, **form.said, by=request.user, at=timezone.now())
        if tried:
            messages.success(request, f"El reto {tried.result.code} quedó en la agenda.")
            return redirect(address(agenda))
    context = {"agenda": agenda, "form": form, "crumbs": crumbs(agenda), "closed": _closed(agenda, Act.WRITE_CHALLENGE)}
    return render(request, "cocreation/agendas/challenge_edit.html", context, status=status_of(tried, form))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_AGENDAS)
def challenge_edit(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Change a challenge, or take it out."""
    found = Challenge.objects.select_related("agenda").prefetch_related("agenda__stages")
    challenge = get_object_or_404(found, agenda__code=code, code=name)
    agenda, seen = challenge.agenda, challenge_seen(challenge)
    locked = challenge.pk in challenges_in_use(agenda)
    removes = request.POST.get("operation") == "remove"
    sent = request.POST if request.method == "POST" and not removes else None
    form = ChallengeForm.of(challenge, seen, sent, count=agenda.challenges.count(), locked=locked)
    who = {"by": request.user, "at": timezone.now()}
    tried: Attempt | None = None
    if removes:
        sent_seen = request.POST.get("seen", "")
        tried = attempt(request, acts.remove_challenge, challenge=challenge, seen=sent_seen, **who)
    elif form.is_valid():
        sent_seen = form.cleaned_data["seen"]
        tried = attempt(form, acts.change_challenge, challenge=challenge, **form.said, seen=sent_seen, **who)
    if tried:
        messages.success(request, f"El reto {challenge.code} {'salió de la agenda' if removes else 'quedó guardado'}.")
        return redirect(address(agenda))
    if tried is not None and isinstance(tried.refusal, Stale) and not removes:
        form.show_again(challenge_seen(Challenge.objects.get(pk=challenge.pk)))
    context = {
        "agenda": agenda, "challenge": challenge, "form": form, "locked": locked, "crumbs": crumbs(agenda), "seen": seen,
        "closed": _closed(agenda, Act.WRITE_CHALLENGE),
    }  # fmt: skip
    return render(request, "cocreation/agendas/challenge_edit.html", context, status=status_of(tried, form))


def _closed(agenda: Agenda, act: Act) -> str:
    """Return why the act is not possible today, or ""; a draft may be written at any time."""
    today = timezone.localdate()
    if act in acts_open(agenda, Actor.FACILITATOR, today) or (act == Act.WRITE_CHALLENGE and not agenda.published_at):
        return ""
    return why_not(act, Actor.FACILITATOR, list(agenda.stages.all()), today)
