"""What pages of those who take part have in common: the agenda that is open to all, limits of tries, whom a card belongs to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode

from cocreation.agendas.choices import Channel
from cocreation.agendas.models import Agenda, Participant
from cocreation.contributions.choices import CARD
from core.receipts.queries import receipt_of
from core.web import attempts
from core.web.rate_limit import client_network
from core.words import about_time

# Codes sent to one address, in all agendas, so that nobody floods it; and asked for from one network, which a library shares.
CODES_TO_ADDRESS = attempts.Limit("cocreation-code-address", 4, 3600)
CODES_FROM_NETWORK = attempts.Limit("cocreation-code-network", 40, 3600)
# Of contributions and comments.
SENT_FROM_NETWORK = attempts.Limit("cocreation-sent-network", 60, 3600)
SENT_BY_PERSON = attempts.Limit("cocreation-sent-person", 20, 3600)
# Wrong codes of mails; a right one gives its try back.
WRONG_CODES = attempts.Limit("cocreation-code", 5, 15 * 60)
UNKNOWN_CARD = (
    "No hay ninguna tarjeta con ese código. Revíselo letra por letra: no lleva ceros, unos, ni las letras I y O."
)
OTHER_CODE = "Ese código no es de una tarjeta de esta agenda."


def public_agenda(code: str) -> Agenda:
    """Return an agenda that anybody may read, with its stages; 404 for others."""
    return get_object_or_404(Agenda.objects.published().prefetch_related("stages"), code=code)


def join_address(agenda: Agenda, next_path: str) -> str:
    return f"{reverse('contributions:join', args=[agenda.code])}?{urlencode({'next': next_path})}"


def card_holder(request: HttpRequest, agenda: Agenda, typed: str) -> tuple[Participant | None, str]:
    """Return the participant whose card has that code, or why there is none. Raises attempts.Exhausted after wrong tries."""
    receipt = receipt_of(typed, network=client_network(request))
    if receipt is None:
        return None, UNKNOWN_CARD
    rows = Participant.objects.filter(agenda=agenda, channel=Channel.CARD).select_related("agenda")
    found = rows.filter(pk=receipt.subject_id).first() if receipt.kind == CARD else None
    return found, "" if found else OTHER_CODE


def take_sending(request: HttpRequest, person: str) -> attempts.Attempt:
    """Count a text that somebody sends. Raises attempts.Exhausted."""
    return attempts.take((SENT_FROM_NETWORK, client_network(request)), (SENT_BY_PERSON, person))


def take_code(request: HttpRequest, email: str) -> attempts.Attempt:
    """Count a code that is asked for. Raises attempts.Exhausted."""
    return attempts.take((CODES_TO_ADDRESS, email.strip().lower()), (CODES_FROM_NETWORK, client_network(request)))


def wait_words(wait: attempts.Exhausted) -> str:
    return f"Llegaron muchos envíos seguidos. Espere {about_time(-(-wait.seconds // 60))} y envíe otra vez: su texto sigue aquí."


def refused(request: HttpRequest, agenda: Agenda, *, message: str, back: str, title: str) -> HttpResponse:
    """Answer 409 with the sentence of a refusal and the way back."""
    context = {"agenda": agenda, "message": message, "back": back, "title": title}
    return render(request, "cocreation/contributions/refused.html", context, status=409)
