"""Voting for the challenges of an agenda: one page, every press is saved."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import public
from cocreation.agendas.actions import voting as acts
from cocreation.agendas.choices import ADVISED_VOTES
from cocreation.agendas.models import Agenda, Challenge, Participant
from cocreation.contributions.queries.participation import participant_of
from cocreation.pages.forms import SupportForm, VoteForm, VoterForm
from cocreation.pages.presenters.ballot import BallotPage, saved_words
from core.web.edge import attempt
from core.web.public_limit import limited

WHO = "Antes de votar, diga quién participa: con su correo, su cuenta o el código de su tarjeta."


@require_safe
@never_cache
@public
@limited
def ballot(request: HttpRequest, code: str) -> HttpResponse:
    agenda = _agenda(code)
    return _page(request, agenda, participant_of(request, agenda))


@require_http_methods(["POST"])
@never_cache
@public
@limited
def vote_cast(request: HttpRequest, code: str, name: str) -> HttpResponse:
    agenda, challenge = _challenge(code, name)
    person = participant_of(request, agenda)
    if person is None:
        return _page(request, agenda, None, status=403, problem=WHO)
    form, now = VoteForm(request.POST), timezone.now()
    if not form.is_valid():
        return _refused(request, agenda, person, challenge, "Cada nota es un número de 1 a 5.", status=422)
    done = attempt(None, acts.vote, challenge=challenge, participant=person, values=form.values, at=now)
    if not done:
        return _refused(request, agenda, person, challenge, done.message, status=done.status, typed=form.values)
    return _saved(request, agenda, challenge, saved_words(agenda, now, criteria=done.result))


@require_http_methods(["POST"])
@never_cache
@public
@limited
def challenge_support(request: HttpRequest, code: str, name: str) -> HttpResponse:
    agenda, challenge = _challenge(code, name)
    person = participant_of(request, agenda)
    if person is None:
        return _page(request, agenda, None, status=403, problem=WHO)
    form, now = SupportForm(request.POST), timezone.now()
    if not form.is_valid():
        return _refused(request, agenda, person, challenge, "Diga si apoya este reto o no.", status=422)
    done = attempt(None, acts.support_challenge, challenge=challenge, participant=person, wants=form.wants, at=now)
    if not done:
        return _refused(request, agenda, person, challenge, done.message, status=done.status)
    return _saved(request, agenda, challenge, saved_words(agenda, now, supports=form.wants))


@require_http_methods(["POST"])
@never_cache
@public
@limited
def voter_say(request: HttpRequest, code: str) -> HttpResponse:
    agenda = _agenda(code)
    person = participant_of(request, agenda)
    if person is None:
        return _page(request, agenda, None, status=403, problem=WHO)
    form = VoterForm(request.POST, agenda=agenda)
    if not form.is_valid():
        return _page(request, agenda, person, status=422, voter_form=form)
    done = attempt(form, acts.say_group, participant=person, at=timezone.now(), **form.cleaned_data)
    if not done:
        return _page(request, agenda, person, status=done.status, problem=done.message, voter_form=form)
    messages.success(request, "Guardado. Puede cambiarlo mientras se pueda votar.")
    return redirect("agenda_pages:ballot", agenda.code)


def _agenda(code: str) -> Agenda:
    return get_object_or_404(Agenda.objects.published().prefetch_related("stages"), code=code)


def _challenge(code: str, name: str) -> tuple[Agenda, Challenge]:
    agenda = _agenda(code)
    challenge = get_object_or_404(agenda.challenges, code=name)
    challenge.agenda = agenda
    return agenda, challenge


def _page(
    request: HttpRequest, agenda: Agenda, person: Participant | None, *, status: int = 200, problem: str = "",
    voter_form: VoterForm | None = None, typed: dict[int, dict[str, Any]] | None = None,
) -> HttpResponse:  # fmt: skip
    page = BallotPage(agenda, person, today=timezone.localdate(), typed=typed or {})
    told = {"group": person.group, "municipality": person.municipality_id} if person else {}
    form = voter_form or VoterForm(initial=told, agenda=agenda)
    context = {"agenda": agenda, "page": page, "form": form, "problem": problem, "advised": ADVISED_VOTES}
    return render(request, "cocreation/pages/voting/ballot.html", context, status=status)


def _saved(request: HttpRequest, agenda: Agenda, challenge: Challenge, words: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        page = BallotPage(agenda, participant_of(request, agenda), today=timezone.localdate())
        context = {"agenda": agenda, "row": page.row_of(challenge), "words": words, "page": page}
        return render(request, "cocreation/pages/voting/saved.html", context)
    messages.success(request, f"{challenge.code}: {words}")
    return redirect(f"{reverse('agenda_pages:ballot', args=[agenda.code])}#{challenge.code}")


def _refused(
    request: HttpRequest, agenda: Agenda, person: Participant, challenge: Challenge, words: str, *, status: int,
    typed: dict[str, int | None] | None = None,
) -> HttpResponse:  # fmt: skip
    """Say what was not saved and why, with what the person had marked."""
    if request.headers.get("HX-Request"):
        page = BallotPage(agenda, person, today=timezone.localdate())
        context = {"agenda": agenda, "row": page.row_of(challenge), "problem": words, "page": page}
        return render(request, "cocreation/pages/voting/saved.html", context, status=status)
    kept = {challenge.pk: typed} if typed else {}
    return _page(request, agenda, person, status=status, problem=f"{challenge.code} no se guardó. {words}", typed=kept)
