"""The frozen result: made once when the stage closes, the same bytes for ever, and closed to what comes later."""

import json
from datetime import timedelta
from pathlib import Path
from time import process_time

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cocreation.agendas import tasks
from cocreation.agendas.actions import ballots, results, stages
from cocreation.agendas.choices import Channel, Criterion, StageCode
from cocreation.agendas.exports.result import canonical
from cocreation.agendas.loaders.ballots import Ballot, Person
from cocreation.agendas.models import Participant, PriorityResult, Vote
from cocreation.agendas.queries import priorities
from cocreation.ranking.votes import tally
from core.models import AuditEntry, TaskRun
from tests.command_line import refused, write
from tests.factories.accounts import make_user
from tests.factories.ballots import cast_votes, make_result, make_session
from tests.factories.cocreation import make_agenda, make_challenge, make_participant, moment_in
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
NOW = moment_in(StageCode.CHALLENGES)
LATER = moment_in(StageCode.CHALLENGES, 21)


@pytest.fixture
def agenda(db: None):
    return make_agenda(*[make_municipality() for _ in range(3)], places=1)


def close(agenda) -> None:
    stage = agenda.stages.get(code=StageCode.CHALLENGES)
    stages.close_early(stage=stage, reason="La sesión terminó.", by=make_user(), at=NOW)


def test_closing_the_stage_freezes_the_result(agenda, django_capture_on_commit_callbacks):
    make_session(agenda)
    with django_capture_on_commit_callbacks(execute=True):
        close(agenda)
    result = PriorityResult.objects.get()
    assert result.is_intact
    found = result.document
    assert [(row["challenge"], row["place"], row["score"]) for row in found["ranking"]] == [
        # MOV-1: 0,30·5 + 0,25·4 + 0,25·17/9 + 0,20·3; CON-1: 1,20 + 1 + 0,25 + 0,80; AMB-1: 1,05 + 1 + 0,25·13/9 + 0,80
        ("MOV-1", 1, "643/180"), ("CON-1", 2, "13/4"), ("AMB-1", 3, "289/90"),
    ]  # fmt: skip
    assert found["voters"] == {"total": 6, "by_group": {"academia": 5}, "by_municipality": {found_place(agenda): 6}}
    (entry,) = AuditEntry.objects.filter(verb="agenda.result_frozen")
    assert entry.data == {"sha256": result.sha256, "voters": 6, "challenges": 3}
    assert TaskRun.objects.filter(name="cocreation.agendas.tasks.freeze_result").count() <= 1


def found_place(agenda) -> str:
    return agenda.municipalities.order_by("pk").first().divipola


