"""Telling people: who answers for a commitment when something was decided, the metropolitan team when something waits."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from accounts.models import User
from accounts.permissions import Permission
from accounts.queries import people_who
from followup.commitments.choices import DECIDED_TOLD, PROPOSED_TOLD, WAITING_TOLD
from followup.commitments.models import Commitment
from notices.actions.notifications import tell
from notices.choices import NoticeText

P = Permission


def tell_acceptors(row: Commitment, who: str, by: User, at: datetime) -> None:
    """Something was proposed: whoever accepts it for the municipality; of a metropolitan one, the others of the team."""
    if row.municipality is None:
        tell_team(row, "Espera que otra persona del equipo lo acepte.", "proposed", by, at, (P.MANAGE_COMMITMENTS,))
        return
    to = people_who(P.ACCEPT_COMMITMENTS, row.municipality)
    _tell(row, to, PROPOSED_TOLD, {"quien": who}, "proposed", by, at)


def tell_office(row: Commitment, what: str, event: str, by: User, at: datetime) -> None:
    """Something was decided. `event`: what makes it another one than those before."""
    permissions = (P.WRITE_COMMITMENTS, P.ACCEPT_COMMITMENTS) if row.municipality else (P.MANAGE_COMMITMENTS,)
    to = [person for one in permissions for person in people_who(one, row.municipality)]
    _tell(row, to, DECIDED_TOLD, {"que": what.rstrip(".")}, event, by, at)


def tell_team(
    row: Commitment, what: str, event: str, by: User, at: datetime, permissions: Iterable[Permission]
) -> None:  # fmt: skip
    """Something waits for the metropolitan team."""
    to = [person for one in permissions for person in people_who(one, None)]
    _tell(row, to, WAITING_TOLD, {"que": what.rstrip(".")}, event, by, at)


def _tell(
    row: Commitment, to: Iterable[User], text: NoticeText, values: dict[str, str], event: str, by: User, at: datetime
) -> None:  # fmt: skip
    values = {"codigo": row.code, "titulo": row.title} | values
    people = sorted({person.pk for person in to} - {by.pk})
    url = reverse("commitments:work", args=[row.code])
    tell(to=people, text=text, at=at, key=f"commitment:{row.pk}:{event}", values=values, url=url)
