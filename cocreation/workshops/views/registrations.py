"""Keeping a seat of a workshop, and the page that the code of its receipt opens."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import public
from cocreation.workshops.actions import registrations as acts
from cocreation.workshops.forms import RegistrationForm
from cocreation.workshops.models import Registration, Workshop
from cocreation.workshops.queries.upcoming import seats_left, with_seats_taken
from core.web.public_limit import limited
from core.web.rate_limit import client_network, goes_on, take_back

HOURLY = 10
TOO_MANY = "Se reservaron muchos cupos desde su conexión. Espere una hora y envíe otra vez."
KEPT = "registrations"  # in the session: [primary key of the registration, its code until it was shown once]
MOST = 5


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
@limited
def registration_new(request: HttpRequest, code: str, number: int) -> HttpResponse:
    workshop = get_object_or_404(
        with_seats_taken(Workshop.objects.public().with_context()), agenda__code=code, number=number
    )
    form = RegistrationForm(request.POST if request.method == "POST" else None, workshop=workshop)
    status = 200 if workshop.takes_registrations(timezone.now()) else 409
    if form.is_bound and form.is_valid():
        status = _register(request, form)
        if status == 302:
            return redirect("workshops:registration-done", code, number)
    elif form.errors:
        status = 422
    context = {"agenda": workshop.agenda, "workshop": workshop, "form": form, "left": seats_left(workshop)}
    context["is_open"] = workshop.takes_registrations(timezone.now())
    return render(request, "cocreation/workshops/registration_new.html", context, status=status)


def _register(request: HttpRequest, form: RegistrationForm) -> int:
    """Return the status of the answer: 302 once the seats are kept."""
    network = client_network(request)
    if not goes_on("registration", network, most=HOURLY, seconds=3600):
        form.add_error(None, TOO_MANY)
        return 429
    try:
        kept, code = acts.register(
            workshop=form.workshop, seats=form.cleaned_data["seats"], at=timezone.now(), form_sha256=form.form_sha256
        )
    except acts.AlreadyRegistered:  # a double press: the first one holds the code
        take_back("registration", network)
        return 302
    except acts.NotTaken as refusal:
        take_back("registration", network)
        form.add_error(None, refusal.message)
        return 409
    request.session[KEPT] = [*request.session.get(KEPT, []), [kept.pk, code]][-MOST:]
    return 302


@require_safe
@never_cache
@public
@limited
def registration_done(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """What this browser keeps in this workshop. The code is shown once, and gone from the session with that."""
    workshop = get_object_or_404(Workshop.objects.public().with_context(), agenda__code=code, number=number)
    kept = dict(request.session.get(KEPT, []))
    own = list(workshop.registrations.filter(pk__in=kept).order_by("-at", "-pk"))
    shown = next((kept[row.pk] for row in own if kept[row.pk]), "")
    if shown and request.method == "GET":
        request.session[KEPT] = [[pk, "" if value == shown else value] for pk, value in kept.items()]
    context = {"agenda": workshop.agenda, "workshop": workshop, "registrations": own, "shown": shown}
    response = render(request, "cocreation/workshops/registration_done.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def receipt_page(request: HttpRequest, subject_id: int) -> HttpResponse:
    """What the code of a registration opens (core.receipts): the seats, and giving them back."""
    row = get_object_or_404(Registration.objects.select_related("workshop__agenda"), pk=subject_id)
    workshop = row.workshop
    if request.method == "POST":
        acts.give_back(registration=row, at=timezone.now())
        messages.success(request, "Los cupos quedaron libres para otra persona.")
        return redirect(workshop)
    ahead = workshop.registrations.filter(is_waiting=True, at__lt=row.at).count() if row.is_waiting else 0
    context = {"agenda": workshop.agenda, "workshop": workshop, "registration": row, "place": ahead + 1}
    return render(request, "cocreation/workshops/registration.html", context)
