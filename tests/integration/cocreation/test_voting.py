"""Voting and supporting challenges: what is saved, what is refused, and the vote at the deadline."""

import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from cocreation.agendas.actions import results, stages, voting
from cocreation.agendas.choices.stages import NotInThisStage, StageCode
from cocreation.agendas.models import PriorityResult, Support, Vote
from core.models import AuditEntry
from core.refusals import Refusal
from tests.factories.accounts import make_user
from tests.factories.ballots import cast_votes, make_session
from tests.factories.cocreation import make_agenda, make_participant, moment_in
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
NOW = moment_in(StageCode.CHALLENGES)
ALL = {"people": 5, "urgency": 4, "feasibility": 3}


@pytest.fixture
def agenda(db: None):
    return make_agenda(*[make_municipality() for _ in range(3)])


@pytest.fixture
def challenge(agenda):
    return agenda.challenges.get()


@pytest.fixture
def person(agenda):
    return make_participant(agenda)


def numbers(person) -> dict[str, int]:
    return dict(Vote.objects.filter(participant=person).values_list("criterion", "value"))


def test_vote_is_saved_changed_and_emptied(challenge, person):
    assert voting.vote(challenge=challenge, participant=person, values=ALL, at=NOW) == 3
    assert numbers(person) == ALL
    assert voting.vote(challenge=challenge, participant=person, values={"people": 1}, at=NOW) == 3
    assert numbers(person) == ALL | {"people": 1}, "what is left out stays"
    empty = dict.fromkeys(ALL)
    assert voting.vote(challenge=challenge, participant=person, values=empty, at=NOW) == 0
    assert numbers(person) == {}


def test_log_names_nobody_and_says_only_that_somebody_voted(challenge, person):
    for _ in range(2):
        voting.vote(challenge=challenge, participant=person, values=ALL, at=NOW)
    (entry,) = AuditEntry.objects.filter(verb="agenda.voted")
    assert (entry.by, entry.data, entry.process) == (None, {}, "agenda:AG-1")


@pytest.mark.parametrize("values", [{"people": 0}, {"people": 6}, {"scope": 3}, {"people": 5, "x": None}])
def test_other_numbers_are_refused(challenge, person, values):
    with pytest.raises(Refusal, match="de 1 a 5"):
        voting.vote(challenge=challenge, participant=person, values=values, at=NOW)
    assert numbers(person) == {}


@pytest.mark.parametrize("stage", [code for code in StageCode if code != StageCode.CHALLENGES])
def test_nobody_votes_in_another_stage(challenge, person, stage):
    acts = (
        lambda at: voting.vote(challenge=challenge, participant=person, values=ALL, at=at),
        lambda at: voting.support_challenge(challenge=challenge, participant=person, wants=True, at=at),
        lambda at: voting.say_group(participant=person, group="academia", municipality=None, at=at),
    )
    for act in acts:
        with pytest.raises(NotInThisStage):
            act(moment_in(stage))
    assert not Vote.objects.exists()
    assert not Support.objects.exists()


def test_person_of_another_agenda_does_not_vote(challenge):
    with pytest.raises(voting.NotOfThisAgenda):
        voting.vote(challenge=challenge, participant=make_participant(make_agenda(code="AG-2")), values=ALL, at=NOW)


def test_support_stands_once_and_goes(challenge, person):
    for wants in (True, True):
        assert voting.support_challenge(challenge=challenge, participant=person, wants=wants, at=NOW)
    assert Support.objects.count() == 1
    assert not voting.support_challenge(challenge=challenge, participant=person, wants=False, at=NOW)
    assert not Support.objects.exists()


def test_group_and_municipality_are_those_of_the_agenda(agenda, person):
    place = agenda.municipalities.first()
    said = voting.say_group(participant=person, group="academia", municipality=place, at=NOW)
    assert (said.group, said.municipality) == ("academia", place)
    with pytest.raises(Refusal, match="grupos de la lista"):
        voting.say_group(participant=person, group="los de siempre", municipality=None, at=NOW)
    with pytest.raises(voting.NotOfThisAgenda):
        voting.say_group(participant=person, group="", municipality=make_municipality(), at=NOW)
    person.refresh_from_db()
    assert person.group == "academia"
    assert voting.say_group(participant=person, group="", municipality=None, at=NOW).group == ""


def test_after_the_result_nobody_votes_although_the_stage_were_open_again(agenda, challenge, person):
    make_session(agenda)
    PriorityResult.objects.create(agenda=agenda, taken_at=NOW, content="{}", sha256="0")
    with pytest.raises(results.ResultFrozen):
        voting.vote(challenge=challenge, participant=person, values=ALL, at=NOW)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_vote_at_the_deadline_counts_or_is_refused(turn):
    """Each vote that was accepted is in the result; each that is not in it was refused."""
    agenda = make_agenda(*[make_municipality() for _ in range(3)])
    challenge, people = agenda.challenges.get(), [make_participant(agenda) for _ in range(6)]
    cast_votes(challenge, people[:1], [(3, 3, 3)])
    stage, facilitator = agenda.stages.get(code=StageCode.CHALLENGES), make_user()
    barrier, accepted = threading.Barrier(6), []

    def press(person) -> None:
        try:
            barrier.wait(10)
            voting.vote(challenge=challenge, participant=person, values=ALL, at=NOW)
            accepted.append(person.pk)
        except Refusal:
            pass
        finally:
            connection.close()

    def close() -> None:
        try:
            barrier.wait(10)
            stages.close_early(stage=stage, reason="La sesión terminó.", by=facilitator, at=NOW)
            results.freeze(agenda=agenda, at=timezone.now())
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[one]) for one in people[1:]] + [threading.Thread(target=close)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    result = PriorityResult.objects.get()
    assert result.document["voters"]["total"] == 1 + len(accepted)
    assert Vote.objects.count() == 3 * (1 + len(accepted))
    with transaction.atomic(), pytest.raises(Refusal):
        voting.vote(challenge=challenge, participant=people[0], values=ALL, at=NOW)
