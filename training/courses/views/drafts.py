"""Drafts of courses: started, their outline with every fault, thrown away and brought back, published."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires
from accounts.permissions import Permission
from core.web.edge import attempt, status_of
from training.courses.actions import drafts as acts
from training.courses.actions.norms import stored_norms
from training.courses.forms.drafts import PublishForm, StartForm
from training.courses.loaders.course import survey
from training.courses.loaders.problems import CourseRefused
from training.courses.models import CourseDraft
from training.courses.presenters.drafts import faults_of, folders_of
from training.courses.queries.staff import bases, next_number


def draft_of(pk: int) -> CourseDraft:
    rows = CourseDraft.objects.select_related("base__course", "published__course", "changed_by")
    return get_object_or_404(rows.defer("base__content", "published__content"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_COURSES)
def draft_new(request: HttpRequest) -> HttpResponse:
    """`?desde=`: the version that it begins as."""
    form = StartForm(
        request.POST if request.method == "POST" else None, bases=bases(), initial={"base": request.GET.get("desde")}
    )
    done = None
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        done = attempt(
            form, acts.start, base=typed["base"], code=typed["code"], title=typed["title"], by=request.user,
            at=timezone.now(),
        )  # fmt: skip
        if done:
            return redirect(done.result)
    return render(request, "training/courses/staff/draft_new.html", {"form": form}, status=status_of(done, form))


@require_safe
@requires(Permission.EDIT_COURSES)
def draft_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The files of a draft and everything that its reader would refuse today."""
    draft = draft_of(pk)
    files = acts.files_of(draft)
    problems = survey(files, stored_norms()).problems
    context = {
        "draft": draft, "folders": folders_of(list(files), problems), "faults": faults_of(draft, problems),
        "now": timezone.now(),
    }  # fmt: skip
    return render(request, "training/courses/staff/draft.html", context)


@require_POST
@requires(Permission.EDIT_COURSES)
def draft_discard(request: HttpRequest, pk: int) -> HttpResponse:
    draft = draft_of(pk)
    if attempt(request, acts.discard, draft=draft, by=request.user, at=timezone.now()):
        messages.success(
            request, f"El borrador de «{draft.title}» se descartó. Puede restaurarlo abajo, en «Descartados»."
        )
    return redirect("courses:course-manage-list")


@require_POST
@requires(Permission.EDIT_COURSES)
def draft_restore(request: HttpRequest, pk: int) -> HttpResponse:
    draft = draft_of(pk)
    acts.restore(draft=draft, by=request.user, at=timezone.now())
    messages.success(request, "El borrador volvió, como estaba.")
    return redirect(draft)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_COURSES)
def draft_publish(request: HttpRequest, pk: int) -> HttpResponse:
    draft = draft_of(pk)
    initial = {"number": next_number(draft), "seen": draft.version}
    form, done = PublishForm(request.POST if request.method == "POST" else None, initial=initial), None
    faults = []
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        done = attempt(
            None, acts.publish_draft, draft=draft, number=typed["number"], seen=typed["seen"], by=request.user,
            at=timezone.now(),
        )  # fmt: skip
        if done:
            version = done.result
            messages.success(
                request, f"La versión {version.version} de {version.course.code} quedó publicada y ya no cambia."
            )
            return redirect("courses:course-manage-list")
        if isinstance(done.refusal, CourseRefused):
            faults = faults_of(draft, tuple(done.refusal.problems))
        else:
            form.add_error(None, done.message)
    elif not form.is_bound:
        faults = faults_of(draft, survey(acts.files_of(draft), stored_norms()).problems)
    context = {"draft": draft, "form": form, "faults": faults}
    return render(request, "training/courses/staff/draft_publish.html", context, status=status_of(done, form))
