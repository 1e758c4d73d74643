"""Inviting many people at once, and writing again to those who never came."""

from datetime import datetime
from secrets import token_urlsafe

from django.db import IntegrityError, transaction

from accounts import tasks
from accounts.actions.invitations import hand_over_link
from accounts.choices import INVITATION_LASTS, MailProblem, Verdict
from accounts.loaders.roster import MAX_PEOPLE, Line
from accounts.loaders.verdicts import Judged, judge
from accounts.models import Invitation, User
from accounts.permissions import may_grant
from accounts.queries import holdings_of
from accounts.queries.rosters import unmailed
from core import audit
from core.refusals import Refusal
from mail.actions.handover import compose, server


class CannotInviteAll(Refusal):
    """Something in the lines is wrong, or there is nobody new; nobody was invited."""


class MayNotRemind(Refusal):
    pass


@transaction.atomic
def invite_many(*, lines: list[Line], by: User, at: datetime) -> int:
    """Invite everybody of the lines who has neither the role nor an invitation; return how many those are.

    All or nobody: refuses CannotInviteAll with one detail for each line that is wrong. The mails leave by tasks after
    the commit; each makes its own link then, so that no token lies in the broker.
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
    tasks.enqueue_invitations([row.pk for row in rows])
    return len(rows)


def _row(one: Judged, by: User, at: datetime) -> Invitation:
    return Invitation(
        email=one.email, name=one.line.name, role=one.role, municipality=one.municipality,
        token_sha256=Invitation.hash_of(token_urlsafe(32)),  # opens nothing: nobody knows it
        invited_by=by, created_at=at, expires_at=at + INVITATION_LASTS,
    )  # fmt: skip


def _revoke_expired(new: list[Judged], at: datetime) -> None:
    """Make room for those whose earlier invitation ran out: one pending row per person, role and place."""
    offers = {one.offer for one in new}
    pending = Invitation.objects.pending().filter(email__in={email for email, _, _ in offers})
    rows = pending.values_list("pk", "email", "role", "municipality")
    stale = [pk for pk, *offer in rows if tuple(offer) in offers]
    Invitation.objects.filter(pk__in=stale).update(revoked_at=at)


def mail_invitation(*, invitation_id: int, at: datetime) -> bool:
    """Make the link of an invitation that was not mailed yet, and mail it; tell whether it left now.

    The row stays locked until the mail is handed over: of two who try the second finds it mailed. A worker that dies
    half-way leaves the row as it was, and beat tries again. Raises MailDelayed when it may be tried again.
    """
    with server() as connection, transaction.atomic():
        usable = Invitation.objects.select_for_update(of=("self",)).usable(at).filter(mailed_at=None)
        row = usable.select_related("municipality", "invited_by").filter(pk=invitation_id).first()
        if row is None:
            return False
        token = token_urlsafe(32)
        problem = hand_over_link(row, token, connection)
        if problem != MailProblem.REFUSED:  # what nobody received needs no link
            row.token_sha256 = Invitation.hash_of(token)
        row.mailed_at, row.mail_problem = None if problem else at, problem or ""
        row.save(update_fields=["token_sha256", "mailed_at", "mail_problem"])
    return problem is None


@transaction.atomic
def mail_what_did_not_leave(*, by: User, at: datetime) -> int:
    """Ask again for the mails of all usable invitations that did not leave and that the person may send.

    Also of those with a problem, which count as waiting from now on: the address may have been put right.
    """
    ids = [invitation.pk for invitation in unmailed(by, at=at)]
    Invitation.objects.filter(pk__in=ids).update(mail_problem="")
    tasks.enqueue_invitations(ids)
    return len(ids)


@transaction.atomic
def remind(*, person: User, by: User, at: datetime) -> None:
    """Mail somebody who never signed in how to do it. Refuses who may give her none of her roles, and who came already."""
    held = holdings_of(by)
    if not any(may_grant(held, holding.role, holding.municipality_id) for holding in holdings_of(person)):
        raise MayNotRemind("Su rol no le permite escribirle a esta persona.")
    if person.last_login is not None:
        raise MayNotRemind(f"{person.get_full_name()} ya ingresó.")
    subject = "Su cuenta de Innovación Pública 360 lo espera"
    message = compose(
        to=person.email, subject=subject, template="accounts/mail/account_waiting", context={"person": person}
    )
    audit.record(by=by, verb="user.reminded", target=person, at=at)
    transaction.on_commit(lambda: message.send(), robust=True)
