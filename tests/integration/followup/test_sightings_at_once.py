"""Several people at the same moment, on PostgreSQL: one number each, one telling a month, one decision."""

from datetime import timedelta

import pytest
from django.utils import timezone

from citizens.choices import DeclineRule
from core.receipts.models import Receipt
from followup.sightings.actions import moderation, sending
from followup.sightings.choices import Finding, SightingState
from followup.sightings.models import Sighting
from tests.factories.followup import make_commitment
from tests.factories.sightings import REPLY, make_sighting
from tests.integration.cocreation.test_moderation_at_once import at_once

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
S = SightingState
REASON = "Nombra a una persona y la acusa."


def telling(commitment, text: str, **more):
    return lambda: sending.receive(commitment=commitment, finding=Finding.YES, text=text, at=timezone.now(), **more)


def test_those_who_tell_at_once_get_a_number_each(cast):
    commitment = make_commitment(cast.here)
    outcomes = at_once(*(telling(commitment, f"Lo vi en la plaza, {place}.") for place in range(4)))
    assert outcomes == ["done"] * 4
    assert sorted(Sighting.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert Receipt.objects.count() == 4


@pytest.mark.parametrize("turn", range(3))
def test_one_browser_that_sends_two_forms_at_once_counts_once(cast, turn):
    commitment = make_commitment(cast.here)
    outcomes = at_once(*(telling(commitment, f"Lo vi, {one}, completo.", once="a" * 64) for one in "ab"))
    assert sorted(outcomes) == ["AlreadyTold", "done"]
    assert Sighting.objects.count() == Receipt.objects.count() == 1


def test_same_form_twice_at_once_is_kept_once(cast):
    commitment = make_commitment(cast.here)
    same = {"form_sha256": "b" * 64}
    assert sorted(at_once(*(telling(commitment, "Lo vi en la plaza.", **same) for _ in range(2)))) == [
        "AlreadyReceived",
        "done",
    ]


@pytest.mark.parametrize("turn", range(3))
def test_publish_against_decline_leaves_one_decision(cast, turn):
    row = make_sighting(make_commitment(cast.here), state=S.IN_MODERATION)
    with_rule = {"rule": DeclineRule.INSULT, "reason": REASON, "seen": 1, "by": cast.coordinator}
    outcomes = at_once(
        lambda: moderation.publish(sighting=row, seen=1, with_photo=True, by=cast.facilitator, at=timezone.now()),
        lambda: moderation.decline(sighting=row, at=timezone.now(), **with_rule),
    )
    assert sorted(outcomes) == ["AlreadyHandled", "done"]


@pytest.mark.parametrize("turn", range(3))
def test_author_who_withdraws_while_it_is_published_or_answered_wins(cast, turn):
    commitment = make_commitment(cast.here)
    waits, public = make_sighting(commitment, state=S.IN_MODERATION), make_sighting(commitment)
    soon = timezone.now() + timedelta(seconds=1)
    at_once(
        lambda: moderation.publish(sighting=waits, seen=1, with_photo=True, by=cast.facilitator, at=soon),
        lambda: sending.withdraw(sighting=waits, at=soon),
    )
    at_once(
        lambda: moderation.answer(sighting=public, text=REPLY, by=cast.liaison, at=soon),
        lambda: sending.withdraw(sighting=public, at=soon),
    )
    assert set(Sighting.objects.values_list("state", "text")) == {(S.WITHDRAWN, "")}


@pytest.mark.parametrize("turn", range(3))
def test_corrected_text_is_never_published_unread(cast, turn):
    row = make_sighting(make_commitment(cast.here), state=S.IN_MODERATION)
    outcomes = at_once(
        lambda: moderation.publish(sighting=row, seen=1, with_photo=True, by=cast.facilitator, at=timezone.now()),
        lambda: sending.correct(sighting=row, finding=Finding.NO, text="Otra cosa encontré.", at=timezone.now()),
    )
    assert sorted(outcomes) in (["Stale", "done"], ["WrongState", "done"])
    row.refresh_from_db()
    assert (row.state == S.PUBLISHED) == (row.text != "Otra cosa encontré.")
