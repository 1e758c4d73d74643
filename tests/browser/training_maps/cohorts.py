"""Training, cohorts: one that is open, with people, a code on the screen and a make-up; one in preparation; one cancelled."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from tests.browser.visits import Visit
from tests.factories.accounts import make_user
from tests.factories.training import make_cohort, make_course, make_enrolment
from training.cohorts.actions import attendance, invitations, make_ups
from training.cohorts.choices import CohortState, Entry
from training.cohorts.models import Cohort
from training.courses.models import Route


def _cohort(code: str, **fields) -> Cohort:
    now = timezone.now()
    instructor = User.objects.filter(memberships__role=Role.COORDINATOR).order_by("pk").first()
    days = {
        "starts_on": timezone.localdate(now) - timedelta(days=2),
        "ends_on": timezone.localdate(now) + timedelta(days=40),
    }
    cohort = make_cohort(make_course(f"C{code[-1]}9"), code=code, instructor=instructor, **(days | fields))
    cohort.sessions.filter(number=1).update(starts_at=now - timedelta(minutes=20))
    cohort.sessions.filter(number=2).update(starts_at=now + timedelta(days=20), link="https://reunion.example/abc")
    return cohort


def visits() -> Iterator[Visit]:
    now = timezone.now()
    cohort, free, _ = _cohort("m-1", seats=30), _cohort("m-2"), _cohort("m-3", state=CohortState.DRAFT)
    gone = _cohort("m-4", state=CohortState.CANCELLED, reason="La sala no está disponible.")
    by = cohort.instructors.get()
    people = [make_enrolment(cohort, make_user(), name=f"Persona {n}", office="Planeación") for n in range(4)]
    learner = User.objects.filter(memberships__role=Role.LIAISON).order_by("pk").first()
    make_enrolment(cohort, learner)
    make_enrolment(gone, learner)
    attendance.show_code(session=cohort.sessions.get(number=1), by=by, at=now)
    invitations.invite(cohort=cohort, emails=["persona@alcaldia.example"], by=by, at=now)
    make_up = make_ups.send(enrolment=people[0], text="Leí la guía y cambié dos respuestas.", at=now)
    Route.objects.create(code="m-ruta", title="Atención a la ciudadanía", courses=["C19", "C29", "C89"])
    _cohort("m-5", entry=Entry.INVITED)
    public, staff = "/cursos/grupos/", "/formacion/grupos/"
    yield Visit("cohorts:detail", f"{public}m-1/")
    yield Visit("cohorts:detail", f"{public}m-1/", Role.LIAISON)
    yield Visit("cohorts:detail", f"{public}m-4/")
    yield Visit("cohorts:enrol", f"{public}{free.code}/inscripcion/", Role.LIAISON)
    yield Visit("cohorts:enrol", f"{public}m-1/inscripcion/", Role.LIAISON)
    yield Visit("cohorts:enrol", f"{public}m-5/inscripcion/", Role.LIAISON, status=409)
    yield Visit("cohorts:withdraw", f"{public}m-1/retiro/", Role.LIAISON)
    yield Visit("cohorts:attend", f"{public}m-1/asistencia/", Role.LIAISON)
    yield Visit("cohorts:make-up-send", f"{public}m-1/reposicion/", Role.LIAISON)
    yield Visit("cohorts:route-enrol", "/rutas/m-ruta/inscripcion/", Role.LIAISON)
    worked = {
        "cohort-list": "", "cohort-new": "nuevo/", "cohort-manage": "m-1/", "cohort-edit": "m-1/editar/",
        "cohort-end": "m-1/terminar/", "cohort-cancel": "m-1/cancelar/", "invitation-list": "m-1/invitaciones/",
        "code-show": "m-1/sesiones/1/codigo/", "attendance-edit": "m-1/sesiones/1/asistencia/",
        "make-up-judge": f"m-1/reposiciones/{make_up.pk}/",
    }  # fmt: skip
    for name, path in worked.items():
        yield Visit(f"cohorts:{name}", f"{staff}{path}", Role.COORDINATOR)
    yield Visit("cohorts:cohort-manage", f"{staff}m-3/", Role.COORDINATOR)
