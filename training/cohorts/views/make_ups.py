"""Making up for the live sessions: the person says what they did, who teaches answers."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods

from accounts.access import requires, signed_in
from core.web.edge import attempt, status_of
from training.cohorts.actions import make_ups as acts
from training.cohorts.forms.people import JudgementForm, MakeUpForm
from training.cohorts.models import MakeUp
from training.cohorts.queries.attendance import sessions_attended
from training.cohorts.queries.enrolments import enrolment_of
from training.cohorts.views.public import cohort_with_page
from training.cohorts.views.staff import WHO, cohort_of

ACCEPT, GIVE_BACK = "aceptar", "devolver"
LONG_AGO = datetime(1970, 1, 1, tzinfo=timezone.get_default_timezone())


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def send(request: HttpRequest, code: str) -> HttpResponse:
    cohort = cohort_with_page(code)
    enrolment = enrolment_of(request.user, cohort)
    if enrolment is None or not enrolment.is_active:
        messages.info(request, "La reposición es para quien toma el grupo.")
        return redirect(cohort)
    make_up = MakeUp.objects.filter(enrolment=enrolment).first()
    form = MakeUpForm(
        request.POST if request.method == "POST" else None, initial={"text": make_up.text if make_up else ""}
    )
    done = None
    if form.is_bound and form.is_valid():
        done = attempt(form, acts.send, enrolment=enrolment, text=form.cleaned_data["text"], at=timezone.now())
        if done:
            messages.success(request, "Se envió a quien enseña el grupo. Le avisamos cuando responda.")
            return redirect(cohort)
    needs = not (enrolment.has_prior_learning or sessions_attended(enrolment) or (make_up and make_up.accepted_at))
    context = {"cohort": cohort, "form": form, "make_up": make_up, "needs": needs}
    return render(request, "training/cohorts/make_up_send.html", context, status=status_of(done, form))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*WHO)
def judge(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    cohort = cohort_of(request, code)
    rows = MakeUp.objects.select_related("enrolment__municipality", "enrolment__user", "judged_by")
    make_up = get_object_or_404(rows, pk=pk, enrolment__cohort=cohort)
    form = JudgementForm(
        request.POST if request.method == "POST" else None, initial={"seen": make_up.sent_at.isoformat()}
    )
    done = None
    if form.is_bound and form.is_valid():
        common = {"make_up": make_up, "seen": _seen(form), "by": request.user, "at": timezone.now()}
        if request.POST.get("op") == GIVE_BACK:
            done = attempt(form, acts.give_back, reason=form.cleaned_data["reason"], **common)
        else:
            done = attempt(form, acts.accept, **common)
        if done:
            given_back = done.result.returned_at is not None
            messages.success(request, f"La reposición quedó {'devuelta' if given_back else 'aceptada'} y se avisó.")
            return redirect("cohorts:cohort-manage", code)
    context = {
        "cohort": cohort, "make_up": make_up, "enrolment": make_up.enrolment, "form": form,
        "is_own": make_up.enrolment.user_id == request.user.pk, "accept": ACCEPT, "give_back": GIVE_BACK,
    }  # fmt: skip
    return render(request, "training/cohorts/staff/make_up_judge.html", context, status=status_of(done, form))


def _seen(form: JudgementForm) -> datetime:
    """What cannot be read was seen never: the action then says that there is something newer."""
    try:
        return parse_datetime(form.cleaned_data["seen"]) or LONG_AGO
    except ValueError:
        return LONG_AGO
