"""Ends memberships."""

from datetime import datetime

from django.db import transaction

from accounts.actions import security
from accounts.choices import SecurityEvent
from accounts.models import Membership, User
from accounts.permissions import Role, may_grant
from accounts.queries import forget_holdings, holdings_of
from core import audit
from core.refusals import Refusal


class MayNotEndMembership(Refusal):
    pass


class LastCoordinator(Refusal):
    pass


@transaction.atomic
def end(*, membership: Membership, reason: str, by: User, at: datetime) -> None:
    """End the membership; the row stays, with its end and the reason. With the last one all access of the person ends.

    Refuses users who may not grant that role, an empty reason, ended memberships, and the last coordinator: nobody could invite
    the next one.
    """
    # All current memberships are locked, so that two coordinators cannot remove each other at the same time.
    rows = Membership.objects.select_for_update().current()
    coordinators = list(rows.filter(role=Role.COORDINATOR).order_by("pk").values_list("pk", flat=True))
    row = rows.filter(pk=membership.pk).first()
    if row is None:
        raise MayNotEndMembership("Ese rol ya había terminado.")
    if not may_grant(holdings_of(by), Role(row.role), row.municipality_id):
        raise MayNotEndMembership("Su rol no le permite retirar a esta persona.")
    if not reason.strip():
        raise MayNotEndMembership("Escriba la razón en una frase. Queda guardada.")
    if coordinators == [row.pk]:
        raise LastCoordinator(
            "Es la última persona en la coordinación metropolitana. Invite antes a quien la reemplaza."
        )
    row.ended_at = at
    row.end_reason = reason.strip()
    row.save(update_fields=["ended_at", "end_reason"])
    forget_holdings(membership.user)
    forget_holdings(by)
    audit.record(by=by, verb="membership.ended", target=row, at=at, data={"role": row.role})
    if not Membership.objects.current().filter(user=row.user_id).exists():
        security.end_access(person=membership.user, because=SecurityEvent.LAST_ROLE, by=by, at=at)
