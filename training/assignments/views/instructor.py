"""Correcting works: those that wait, and one with the rubric."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.permissions import Permission
from core.personal_data import in_words, scan
from core.process.deadlines import deadline_words
from core.refusals import Stale
from core.web.edge import attempt, status_of
from core.web.pagination import paginate
from training.assignments.actions import judging
from training.assignments.forms.judging import RubricForm
from training.assignments.presenters import statement_of
from training.assignments.queries.works import (
    assignment_of,
    history_of,
    judgeable,
    with_assignments,
    works_waiting,
)

WHO = (Permission.MANAGE_COHORTS, Permission.TEACH_COURSES)
PER_PAGE = 30
ACCEPT, GIVE_BACK = "aceptar", "devolver"


@require_safe
@requires(*WHO)
def work_list(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    page = paginate(request, works_waiting(request.user), PER_PAGE)
    rows = [
        (work, assignment, deadline_words(work, today), work.is_overdue(today))
        for work, assignment in with_assignments(list(page))
    ]
    return render(request, "training/assignments/work_list.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*WHO)
def work_judge(request: HttpRequest, pk: int) -> HttpResponse:
    work = get_object_or_404(judgeable(request.user), pk=pk)
    cohort = work.enrolment.cohort
    assignment = assignment_of(cohort.version, work.module)
    past = history_of(work, assignment.rubric)
    form = RubricForm(
        request.POST if request.method == "POST" else None, initial={"seen": work.version}, rubric=assignment.rubric,
        previous=past[1].marks if len(past) > 1 else (),
    )  # fmt: skip
    done = None
    if form.is_bound and form.is_valid():
        act = judging.give_back if request.POST.get("op") == GIVE_BACK else judging.accept
        seen = form.cleaned_data["seen"]
        done = attempt(form, act, work=work, marks=form.given, seen=seen, by=request.user, at=timezone.now())
        if done:
            said = "aceptada" if done.result.is_accepted else "devuelta con sus razones"
            messages.success(request, f"La tarea quedó {said} y se avisó.")
            return redirect("assignments:work-list")
        work.refresh_from_db()
        past = history_of(work, assignment.rubric)
        if isinstance(done.refusal, Stale):
            form.now_seen(work.version)  # the page shows it
    today = timezone.localdate()
    context = {
        "work": work, "cohort": cohort, "enrolment": work.enrolment, "assignment": assignment, "form": form,
        "statement": statement_of(cohort.version, work.module, assignment), "past": past, "last": past[0],
        "is_own": work.enrolment.user_id == request.user.pk, "due": deadline_words(work, today),
        "is_late": work.is_overdue(today), "finds": in_words(scan(past[0].delivery.text)),
        "accept": ACCEPT, "give_back": GIVE_BACK,
    }  # fmt: skip
    return render(request, "training/assignments/work_judge.html", context, status=status_of(done, form))
