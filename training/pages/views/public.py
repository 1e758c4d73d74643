"""Public pages of training: the catalogue and each course."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import public
from core.search.columns import LONGEST_QUERY
from core.web.public_limit import limited
from training.cohorts.queries.enrolments import own_open_cohorts
from training.courses.queries.rendering import html_of
from training.courses.queries.versions import addresses_of
from training.learning.presenters.bridges import lesson_rows, task_rows
from training.learning.presenters.missing import certificate_term
from training.pages.presenters.linked_data import course_of, courses_of
from training.pages.queries.courses import listed_course, listed_courses, published_versions, with_words
from training.pages.queries.questions import served_questions
from training.recall.queries.retention import opinions_of, retention_of


@require_safe
@public
@limited
def catalogue(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    listed = listed_courses(timezone.localdate())
    found = with_words(listed, words) if words else listed
    taught = [one for one in found if not one.course.in_preparation and not one.course.is_demonstration]
    context = {
        "words": words, "longest": LONGEST_QUERY, "found": found, "all": listed,
        "groups": [
            ("h-cursos", "Para tomar", taught),
            ("h-demo", "De demostración", [one for one in found if one.course.is_demonstration]),
            ("h-vienen", "En preparación", [one for one in found if one.course.in_preparation]),
        ],
        "linked_data": courses_of([one for one in listed if not one.course.is_demonstration]),
    }  # fmt: skip
    return render(request, "training/pages/catalogue.html", context)


@require_safe
@public
@limited
def question_list(request: HttpRequest) -> HttpResponse:
    """Every question of the diagnosis with what serves it."""
    found = served_questions()
    themes = [
        (theme, [(row.question, lesson_rows(row.serving.lessons), task_rows(row.serving.tasks)) for row in theme.rows])
        for theme in (found.themes if found else [])
    ]
    return render(request, "training/pages/questions.html", {"found": found, "themes": themes})


@require_safe
@never_cache
@public
@limited
def course(request: HttpRequest, code: str) -> HttpResponse:
    found = listed_course(code, timezone.localdate())
    if found is None:
        raise Http404("No hay un curso publicado con ese código.")
    modules, addresses = found.course.modules, addresses_of(found.version)
    own = own_open_cohorts(request.user, code)
    context = {
        "found": found, "course": found.course, "version": found.version, "linked_data": course_of(found),
        "own": own, "cohorts": [one for one in found.cohorts if one not in own],
        "text": html_of(found.course.text, addresses, folder=""),
        "modules": [(one, html_of(one.text, addresses, folder=one.code, level=4)) for one in modules],
        "on_paper": any(one.lessons for one in modules), "quizzes": sum(bool(one.quiz) for one in modules),
        "assignments": [one.assignment for one in modules if one.assignment],
        "pass_mark": found.course.pass_mark * 100, "versions": published_versions(code),
        "certificate_term": certificate_term(),
        "retention": retention_of([code]).get(code, []), "opinion": opinions_of([code]).get(code),
        "description": (found.course.summary or found.course.title)[:190],
    }  # fmt: skip
    return render(request, "training/pages/course.html", context)
