"""Bulk invitations, and reminders to people who never signed in."""

from datetime import datetime
from secrets import token_urlsafe

from django.db import IntegrityError, transaction

from accounts.actions import links
from accounts.actions.invitations import mail_key
from accounts.choices import INVITATION_LASTS, REMIND_AFTER, MailKind, Verdict
from accounts.loaders.roster import MAX_PEOPLE, Line
from accounts.loaders.verdicts import Judged, judge
from accounts.models import Invitation, User
from accounts.permissions import may_grant
from accounts.queries import holdings_of
from accounts.queries.rosters import unmailed
from core import audit
from core.models import AuditEntry
from core.refusals import Refusal
from mail.actions import outbox


class CannotInviteAll(Refusal):
    """A line is wrong, or there is no one new; no invitation was made."""


class MayNotRemind(Refusal):
    pass


@transaction.atomic
def invite_many(*, lines: list[Line], by: User, at: datetime) -> int:
    """Invite everyone in the lines who has neither the role nor an invitation; return how many.

    All or none: refuses CannotInviteAll with one detail per wrong line. Tasks send the mails after the commit; each gets its link
    only then, so that no token is stored in the broker.
    """
    if len(lines) > MAX_PEOPLE:
        raise CannotInviteAll(f"Son más de {MAX_PEOPLE} personas. Divida el archivo en varios.")
    judged = judge(lines, held=holdings_of(by), at=at)
    wrong = [f"Fila {one.line.number}: {one.sentence}" for one in judged if one.verdict == Verdict.ERROR]
    if wrong:
        raise CannotInviteAll("No se invitó a nadie: corrija el archivo y vuelva a subirlo.", wrong)
    new = [one for one in judged if one.verdict == Verdict.NEW]
    if not new:
        raise CannotInviteAll("No hay a quién invitar: todas las personas ya están.")
    _revoke_expired(new, at)
    try:
        with transaction.atomic():
            rows = Invitation.objects.bulk_create([_row(one, by, at) for one in new])
    except IntegrityError:
        raise CannotInviteAll("Otra persona acaba de invitar a alguien de la lista. Revísela otra vez.") from None
    for row, one in zip(rows, new, strict=True):
        data = {"role": row.role, "municipality": one.municipality.divipola if one.municipality else None, "bulk": True}
        audit.record(by=by, verb="invitation.sent", target=row, at=at, data=data)
    subjects = {mail_key(row): row.pk for row in rows}
    outbox.enqueue_many(kind=MailKind.INVITATION, subjects=subjects, at=at)
    return len(rows)


def _row(one: Judged, by: User, at: datetime) -> Invitation:
    return Invitation(
        email=one.email, name=one.line.name, role=one.role, municipality=one.municipality,
        token_sha256=Invitation.hash_of(token_urlsafe(32)),  # placeholder: the token is discarded
        invited_by=by, created_at=at, expires_at=at + INVITATION_LASTS,
    )  # fmt: skip


def _revoke_expired(new: list[Judged], at: datetime) -> None:
    """Revoke expired invitations for the same offers: only one pending row per person, role and place is allowed."""
    offers = {one.offer for one in new}
    pending = Invitation.objects.pending().filter(email__in={email for email, _, _ in offers})
    rows = pending.values_list("pk", "email", "role", "municipality")
    stale = [pk for pk, *offer in rows if tuple(offer) in offers]
    Invitation.objects.filter(pk__in=stale).update(revoked_at=at)


@transaction.atomic
def mail_what_did_not_leave(*, by: User, at: datetime) -> int:
    """Queue again the unsent mails of all usable invitations that the user may send; return how many.

    Includes refused ones, whose problem is cleared: the address may have been fixed since.
    """
    missing = unmailed(by, at=at)
    # The outbox first: sending takes the locks in that order.
    outbox.wait_again(kind=MailKind.INVITATION, keys=[mail_key(invitation) for invitation in missing], at=at)
    Invitation.objects.filter(pk__in=[invitation.pk for invitation in missing]).update(mail_problem="")
    return len(missing)


@transaction.atomic
def remind(*, person: User, by: User, at: datetime) -> None:
    """Mail a person who never signed in how to do it, after the commit.

    Refuses senders who may grant none of the roles, those who came, closed accounts, and a second one within REMIND_AFTER.
    """
    held = holdings_of(by)
    if not any(may_grant(held, holding.role, holding.municipality_id) for holding in holdings_of(person)):
        raise MayNotRemind("Su rol no le permite escribirle a esta persona.")
    if person.last_login is not None:
        raise MayNotRemind(f"{person.get_full_name()} ya ingresó.")
    if not person.is_active:
        raise MayNotRemind("Su cuenta está cerrada.")
    User.objects.select_for_update().get(pk=person.pk)  # the second of two presses waits here
    if AuditEntry.of(person).filter(verb="user.reminded", at__gt=at - REMIND_AFTER).exists():
        raise MayNotRemind(f"A {person.get_full_name()} ya se le escribió hace menos de un día.")
    audit.record(by=by, verb="user.reminded", target=person, at=at)
    links.send_account_waiting(person_id=person.pk, at=at)
