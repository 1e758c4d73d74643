"""The list of practices of a town hall or of who reviews, the page of one, and writing it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import can, municipalities_of, requires
from accounts.permissions import Permission
from advisory.practices.actions import writing
from advisory.practices.choices import Licence, PracticeState
from advisory.practices.forms import PracticeForm, initial_of
from advisory.practices.models import Practice
from advisory.practices.queries.who import Act, acts_of, waits_for_rereading
from advisory.practices.views.shared import EVERYBODY, page_of, practice_for, seen_anew
from core.web.edge import attempt, status_of
from core.web.pagination import paginate
from notices.actions.notifications import mark_seen
from territory.models import Municipality

PER_PAGE = 40


@require_safe
@requires(*EVERYBODY)
def work_list(request: HttpRequest) -> HttpResponse:
    """`ver`: a state. Three queries, however many practices there are."""
    user, state = request.user, request.GET.get("ver", "")
    rows = Practice.objects.visible_to(user).with_context().order_by("-state_since", "-pk")
    if state in PracticeState.values:
        rows = rows.filter(state=state)
    page = paginate(request, rows, PER_PAGE)
    context = {
        "page": page, "state": state, "states": PracticeState.choices, "may_write": can(user, Permission.WRITE_PRACTICES),
        "to_reread": {row.pk for row in page if waits_for_rereading(row, timezone.localdate())},
    }  # fmt: skip
    return render(request, "advisory/practices/work_list.html", context)


@require_safe
@requires(*EVERYBODY)
def work(request: HttpRequest, code: str) -> HttpResponse:
    """The page of one, with what this person may do now, and nothing else."""
    row, today = practice_for(request, code), timezone.localdate()
    mark_seen(about=f"practice:{row.pk}:", by=request.user, at=timezone.now())
    may = acts_of(request.user, row, today)
    context = {
        "practice": row, "is_demo": row.is_demo, "may": {act.name.lower(): act in may for act in Act}, "may_any": bool(may),
        "waits": waits_for_rereading(row, today),
    }  # fmt: skip
    return render(request, "advisory/practices/work.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WRITE_PRACTICES)
def new(request: HttpRequest) -> HttpResponse:
    reach, rows = municipalities_of(request.user, Permission.WRITE_PRACTICES), Municipality.objects.in_river_order()
    places = list(rows if reach is None else rows.filter(pk__in=reach))
    posted = request.POST if request.method == "POST" else None
    form, done = PracticeForm(posted, initial={"licence": Licence.BY, "seen": 0}, places=places), None
    if form.is_bound and form.is_valid():
        who = {"municipality": form.written_for, "by": request.user, "at": timezone.now()}
        done = attempt(form, writing.propose, said=form.said, **who)
        if done:
            messages.success(request, f"La práctica {done.result.code} quedó guardada como borrador.")
            return redirect("practices:work", done.result.code)
    return render(request, "advisory/practices/new.html", {"form": form}, status=status_of(done, form))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WRITE_PRACTICES)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    row = practice_for(request, code, Act.REWRITE)
    form, done = PracticeForm(request.POST if request.method == "POST" else None, initial=initial_of(row)), None
    if form.is_bound and form.is_valid():
        who = {"seen": form.cleaned_data["seen"], "by": request.user, "at": timezone.now()}
        done = attempt(form, writing.rewrite, practice=row, said=form.said, **who)
        if done:
            messages.success(request, "La práctica quedó guardada.")
            return redirect("practices:work", row.code)
        seen_anew(form, done, row)
    context = page_of(request, row, Act.REWRITE, "Corregir", form=form)
    return render(request, "advisory/practices/edit.html", context, status=status_of(done, form))
