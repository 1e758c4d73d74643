"""Cases of co-creation for test_beat.py: what stands there before an entry of the schedule runs, and what it does."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core import mail

from cocreation.agendas.choices import Channel
from cocreation.agendas.models import Contact, Stage
from cocreation.contributions.choices import ContributionState
from cocreation.contributions.models import EmailCode, Merge
from core.trace.actions import record
from mail.models import Outbox
from notices.choices import DeliveryMode
from notices.models import Notification
from tests.factories.cocreation import make_agenda, make_contact, make_contribution, make_merge, make_participant

DAY = timedelta(days=1)


def addresses_go_a_year_after_their_agenda(portal: Any) -> Iterator[None]:
    over, ahead = make_agenda(code="AG-8"), make_agenda(code="AG-9")
    Stage.objects.filter(agenda=over).update(opens_on=portal.today - 400 * DAY, closes_on=portal.today - 380 * DAY)
    for agenda in (over, ahead):
        Contact.objects.create(
            participant=make_participant(agenda, channel=Channel.MAIL), agenda=agenda, email="a@correo.example",
            confirmed_at=portal.moment,
        )  # fmt: skip
    yield
    assert not Contact.objects.filter(agenda=over).exists()
    assert Contact.objects.filter(agenda=ahead).exists()


def what_nobody_confirmed_goes(portal: Any) -> Iterator[None]:
    agenda, text = make_agenda(code="AG-8"), "Un texto que nadie confirmó, y que se borra con su dirección."
    for days in (6, 8):
        row = make_contribution(agenda, state=ContributionState.RECEIVED, text=text)
        EmailCode.objects.create(
            agenda=agenda,
            email="a@correo.example",
            contribution=row,
            consent_version="1",
            asked_at=portal.moment - days * DAY,
        )
    yield
    assert portal.result == 1
    assert agenda.contributions.filter(text=text).count() == 1
    assert EmailCode.objects.filter(agenda=agenda).count() == 1


def agenda_digests_leave(portal) -> Iterator[None]:
    Outbox.objects.all().delete()
    Notification.objects.update(delivery=DeliveryMode.PORTAL)
    Contact.objects.all().delete()
    agenda = make_agenda()
    row = make_contribution(agenda, participant=make_participant(agenda, channel=Channel.MAIL))
    contact = make_contact(row.participant, "vecina@correo.example")
    Contact.objects.filter(pk=contact.pk).update(confirmed_at=portal.moment - DAY)
    trace = {"kind": "contribution", "subject_id": row.pk, "process": agenda.trace_process}
    record(step="en_analisis", at=portal.moment - DAY / 2, **trace)
    yield
    sent = [(message.to, message.subject) for message in mail.outbox]
    assert sent == [(["vecina@correo.example"], f"Esta semana en «{agenda.name}»")]
    assert portal.result == 1


def proposals_to_merge_end(portal) -> Iterator[None]:
    Merge.objects.filter(ended_at=None).update(due_on=portal.today + DAY)
    agenda = make_agenda()
    over, open_one = (make_merge(agenda, by=portal.person("coordinator")) for _ in range(2))
    Merge.objects.filter(pk=over.pk).update(due_on=portal.today - DAY)
    Merge.objects.filter(pk=open_one.pk).update(due_on=portal.today)
    yield
    merges = Merge.objects.filter(pk__in=[over.pk, open_one.pk], ended_at=None)
    assert list(merges) == [open_one]
    assert portal.result == 1


def who_moderates_is_told_of_what_is_late(portal: Any) -> Iterator[None]:
    make_contribution(make_agenda(), state=ContributionState.IN_MODERATION, due_on=portal.today - DAY)
    since = Notification.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    yield
    told = set(Notification.objects.filter(pk__gt=since).values_list("user__email", "title"))
    assert ("coordinator@demo.example", "Hay textos por moderar con el término vencido") in told
    assert portal.result == len(told) > 0


CASES = {
    "end-merges": proposals_to_merge_end,
    "forget-agenda-contacts": addresses_go_a_year_after_their_agenda,
    "forget-unconfirmed-contributions": what_nobody_confirmed_goes,
    "send-agenda-digests": agenda_digests_leave,
    "warn-of-late-moderation": who_moderates_is_told_of_what_is_late,
}
