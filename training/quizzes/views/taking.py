"""The quiz of a module as the person takes it: its page, the attempt, each answer, and the results."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import ask_to_sign_in, signed_in
from core.web.autosave import CONFLICT, REFUSED, SAVED, is_current_user, outcome_response
from core.web.edge import attempt as tried
from core.words import clock
from training.cohorts.models import Enrolment
from training.grading.document import Module
from training.quizzes.actions import attempts as acts
from training.quizzes.models import Attempt
from training.quizzes.presenters.panels import (
    draft_of,
    minutes_left,
    panels_of,
    results_of,
    saved_panel,
    score_of,
)  # fmt: skip
from training.quizzes.queries.attempts import (
    attempts_of,
    best_of,
    counts_as_passed,
    enrolments_of,
    most_attempts,
    pass_mark_of,
)  # fmt: skip
from training.quizzes.queries.onward import next_step_of

TEMPLATES = "training/quizzes/"


@dataclass(frozen=True)
class Place:
    """The quiz of a module in an enrolment of the reader's own."""

    enrolment: Enrolment
    module: Module

    @property
    def context(self) -> dict:
        version = self.enrolment.cohort.version
        return {
            "enrolment": self.enrolment, "cohort": self.enrolment.cohort, "module": self.module, "course": version.parsed,
            "version": version, "most": most_attempts(self.enrolment), "pass_percent": int(pass_mark_of(self.enrolment) * 100),
        }  # fmt: skip


def _place(request: HttpRequest, cohort: str, module: str) -> Place:
    enrolment = get_object_or_404(enrolments_of(request.user), cohort__code=cohort)
    found = enrolment.cohort.version.parsed.module(module)
    if found is None or not found.quiz:
        raise Http404
    return Place(enrolment, found)


def _attempt(place: Place, number: int) -> Attempt:
    found = get_object_or_404(Attempt, enrolment=place.enrolment, module=place.module.code, number=number)
    found.enrolment = place.enrolment
    return found


@require_safe
@signed_in
def quiz(request: HttpRequest, cohort: str, module: str) -> HttpResponse:
    place, now = _place(request, cohort, module), timezone.now()
    made = attempts_of(place.enrolment, module)
    for one in made:
        if one.has_run_out(now):
            one.enrolment = place.enrolment
            acts.hand_in(attempt=one, at=now)
            return redirect(request.path)
    is_open = next((one for one in made if one.handed_in_at is None), None)
    done = [
        {"attempt": one, "score": score_of(one), "passed": counts_as_passed(place.enrolment, one)}
        for one in made
        if one.handed_in_at
    ]
    context = place.context | {
        "done": done, "open": is_open, "left": most_attempts(place.enrolment) - len(made), "best": best_of(made),
        "passed": any(one["passed"] for one in done), "takes": place.enrolment.cohort.state == "abierto",
    }  # fmt: skip
    return render(request, f"{TEMPLATES}quiz.html", context)


@require_POST
@signed_in
def start(request: HttpRequest, cohort: str, module: str) -> HttpResponse:
    place = _place(request, cohort, module)
    begun = tried(request, acts.start, enrolment=place.enrolment, module=place.module, at=timezone.now())
    if not begun:
        return redirect("quizzes:quiz", cohort, module)
    return redirect("quizzes:attempt", cohort, module, begun.result.number)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def attempt(request: HttpRequest, cohort: str, module: str, number: int) -> HttpResponse:
    """The open attempt, or its results. With JavaScript each answer saves itself; a POST saves, or hands in, all of it."""
    place, now = _place(request, cohort, module), timezone.now()
    found = _attempt(place, number)
    if request.method == "POST":
        return _received(request, place, found)
    if found.has_run_out(now):
        found = _closed(place, acts.hand_in(attempt=found, at=now))
    if found.handed_in_at is not None:
        return _results(request, place, found)
    return _form(request, place, found)


