"""Pages of who takes courses: their courses, one course, a lesson. Everybody sees their own enrolments only."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import signed_in
from accounts.queries import holdings_of
from core.numbers import share
from core.web.edge import Attempt, attempt, status_of
from training.cohorts.models import Enrolment
from training.learning.actions import questions as asking
from training.learning.actions import visits as acts
from training.learning.forms.questions import QuestionForm
from training.learning.presenters import courses as shown
from training.learning.presenters import lessons
from training.learning.presenters.missing import (
    MissingLine,
    address_of,
    certificate_term,
    lacks_attendance,
    missing_lines,
    missing_title,
)  # fmt: skip
from training.learning.presenters.norms import KnownNorms
from training.learning.queries.certificates import certificates_of
from training.learning.queries.opinions import opinions_of
from training.learning.queries.own import enrolments_of, municipalities_of, own_enrolment
from training.learning.queries.progress import progress_of
from training.learning.queries.questions import shown_in_lesson
from training.learning.queries.reading import Place, places_of, visits_of
from training.learning.views.reading import lesson_for_staff


class Opened(NamedTuple):
    enrolment: Enrolment
    around: lessons.Around


def enrolment_or_404(request: HttpRequest, cohort: str) -> Enrolment:
    found = own_enrolment(request.user, cohort)
    if found is None:
        raise Http404
    return found


def opened_or_404(request: HttpRequest, cohort: str, module: str, lesson: str) -> Opened:
    return _opened(enrolment_or_404(request, cohort), module, lesson)


def _opened(enrolment: Enrolment | None, module: str, lesson: str) -> Opened:
    if enrolment is None:
        raise Http404
    around = lessons.around(enrolment.cohort.version.parsed, module, lesson)
    if around is None:
        raise Http404
    return Opened(enrolment, around)


@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Every course of the person: what is missing and the next step, the ended ones below."""
    rows, now = enrolments_of(request.user), timezone.now()
    progress, visits, certificates = progress_of(rows), visits_of(rows), certificates_of(rows)
    cards = [
        shown.card_of(row, progress[row.pk], visits.get(row.pk, {}), certificates.get(row.pk), at=now) for row in rows
    ]
    places = {row.municipality_id for row in rows} | {one.municipality_id for one in holdings_of(request.user)}
    context = {
        "open_cards": [card for card in cards if card.is_open], "ended_cards": [card for card in cards if not card.is_open],
        "catalogue": address_of("training:catalogue"), "places": municipalities_of(places),
    }  # fmt: skip
    return render(request, "training/learning/home.html", context)


