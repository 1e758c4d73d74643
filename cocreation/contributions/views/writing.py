"""Writing a problem or an idea, what is similar to it, and the receipt of what was sent."""

import time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import public
from cocreation.agendas.choices.stages import Act, Actor, why_not
from cocreation.agendas.models import Agenda, Participant
from cocreation.agendas.queries.stages import acts_open
from cocreation.contributions.actions import participation as joining
from cocreation.contributions.actions.contributions import PROPOSE, AlreadyReceived
from cocreation.contributions.choices import NOTICE_VERSION, ContributionState, Kind
from cocreation.contributions.forms.writing import BY_ACCOUNT, BY_CARD, ContributionForm
from cocreation.contributions.models import Contribution
from cocreation.contributions.presenters.people import (
    card_holder,
    public_agenda,
    take_code,
    take_sending,
    wait_words,
)
from cocreation.contributions.queries.participation import participant_of, remember
from cocreation.contributions.queries.similar import similar_to
from core.web import attempts
from core.web.edge import Attempt, attempt
from core.web.public_limit import limited
from core.web.upload_limit import limited_uploads, upload_problem
from core.words import one_line
from files.actions.stored_files import FileNotKept

RECEIPT = "contribution_receipt"  # in the session: [contribution, its code, until when it is shown]
SHOWN_FOR = 20 * 60  # seconds: enough to print it, or to read it again after going back
PERSONAL, ALIKE = "datos", "parecidos"  # questions before sending


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
@limited
@limited_uploads
def contribution_new(request: HttpRequest, code: str) -> HttpResponse:
    agenda = public_agenda(code)
    today = timezone.localdate()
    may = acts_open(agenda, Actor.PERSON, today)
    kind = _kind(request, may)
    participant = participant_of(request, agenda)
    closed = "" if PROPOSE[kind] in may else why_not(PROPOSE[kind], Actor.PERSON, list(agenda.stages.all()), today)
    if closed:
        request.FILES.clear()  # no look at files of what is refused anyway
    form = ContributionForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()), agenda=agenda, kind=kind,
        participant=participant, has_account=request.user.is_authenticated, challenge=request.GET.get("reto", ""),
        upload_problem=upload_problem(request),
    )  # fmt: skip
    asked, status, questions = request.POST.get("anyway", "").split(), 200, {}
    if form.is_bound:
        status = 422
        if form.is_valid():
            standing = Contribution.objects.filter(form_sha256=form.form_sha256).first()
            if standing is not None:
                return _to_receipt(request, standing)
            questions = _questions(form, agenda, asked)
            if not questions:
                sent, status = _send(request, agenda, form, participant)
                if sent is not None:
                    return sent
    context = {
        "agenda": agenda, "form": form, "kind": kind, "participant": participant, "closed": closed, "questions": questions,
        "asked": " ".join([*asked, *questions]), "notice_version": NOTICE_VERSION,
    }  # fmt: skip
    return render(request, "cocreation/contributions/contribution_new.html", context, status=status)


@require_POST
@never_cache
@public
@limited
def similar(request: HttpRequest, code: str) -> HttpResponse:
    """A fragment: what is public and says much of the same. By POST, so that no address holds what somebody writes."""
    agenda = public_agenda(code)
    if not request.headers.get("HX-Request"):  # not from the page's own script
        return redirect("contributions:contribution-new", agenda.code)
    found = similar_to(
        agenda, title=one_line(request.POST.get("title", "")[:200]), text=request.POST.get("text", "")[:3000]
    )
    return render(request, "cocreation/contributions/components/similar.html", {"similar": found})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
@limited
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """The receipt of what this browser just sent. POST: send the code of the mail again."""
    agenda = public_agenda(code)
    pk, shown, until = request.session.get(RECEIPT) or (None, "", 0)
    rows = Contribution.objects.filter(agenda=agenda, pk=pk).select_related("agenda", "municipality", "email_code")
    found = rows.first() if pk else None
    problem, status = "", 200
    if request.method == "POST":
        problem, status = _send_again(request, found)
        if not problem:
            return redirect("contributions:receipt", agenda.code)
    if until < time.time():
        shown = ""
        request.session.pop(RECEIPT, None)
    waits = found is not None and found.state == ContributionState.RECEIVED
    context = {"agenda": agenda, "contribution": found, "code": shown, "waits": waits, "problem": problem}
    response = render(request, "cocreation/contributions/receipt.html", context, status=status)
    response["Referrer-Policy"] = "same-origin"
    return response


