"""Versions of courses for who writes them: loaded from an archive, published, reviewed, taken away."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.permissions import Permission
from core.downloads import SAFE_HEADERS
from core.web.edge import Attempt, attempt, status_of
from core.web.upload_limit import limited_uploads, tell
from training.courses.actions import versions as acts
from training.courses.actions.folders import folder_of
from training.courses.exports.folders import zipped
from training.courses.forms.versions import ArchiveForm, ReviewForm
from training.courses.loaders.problems import CourseRefused, Problem
from training.courses.models import CourseVersion
from training.courses.queries.staff import drafts, shelves

OUTCOMES = {
    acts.CREATED: "quedó cargada. Nadie más la ve hasta que la publique.",
    acts.CHANGED: "quedó cambiada. Nadie más la ve hasta que la publique.",
    acts.SAME: "ya estaba igual: no se cambió nada.",
}


def faults_of(tried: Attempt | None) -> list[Problem]:
    """Return what the reader of courses refused; [] for any other refusal, which is a sentence."""
    refusal = tried.refusal if tried else None
    return refusal.problems if isinstance(refusal, CourseRefused) else []


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_COURSES)
@limited_uploads
def course_list(request: HttpRequest) -> HttpResponse:
    """All versions and drafts; POST loads a version from an archive."""
    posted = request.method == "POST"
    form, done = ArchiveForm(request.POST if posted else None, request.FILES if posted else None), None
    tell(form, request)
    if form.is_bound and form.is_valid():
        files = form.cleaned_data["file"]
        done = attempt(None, acts.load_files, files=files, by=request.user, at=timezone.now())
        if done:
            version, outcome = done.result
            messages.success(request, f"La versión {version.version} de {version.course.code} {OUTCOMES[outcome]}")
            return redirect(f"{request.path}#{version.course.code}")
        if not faults_of(done):
            form.add_error("file", done.message)
    open_drafts, discarded = drafts()
    context = {
        "form": form, "faults": faults_of(done), "shelves": shelves(), "drafts": open_drafts, "discarded": discarded,
        "now": timezone.now(),
    }  # fmt: skip
    return render(request, "training/courses/staff/list.html", context, status=status_of(done, form))


@require_safe
@requires(Permission.EDIT_COURSES)
def version_download(request: HttpRequest, pk: int) -> HttpResponse:
    version = _version(pk)
    files = folder_of(version)
    if not files:
        raise Http404
    name = f"{version.course.code}-{version.version}.zip"
    headers = {"Content-Disposition": content_disposition_header(True, name), **SAFE_HEADERS}
    return HttpResponse(zipped(files), content_type="application/zip", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_COURSES)
def version_publish(request: HttpRequest, pk: int) -> HttpResponse:
    version, done = _version(pk), None
    if request.method == "POST":
        done = attempt(None, acts.publish_checked, version=version, by=request.user, at=timezone.now())
        if done:
            said = "quedó publicada y ya no cambia." if done.result else "ya estaba publicada."
            messages.success(request, f"La versión {version.version} de {version.course.code} {said}")
            return redirect("courses:course-manage-list")
    context = {"version": version, "refused": done, "faults": faults_of(done)}
    return render(request, "training/courses/staff/version_publish.html", context, status=status_of(done))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_COURSES)
def version_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down who read a version. Once: afterwards the page says who it was."""
    version = _version(pk)
    form, done = ReviewForm(request.POST if request.method == "POST" else None), None
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        done = attempt(
            form, acts.record_review, version=version, reviewer=typed["reviewer"], on=typed["on"], by=request.user,
            at=timezone.now(),
        )  # fmt: skip
        if done:
            messages.success(request, f"La revisión de {version} quedó anotada.")
            return redirect("courses:course-manage-list")
    context = {"version": version, "form": form}
    return render(request, "training/courses/staff/version_review.html", context, status=status_of(done, form))


def _version(pk: int) -> CourseVersion:
    return get_object_or_404(CourseVersion.objects.light().select_related("course"), pk=pk)
