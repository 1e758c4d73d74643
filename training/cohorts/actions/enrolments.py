"""Enrolling in a cohort or in the courses of a route, changing what was said, withdrawing and coming back."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from core.process.transitions import locked
from core.refusals import Refusal
from core.slots import Slot
from territory.models import Municipality
from training.cohorts.choices import DATA_NOTICE_VERSION
from training.cohorts.models import Cohort, Enrolment
from training.cohorts.queries.cohorts import is_taught_by, seats_left
from training.cohorts.queries.enrolments import lines_of_route, may_enter
from training.courses.models import Route

# Called as function(enrolment) → why it cannot be withdrawn, or "": a certificate rests on it.
reasons_to_stay = Slot()


class NotTaken(Refusal):
    """The cohort takes no enrolments, or none of this person. Pages answer 409."""

    is_conflict = True


class NotEnrolled(Refusal):
    """The person takes no part in the cohort, or not any more."""

    is_conflict = True


@dataclass(frozen=True)
class Particulars:
    """What a person says when they enrol. `name`: as it goes on the certificate."""

    name: str
    municipality: Municipality | None
    office: str
    has_prior_learning: bool = False


@transaction.atomic
def enrol(*, cohort: Cohort, user: User, said: Particulars, at: datetime) -> Enrolment:
    """Enrol a person, or let them come back; a person who is enrolled stays so, unchanged. Refuses NotTaken.

    The lock of the cohort serialises its seats. Who took the course before cannot come back for the tests alone: of that way the
    first attempt counts, and it was made.
    """
    row = locked(cohort)
    found = Enrolment.objects.with_context().filter(cohort=row, user=user).first()
    if found is not None and found.is_active:
        return found
    _require_entry(row, user, at)
    is_new, before = found is None, found and found.has_prior_learning
    enrolment = found or Enrolment(cohort=row, user=user, enrolled_at=at)
    enrolment.name, enrolment.municipality, enrolment.office = said.name, said.municipality, said.office
    enrolment.has_prior_learning = said.has_prior_learning and (is_new or bool(before))
    enrolment.consent_version, enrolment.withdrawn_at = DATA_NOTICE_VERSION, None
    enrolment.save()
    data = {"prior_learning": enrolment.has_prior_learning}
    if is_new:
        audit.record(by=user, verb="enrolment.made", target=enrolment, at=at, data=data)
    else:
        audit.record(by=user, verb="enrolment.resumed", target=enrolment, at=at, data=data)
    return enrolment


@transaction.atomic
def enrol_in_route(*, route: Route, user: User, said: Particulars, at: datetime) -> list[Enrolment]:
    """Enrol in the open cohort of each course of the route that begins first; return the new enrolments.

    A course without one is left out, and so is a cohort whose last seat was taken meanwhile.
    """
    cohorts = [line.cohort for line in lines_of_route(route, user) if line.cohort is not None]
    made = []
    for cohort in sorted(cohorts, key=lambda one: one.pk):  # one order of locks for everybody
        try:
            with transaction.atomic():
                made.append(enrol(cohort=cohort, user=user, said=said, at=at))
        except Refusal:
            continue
    return made


@transaction.atomic
def change(*, enrolment: Enrolment, said: Particulars, at: datetime) -> Enrolment:
    """Change what the person said. «Only the tests» may be given up, not taken up. Refuses NotEnrolled."""
    row = lock_active(enrolment)
    row.name, row.municipality, row.office = said.name, said.municipality, said.office
    row.has_prior_learning = row.has_prior_learning and said.has_prior_learning
    row.save(update_fields=["name", "municipality", "office", "has_prior_learning"])
    audit.record(by=row.user, verb="enrolment.changed", target=row, at=at)
    return row


@transaction.atomic
def withdraw(*, enrolment: Enrolment, at: datetime) -> Enrolment:
    """Withdraw; municipality and office are forgotten at once, since they served the counts alone. Twice is as once.

    Refuses NotTaken once the cohort is over, and where something rests on the enrolment.
    """
    cohort = locked(enrolment.cohort)
    row = Enrolment.objects.select_for_update(of=("self",)).with_context().get(pk=enrolment.pk)
    if not row.is_active:
        return row
    if not cohort.is_open:
        raise NotTaken(f"{cohort.display_name} ya no está abierto: no hace falta retirarse.")
    for reason in (function(row) for function in reasons_to_stay):
        if reason:
            raise NotTaken(reason)
    audit.record(by=row.user, verb="enrolment.withdrawn", target=row, at=at)
    row.withdrawn_at, row.municipality, row.office = at, None, ""
    row.save(update_fields=["withdrawn_at", "municipality", "office"])
    return row


def lock_active(enrolment: Enrolment) -> Enrolment:
    """Return the enrolment as it is now, locked. Refuses NotEnrolled once withdrawn."""
    row = Enrolment.objects.select_for_update(of=("self",)).with_context().get(pk=enrolment.pk)
    if not row.is_active:
        raise NotEnrolled("Usted se retiró de este grupo. Vuelva a inscribirse para seguir.")
    return row


def _require_entry(cohort: Cohort, user: User, at: datetime) -> None:
    if not cohort.takes_enrolments(timezone.localdate(at)):
        raise NotTaken(f"{cohort.display_name} no recibe inscripciones.")
    if is_taught_by(cohort, user):
        raise NotTaken("Usted enseña este grupo: no puede tomarlo. Nadie califica lo suyo.")
    if not may_enter(user, cohort):
        raise NotTaken(
            "Este grupo es por invitación, y la suya no está: pídala a quien lo enseña, con el correo de su cuenta."
        )
    if seats_left(cohort) == 0:
        raise NotTaken("No quedan cupos en este grupo. Si alguien se retira, su cupo aparece aquí.")
