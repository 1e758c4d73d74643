"""As whom a browser takes part in an agenda."""

from django.db.models import F, Q
from django.http import HttpRequest

from cocreation.agendas.models import Agenda, Participant

SESSION_KEY = "participants"  # {code of the agenda: primary key of the participant}
MOST = 20  # agendas that one browser remembers


def participant_of(request: HttpRequest, agenda: Agenda) -> Participant | None:
    """Return who takes part in this agenda from this browser: the participant of the account, if it joined, else the one that the
    session was identified as. At most one query, none for a browser that never took part.
    """
    who = Q()
    if request.user.is_authenticated:
        who |= Q(user=request.user.pk)
    if isinstance(known := _known(request).get(agenda.code), int):
        who |= Q(pk=known, user=None)
    if not who:
        return None
    rows = Participant.objects.filter(who, agenda=agenda, erased_at=None).select_related("municipality")
    found = rows.order_by(F("user").asc(nulls_last=True)).first()
    if found is not None:
        found.agenda = agenda
    return found


def remember(request: HttpRequest, participant: Participant) -> None:
    """Let this browser take part as that participant, in their agenda only."""
    code = participant.agenda.code
    others = {key: pk for key, pk in _known(request).items() if key != code}
    request.session[SESSION_KEY] = dict([*others.items(), (code, participant.pk)][-MOST:])


def forget(request: HttpRequest, agenda: Agenda) -> None:
    """Let this browser take part as nobody in that agenda, as on a shared computer."""
    known = _known(request)
    if known.pop(agenda.code, None) is not None:
        request.session[SESSION_KEY] = known


def _known(request: HttpRequest) -> dict[str, int]:
    stored = request.session.get(SESSION_KEY)
    return dict(stored) if isinstance(stored, dict) else {}
