"""Inviting to a cohort by mail."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from core.process.transitions import locked
from core.refusals import Refusal
from mail.actions import outbox
from training.cohorts.choices import INVITATIONS_KEPT, CohortState
from training.cohorts.choices.telling import MailKind
from training.cohorts.models import Cohort, CohortInvitation


class NotInvited(Refusal):
    """The cohort takes no enrolments: nobody is invited to it."""

    is_conflict = True


@transaction.atomic
def invite(*, cohort: Cohort, emails: Iterable[str], by: User, at: datetime) -> int:
    """Invite those addresses that were not invited yet; return how many. Refuses NotInvited unless the cohort is open."""
    row = locked(cohort)
    if not row.takes_enrolments(timezone.localdate(at)):
        raise NotInvited("Solo se invita a un grupo abierto, hasta su último día.")
    wanted = dict.fromkeys(email.strip().lower() for email in emails)
    known = set(row.invitations.filter(email__in=list(wanted)).values_list("email", flat=True))
    CohortInvitation.objects.bulk_create(
        [
            CohortInvitation(cohort=row, email=email, invited_at=at, invited_by=by)
            for email in wanted if email not in known
        ],
        batch_size=500,
    )  # fmt: skip
    made = list(row.invitations.filter(invited_at=at, email__in=[email for email in wanted if email not in known]))
    subjects = {f"{MailKind.INVITATION}:{one.pk}": one.pk for one in made}
    outbox.enqueue_many(kind=MailKind.INVITATION, subjects=subjects, at=at)
    if made:
        audit.record(by=by, verb="cohort.invited", target=row, at=at, data={"invited": len(made)})
    return len(made)


@transaction.atomic
def take_back(*, cohort: Cohort, pk: int, by: User, at: datetime) -> bool:
    """Delete an invitation; who enrolled with it stays. Return whether there was one."""
    row = locked(cohort)
    gone = row.invitations.filter(pk=pk).delete()[0]
    if gone:
        audit.record(by=by, verb="cohort.uninvited", target=row, at=at)
    return bool(gone)


def forget_invitations(*, at: datetime) -> int:
    """Delete the addresses of cohorts that were over a month ago; return how many."""
    over = CohortInvitation.objects.filter(
        cohort__state__in=[CohortState.ENDED, CohortState.CANCELLED], cohort__state_since__lt=at - INVITATIONS_KEPT
    )
    return over.delete()[0]
