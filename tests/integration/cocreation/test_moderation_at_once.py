"""Two moderators at the same moment, on PostgreSQL: one decides, the other is told so."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from accounts.permissions import Role
from cocreation.agendas.choices import StageCode
from cocreation.contributions.actions import moderation as acts
from cocreation.contributions.actions import versions
from cocreation.contributions.choices import CONTRIBUTION, ContributionState
from cocreation.contributions.models import Contribution, ContributionVersion
from core.refusals import Refusal
from core.trace.models import TraceEvent
from tests.factories.accounts import make_member
from tests.factories.cocreation import make_agenda, make_contribution, moment_in

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
AT = moment_in(StageCode.IDEAS)
REASON = "Nombra a una persona y la acusa."


def at_once(*all_acts: Callable) -> list[str]:
    """Do them at the same moment, each with a connection of its own; return «done» or the name of each refusal."""
    barrier, outcomes = threading.Barrier(len(all_acts)), [""] * len(all_acts)

    def go(number: int) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(10)
            all_acts[number]()
            outcomes[number] = "done"
        except Refusal as refusal:
            outcomes[number] = type(refusal).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[number]) for number in range(len(all_acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


@pytest.mark.parametrize("turn", range(3))
def test_publish_against_decline_leaves_one_decision(cast, turn):
    agenda = make_agenda(cast.here)
    row = make_contribution(agenda, state=ContributionState.IN_MODERATION)
    one, two, rule = make_member(Role.FACILITATOR), cast.coordinator, agenda.moderation_rules.get()
    outcomes = at_once(
        lambda: acts.publish(contribution=row, by=one, at=AT),
        lambda: acts.decline(contribution=row, rule=rule, reason=REASON, by=two, at=AT),
    )
    assert sorted(outcomes) == ["AlreadyHandled", "done"]
    [step] = TraceEvent.objects.filter(kind=CONTRIBUTION, subject_id=row.pk).values_list("step", flat=True)
    state = Contribution.objects.get().state
    assert (state, step) in {("publicada", "publicada"), ("no_publicada", "no_publicada")}


@pytest.mark.parametrize("turn", range(3))
def test_same_text_is_approved_once(cast, turn):
    row = make_contribution(make_agenda(cast.here))
    version = ContributionVersion.objects.create(
        contribution=row, number=2, title="Otro", text="Otro texto.", made_at=AT
    )
    people = (make_member(Role.FACILITATOR), cast.coordinator)
    outcomes = at_once(*[lambda who=who: versions.approve_version(version=version, by=who, at=AT) for who in people])
    assert sorted(outcomes) == ["AlreadyHandled", "done"]
    assert TraceEvent.objects.filter(step="corregida").count() == 1
