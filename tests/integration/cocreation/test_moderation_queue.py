"""What waits for who moderates and who is told of it; what is published without a moderator."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.permissions import Role
from cocreation.agendas.choices import Channel, StageCode
from cocreation.agendas.models import ModerationRule
from cocreation.contributions.actions import contributions
from cocreation.contributions.actions import moderation as acts
from cocreation.contributions.actions.waiting import warn_of_late
from cocreation.contributions.choices import ContributionState, Kind
from cocreation.contributions.models import Contribution
from cocreation.contributions.queries.moderation import (
    late_counts,
    neighbours,
    waiting_counts,
    waiting_keys,
    waiting_total,
)
from core.models import AuditEntry
from notices.models import Notification
from tests.factories.accounts import make_member
from tests.factories.cocreation import make_agenda, make_contribution, make_participant, moment_in
from tests.factories.moderation import add_comment, add_version, waiting

pytestmark = pytest.mark.django_db
S = ContributionState
AT = moment_in(StageCode.IDEAS)


@pytest.fixture
def agenda(cast):
    return make_agenda(cast.here, cast.there)


@pytest.fixture
def rule(agenda) -> ModerationRule:
    return agenda.moderation_rules.get()


@pytest.fixture
def facilitator(db):
    return make_member(Role.FACILITATOR)


def last_verb(row) -> tuple[str, object]:
    entry = AuditEntry.of(row).last()
    return entry.verb, entry.by


@pytest.fixture
def decided(monkeypatch) -> list[str]:
    """The states in which `on_decided` was called."""
    calls: list[str] = []
    monkeypatch.setattr(acts.on_decided, "_fillers", [lambda contribution, at: calls.append(contribution.state)])
    return calls


# --- What is published without a moderator ---


@pytest.fixture
def receive(cast) -> Callable:
    def send(agenda, participant, text="Propongo sembrar árboles en la vía principal.") -> Contribution:
        return contributions.receive(
            agenda=agenda, kind=Kind.IDEA, theme="", challenge=agenda.challenges.first(), title="Sombra", text=text,
            signature="", municipality=cast.here, neighbourhood="", zone="", participant=participant, at=AT,
        )[0]  # fmt: skip

    return send


def test_agenda_that_moderates_first_queues_everybody(agenda, receive):
    assert receive(agenda, make_participant(agenda, channel=Channel.CARD)).state == S.IN_MODERATION


def test_agenda_may_publish_the_known_at_once(cast, receive, decided):
    agenda = make_agenda(cast.here, moderates_first=False)
    row = receive(agenda, make_participant(agenda, channel=Channel.CARD))
    assert (row.state, row.published_at, row.versions.get().approved_at) == (S.PUBLISHED, AT, AT)
    assert last_verb(row) == ("contribution.published", None)
    assert decided == []


def test_first_text_of_an_unknown_mail_and_personal_data_are_queued(cast, receive, facilitator):
    agenda = make_agenda(cast.here, moderates_first=False)
    by_mail = make_participant(agenda, channel=Channel.MAIL)
    first = receive(agenda, by_mail)
    assert first.state == S.IN_MODERATION
    assert receive(agenda, by_mail).state == S.IN_MODERATION
    acts.publish(contribution=first, by=facilitator, at=AT)
    assert receive(agenda, by_mail).state == S.PUBLISHED
    assert receive(agenda, by_mail, "Llámeme al 300 123 45 67 y le cuento.").state == S.IN_MODERATION


def test_confirmed_contribution_is_published_where_the_agenda_says_so(cast, receive):
    agenda = make_agenda(cast.here, moderates_first=False)
    row = receive(agenda, None)
    assert row.state == S.RECEIVED
    confirmed = contributions.confirm(contribution=row, participant=make_participant(agenda), at=AT)
    assert confirmed.state == S.PUBLISHED


# --- The queue and its notices ---


def test_queue_counts_each_kind_and_puts_late_ones_first(agenda):
    row = make_contribution(agenda)
    old, new = waiting(agenda), waiting(agenda)
    Contribution.objects.filter(pk=old.pk).update(due_on=AT.date() - timedelta(days=9))
    add_version(row, 2)
    version, comment = add_version(row, 3), add_comment(row)
    add_comment(waiting(make_agenda(code="AG-2")))  # of a text that nobody reads
    assert waiting_counts("AG-1") == {"aportes": 2, "apelaciones": 0, "versiones": 1, "comentarios": 1}
    assert waiting_total() == 5
    keys = waiting_keys(agenda="AG-1")
    assert next((key.kind, key.pk) for key in keys) == ("aportes", old.pk)
    assert {key.pk for key in keys if key.kind == "versiones"} == {version.pk}
    assert [key.pk for key in waiting_keys(agenda="AG-1", kind="comentarios")] == [comment.pk]
    assert neighbours(old)[0] is None
    assert neighbours(old)[1] in (new, row)


def test_late_ones_are_told_once_a_day_and_never_nothing(agenda, cast):
    row = waiting(agenda)
    assert warn_of_late(at=AT) == 0
    later = AT + timedelta(days=7)
    add_comment(make_contribution(agenda))
    assert late_counts(timezone.localdate(later)) == {"aportes": 1, "apelaciones": 0, "versiones": 0, "comentarios": 1}
    assert warn_of_late(at=later) == 2
    assert warn_of_late(at=later + timedelta(hours=1)) == 0
    [body] = set(Notification.objects.filter(key__startswith="moderation-late").values_list("body", flat=True))
    assert "1 aporte y 1 comentario" in body
    assert row.text not in body
    assert warn_of_late(at=later + timedelta(days=1)) == 2


def test_first_that_waits_is_told_and_the_second_is_not(agenda, receive, cast):
    for _ in range(2):
        receive(agenda, make_participant(agenda))
    told = Notification.objects.filter(key__startswith="moderation-first")
    assert set(told.values_list("user", flat=True)) == {cast.coordinator.pk, cast.facilitator.pk}
    assert told.values("key").distinct().count() == 1
