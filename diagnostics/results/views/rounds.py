"""«Ciclos»: the list, opening one with a summary of what follows, and one with its municipalities and changes."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import can, requires
from accounts.permissions import Permission
from core.numbers import count_in_words
from core.web.addresses import NEXT
from core.web.edge import attempt
from core.web.pagination import paginate
from core.web.set_aside import actions as set_aside
from core.words import counted, named
from diagnostics.assessments.actions import rounds
from diagnostics.assessments.choices import RoundStatus
from diagnostics.assessments.models import Round
from diagnostics.instruments.models import InstrumentVersion
from diagnostics.results.forms.rounds import OpenForm, proposed
from diagnostics.results.presenters.rounds import (
    expanded,
    forms_of,
    others_of,
    query_of,
    rows_of,
    skipped_words,
    summary_of,
)
from diagnostics.results.queries.round_people import staff_of
from diagnostics.results.queries.rounds import ListedRound, calendar_of, last_close, listed_rounds
from mail.queries import mail_goes_nowhere
from territory.models import Municipality

KEPT = "round-open"  # what was typed, while somebody is invited
OF_OTHERS = {"municipalities", "summary"}  # fields that do not go into the address as they are
MANAGE = Permission.MANAGE_ROUNDS
CHANGED_SINCE = "Lo que está escrito cambió desde el resumen. Mire el que quedó al lado y vuelva a pedir que se abra."


@require_safe
@requires(MANAGE)
def round_list(request: HttpRequest) -> HttpResponse:
    known = listed_rounds(timezone.localdate())
    context = {"page": paginate(request, known), "sentence": _sentence(known)}
    return render(request, "diagnostics/results/rounds/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def round_open(request: HttpRequest) -> HttpResponse:
    """POST with «calcular» shows what is written with its summary, at an address of its own; without, it opens the round.

    It opens only what the summary on the page was made of.
    """
    versions, places = _versions(), list(Municipality.objects.in_river_order())
    if not versions or not places:
        return render(request, "diagnostics/results/rounds/open_empty.html", {"versions": versions, "places": places})
    if request.method == "POST" and "calcular" in request.POST:
        return _calculated(request, versions, places)
    if request.method == "POST" and "invitar" in request.POST:
        return _invitation(request, versions, places)
    if kept := set_aside.get(kind=KEPT, key=request.GET.get("seguir", ""), user=request.user, at=timezone.now()):
        return redirect(f"{reverse('results:round-open')}?{kept}")
    posted, now = request.method == "POST", timezone.now()
    form = OpenForm(_typed(request, versions, places), versions=versions, places=places)
    staff, shown = staff_of(places, now), {}
    if form.is_valid():
        # Before any error is added: a form forgets the value of a field that has one.
        plan, fingerprint = form.plan, form.fingerprint
        shown = {"plan": plan, "fingerprint": fingerprint, "summary": summary_of(plan, staff, timezone.localdate(now))}
        asked, arguments = form.cleaned_data["summary"], form.arguments
        openable = attempt(form, rounds.require_openable, plan, at=now)
        if openable and posted and asked != fingerprint:
            form.add_error(None, CHANGED_SINCE)
        elif openable and posted:
            openable = attempt(form, rounds.open_round, **arguments, by=request.user, at=now)
            if openable:
                return _opened(request, openable.result)
        shown["may_open"] = bool(openable)
    context = {
        "form": form, "now": timezone.localtime(now), "posted": posted,
        "title": _title(form, posted=posted), "choices": list(zip(form["municipalities"].subwidgets, staff, strict=True)),
        "has_demo": Round.objects.in_force().filter(is_demo=True).exists(),
        "mail_goes_nowhere": can(request.user, Permission.SEND_MAILS_AGAIN) and mail_goes_nowhere(),
    }  # fmt: skip
    return render(request, "diagnostics/results/rounds/open.html", context | shown, status=422 if posted else 200)


def no_rounds(request: HttpRequest) -> HttpResponse:
    """Render the board of a portal without rounds: how to open one, for those who may."""
    context: dict[str, Any] = {"may_open": can(request.user, MANAGE)}
    if context["may_open"]:
        context |= {"versions": InstrumentVersion.objects.exists(), "places": Municipality.objects.exists()}
    return render(request, "diagnostics/results/staff/board_empty.html", context)


def _calculated(request: HttpRequest, versions: list[InstrumentVersion], places: list[Municipality]) -> HttpResponse:
    """Redirect to the page with what was typed: to its summary, or to its top if something is wrong."""
    form = OpenForm(request.POST, versions=versions, places=places)
    is_sound = form.is_valid() and attempt(None, rounds.require_openable, form.plan, at=timezone.now())
    return redirect(f"{reverse('results:round-open')}?{_query(request, form, places)}{'#h-sig' if is_sound else ''}")


def _query(request: HttpRequest, form: OpenForm, places: list[Municipality]) -> str:
    return query_of(request.POST, places, [name for name in form.fields if name not in OF_OTHERS])


def _invitation(request: HttpRequest, versions: list[InstrumentVersion], places: list[Municipality]) -> HttpResponse:
    """Put what was typed aside and go on to the invitation that was pressed, which comes back to it."""
    offered = [
        action.url for staff in staff_of(places, timezone.now()) if staff.lacks for action in staff.lacks.actions
    ]
    wanted = next((url for url in offered if url == request.POST["invitar"]), None)
    if wanted is None:  # somebody took the role meanwhile
        return _calculated(request, versions, places)
    query = _query(request, OpenForm(versions=versions, places=places), places)
    key = set_aside.put(kind=KEPT, owner_id=request.user.pk, content=query, at=timezone.now())
    back = urlencode({NEXT: f"{reverse('results:round-open')}?seguir={key}"})
    return redirect(f"{wanted}&{back}")


@require_safe
@requires(MANAGE)
def round_detail(request: HttpRequest, round: str) -> HttpResponse:
    return show(request, fetch(round))


def fetch(code: str) -> Round:
    rows = Round.objects.select_related("version__instrument").defer("version__content")
    return get_object_or_404(rows, code=code)


def show(
    request: HttpRequest, round: Round, forms: dict[str, Form] | None = None, refused: Form | None = None
) -> HttpResponse:
    """Render the page of a round. `forms`: its forms of change, of which `refused` holds what was sent and why not."""
    today, rows = timezone.localdate(), rows_of(round, timezone.now())
    context = {
        "round": round, "page": paginate(request, rows), "listed": ListedRound(round, len(rows), today),
        "forms": forms or forms_of(round, others_of(round)), "refused": refused, "calendar": _calendar(round),
        "may_import": can(request.user, Permission.IMPORT_ANSWERS), "has_pages": round.status != RoundStatus.CANCELLED,
        "may_cancel": round.status not in (RoundStatus.CANCELLED, RoundStatus.PUBLISHED),
        "has_begun": round.opens_on is None or round.opens_on <= today,
        "is_filled": round.closes_on is None or round.closes_on > today,
    }  # fmt: skip
    return render(request, "diagnostics/results/rounds/detail.html", context, status=422 if refused else 200)


def _calendar(round: Round) -> dict[str, Any]:
    if round.opens_on is None or round.closes_on is None:
        return {}
    found = calendar_of(round.opens_on, round.closes_on, terms=round.terms, days_off=round.days_off)
    return {"calendar": found, "skipped": skipped_words(found.skipped)}


def _versions() -> list[InstrumentVersion]:
    """Return the editions, the newest first."""
    rows = InstrumentVersion.objects.light().select_related("instrument")
    return sorted(rows, key=lambda version: (version.is_frozen, version.frozen_at or version.loaded_at), reverse=True)


def _typed(request: HttpRequest, versions: list[InstrumentVersion], places: list[Municipality]) -> MultiValueDict:
    if request.method == "POST":
        return request.POST
    if "opens_on" in request.GET:
        return expanded(request.GET, places)
    values = proposed(
        today=timezone.localdate(), versions=versions, places=places, edition=request.GET.get("edicion", ""),
        taken=set(Round.objects.values_list("code", flat=True)), after=last_close() or timezone.localdate(),
        rehearsal=Round.objects.in_force().filter(is_demo=True).exists(),
    )  # fmt: skip
    return MultiValueDict({name: value if isinstance(value, list) else [value] for name, value in values.items()})


def _title(form: OpenForm, *, posted: bool) -> str:
    """The heading over what has to be corrected: how many things."""
    count = sum(len(errors) for errors in form.errors.values())
    what = "una cosa" if count == 1 else f"{count_in_words(count)} cosas"
    return f"{'El ciclo no se abrió' if posted else 'Así no se puede abrir'}. Corrija {what}"


def _opened(request: HttpRequest, round: Round) -> HttpResponse:
    messages.success(request, capfirst(f"{named(round)} quedó abierto. {notified_words(round.notified)}"))
    return redirect("results:round-detail", round.code)


def notified_words(people: int) -> str:
    """«3 personas recibieron el aviso.»"""
    if not people:
        return "Nadie recibió el aviso: todavía no hay personas con cuenta a quienes avisar."
    return f"{counted(people, 'persona recibió', 'personas recibieron')} el aviso."


def _sentence(rounds: list[ListedRound]) -> str:
    open_ones = [one.round for one in rounds if one.round.is_open]
    rehearsals = sum(round.is_rehearsal for round in open_ones)
    said = [
        counted(len(open_ones) - rehearsals, "ciclo abierto", "ciclos abiertos"),
        counted(rehearsals, "ensayo abierto", "ensayos abiertos"),
    ]
    return f"{' y '.join(one for one in said if not one.startswith('0 '))}." if open_ones else "Ninguno está abierto."
