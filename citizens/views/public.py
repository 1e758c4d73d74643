"""Public pages of feedback: the list of answered messages, a new one, and the page of each."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import public
from citizens.actions import feedback as acts
from citizens.choices import ENOUGH_ANSWERS, NOTICE_VERSION, DeclineRule, FeedbackState
from citizens.forms import FeedbackForm
from citizens.models import Feedback
from citizens.queries.feedback import NO_PLACE, STATES, days_between, listed, received_as, tallies, term_words
from core.web.pagination import paginate
from core.web.public_limit import limited
from core.web.rate_limit import client_network, goes_on, take_back
from notices.queries.topics import topic_of
from territory.models import Municipality

PER_PAGE = 20
HOURLY = 10
TOO_MANY = "Llegaron muchos mensajes desde su conexión. Espere una hora y envíe otra vez: su texto sigue aquí."


@require_safe
@public
@limited
def feedback_list(request: HttpRequest) -> HttpResponse:
    places = list(Municipality.objects.in_river_order())
    place, state = request.GET.get("municipio", ""), request.GET.get("estado", "")
    if place not in {NO_PLACE, *(one.slug for one in places)}:
        place = ""
    if state not in STATES:
        state = next(iter(STATES))
    rows = listed(place=place, state=STATES[state])
    page, today = paginate(request, rows, PER_PAGE), timezone.localdate()
    context = {
        "places": places, "place": place, "state": state, "states": [(key, value.label) for key, value in STATES.items()],
        "page": page, "terms": [(row, row.is_late(today), term_words(row, today)) for row in page], "tallies": tallies(places),
        "answer_days": settings.OPINION_ANSWER_DAYS,
        "rules": DeclineRule.labels, "enough": ENOUGH_ANSWERS, "no_place": NO_PLACE,
        "shows_text": STATES[state] == FeedbackState.ANSWERED,
    }  # fmt: skip
    return render(request, "citizens/feedback_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
@limited
def feedback_new(request: HttpRequest) -> HttpResponse:
    topic = topic_of(request.GET.get("sobre") or "portal")
    if topic is None:
        raise Http404("No hay nada publicado con ese nombre.")
    form = FeedbackForm(request.POST if request.method == "POST" else None, topic=topic)
    status = 200
    if request.method == "POST" and form.is_valid():
        if standing := received_as(form.form_sha256):
            return redirect(standing)
        network = client_network(request)
        if goes_on("feedback", network, most=HOURLY, seconds=3600):
            try:
                return redirect(acts.receive(**form.said, at=timezone.now()))
            except acts.AlreadyReceived as again:  # concurrent submission, as of a double click
                take_back("feedback", network)
                return redirect(again.feedback)
        form.add_error(None, TOO_MANY)
        status = 429
    elif form.errors:
        status = 422
    context = {"form": form, "topic": topic, "rules": DeclineRule.labels, "notice_version": NOTICE_VERSION}
    context["answer_days"] = settings.OPINION_ANSWER_DAYS
    return render(request, "citizens/feedback_new.html", context, status=status)


@require_safe
@never_cache
@public
@limited
def feedback_detail(request: HttpRequest, code: str) -> HttpResponse:
    """The status of one message. Its text shows only once published, so that the page cannot be used to spread it."""
    found = get_object_or_404(Feedback, code=code.upper())
    days = days_between(found.received_at, found.state_since) if found.state_since else None
    today = timezone.localdate()
    context = {
        "feedback": found, "days": days, "term": term_words(found, today), "is_late": found.is_late(today),
    }  # fmt: skip
    response = render(request, "citizens/feedback_detail.html", context)
    if not found.is_answered:
        response["X-Robots-Tag"] = "noindex"
    return response
