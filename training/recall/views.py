"""The pages that the mails of recall lead to, and what people say of a course."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import public, requires, signed_in
from accounts.permissions import Permission
from core.web.edge import attempt, status_of
from core.web.one_time_links import exchanged
from core.web.public_limit import limited
from training.cohorts.models import Enrolment
from training.recall.actions import rounds as acts
from training.recall.actions.satisfaction import say
from training.recall.choices import LEAST_PEOPLE
from training.recall.forms import SatisfactionForm
from training.recall.presenters.rounds import items_of
from training.recall.queries.rounds import leave_token, person_behind, round_behind, wants_none
from training.recall.queries.satisfaction import may_say, opinions_for, said_by


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
@limited
@exchanged("token", is_usable=round_behind)
def round(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows, POST answers one question: mail programs open links before people do."""
    found = round_behind(token)
    if found is None:
        return render(request, "training/recall/gone.html", status=410)
    problem, status = "", 200
    if request.method == "POST":
        question, chosen = request.POST.get("question", ""), request.POST.get("answer", "")
        done = attempt(None, acts.answer, round=found, question=question, chosen=chosen, at=timezone.now())
        if done:
            return redirect(f"{request.path}#{_anchor(question)}")
        problem, status = done.message, done.status
    items = [(item, _anchor(item.key)) for item in items_of(found)]
    cohort = found.enrolment.cohort
    context = {
        "cohort": cohort, "version": cohort.version, "items": items, "problem": problem,
        "answered": sum(item.answer is not None for item, _ in items), "total": len(items),
        "leave_url": reverse("recall:leave", args=[leave_token(found.enrolment.user)]),
    }  # fmt: skip
    return render(request, "training/recall/round.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@csrf_exempt  # mail programs post here directly (RFC 8058); the token authorises them
@public
@limited
@exchanged("token", is_usable=person_behind)
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """End the recalls by button or by mail program. Idempotent."""
    person = person_behind(token)
    if person is None:
        return render(request, "training/recall/gone.html", status=410)
    has_left = wants_none(person)
    if request.method == "POST":
        acts.leave(user=person, at=timezone.now())
        if "List-Unsubscribe" not in request.POST:  # RFC 8058: no redirect for mail programs
            return redirect(request.path)
        has_left = True
    return render(request, "training/recall/leave.html", {"has_left": has_left})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def satisfaction(request: HttpRequest, cohort: str) -> HttpResponse:
    rows = Enrolment.objects.active().with_context()
    enrolment = get_object_or_404(rows, cohort__code=cohort, user=request.user)
    form, done = SatisfactionForm(request.POST if request.method == "POST" else None), None
    if form.is_bound and form.is_valid():
        done = attempt(form, say, enrolment=enrolment, at=timezone.now(), **form.cleaned_data)
        if done:
            messages.success(request, "Gracias. Su opinión se suma a las demás, sin su nombre.")
            return redirect(request.path)
    context = {
        "cohort": enrolment.cohort, "version": enrolment.cohort.version, "form": form, "said": said_by(enrolment),
        "is_over": may_say(enrolment),
    }  # fmt: skip
    return render(request, "training/recall/satisfaction.html", context, status=status_of(done, form))


@require_safe
@requires(Permission.MANAGE_COHORTS, Permission.TEACH_COURSES)
def opinion_list(request: HttpRequest) -> HttpResponse:
    """What people say of the courses of one's cohorts, without names."""
    context = {"rows": opinions_for(request.user), "least": LEAST_PEOPLE}
    return render(request, "training/recall/opinions.html", context)


def _anchor(key: str) -> str:
    return "p-" + "".join(letter if letter.isalnum() else "-" for letter in key)
