"""The mail that invites to a cohort: composed as it leaves."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from core.versioned_text.markup import Address
from core.words import day_span
from mail.actions.handover import compose
from mail.choices import About, Kind
from mail.models import Outbox
from training.cohorts.choices import CohortState
from training.cohorts.choices.telling import INVITATION_WAITS, MailKind
from training.cohorts.models import CohortInvitation


def _invitation(mail: Outbox, at: datetime) -> EmailMultiAlternatives | None:
    """None once the invitation was taken back or the cohort is over."""
    rows = CohortInvitation.objects.select_related("cohort__version").defer("cohort__version__content")
    row = rows.filter(pk=mail.subject_id, cohort__state=CohortState.OPEN).first()
    if row is None:
        return None
    cohort = row.cohort
    values = {
        "curso": cohort.version.title, "grupo": cohort.name, "fechas": day_span(cohort.starts_on, cohort.ends_on),
        "direccion": Address(settings.SITE_URL + cohort.get_absolute_url()),
    }  # fmt: skip
    return compose(to=row.email, text="mail-cohort-invitation", values=values)


def _about(mails: list[Outbox], at: datetime) -> dict[int, About]:
    rows = CohortInvitation.objects.select_related("cohort").filter(
        pk__in=[mail.subject_id for mail in mails], cohort__state=CohortState.OPEN
    )
    found = {row.pk: About(f"Invitación al grupo {row.cohort}", f"Persona n.º {row.pk}", row.cohort) for row in rows}
    return {mail.pk: found[mail.subject_id] for mail in mails if mail.subject_id in found}


KINDS = [
    Kind(
        name=MailKind.INVITATION,
        label=MailKind.INVITATION.label,
        waits=INVITATION_WAITS,
        compose=_invitation,
        about=_about,
    )
]
