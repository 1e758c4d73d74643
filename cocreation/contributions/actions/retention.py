"""What is kept no longer than needed: addresses and unread files after an agenda, and whatever nobody confirmed."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from cocreation.agendas.models import Agenda, Contact
from cocreation.contributions.actions import attachments
from cocreation.contributions.actions.authoring import drop_unconfirmed
from cocreation.contributions.choices import CONTACTS_KEPT, UNCONFIRMED_KEPT_DAYS
from cocreation.contributions.models import EmailCode
from cocreation.contributions.queries.attachments import never_read

AT_ONCE = 500  # of one run; the next one goes on


def forget_contacts(*, at: datetime) -> int:
    """Delete the addresses of agendas whose last stage closed twelve months ago; return how many."""
    ended = timezone.localdate(at) - CONTACTS_KEPT
    agendas = Agenda.objects.annotate(last=Max("stages__closes_on")).filter(last__lt=ended).values("pk")
    EmailCode.objects.filter(agenda__in=agendas).exclude(used_at=None).delete()
    return Contact.objects.filter(agenda__in=agendas).delete()[1].get("agendas.Contact", 0)


@transaction.atomic
def forget_files(*, at: datetime) -> int:
    """Delete the files that nobody may read, of agendas whose last stage closed twelve months ago; return how many."""
    rows = never_read(timezone.localdate(at) - CONTACTS_KEPT).select_for_update(of=("self",))
    return attachments.delete(rows[:AT_ONCE], at)


def forget_unconfirmed(*, at: datetime) -> int:
    """Delete codes that nobody used in a week, with the texts that waited for them, and used ones; return how many unused."""
    before = at - timedelta(days=UNCONFIRMED_KEPT_DAYS)
    EmailCode.objects.filter(used_at__lt=before).delete()
    waiting = EmailCode.objects.filter(used_at=None, asked_at__lt=before).order_by("asked_at")[:AT_ONCE]
    return sum(drop_unconfirmed(code=code, at=at) for code in waiting)
