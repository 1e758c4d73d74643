"""Joining an agenda: by mail, by a printed card, with an account."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import public
from cocreation.agendas.models import Agenda, Participant
from cocreation.contributions.actions import participation as acts
from cocreation.contributions.choices import NOTICE_VERSION
from cocreation.contributions.forms.participation import (
    MINOR,
    ONLY_BY_CARD,
    CardForm,
    CodeForm,
    MailForm,
    path_in_portal,
)
from cocreation.contributions.models import EmailCode
from cocreation.contributions.presenters.people import (
    WRONG_CODES,
    card_holder,
    public_agenda,
    take_code,
    wait_words,
)
from cocreation.contributions.queries.participation import participant_of, remember
from core.receipts import codes
from core.web import attempts
from core.web.edge import attempt
from core.web.one_time_links import exchanged
from core.web.public_limit import limited
from core.web.rate_limit import client_network

SENT = "Si el correo está bien escrito, en unos minutos le llega un código. Escríbalo aquí."
JOINED = "Desde ahora participa en esta agenda desde este navegador."


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
@limited
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Three ways in. `next`: the page of the portal to go on with."""
    agenda = public_agenda(code)
    next_path = path_in_portal(request.POST.get("next") or request.GET.get("next", ""))
    way = request.POST.get("way", "") if request.method == "POST" else ""
    mail, card = MailForm(request.POST if way == "mail" else None), CardForm(request.POST if way == "card" else None)
    status = 200 if request.method != "POST" else 422
    try:
        if way == "account" and request.user.is_authenticated:
            acts.join_with_account(agenda=agenda, user=request.user, at=timezone.now())
            return _on(request, agenda, next_path)
        if way == "mail" and mail.is_valid():
            take_code(request, mail.cleaned_data["email"])
            acts.ask_code(agenda=agenda, email=mail.cleaned_data["email"], at=timezone.now(), next_path=next_path)
            messages.success(request, SENT)
            return redirect("contributions:confirm", agenda.code)
        if way == "card" and card.is_valid():
            holder, problem = card_holder(request, agenda, card.cleaned_data["card"])
            if holder is not None:
                remember(request, acts.join_with_card(participant=holder, at=timezone.now()))
                return _on(request, agenda, next_path)
            card.add_error("card", problem)
    except attempts.Exhausted as wait:
        (mail if way == "mail" else card).add_error(None, wait_words(wait))
        status = 429
    context = {
        "agenda": agenda, "mail": mail, "card": card, "next": next_path, "notice_version": NOTICE_VERSION,
        "participant": participant_of(request, agenda), "only_by_card": ONLY_BY_CARD,
        "is_minor": mail.is_minor or request.GET.get("edad") == MINOR, "has_errors": mail if mail.is_bound else card,
    }  # fmt: skip
    return render(request, "cocreation/contributions/join.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
@limited
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """Where the code of a mail is typed. It travels in the body of the form only."""
    agenda = public_agenda(code)
    form, status = CodeForm(request.POST if request.method == "POST" else None), 200
    if form.is_bound:
        done, status = _tried(request, agenda, form)
        if done is not None:
            return done
    return render(request, "cocreation/contributions/confirm.html", {"agenda": agenda, "form": form}, status=status)


def _waiting(token: str) -> EmailCode | None:
    if not codes.normalized(token):
        return None
    rows = EmailCode.objects.filter(agenda__published_at__isnull=False, code_hmac=codes.hashed(token))
    return rows.select_related("agenda", "contribution").first()


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
@limited
@exchanged("token", is_usable=_waiting)
def confirm_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail: one button. Opening it confirms nothing, since mail programs open links before people do."""
    found = _waiting(token)
    if found is None:
        return render(request, "cocreation/contributions/confirm_link.html", {"gone": True}, status=404)
    form, status = CodeForm({"code": token}), 200
    if request.method == "POST":
        done, status = _tried(request, found.agenda, form)
        if done is not None:
            return done
    context = {"agenda": found.agenda, "waits": found.contribution, "form": form}
    return render(request, "cocreation/contributions/confirm_link.html", context, status=status)


def _tried(request: HttpRequest, agenda: Agenda, form: CodeForm) -> tuple[HttpResponse | None, int]:
    """Use the code of a form; the answer, or none with its status and the reason on the form."""
    if not form.is_valid():
        return None, 422
    try:
        return _use(request, agenda, form.cleaned_data["code"], form), 422
    except attempts.Exhausted as wait:
        form.add_error(None, wait_words(wait))
        return None, 429


def _use(request: HttpRequest, agenda: Agenda, typed: str, form: CodeForm) -> HttpResponse | None:
    """Use a code and go on; None with the reason on the form. Raises attempts.Exhausted after wrong tries."""
    tried = attempts.take((WRONG_CODES, client_network(request)))
    known = participant_of(request, agenda)
    done = attempt(form, acts.use_code, agenda=agenda, typed=typed, known=known, at=timezone.now())
    if not done or done.result is None:
        return None
    tried.take_back()
    participant, row = done.result
    _let_in(request, agenda, participant)
    if row.contribution is not None:
        noun = row.contribution.get_kind_display().lower()
        messages.success(request, f"Correo confirmado: su {noun} {row.contribution.code} espera a la moderación.")
        return redirect("contributions:mine", agenda.code)
    return _on(request, agenda, row.next_path)


def _let_in(request: HttpRequest, agenda: Agenda, participant: Participant) -> None:
    participant.agenda = agenda
    remember(request, participant)


def _on(request: HttpRequest, agenda: Agenda, next_path: str) -> HttpResponse:
    messages.success(request, JOINED)
    return redirect(next_path or reverse("contributions:mine", args=[agenda.code]))
