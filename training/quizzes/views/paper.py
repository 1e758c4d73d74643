"""Quizzes on paper, for who runs the cohort: the sheet to print, and the page that types it in."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.permissions import Permission
from core.numbers import whole
from core.web.edge import attempt as tried
from training.cohorts.models import Cohort
from training.cohorts.queries.cohorts import run_by
from training.grading.document import Kind, Module
from training.grading.questions import shuffled
from training.quizzes.actions.paper import type_in
from training.quizzes.exports.sheet import sheet_pdf
from training.quizzes.presenters.panels import score_of
from training.quizzes.queries.attempts import paper_seed

WHO = (Permission.MANAGE_COHORTS, Permission.TEACH_COURSES)
DEMO = "Datos de demostración: no describen a ningún municipio real"


def place_of(request: HttpRequest, cohort: str, module: str) -> tuple[Cohort, Module]:
    found = get_object_or_404(run_by(request.user), code=cohort)
    part = found.version.parsed.module(module)
    if part is None or not part.quiz:
        raise Http404
    return found, part


@require_safe
@requires(*WHO)
def sheet(request: HttpRequest, cohort: str, module: str) -> HttpResponse:
    found, part = place_of(request, cohort, module)
    course = found.version.parsed
    head = {
        "course": f"{course.code} {course.title} · {found.name}", "module": part.title,
        "rule": f"Se aprueba con {int(course.pass_mark * 100)} %. Cuenta el mejor de tres intentos.",
        "version": f"{course.code}, versión {course.version}, grupo {found.code}",
        "demo": DEMO if found.is_demonstration else "",
    }  # fmt: skip
    response = HttpResponse(
        sheet_pdf(head, shuffled(part.quiz, paper_seed(found, part))), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'attachment; filename="prueba-{found.code}-{part.code}.pdf"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*WHO)
def type_sheet(request: HttpRequest, cohort: str, module: str) -> HttpResponse:
    """One sheet after another, by keyboard alone. A sheet that is refused stays as it was typed."""
    found, part = place_of(request, cohort, module)
    people = found.enrolments.active().select_related("user").order_by("name", "pk")
    person, faults, status = request.POST.get("person", ""), {}, 200
    if request.method == "POST":
        enrolment = people.filter(pk=whole(person) or 0).first()
        typed = {question.code: request.POST.get(f"p-{question.code}", "")[:40] for question in part.quiz}
        if enrolment is None:
            faults, status = {"person": ["Escoja de quién es la hoja."]}, 422
        else:
            enrolment.cohort = found
            done = tried(
                None, type_in, enrolment=enrolment, module=part, typed=typed, by=request.user, at=timezone.now()
            )
            if done:
                score = score_of(done.result)
                result = f"{score.points} de {score.out_of}, {score.percent} %"
                messages.success(request, f"Hoja de {enrolment.name} guardada: {result}.")
                return redirect("quizzes:paper", cohort, module)
            faults, status = done.refusal.fields or {"person": [done.message]}, done.status
    lines = [
        {
            "id": f"p-{one.code}", "number": number, "text": one.text.rpartition("\n\n")[2], "is_number": one.kind is Kind.NUMBER,
            "typed": request.POST.get(f"p-{one.code}", ""), "fault": " ".join(faults.get(one.code, [])),
        }
        for number, one in enumerate(shuffled(part.quiz, paper_seed(found, part)), 1)
    ]  # fmt: skip
    context = {
        "cohort": found, "module": part, "course": found.version.parsed, "people": people, "person": person, "lines": lines,
        "fault": " ".join(faults.get("person", [])), "faults": faults,
    }  # fmt: skip
    return render(request, "training/quizzes/paper.html", context, status=status)
