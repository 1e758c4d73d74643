"""Cases of test_beat.py for co-creation: what stands there before an entry runs, and what it does."""

from collections.abc import Iterator
from datetime import timedelta

from django.core import mail

from cocreation.agendas.choices import Channel
from cocreation.agendas.models import Contact
from cocreation.contributions.models import Merge
from core.trace.actions import record
from mail.models import Outbox
from notices.choices import DeliveryMode
from notices.models import Notification
from tests.factories.cocreation import make_agenda, make_contact, make_contribution, make_merge, make_participant

DAY = timedelta(days=1)


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


COCREATION_CASES = {"send-agenda-digests": agenda_digests_leave, "end-merges": proposals_to_merge_end}
