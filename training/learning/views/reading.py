"""A lesson for who runs a cohort: read only, without anybody's progress."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from training.cohorts.queries.cohorts import run_by
from training.learning.presenters import lessons
from training.learning.presenters.courses import lesson_url
from training.learning.presenters.norms import KnownNorms
from training.learning.queries.questions import frequent_in_lesson


def lesson_for_staff(request: HttpRequest, code: str, module: str, lesson: str) -> HttpResponse:
    """404 for whoever may not run the cohort."""
    cohort = get_object_or_404(run_by(request.user), code=code)
    around = lessons.around(cohort.version.parsed, module, lesson)
    if around is None:
        raise Http404
    place, beside = around.place, (("left", around.previous), ("right", around.following))
    context = {
        "cohort": cohort, "version": cohort.version, "around": around, "place": place, "html": lessons.lesson_html(cohort, place),
        "norms": KnownNorms().of(place.lesson), "frequent": lessons.frequent(frequent_in_lesson(cohort, place)),
        "around_links": [(way, one, lesson_url(cohort, one)) for way, one in beside if one],
    }  # fmt: skip
    return render(request, "training/learning/staff/lesson.html", context)