def test_other_stages_and_agendas_without_votes_freeze_nothing(agenda, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        close(agenda)
    assert results.freeze(agenda=agenda, at=LATER) is None
    other = make_agenda(code="AG-2")
    make_session(other)
    stage = other.stages.get(code=StageCode.PROBLEMS)
    with django_capture_on_commit_callbacks(execute=True):
        stages.close_early(stage=stage, reason="Ya.", by=make_user(), at=moment_in(StageCode.PROBLEMS))
    assert results.freeze(agenda=other, at=LATER) is None, "its stage is open"
    assert not PriorityResult.objects.exists()


def test_it_is_made_once(agenda, django_assert_max_num_queries):
    people = make_session(agenda)
    first = make_result(agenda)
    cast_votes(make_challenge(agenda, "NEW-1"), people[:1], [(1, 1, 1)])
    assert results.freeze(agenda=agenda, at=LATER + timedelta(days=1)) == first
    assert tasks.freeze_result(agenda_id=agenda.pk) == first.pk
    assert PriorityResult.objects.get().content == first.content
    assert AuditEntry.objects.filter(verb="agenda.result_frozen").count() == 1


def test_hash_is_that_of_the_canonical_document(agenda):
    make_session(agenda)
    result = make_result(agenda)
    assert canonical(json.loads(result.content)) == (result.content, result.sha256)
    result.content = result.content.replace("643/180", "644/180")
    assert not result.is_intact


def test_database_refuses_to_change_it(agenda):
    make_session(agenda)
    make_result(agenda)
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        PriorityResult.objects.update(sha256="0")
    if connection.vendor == "postgresql":
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            PriorityResult.objects.all().delete()


def test_readings_count_persons_and_name_groups_from_five_on(agenda):
    make_session(agenda)
    found = make_result(agenda).document
    assert found["left_out"] == {
        # CON-1 is supported by all six, AMB-1 by three, MOV-1 (the first place) by two.
        "voters": 6, "ranking": 4, "equal_shares": 0, "by_group": {"academia": {"voters": 5, "ranking": 3, "equal_shares": 0}},
        "by_municipality": {found_place(agenda): {"voters": 6, "ranking": 4, "equal_shares": 0}},
    }  # fmt: skip
    assert found["equal_shares"]["chosen"] == ["CON-1"]
    assert set(found["medians_by_group"]) == {"academia"}
    assert found["medians_by_group"]["academia"]["MOV-1"] == {"people": 5, "urgency": 4, "feasibility": 3}


def test_nothing_from_paper_comes_after_it(agenda, tmp_path: Path):
    make_session(agenda)
    make_result(agenda)
    given = [Ballot(2, Person("9", "", ""), "MOV-1", {"people": 5})]
    for act in (ballots.import_votes, ballots.import_supports):
        with pytest.raises(results.ResultFrozen, match="El resultado ya está congelado"):
            act(agenda=agenda, name="nueve.csv", ballots=given, at=LATER)
    assert not Participant.objects.filter(channel=Channel.PAPER).exists()
    file = write(tmp_path, "apoyos.csv", "voter,group,municipality,challenge\n9,,,MOV-1\n")
    assert refused("import_supports", "--agenda", "AG-1", file).startswith("El resultado ya está congelado")


def test_session_on_paper_that_comes_after_the_closing_is_frozen_a_day_later(
    agenda, django_capture_on_commit_callbacks
):
    close(agenda)
    given = [Ballot(2, Person("9", "", ""), "MOV-1", dict.fromkeys(Criterion.values, 4))]
    ballots.import_votes(agenda=agenda, name="votos.csv", ballots=given, at=LATER)
    assert results.freeze_missing(at=LATER + timedelta(hours=23)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert results.freeze_missing(at=LATER + timedelta(hours=25)) == 1
    assert PriorityResult.objects.get().document["voters"]["total"] == 1
    assert results.freeze_missing(at=LATER + timedelta(hours=26)) == 0


MARKS = st.none() | st.integers(1, 5)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.tuples(MARKS, MARKS, MARKS), min_size=2, max_size=2), max_size=5))
def test_counts_of_the_database_are_those_of_the_rows(agenda, given):
    with transaction.atomic():
        for code, numbers in zip(("MOV-1", "AMB-9"), zip(*given, strict=True), strict=False):
            challenge = agenda.challenges.filter(code=code).first() or make_challenge(agenda, code)
            cast_votes(challenge, [make_participant(agenda) for _ in numbers], numbers)
        assert priorities.tally_of(agenda) == tally(priorities.votes_of(agenda))
        transaction.set_rollback(True)


def test_tally_is_one_query_whatever_the_number_of_votes(agenda, django_assert_num_queries):
    make_session(agenda)
    with django_assert_num_queries(1):
        priorities.tally_of(agenda)


def test_large_session_takes_less_than_two_seconds(agenda):
    """60 challenges and 200 voters: the readings leave out each voter once."""
    people = Participant.objects.bulk_create(
        Participant(agenda=agenda, code=f"V{n}", channel=Channel.CARD, group="academia") for n in range(200)
    )
    challenges = [make_challenge(agenda, f"R-{n}") for n in range(60)]
    Vote.objects.bulk_create(
        Vote(participant=one, challenge=challenge, criterion=c, value=(a * 7 + b * 3 + n) % 5 + 1)
        for a, one in enumerate(people)
        for b, challenge in enumerate(challenges)
        for n, c in enumerate(Criterion.values)
    )
    votes = priorities.votes_of(agenda)
    listed = priorities.challenges_of(agenda)
    began = process_time()
    priorities.readings_of(listed, votes, [], 5)
    assert process_time() - began < 2
