"""Changes of a round from its page: each a form of its own; a refusal shows the page again with what was typed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.text import capfirst

from accounts.access import requires
from accounts.permissions import Permission
from core.web.edge import attempt
from core.web.only_post import read_at
from core.words import long_day, named
from diagnostics.assessments.actions import round_changes
from diagnostics.results.forms.rounds import EmptyForm
from diagnostics.results.presenters.rounds import forms_of, others_of
from diagnostics.results.views.rounds import fetch, notified_words, show
from territory.models import Municipality

MANAGE = Permission.MANAGE_ROUNDS
AT_THE_ROUND = read_at("results:round-detail", "round")


def _change(
    request: HttpRequest, code: str, name: str, action: Callable[..., Any], done: Callable[[Any], str]
) -> HttpResponse:
    """Call the action with what the form `name` of the page holds. `done`: what is said about its result."""
    round = fetch(code)
    forms = forms_of(round, others_of(round), (name, request.POST))
    form = forms[name]
    if form.is_valid():
        made = attempt(form, action, round=round, **form.cleaned_data, by=request.user, at=timezone.now())
        if made:
            messages.success(request, done(made.result))
            return redirect("results:round-detail", code)
    return show(request, round, forms, refused=form)


@AT_THE_ROUND
@requires(MANAGE)
def rename(request: HttpRequest, round: str) -> HttpResponse:
    return _change(request, round, "name", round_changes.rename, lambda made: f"El ciclo se llama ahora «{made}».")


@AT_THE_ROUND
@requires(MANAGE)
def redate(request: HttpRequest, round: str) -> HttpResponse:
    def done(made) -> str:
        return (
            f"Fechas cambiadas: cierra el {long_day(made.closes_on, with_year=True)}. {notified_words(made.notified)}"
        )

    return _change(request, round, "days", round_changes.redate, done)


@AT_THE_ROUND
@requires(MANAGE)
def add_municipality(request: HttpRequest, round: str) -> HttpResponse:
    def done(made) -> str:
        return f"{made.municipality} participa desde ahora {named(made.round, 'en')}. {notified_words(made.round.notified)}"

    return _change(request, round, "add", round_changes.add_municipality, done)


@AT_THE_ROUND
@requires(MANAGE)
def remove_municipality(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    chosen, form = fetch(round), EmptyForm(request.POST)
    place = get_object_or_404(Municipality, slug=municipality)
    if form.is_valid() and (
        made := attempt(
            form,
            round_changes.remove_municipality,
            round=chosen,
            municipality=place,
            by=request.user,
            at=timezone.now(),
        )
    ):
        messages.success(request, f"{place} ya no participa {named(chosen, 'en')}. {notified_words(made.result)}")
        return redirect("results:round-detail", round)
    return show(request, chosen, refused=form)


@AT_THE_ROUND
@requires(MANAGE)
def close_early(request: HttpRequest, round: str) -> HttpResponse:
    def done(made) -> str:
        return f"La autoevaluación {named(made, 'de')} cierra hoy. {notified_words(made.notified)}"

    return _change(request, round, "close", round_changes.close_early, done)


@AT_THE_ROUND
@requires(MANAGE)
def end_rehearsal(request: HttpRequest, round: str) -> HttpResponse:
    def done(made) -> str:
        return capfirst(f"{named(made)} terminó. {notified_words(made.notified)}")

    return _change(request, round, "end", round_changes.end_rehearsal, done)


@AT_THE_ROUND
@requires(MANAGE)
def cancel(request: HttpRequest, round: str) -> HttpResponse:
    def done(made) -> str:
        return capfirst(f"{named(made)} quedó cancelado. Sigue en la bitácora. {notified_words(made.notified)}")

    return _change(request, round, "cancel", round_changes.cancel, done)
