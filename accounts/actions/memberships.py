"""Ends and changes memberships."""

from datetime import datetime

from django.db import transaction

from accounts.actions import security
from accounts.actions.invitations import AlreadyMember, MayNotInvite, check_role_fits
from accounts.choices import SecurityEvent
from accounts.models import Invitation, Membership, User
from accounts.permissions import Role, may_grant
from accounts.queries import forget_holdings, holdings_of
from core import audit
from core.refusals import Refusal
from territory.models import Municipality

# Without the first nobody conducts a round; without the second nobody is told what fails.
NEVER_EMPTY = {
    Role.COORDINATOR: "Es la última persona en la coordinación metropolitana. Invite antes a quien la reemplaza.",
    Role.ADMIN: "Es la última persona en la administración técnica. Invite antes a quien la reemplaza.",
}


class MayNotEndMembership(Refusal):
    pass


class LastOfRole(Refusal):
    pass


class NothingChanges(Refusal):
    pass


class AccountClosed(Refusal):
    pass


@transaction.atomic
def end(*, membership: Membership, reason: str, by: User, at: datetime) -> None:
    """End the membership; the row stays, with its end and the reason. With the last one all access of the person ends.

    Refuses users who may not grant that role, an empty reason, ended memberships, and the last coordinator or administrator:
    nobody could invite the next one.
    """
    row = _lock_for_end(membership, reason=reason, by=by)
    _end(row, reason=reason, by=by, at=at)
    forget_holdings(membership.user)
    forget_holdings(by)
    if not Membership.objects.current().filter(user=row.user_id).exists():
        security.end_access(person=membership.user, because=SecurityEvent.LAST_ROLE, by=by, at=at)


@transaction.atomic
def change(
    *, membership: Membership, role: Role, municipality: Municipality | None, reason: str, by: User, at: datetime
) -> Membership:
    """End the membership and grant its person another role in one step; return the new one. The person is told by mail.

    Sessions stay: what they may do follows from the roles. An unanswered invitation for the same role is revoked. Refuses as
    `end` does, roles that `by` may not grant, roles that do not fit the place or are held already, and closed accounts.
    """
    row = _lock_for_end(membership, reason=reason, by=by)
    check_role_fits(role, municipality)
    place_id = municipality.pk if municipality else None
    if (row.role, row.municipality_id) == (role, place_id):
        raise NothingChanges("Elija otro rol u otro municipio: ese ya lo tiene.")
    if not may_grant(holdings_of(by), role, place_id):
        raise MayNotInvite(f"Su rol no le permite dar el rol «{role.label}» en ese lugar.")
    person = membership.user
    if not person.is_active:
        raise AccountClosed("Su cuenta está cerrada: no se le puede dar otro rol.")
    _end(row, reason=reason, by=by, at=at)
    granted, is_new = Membership.objects.current().get_or_create(
        user=person, role=role, municipality=municipality, defaults={"began_at": at}
    )
    if not is_new:
        raise AlreadyMember(f"{person.get_full_name()} ya tiene el rol «{role.label}» allí. Puede retirarle este.")
    Invitation.objects.pending().filter(email=person.email, role=role, municipality=municipality).update(revoked_at=at)
    data = {"role": role, "instead_of": row.role}
    audit.record(by=by, verb="membership.granted", target=granted, at=at, data=data, reason=row.end_reason)
    forget_holdings(person)
    forget_holdings(by)
    security.tell(person=person, event=SecurityEvent.ROLE, at=at)
    return granted


def _lock_for_end(membership: Membership, *, reason: str, by: User) -> Membership:
    rows = Membership.objects.select_for_update().current()
    # All holders of such a role are locked, so that two coordinators cannot remove each other at the same time.
    active = User.objects.filter(is_active=True)
    pks = rows.filter(role__in=NEVER_EMPTY, user__in=active).order_by("pk").values_list("role", "pk")
    holders: dict[str, list[int]] = {}
    for role, pk in pks:
        holders.setdefault(role, []).append(pk)
    row = rows.filter(pk=membership.pk).first()
    if row is None:
        raise MayNotEndMembership("Ese rol ya había terminado.")
    if not may_grant(holdings_of(by), Role(row.role), row.municipality_id):
        raise MayNotEndMembership("Su rol no le permite retirar a esta persona.")
    if not reason.strip():
        raise MayNotEndMembership("Escriba la razón en una frase. Queda guardada.")
    if holders.get(row.role) == [row.pk]:
        raise LastOfRole(NEVER_EMPTY[Role(row.role)])
    return row


def _end(row: Membership, *, reason: str, by: User, at: datetime) -> None:
    row.ended_at = at
    row.end_reason = reason.strip()
    row.save(update_fields=["ended_at", "end_reason"])
    audit.record(by=by, verb="membership.ended", target=row, at=at, data={"role": row.role}, reason=row.end_reason)
