"""What coordination writes to municipalities: reminders to those it waits for, and messages to all liaisons."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst

from accounts.models import User
from core import audit
from core.placeholders import filled, require_known
from core.refusals import Refusal
from core.words import joined, named
from diagnostics.assessments.choices import RoundStatus
from diagnostics.assessments.choices.notifications import COORDINATION, REMINDER
from diagnostics.assessments.models import Assessment, Reminder, Round
from diagnostics.assessments.queries.waiting import PLACEHOLDERS, STATES_WAITED_FOR, Waiting, liaisons_of, waiting_of
from notices.actions.notifications import notify
from notices.choices import NotificationKind


class NothingToSend(Refusal):
    """Nobody would get it: nobody chosen, nobody there, reminded within 24 hours, or the same text went out before."""


@dataclass(frozen=True)
class Sent:
    """How many people were written to, the municipalities that were, and those that were not, with the reason of each."""

    people: int
    places: list[str]
    left_out: list[str]


@transaction.atomic
def remind(*, round: Round, places: Collection[str], subject: str, text: str, by, at: datetime) -> Sent:
    """Remind those who must act in the municipalities named by slug; nobody gets two reminders within 24 hours.

    Placeholders are filled for each municipality. Refuses UnknownPlaceholder, NothingToSend.
    """
    _require_text(round, subject, text)
    # Serialises coordinators who press at once: the second one finds what the first one sent.
    rows = Assessment.objects.select_for_update(of=("self",)).filter(round=round, municipality__slug__in=places)
    waiting = waiting_of(round, rows.select_related("municipality").order_by("pk"), at)
    people = {person.user for one in waiting for person in one.people}
    list(User.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk").values_list("pk"))
    # Read again under the lock of the people: one may have been reminded for another municipality or round.
    waiting = waiting_of(round, [one.assessment for one in waiting], at)
    sent, left_out, taken = [], [], set()
    for one in waiting:
        to = [person.user for person in one.to_remind if person.user not in taken]
        if one.assessment.state not in STATES_WAITED_FOR or not to:
            left_out.append(_why_not(one))
            continue
        taken.update(to)
        _remind(one, to, subject, text, by, at)
        sent.append(str(one.assessment.municipality))
    if not sent:
        raise NothingToSend("No se envió nada. Elija al menos un municipio al que se pueda escribir.", left_out)
    return Sent(len(taken), sent, left_out)


def _remind(one: Waiting, to: list[int], subject: str, text: str, by, at: datetime) -> None:
    assessment, day = one.assessment, timezone.localdate(at)
    Reminder.objects.bulk_create(
        Reminder(assessment=assessment, person_id=person, sent_at=at, sent_on=day, sent_by=by) for person in to
    )
    said = filled(subject, one.values)
    _write(one, to, REMINDER, f"reminder:{assessment.pk}:{at.isoformat()}", subject, text, at)
    audit.record(by=by, verb="assessment.reminded", target=assessment, at=at, data={"people": len(to)}, reason=said)


def _why_not(one: Waiting) -> str:
    place = one.assessment.municipality
    if one.assessment.state not in STATES_WAITED_FOR:
        return f"{place}: ya no espera nada del municipio."
    if not one.people:
        return f"{place}: no tiene {one.who}."
    people = joined([f"{person.name} ({person.role.label.lower()})" for person in one.people])
    return f"{place}: a {people} ya se {'le' if len(one.people) == 1 else 'les'} escribió en las últimas 24 horas."


@transaction.atomic
def write_to_liaisons(*, round: Round, subject: str, text: str, by, at: datetime) -> Sent:
    """Send a message to the liaisons of all municipalities that take part; the same text reaches a person once.

    Refuses UnknownPlaceholder, NothingToSend.
    """
    _require_text(round, subject, text)
    digest = sha256(f"{subject}\n{text}".encode()).hexdigest()[:32]
    people, places, left_out = 0, [], []
    for one in liaisons_of(round, at):
        place = str(one.assessment.municipality)
        if not one.people:
            left_out.append(f"{place}: no tiene enlace.")
            continue
        # The municipality is no part of the key: a person with two of them gets the message once.
        key = f"to-liaisons:{round.pk}:{digest}"
        told = _write(one, [person.user for person in one.people], COORDINATION, key, subject, text, at)
        if not told:
            left_out.append(f"{place}: ya recibió este mismo texto.")
            continue
        people, places = people + told, [*places, place]
        data, said = {"people": told}, filled(subject, one.values)
        audit.record(by=by, verb="assessment.written_to", target=one.assessment, at=at, data=data, reason=said)
    if not people:
        raise NothingToSend("No se envió nada: no hay a quién, o ese mismo texto ya se envió.", left_out)
    return Sent(people, places, left_out)


def _write(one: Waiting, to: list[int], kind: NotificationKind, key: str, subject: str, text: str, at: datetime) -> int:
    title, body = filled(subject, one.values), filled(text, one.values)
    return notify(to=to, kind=kind, key=key, title=title, body=body, url=one.path, at=at)


def _require_text(round: Round, subject: str, text: str) -> None:
    require_known(f"{subject}\n{text}", PLACEHOLDERS)
    if not subject.strip() or not text.strip():
        raise NothingToSend("Escriba el asunto y el mensaje.")
    if round.status != RoundStatus.OPEN:
        raise NothingToSend(f"{capfirst(named(round))} no está abierto: ya no espera nada de los municipios.")
