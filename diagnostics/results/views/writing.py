"""Coordination writes to municipalities: reminders, and messages to all liaisons.

A text to be previewed is kept in the session, so that looking at it is a page with its own address and reloading sends nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.permissions import Permission
from core.web.edge import attempt
from core.words import counted, joined
from diagnostics.assessments.actions import writing
from diagnostics.assessments.models import Round
from diagnostics.assessments.presenters.assessments import round_of
from diagnostics.assessments.queries.waiting import liaisons_of, waited_for
from diagnostics.results.presenters.writing import letter_panel, reminder_panel
from diagnostics.results.queries.board import rounds_newest_first

PREVIEW = "preview"  # value of the button `operation`
SEEN = "ver"  # query parameter: show the draft as it will be received


@dataclass(frozen=True)
class Kind:
    """One kind of text that coordination writes: its page, the action that sends it, and what is said then."""

    page: str
    send: Callable[..., writing.Sent]
    sent: str
    template: str


REMINDER = Kind("results:remind", writing.remind, "Recordatorio enviado a", "remind")
LETTER = Kind("results:write-liaisons", writing.write_to_liaisons, "Mensaje enviado a los enlaces de", "write_liaisons")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WRITE_TO_MUNICIPALITIES)
def remind(request: HttpRequest, round: str) -> HttpResponse:
    chosen, now = round_of(rounds_newest_first(), round), timezone.now()
    rows, only = waited_for(chosen, now), request.GET.get("municipio", "")
    return _write(request, REMINDER, chosen, now, partial(reminder_panel, rows, only=only))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WRITE_TO_MUNICIPALITIES)
def write_liaisons(request: HttpRequest, round: str) -> HttpResponse:
    chosen, now = round_of(rounds_newest_first(), round), timezone.now()
    return _write(request, LETTER, chosen, now, partial(letter_panel, liaisons_of(chosen, now)))


def _write(
    request: HttpRequest, kind: Kind, chosen: Round, now: datetime, panel_of: Callable[..., Any]
) -> HttpResponse:
    """Show the panel with what was typed or the draft to be looked at; keep a draft, or send the text."""
    key, data = f"{kind.page}-draft:{chosen.code}", request.POST if request.method == "POST" else None
    panel = panel_of(data=data, draft=request.session.get(key) if SEEN in request.GET else None)
    if panel.form.is_valid():
        text = panel.form.cleaned_data
        if request.POST.get("operation") == PREVIEW:
            request.session[key] = text
            return _to_preview(kind.page, chosen.code)
        done = attempt(panel.form, kind.send, round=chosen, **text, by=request.user, at=now)
        if done:
            request.session.pop(key, None)
            return _sent(request, done.result, kind.sent, chosen.code)
        for line in done.details:
            panel.form.add_error(None, line)
    context = {"round": chosen, "panel": panel, "now": now}
    status = 422 if panel.form.errors else 200
    return render(request, f"diagnostics/results/staff/{kind.template}.html", context, status=status)


def _to_preview(page: str, round: str) -> HttpResponse:
    answer = redirect(page, round)
    answer["Location"] += f"?{SEEN}=1#vista"
    return answer


def _sent(request: HttpRequest, sent: writing.Sent, what: str, round: str) -> HttpResponse:
    people = counted(sent.people, "persona", "personas")
    messages.success(request, f"{what} {joined(sent.places)}: {people}. Quedó en la bitácora.")
    if sent.left_out:
        messages.warning(request, f"No se escribió a todos. {' '.join(sent.left_out)}")
    return redirect("results:board-round", round)
