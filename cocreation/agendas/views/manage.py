"""Pages of those who run agendas: all of them, a new one, one with its state, its data, its rules and its publication."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.permissions import Permission
from cocreation.agendas.actions import manage as acts
from cocreation.agendas.choices.stages import Act, Actor
from cocreation.agendas.forms import AgendaForm, AgendaNewForm, RulesForm
from cocreation.agendas.models import Agenda, ChallengePilot
from cocreation.agendas.presenters import address, crumbs
from cocreation.agendas.queries.manage import (
    agenda_seen,
    challenges_in_use,
    managed,
    missing_for_publication,
    pages_of,
    river_of,
    rules_seen,
    waiting_reports,
)
from cocreation.agendas.queries.stages import acts_open
from core.numbers import joined
from core.refusals import Stale
from core.web.edge import attempt, status_of
from core.web.pagination import paginate
from territory.models import Municipality

PER_PAGE = 20


@require_safe
@requires(Permission.MANAGE_AGENDAS)
def agenda_list(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    page = paginate(request, managed(), PER_PAGE)
    rows = [(agenda, [line for line in river_of(agenda.stages.all(), today) if line.is_now]) for agenda in page]
    context = {"page": page, "rows": rows, "waiting": waiting_reports(today)}
    return render(request, "cocreation/agendas/agenda_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_AGENDAS)
def agenda_new(request: HttpRequest) -> HttpResponse:
    form = AgendaNewForm(
        request.POST if request.method == "POST" else None, initial={"municipalities": Municipality.objects.all()}
    )
    tried = None
    if form.is_valid():
        tried = attempt(form, acts.open_draft, **form.cleaned_data, by=request.user, at=timezone.now())
        if tried:
            messages.success(request, "La agenda quedó en borrador. Revise las fechas de sus etapas.")
            return redirect("agendas:stages-edit", tried.result.code)
    return render(request, "cocreation/agendas/agenda_new.html", {"form": form}, status=status_of(tried, form))


@require_safe
@requires(Permission.MANAGE_AGENDAS)
def agenda_manage(request: HttpRequest, code: str) -> HttpResponse:
    """One agenda: its river, what waits, and everything that can be done with it."""
    agenda = get_object_or_404(Agenda.objects.prefetch_related("stages", "municipalities"), code=code)
    today = timezone.localdate()
    for stage in agenda.stages.all():
        stage.agenda = agenda
    river = river_of(agenda.stages.all(), today)
    facilitation = acts_open(agenda, Actor.FACILITATOR, today)
    context = {
        "agenda": agenda, "river": river, "now": [line for line in river if line.is_now],
        "to_report": [line for line in river if line.waits_for_report],
        "ahead": next((line for line in river if not line.is_now and not line.is_over), None),
        "people_may": joined([act.label for act in Act if act in acts_open(agenda, Actor.PERSON, today)]),
        "facilitation_may": joined([act.label for act in Act if act in facilitation]),
        "may_write": agenda.published_at is None or Act.WRITE_CHALLENGE in facilitation,
        "may_pilot": Act.RECORD_PILOT in facilitation,
        "challenges": agenda.challenges.prefetch_related(
            "municipalities", Prefetch("pilots", ChallengePilot.objects.standing())
        ),
        "used": challenges_in_use(agenda), "rules": list(agenda.moderation_rules.all()),
        "missing": [] if agenda.published_at else missing_for_publication(agenda, today), "pages": pages_of(agenda),
    }  # fmt: skip
    return render(request, "cocreation/agendas/agenda_manage.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_AGENDAS)
def agenda_edit(request: HttpRequest, code: str) -> HttpResponse:
    agenda = get_object_or_404(Agenda, code=code)
    form = AgendaForm.of(agenda, agenda_seen(agenda), request.POST if request.method == "POST" else None)
    tried = None
    if form.is_valid():
        data = form.cleaned_data
        tried = attempt(
            form, acts.edit, agenda=agenda, values=form.values, municipalities=list(data["municipalities"]),
            seen=data["seen"], by=request.user, at=timezone.now(),
        )  # fmt: skip
        if tried:
            messages.success(request, "Los datos de la agenda quedaron guardados.")
            return redirect(address(agenda))
        if isinstance(tried.refusal, Stale):
            form.show_again(agenda_seen(agenda))
    context = {"agenda": agenda, "form": form, "crumbs": crumbs(agenda)}
    return render(request, "cocreation/agendas/agenda_edit.html", context, status=status_of(tried, form))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_AGENDAS)
def agenda_publish(request: HttpRequest, code: str) -> HttpResponse:
    agenda = get_object_or_404(Agenda.objects.prefetch_related("stages", "municipalities"), code=code)
    tried = None
    if request.method == "POST":
        tried = attempt(request, acts.publish, agenda=agenda, by=request.user, at=timezone.now())
        if tried:
            messages.success(request, "La agenda es pública. Desde hoy cualquiera puede leerla.")
            return redirect(address(agenda))
    today = timezone.localdate()
    context = {
        "agenda": agenda, "crumbs": crumbs(agenda), "missing": missing_for_publication(agenda, today),
        "stages": agenda.stages.all(), "challenges": agenda.challenges.count(), "rules": agenda.moderation_rules.count(),
    }  # fmt: skip
    return render(request, "cocreation/agendas/agenda_publish.html", context, status=status_of(tried))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_AGENDAS)
def rules_edit(request: HttpRequest, code: str) -> HttpResponse:
    agenda = get_object_or_404(Agenda, code=code)
    rules = list(agenda.moderation_rules.values_list("code", "text"))
    sent = request.POST if request.method == "POST" else None
    form = RulesForm(sent, rules=rules, initial={"seen": rules_seen(agenda)})
    tried = None
    if form.is_valid():
        tried = attempt(
            form, acts.edit_rules, agenda=agenda, rules=form.rules, seen=form.cleaned_data["seen"], by=request.user,
            at=timezone.now(),
        )  # fmt: skip
        if tried:
            messages.success(request, "Las reglas quedaron guardadas.")
            return redirect(address(agenda))
        if isinstance(tried.refusal, Stale):
            form.show_again(rules_seen(agenda))
    context = {"agenda": agenda, "form": form, "crumbs": crumbs(agenda)}
    return render(request, "cocreation/agendas/rules_edit.html", context, status=status_of(tried, form))
