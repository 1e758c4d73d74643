"""Parts of pages of the diagnosis that lead to courses; each is also a page of its own. They read published things only."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import public
from core.web.public_limit import limited
from territory.models import Municipality
from training.courses.models import CourseVersion
from training.learning.presenters.bridges import course_rows, lesson_rows
from training.learning.presenters.missing import address_of
from training.learning.queries.bridges import courses_for, enrolment_with, lessons_for

LONGEST_CODE = 40


@require_safe
@public
@limited
def lessons_for_question(request: HttpRequest, code: str) -> HttpResponse:
    if len(code) > LONGEST_CODE:
        raise Http404
    context = {"code": code, "rows": lesson_rows(lessons_for(code))}
    return render(request, f"training/learning/bridges/question{'_part' if request.htmx else ''}.html", context)


@require_safe
@public
@limited
def courses_for_place(request: HttpRequest, slug: str) -> HttpResponse:
    municipality = get_object_or_404(Municipality, slug=slug)
    found = courses_for(municipality)
    context = {
        "municipality": municipality, "found": found, "rows": course_rows(found.courses) if found else [],
        "catalogue": address_of("training:catalogue"),
    }  # fmt: skip
    return render(request, f"training/learning/bridges/place{'_part' if request.htmx else ''}.html", context)


@require_safe
@never_cache
@public
@limited
def lesson_open(request: HttpRequest, course: str, module: str, lesson: str) -> HttpResponse:
    """Lead to a lesson where the person takes its course, else to the course."""
    version = CourseVersion.objects.current().light().filter(course__code=course).first()
    if version is None:
        raise Http404
    if request.user.is_authenticated:
        enrolment = enrolment_with(request.user, course, module, lesson)
        if enrolment is not None:
            return redirect("learning:lesson", enrolment.cohort.code, module, lesson)
    return redirect(address_of("training:course", course) or address_of("learning:paper-pdf", course, version.version))