@require_safe
@signed_in
def course(request: HttpRequest, cohort: str) -> HttpResponse:
    enrolment, now = enrolment_or_404(request, cohort), timezone.now()
    progress = progress_of([enrolment])[enrolment.pk]
    visits = visits_of([enrolment]).get(enrolment.pk, {})
    lines = missing_lines(enrolment, progress, at=now)
    places = places_of(progress.course)
    context = _common(enrolment) | {
        "course": progress.course, "lines": lines, "missing_title": missing_title(lines), "attended": progress.attended,
        "takes_attendance": enrolment.cohort.is_open and lacks_attendance(progress),
        "blocks": shown.module_blocks(enrolment, progress, visits), "sessions": list(enrolment.cohort.sessions.all()),
        "read": shown.count_read(places, visits), "total": len(places),
        "next": shown.next_step(enrolment, progress.course, visits, lines) if enrolment.cohort.is_open else None,
        "certificate": certificates_of([enrolment]).get(enrolment.pk), "opinion": opinions_of([enrolment]).get(enrolment.pk),
    }  # fmt: skip
    return render(request, "training/learning/course.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def lesson(request: HttpRequest, cohort: str, module: str, lesson: str) -> HttpResponse:
    """Read a lesson; the form in it sends a question to who teaches the cohort. Who runs the cohort only reads."""
    enrolment = own_enrolment(request.user, cohort)
    if enrolment is None and request.method != "POST":
        return lesson_for_staff(request, cohort, module, lesson)
    opened = _opened(enrolment, module, lesson)
    form, done = QuestionForm(request.POST if request.method == "POST" else None), None
    if form.is_bound and form.is_valid():
        done = attempt(
            form, asking.ask, enrolment=opened.enrolment, module=opened.around.place.module,
            lesson=opened.around.place.lesson, text=form.cleaned_data["text"], at=timezone.now(),
        )  # fmt: skip
        if done:
            messages.success(request, "Se envió a quien enseña el grupo. Responde en 3 días hábiles y le avisamos.")
            return redirect(f"{shown.lesson_url(opened.enrolment.cohort, opened.around.place)}#preguntas")
    return _lesson_page(request, opened, form, done)


def _lesson_page(request: HttpRequest, opened: Opened, form: QuestionForm, done: Attempt | None) -> HttpResponse:
    enrolment, around = opened
    now, place = timezone.now(), around.place
    progress = progress_of([enrolment])[enrolment.pk]
    visits = visits_of([enrolment]).get(enrolment.pk, {})
    lines = missing_lines(enrolment, progress, at=now)
    asked = list(shown_in_lesson(enrolment, place))
    visit = visits.get(place.key)
    read = shown.count_read(places_of(progress.course), visits)
    context = _common(enrolment) | {
        "around": around, "place": place, "html": lessons.lesson_html(enrolment.cohort, place), "course": progress.course,
        "norms": KnownNorms().of(place.lesson), "lines": lines, "missing_title": missing_title(lines),
        "read": read, "percent": share(read, around.total), "is_read": bool(visit and visit.done_at),
        "frequent": lessons.frequent(asked), "own": lessons.own(asked, enrolment, at=now), "form": form,
        "previous": _link(enrolment, around.previous), "following": _following(opened, lines),
    }  # fmt: skip
    return render(request, "training/learning/lesson.html", context, status=status_of(done, form))


@require_POST
@signed_in
def lesson_place(request: HttpRequest, cohort: str, module: str, lesson: str) -> HttpResponse:
    """Keep where somebody reads; the page tells it by itself."""
    enrolment, around = opened_or_404(request, cohort, module, lesson)
    place = around.place
    done = attempt(
        None, acts.note_place, enrolment=enrolment, module=place.module, lesson=place.lesson,
        anchor=request.POST.get("anchor", ""), at=timezone.now(),
    )  # fmt: skip
    return HttpResponse(status=204) if done else HttpResponse(done.message, status=done.status)


@require_POST
@signed_in
def lesson_done(request: HttpRequest, cohort: str, module: str, lesson: str) -> HttpResponse:
    """Mark a lesson as read and go on: to the next one of its module, else to the next step, first of all its quiz."""
    enrolment, around = opened_or_404(request, cohort, module, lesson)
    place = around.place
    attempt(request, acts.mark_read, enrolment=enrolment, module=place.module, lesson=place.lesson, at=timezone.now())
    following = around.following
    if following is not None and following.module is place.module:
        return redirect(shown.lesson_url(enrolment.cohort, following))
    step = shown.next_step_for(enrolment, at=timezone.now())
    return redirect(step.url if step else reverse("learning:course", args=[cohort]) + f"#modulo-{place.module_number}")


class Link(NamedTuple):
    url: str
    title: str


def _link(enrolment: Enrolment, place: Place | None) -> Link | None:
    return Link(shown.lesson_url(enrolment.cohort, place), place.lesson.title) if place else None


def _following(opened: Opened, lines: Sequence[MissingLine]) -> Link | None:
    """What comes after a lesson: the next one of its module, else the module's quiz and assignment, else the next module."""
    enrolment, around = opened
    here, following = around.place.module, around.following
    if enrolment.cohort.is_open and (following is None or following.module is not here):
        step = shown.step_in_module(here.code, lines)
        if step is not None:
            return Link(step.url, step.name)
    return _link(enrolment, following)


def _common(enrolment: Enrolment) -> dict[str, Any]:
    cohort, version = enrolment.cohort, enrolment.cohort.version
    return {
        "enrolment": enrolment, "cohort": cohort, "version": version, "code": version.course.code,
        "is_draft": not version.reviewed_on, "certificate_term": certificate_term(),
    }  # fmt: skip
