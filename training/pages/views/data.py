"""The open data of training: the page that lists the files, and the files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import public
from core.datasets.files import LICENCE, Row
from core.web.page_cache import A_MINUTE
from core.web.public_limit import limited
from core.words import moment_in_full
from training.courses.queries.versions import newest_versions
from training.pages.exports import files
from training.pages.exports.open_data import COHORTS, COURSES, PEOPLE, QUESTIONS, TABLES
from training.pages.queries import open_data
from training.pages.queries.counts import course_counts
from training.pages.queries.courses import listed_courses
from training.pages.queries.questions import served_questions


@require_safe
@public
@limited
def data(request: HttpRequest) -> HttpResponse:
    titles = {version.course.code: version.title for version in newest_versions()}
    context = {
        "files": [(name, files.saved_as(name), files.HOLDS[name]) for name in files.NAMES], "tables": TABLES,
        "licence": LICENCE, "counts": [(titles.get(one.code, one.code), one) for one in course_counts()],
        "asked_at": moment_in_full(timezone.now()),
    }  # fmt: skip
    return render(request, "training/pages/data.html", context)


@require_safe
@public
@limited
def file(request: HttpRequest, name: str) -> HttpResponse:
    if name not in files.NAMES:
        raise Http404("No hay un archivo con ese nombre.")
    return HttpResponse(
        files.content_of(name, _rows(), reverse("training:data")),
        headers={
            "Content-Type": files.type_of(name), "Content-Disposition": f'attachment; filename="{files.saved_as(name)}"',
            "Cache-Control": A_MINUTE, "Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff",
        },
    )  # fmt: skip


def _rows() -> dict[str, list[Row]]:
    """Every table. Twelve queries at most, however many people there are."""
    return {
        COURSES.key: [open_data.course_row(one) for one in listed_courses(timezone.localdate())],
        COHORTS.key: open_data.cohort_rows(),
        PEOPLE.key: open_data.people_rows(course_counts()),
        QUESTIONS.key: open_data.question_rows(served_questions()),
    }
