"""The page of an assignment for who takes the course: what is asked, the rubric, the work, and how it was judged."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import signed_in
from core.downloads import uploaded_file_response
from core.numbers import whole
from core.refusals import Stale
from core.web.edge import Attempt, attempt, status_of
from core.web.upload_limit import drop_uploads, limited_uploads, upload_problem
from training.assignments.actions import works as acts
from training.assignments.actions.offering import offer
from training.assignments.forms.works import OfferForm, WorkForm
from training.assignments.models import Work, WorkFile
from training.assignments.presenters import statement_of
from training.assignments.queries.offering import files_to_offer, places_for
from training.assignments.queries.works import assignment_of, history_of, readable_file, work_of
from training.cohorts.models import Enrolment
from training.grading.document import Assignment

SAVE, HAND_IN, REMOVE = "guardar", "entregar", "quitar"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@limited_uploads
def work(request: HttpRequest, cohort: str, module: str) -> HttpResponse:
    """POST: `op` keeps the draft, hands it in, or takes a file out (quitar-NUMBER); the text is kept with each."""
    enrolment, assignment = _own(request, cohort, module)
    found = work_of(enrolment, module)
    op, _, number = request.POST.get("op", SAVE).partition("-")
    if op == REMOVE or _is_over(enrolment, found):
        drop_uploads(request, "")  # no look at files of what is refused anyway
    start = {"text": found.text if found else "", "seen": found.version if found else 0}
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    files = _files_of(found)
    kept = [] if op == REMOVE else files
    form, done = WorkForm(*posted, initial=start, upload_problem=upload_problem(request), kept=kept), None
    saved = ""  # what another window wrote, beside what was typed here
    if form.is_bound and form.is_valid():
        done = _do(form, enrolment, module, op, whole(number))
        if done:
            messages.success(request, _said(done.result, op))
            return redirect("assignments:work", cohort, module)
        found = work_of(enrolment, module)  # as it is now, if that is why it was refused
        files = _files_of(found)
        if done is not None and isinstance(done.refusal, Stale) and found is not None:
            form.now_seen(found.version)
            saved = found.text
    past = history_of(found, assignment.rubric) if found else []
    context = _context(enrolment, assignment, module) | {
        "form": form, "work": found, "files": files, "past": past,
        "last": past[0] if past else None, "over": attempt(None, acts.require_open, enrolment).message,
        "saved": saved, "takes_changes": found is None or found.takes_changes,
    }  # fmt: skip
    return render(request, "training/assignments/work.html", context, status=status_of(done, form))


@require_safe
@signed_in
def file(request: HttpRequest, cohort: str, module: str, pk: int) -> FileResponse:
    """One 404 for all others, so that nobody learns what was handed in."""
    found = readable_file(request.user, cohort, module, pk)
    if found is None:
        raise Http404
    response = uploaded_file_response(found.file, name=found.file_name, media_type=found.media_type)
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def evidence(request: HttpRequest, cohort: str, module: str) -> HttpResponse:
    """Offer an accepted work as draft evidence; GET says what happens, and nothing does before it is chosen."""
    enrolment, assignment = _own(request, cohort, module)
    found = work_of(enrolment, module)
    if found is None or not found.is_accepted or not assignment.questions:
        messages.info(request, "Se ofrece como evidencia una tarea aceptada que trate de una pregunta del diagnóstico.")
        return redirect("assignments:work", cohort, module)
    files, places = files_to_offer(found), places_for(request.user, assignment)
    form = OfferForm(request.POST if request.method == "POST" else None, files=files, places=places)
    done = None
    if form.is_bound and form.is_valid():
        done = attempt(form, offer, by=request.user, at=timezone.now(), **form.said)
        if done:
            place = form.said["assessment"]
            messages.success(
                request, f"«{done.result.name}» quedó en borrador como evidencia. Revísela antes de enviar."
            )
            return redirect("assessments:evidence-detail", place.round.code, place.municipality.slug, done.result.pk)
    held = [(one, row) for one in files for row in places if one.sha256 in row.held]
    context = _context(enrolment, assignment, module) | {"form": form, "work": found, "held": held}
    return render(request, "training/assignments/evidence.html", context, status=status_of(done, form))


def _own(request: HttpRequest, cohort: str, module: str) -> tuple[Enrolment, Assignment]:
    """Return the enrolment of the person and the assignment; 404 for what is not theirs."""
    rows = Enrolment.objects.active().with_context()
    enrolment = rows.filter(cohort__code=cohort, user=request.user).first()
    assignment = (
        assignment_of(enrolment.cohort.version, module) if enrolment and not enrolment.cohort.is_draft else None
    )
    if enrolment is None or assignment is None:
        raise Http404
    return enrolment, assignment


def _context(enrolment: Enrolment, assignment: Assignment, module: str) -> dict:
    cohort = enrolment.cohort
    return {
        "cohort": cohort, "enrolment": enrolment, "assignment": assignment, "module": cohort.version.parsed.module(module),
        "statement": statement_of(cohort.version, module, assignment),
    }  # fmt: skip


def _files_of(found: Work | None) -> list[WorkFile]:
    return list(found.files.current()) if found else []


def _is_over(enrolment: Enrolment, found: Work | None) -> bool:
    """Whether whatever comes is refused. Of one that waits it is not: the same may come twice."""
    return (found is not None and found.is_accepted) or not attempt(None, acts.require_open, enrolment)


def _do(form: WorkForm, enrolment: Enrolment, module: str, op: str, without: int | None) -> Attempt[Work]:
    said = {name: form.cleaned_data[name] for name in ("text", "files", "replaced", "seen")}
    common = {"enrolment": enrolment, "module": module, "at": timezone.now()} | said
    if op == HAND_IN:
        return attempt(form, acts.hand_in, **common)
    return attempt(form, acts.save_draft, without=without, **common)


def _said(work: Work, op: str) -> str:
    if op == HAND_IN:
        files = ", ".join(f"«{one.file_name}»" for one in _files_of(work))
        return f"Entregó la tarea.{f' Va con {files}.' if files else ''} Le avisamos cuando la corrijan."
    return (
        "El archivo se quitó." if op == REMOVE else "El borrador quedó guardado. Nadie más lo ve hasta que lo entregue."
    )