def _closed(place: Place, found: Attempt) -> Attempt:
    found.enrolment = place.enrolment
    return found


def _received(request: HttpRequest, place: Place, found: Attempt) -> HttpResponse:
    here = redirect("quizzes:attempt", place.enrolment.cohort.code, place.module.code, found.number)
    if not is_current_user(request):
        messages.error(
            request, "Esta página la abrió otra persona en este equipo. No se guardó nada a nombre de usted."
        )
        return here
    hands_in, now = "hand_in" in request.POST, timezone.now()
    stored = tried(
        request, acts.save, among=Attempt.objects.filter(pk=found.pk), read=_reader(request), at=now, hands_in=hands_in
    )
    if not stored:
        return here
    locked, saved = stored.result
    if any(one.is_conflict for one in saved):
        return _form(request, place, locked, saved=saved, status=409)
    if not hands_in:
        messages.success(request, f"Guardado a las {clock(now)}.")
    return here


def _reader(request: HttpRequest) -> Callable[[Attempt], list[acts.Draft]]:
    return lambda attempt: [draft_of(question, request.POST) for question in attempt.parsed]


def _form(request: HttpRequest, place: Place, found: Attempt, *, saved=(), status: int = 200) -> HttpResponse:
    answers = {answer.question: answer for answer in found.answers.all()}
    panels, now = panels_of(found, answers, saved), timezone.now()
    context = place.context | {
        "attempt": found, "panels": panels, "answered": sum(panel.is_answered for panel in panels), "now": now,
        "minutes_left": minutes_left(found, now),
    }  # fmt: skip
    return render(request, f"{TEMPLATES}attempt.html", context, status=status)


def _results(request: HttpRequest, place: Place, found: Attempt) -> HttpResponse:
    answers = {answer.question: answer for answer in found.answers.all()}
    made = attempts_of(place.enrolment, place.module.code)
    context = place.context | {
        "attempt": found, "results": results_of(found, answers), "score": score_of(found), "answered": len(answers),
        "passed": counts_as_passed(place.enrolment, found), "left": most_attempts(place.enrolment) - len(made),
        "next": next_step_of(place.enrolment, at=timezone.now()),
        "ran_out": found.closes_at is not None and found.handed_in_at == found.closes_at,
    }  # fmt: skip
    return render(request, f"{TEMPLATES}results.html", context)


@require_POST
@signed_in
def answer_save(request: HttpRequest, cohort: str, module: str, number: int, question: str) -> HttpResponse:
    """Autosave of one answer: 200 with its state; 409 when another window changed it, or the attempt is closed."""
    if not is_current_user(request):
        return ask_to_sign_in(request)
    own = Attempt.objects.filter(enrolment__in=enrolments_of(request.user), module=module, number=number)
    seen: list[acts.Draft] = []

    def read(attempt: Attempt) -> list[acts.Draft]:
        seen.extend(draft_of(one, request.POST) for one in attempt.parsed if one.code == question)
        if not seen:
            raise Http404
        return seen

    now = timezone.now()
    try:
        stored = tried(None, acts.save, among=own.filter(enrolment__cohort__code=cohort), read=read, at=now)
    except Attempt.DoesNotExist:
        raise Http404 from None
    if not stored:
        version = seen[0].seen_version if seen else 0
        context = {"id": f"p-{question}", "message": stored.message, "version": version}
        return outcome_response(
            request, f"{TEMPLATES}answer_refused.html", context, outcome=REFUSED, status=stored.status
        )
    found, (saved,) = stored.result
    panel = saved_panel(found, saved)
    context = {"panel": panel, "attempt": found, "now": now, "cohort": cohort, "module": module,
               "minutes_left": minutes_left(found, now)}  # fmt: skip
    return outcome_response(
        request, f"{TEMPLATES}answer_saved.html", context, outcome=CONFLICT if saved.is_conflict else SAVED,
        version=saved.stored.version if saved.stored else 0,
    )  # fmt: skip
