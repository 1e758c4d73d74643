"""Proposing a pilot, approving it, and what happens when nobody does."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from accounts.permissions import Permission
from accounts.queries import people_who
from core import audit, tasks
from core.process import deadlines
from core.process.transitions import begin, locked, transition
from notices.actions.notifications import notify
from territory.models import Municipality
from tests.new_app.pilots.choices import KIND, State
from tests.new_app.pilots.models import Pilot
from tests.new_app.pilots.queries import CODE


@transaction.atomic
def propose(*, municipality: Municipality, title: str, by, at: datetime) -> Pilot:
    pilot = Pilot(municipality=municipality, title=title)
    begin(pilot, at)
    pilot.save()
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
    tasks.enqueue_open_data(code=CODE, version=Pilot.objects.filter(state=State.RUNNING).count())
    return pilot


def expire(pilot: Pilot, *, at: datetime) -> None:
    transition(pilot, "pilot.expired", State.DROPPED, by=None, at=at)


def end_terms(*, today: date, at: datetime) -> int:
    return deadlines.end_passed(Pilot.objects.all(), {State.PROPOSED: expire}, today=today, at=at)
