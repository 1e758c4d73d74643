"""Votes and supports of sessions on paper. The days of the stages do not matter: the session was held."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from cocreation.agendas.actions.locks import lock
from cocreation.agendas.actions.results import require_unfrozen
from cocreation.agendas.choices import MOST_VOTERS, Channel
from cocreation.agendas.loaders.ballots import Ballot, Person
from cocreation.agendas.models import Agenda, Participant, Support, Vote
from core import audit
from core.refusals import Refusal
from core.tables import refuse_all
from territory.models import Municipality

BATCH = 2000


@transaction.atomic
def import_votes(*, agenda: Agenda, name: str, ballots: list[Ballot], at: datetime, by: Any = None) -> int:
    """Store the votes and return how many numbers were new; the same file again stores nothing.

    Refuses, with nothing stored, where a person already gave other numbers or left open what the file fills in, and where a
    person had another group or municipality.
    """
    cast = [ballot for ballot in ballots if ballot.values]
    people, challenges = _people(agenda, name, cast), _challenges(agenda)
    stored: dict[tuple[int, int], dict[str, int]] = {}
    rows = Vote.objects.filter(participant__agenda=agenda, participant__channel=Channel.PAPER)
    for person, challenge, criterion, value in rows.values_list("participant", "challenge", "criterion", "value"):
        stored.setdefault((person, challenge), {})[criterion] = value
    problems, new = [], []
    for ballot in cast:
        key = people[ballot.person.code].pk, challenges[ballot.challenge]
        before = stored.get(key)
        if before is None:
            new += [
                Vote(participant_id=key[0], challenge_id=key[1], criterion=c, value=v) for c, v in ballot.values.items()
            ]
        elif before != ballot.values:
            problems.append(
                f"línea {ballot.line}: la persona {ballot.person.code} ya votó el reto {ballot.challenge} con otros números"
            )
    refuse_all(problems, name=name)
    Vote.objects.bulk_create(new, batch_size=BATCH)
    if new:
        data = {"rows": len(new), "voters": len({ballot.person for ballot in cast})}
        audit.record(by=by, verb="agenda.votes_imported", target=agenda, at=at, data=data)
    return len(new)


@transaction.atomic
def import_supports(*, agenda: Agenda, name: str, ballots: list[Ballot], at: datetime, by: Any = None) -> int:
    """Store the supports and return how many were new. Refuses a person who had another group or municipality."""
    people, challenges = _people(agenda, name, ballots), _challenges(agenda)
    stored = set(Support.objects.filter(participant__agenda=agenda).values_list("participant", "challenge"))
    pairs = [(people[ballot.person.code].pk, challenges[ballot.challenge]) for ballot in ballots]
    new = [Support(participant_id=person, challenge_id=one) for person, one in pairs if (person, one) not in stored]
    Support.objects.bulk_create(new, batch_size=BATCH)
    if new:
        data = {"rows": len(new), "voters": len({ballot.person for ballot in ballots})}
        audit.record(by=by, verb="agenda.supports_imported", target=agenda, at=at, data=data)
    return len(new)


def _challenges(agenda: Agenda) -> dict[str, int]:
    return dict(agenda.challenges.values_list("code", "pk"))


def _people(agenda: Agenda, name: str, ballots: Sequence[Ballot]) -> dict[str, Participant]:
    """Return the participants on paper by code, with those of `ballots` who were missing. Serialises imports of the agenda;

    refuses ResultFrozen."""
    require_unfrozen(lock(agenda))
    places = dict(Municipality.objects.values_list("divipola", "pk"))
    rows = Participant.objects.filter(agenda=agenda, channel=Channel.PAPER)
    known = {row.code: row for row in rows}
    problems = [
        f"línea {ballot.line}: la persona {ballot.person.code} ya está en la agenda con otro grupo o municipio"
        for ballot in ballots
        if (row := known.get(ballot.person.code)) and not _is_same(row, ballot.person, places)
    ]
    refuse_all(problems, name=name)
    missing = {ballot.person.code: ballot.person for ballot in ballots if ballot.person.code not in known}
    if len(known) + len(missing) > MOST_VOTERS:
        raise Refusal(f"La agenda tendría {len(known) + len(missing)} personas y se admiten hasta {MOST_VOTERS}.")
    Participant.objects.bulk_create(
        [
            Participant(
                agenda=agenda, channel=Channel.PAPER, code=person.code, group=person.group,
                municipality_id=places.get(person.municipality),
            )
            for person in missing.values()
        ],
        batch_size=BATCH,
    )  # fmt: skip
    return {row.code: row for row in rows.all()}


def _is_same(row: Participant, person: Person, places: dict[str, int]) -> bool:
    return (row.group, row.municipality_id) == (person.group, places.get(person.municipality))