def _kind(request: HttpRequest, may: set[Act]) -> Kind:
    """Return what the address asks for, or what can be proposed today."""
    asked = request.GET.get("tipo", "")
    if asked in Kind.values:
        return Kind(asked)
    return Kind.PROBLEM if Act.PROPOSE_PROBLEM in may else Kind.IDEA


def _questions(form: ContributionForm, agenda: Agenda, asked: list[str]) -> dict[str, list]:
    """Return what is asked before sending and was not asked yet."""
    found: dict[str, list] = {}
    if PERSONAL not in asked and (finds := form.finds):
        found[PERSONAL] = finds
    if ALIKE not in asked:
        near = similar_to(agenda, title=form.cleaned_data["title"], text=form.cleaned_data["text"])
        if very := [one for one in near if one.is_very]:
            found[ALIKE] = very
    return found


def _send(
    request: HttpRequest, agenda: Agenda, form: ContributionForm, participant: Participant | None
) -> tuple[HttpResponse | None, int]:
    """Send what a valid form says; return the answer, or none with its status and the reason on the form."""
    at, way, taken = timezone.now(), form.cleaned_data.get("way", ""), []
    said = form.said | {"agenda": agenda, "at": at}
    try:
        if participant is None and way == BY_ACCOUNT:
            participant = joining.join_with_account(agenda=agenda, user=request.user, at=at)
        elif participant is None and way == BY_CARD:
            participant, problem = card_holder(request, agenda, form.cleaned_data["card"])
            if participant is None:
                form.add_error("card", problem)
                return None, 422
            remember(request, joining.join_with_card(participant=participant, at=at))
        if participant is not None:
            taken.append(take_sending(request, f"participant:{participant.pk}"))
            done = attempt(None, joining.receive_from, participant=participant, **said)
        else:
            email = form.cleaned_data["email"]
            taken.append(take_sending(request, f"address:{email.lower()}"))
            taken.append(take_code(request, email))
            done = attempt(None, joining.receive_unconfirmed, email=email, **said)
    except attempts.Exhausted as wait:
        for one in taken:
            one.take_back()
        form.add_error(None, wait_words(wait))
        return None, 429
    return _outcome(request, form, done, taken)


def _outcome(
    request: HttpRequest, form: ContributionForm, done: Attempt, taken: list[attempts.Attempt]
) -> tuple[HttpResponse | None, int]:
    if done and done.result is not None:
        contribution, code = done.result
        request.session[RECEIPT] = [contribution.pk, code, int(time.time()) + SHOWN_FOR]
        return redirect("contributions:receipt", contribution.agenda.code), 302
    for one in taken:
        one.take_back()
    if isinstance(done.refusal, AlreadyReceived):  # pressed twice at the same moment
        return _to_receipt(request, done.refusal.contribution), 302
    if isinstance(done.refusal, FileNotKept):
        form.add_error("files", done.message)
        return None, 422
    form.add_error(None, done.message)
    return None, 409


def _to_receipt(request: HttpRequest, standing: Contribution) -> HttpResponse:
    """Lead to the receipt of what was received before. A browser that did not send it gets no code: none is kept."""
    if (request.session.get(RECEIPT) or [None])[0] is None and _is_own(request, standing):
        request.session[RECEIPT] = [standing.pk, "", 0]
    return redirect("contributions:receipt", standing.agenda.code)


def _is_own(request: HttpRequest, contribution: Contribution) -> bool:
    participant = participant_of(request, contribution.agenda)
    return participant is not None and participant.pk == contribution.participant_id


def _send_again(request: HttpRequest, contribution: Contribution | None) -> tuple[str, int]:
    waiting = getattr(contribution, "email_code", None)
    if contribution is None or waiting is None or waiting.used_at is not None:
        return "", 200
    try:
        take_code(request, waiting.email)
    except attempts.Exhausted as wait:
        return wait_words(wait), 429
    joining.ask_again(contribution=contribution, at=timezone.now())
    return "", 200
