"""Proposing a pilot, approving it, and what happens when nobody does."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from accounts.permissions import Permission
from accounts.queries import people_who
from core import audit
from core.process import deadlines, working_days
from core.process.transitions import locked, transition
from notices.actions.notifications import notify
from territory.models import Municipality
from tests.new_app.pilots.choices import KIND, PROCESS, State
from tests.new_app.pilots.models import Pilot


@transaction.atomic
def propose(*, municipality: Municipality, title: str, by, at: datetime) -> Pilot:
    due_on = working_days.add(at.date(), PROCESS.terms[State.PROPOSED])
    pilot = Pilot.objects.create(municipality=municipality, title=title, state_since=at, due_on=due_on)
    audit.record(by=by, verb="pilot.proposed", target=pilot, at=at)
    return pilot


@transaction.atomic
def approve(*, pilot: Pilot, by, at: datetime) -> Pilot:
    """Refuses WrongState, DeadlinePassed."""
    pilot = locked(pilot)
    transition(pilot, "pilot.approved", State.RUNNING, by=by, at=at)
    notify(
        to=[person.pk for person in people_who(Permission.VIEW_ASSESSMENT, pilot.municipality)],
        kind=KIND,
        key=f"pilot:{pilot.pk}",
        title=f"Piloto aprobado: {pilot}",
        body="",
        url=reverse("pilots:list"),
        at=at,
    )
    return pilot


def expire(pilot: Pilot, *, at: datetime) -> None:
    transition(pilot, "pilot.expired", State.DROPPED, by=None, at=at)


def end_terms(*, today: date, at: datetime) -> int:
    return deadlines.end_passed(Pilot.objects.all(), {State.PROPOSED: expire}, today=today, at=at)
