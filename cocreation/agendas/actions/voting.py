"""Voting for challenges in the browser, and supporting them. Every press is saved, and may be changed until the stage closes."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cocreation.agendas.actions.locks import lock
from cocreation.agendas.actions.results import require_unfrozen
from cocreation.agendas.choices import GROUPS, Criterion
from cocreation.agendas.choices.stages import Act, Actor
from cocreation.agendas.models import Agenda, Challenge, Participant, Support, Vote
from cocreation.agendas.queries.stages import require_act
from cocreation.ranking.votes import LEAST, MOST
from core import audit
from core.refusals import Refusal
from territory.models import Municipality


class NotOfThisAgenda(Refusal):
    """A person votes in the agenda in which they take part, and from one of its municipalities."""


@transaction.atomic
def vote(*, challenge: Challenge, participant: Participant, values: Mapping[str, int | None], at: datetime) -> int:
    """Store the numbers of a person for a challenge and return how many criteria now have one.

    A criterion that `values` leaves out stays as it was; None takes its number away. Refuses NotInThisStage and ResultFrozen.
    """
    agenda = _open(challenge.agenda, participant, at)
    kept = {name: value for name, value in values.items() if value is not None}
    if not values.keys() <= set(Criterion.values) or any(not LEAST <= value <= MOST for value in kept.values()):
        raise Refusal(f"Cada nota es un número de {LEAST} a {MOST}.")
    own = Vote.objects.filter(participant=participant, challenge=challenge)
    is_first = not Vote.objects.filter(participant=participant, challenge__agenda=agenda).exists()
    own.filter(criterion__in=values.keys() - kept.keys()).delete()
    rows = [Vote(participant=participant, challenge=challenge, criterion=c, value=v) for c, v in kept.items()]
    Vote.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["participant", "challenge", "criterion"], update_fields=["value"]
    )
    if is_first and rows:
        audit.record(by=None, verb="agenda.voted", target=agenda, at=at)
    return own.count()


@transaction.atomic
def support_challenge(*, challenge: Challenge, participant: Participant, wants: bool, at: datetime) -> bool:
    """Give or take back the support and return whether it stands. Refuses as `vote`: it freezes with the result."""
    _open(challenge.agenda, participant, at)
    if wants:
        Support.objects.get_or_create(participant=participant, challenge=challenge)
    else:
        Support.objects.filter(participant=participant, challenge=challenge).delete()
    return wants


@transaction.atomic
def say_group(
    *, participant: Participant, group: str, municipality: Municipality | None, at: datetime
) -> Participant:  # fmt: skip
    """Store from which group and municipality a person votes; both may stay open. Refuses NotInThisStage and ResultFrozen."""
    agenda = _open(participant.agenda, participant, at)
    if group and group not in GROUPS:
        raise Refusal("Escoja uno de los grupos de la lista.")
    if municipality and not agenda.municipalities.filter(pk=municipality.pk).exists():
        raise NotOfThisAgenda("Ese municipio no es de esta agenda.")
    row = Participant.objects.select_for_update().get(pk=participant.pk)
    row.group, row.municipality = group, municipality
    row.save(update_fields=["group", "municipality"])
    return row


def _open(agenda: Agenda, participant: Participant, at: datetime) -> Agenda:
    """Return the locked agenda. The lock is what a vote at the deadline and the closing compete for."""
    row = lock(agenda)
    if participant.agenda_id != row.pk:
        raise NotOfThisAgenda("Usted participa en otra agenda.")
    require_act(row, Act.VOTE, Actor.PERSON, timezone.localdate(at))
    require_unfrozen(row)
    return row
