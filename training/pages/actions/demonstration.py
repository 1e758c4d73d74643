"""Courses of the demonstration, made through the actions that people use: a cohort that ended and one that runs."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from territory.models import Municipality
from training.assignments.actions import judging, works
from training.assignments.actions.judging import Given
from training.assignments.choices import Level
from training.certificates.actions.issuing import issue
from training.cohorts.actions import attendance, cohorts, enrolments
from training.cohorts.actions.enrolments import Particulars
from training.cohorts.models import Cohort, Enrolment
from training.courses.actions import norms, routes, versions
from training.courses.loaders.course import read_course
from training.courses.loaders.folders import files_of_folder
from training.courses.loaders.norms import read_norms
from training.courses.loaders.routes import read_routes
from training.courses.models import CourseVersion
from training.grading.document import Kind, Module, Question
from training.learning.actions import questions, visits
from training.quizzes.actions import attempts
from training.quizzes.actions.attempts import Draft
from training.quizzes.models import Attempt

DATA = settings.BASE_DIR / "data"
ENDED, RUNNING = "DEMO-1", "DEMO-2"
OFFICES = {
    Role.LIAISON: "Secretaría de Planeación",
    Role.APPROVER: "Despacho",
    Role.CONTRIBUTOR: "Servicio al ciudadano",
}
WORK = (
    "Antes: «Su solicitud fue remitida a la dependencia competente». Después: «Su certificado estará el 12 de marzo. "
    "Lo hace la oficina de catastro y le llegará a este correo. Si ese día no llega, escríbanos aquí»."
)
DOUBT = "¿También hay que responder por separado una sugerencia que viene dentro de una queja?"
REPLY = "Puede ir en la misma carta, pero cada cosa con su respuesta: qué se hará con la queja y qué con la sugerencia."


@transaction.atomic
def seed(*, people: Mapping[Role, User], at: datetime) -> None:
    """Publish every course of `data/courses`, and make both cohorts, unless they exist. `people`: accounts by role."""
    if Cohort.objects.filter(code=ENDED).exists():
        return
    version = _publish_courses(people[Role.COORDINATOR], at)
    _Author(version, people, ENDED, timezone.localdate(at) - timedelta(days=75), "Primer grupo").to_the_certificate(at)
    _Author(version, people, RUNNING, timezone.localdate(at) - timedelta(days=12), "Segundo grupo").to_its_middle(at)


def _publish_courses(by: User, at: datetime) -> CourseVersion:
    """Return the version that is marked as a demonstration."""
    known = read_norms((DATA / "norms.yaml").read_text(encoding="utf-8"))
    norms.load_norms(norms=known, at=at, by=by)
    made = []
    for folder in sorted(path for path in (DATA / "courses").iterdir() if path.is_dir()):
        version, _ = versions.load_course(reading=read_course(files_of_folder(str(folder)), known), at=at, by=by)
        versions.publish(version=version, at=at, by=by)
        made.append(version)
    routes.load_routes(routes=read_routes((DATA / "courses" / "routes.yaml").read_text(encoding="utf-8")), at=at, by=by)
    return next(version for version in made if version.is_demonstration)


class _Author:
    """Writes one cohort in the order of its days, with a moment for each act."""

    def __init__(
        self, version: CourseVersion, people: Mapping[Role, User], code: str, first_day: date, name: str
    ) -> None:
        self.people, self.first_day, self.modules = people, first_day, version.parsed.modules
        self.instructor = people[Role.INSTRUCTOR]
        call = {
            "code": code, "version": version, "name": name, "starts_on": first_day,
            "ends_on": first_day + timedelta(days=35), "entry": "open", "seats": 40,
        }  # fmt: skip
        sessions = [
            {
                "title": title,
                "starts_at": self.moment(day, 16),
                "minutes": 60,
                "place": "Sala de demostración",
                "link": "",
            }
            for title, day in (("Empezamos juntos", 9), ("Respuestas sobre la mesa", 25))
        ]
        made = cohorts.create(
            by=people[Role.COORDINATOR],
            at=self.moment(-10),
            call=call,
            sessions=sessions,
            instructors=[self.instructor],
        )
        Cohort.objects.filter(pk=made.pk).update(is_demonstration=True)
        self.cohort = cohorts.open_cohort(cohort=made, by=people[Role.COORDINATOR], at=self.moment(-9))

    def moment(self, day: int, hour: int = 10) -> datetime:
        """Return that hour of a day of the cohort, counted from 0."""
        return timezone.make_aware(datetime.combine(self.first_day + timedelta(days=day), time(hour)))

    def to_the_certificate(self, at: datetime) -> None:
        done, half = self.enrol(Role.LIAISON), self.enrol(Role.CONTRIBUTOR)
        for day, module in enumerate(self.modules, start=2):
            self.read(done, module, day)
            self.quiz(done, module, day, is_right=module != self.modules[0])
        self.quiz(done, self.modules[0], 5)
        self.quiz(half, self.modules[0], 4)
        attendance.correct(
            session=self.cohort.sessions.get(number=1), add=[done.pk, half.pk], remove=[], reason="",
            by=self.instructor, at=self.moment(9, 18),
        )  # fmt: skip
        self.hand_in(done, 12)
        self.judge(done, 14)
        cohorts.end_passed(at=self.moment(36, 1))
        issue(enrolments=[done.pk], at=self.moment(36, 2))

    def to_its_middle(self, at: datetime) -> None:
        busy, asking, _ = (self.enrol(role) for role in (Role.CONTRIBUTOR, Role.APPROVER, Role.FACILITATOR))
        self.read(busy, self.modules[0], 2)
        self.quiz(busy, self.modules[0], 3)
        self.read(asking, self.modules[0], 4)
        self.quiz(asking, self.modules[0], 5, is_right=False)
        attendance.correct(
            session=self.cohort.sessions.get(number=1), add=[busy.pk, asking.pk], remove=[], reason="",
            by=self.instructor, at=self.moment(9, 18),
        )  # fmt: skip
        module = self.modules[0]
        asked = questions.ask(
            enrolment=asking, module=module, lesson=module.lessons[1], text=DOUBT, at=self.moment(5, 15)
        )
        questions.answer(question=asked, text=REPLY, public_text=DOUBT, by=self.instructor, at=self.moment(7))
        self.hand_in(busy, 10)

    def enrol(self, role: Role) -> Enrolment:
        user = self.people[role]
        held = user.memberships.filter(municipality__isnull=False).first() if role.is_municipal else None
        home: Municipality | None = held.municipality if held else None
        said = Particulars(name=user.name or str(role.label), municipality=home, office=OFFICES.get(role, ""))
        made = enrolments.enrol(cohort=self.cohort, user=user, said=said, at=self.moment(0))
        return Enrolment.objects.with_context().get(pk=made.pk)

    def read(self, enrolment: Enrolment, module: Module, day: int) -> None:
        for lesson in module.lessons:
            visits.mark_read(enrolment=enrolment, module=module, lesson=lesson, at=self.moment(day, 8))

    def quiz(self, enrolment: Enrolment, module: Module, day: int, *, is_right: bool = True) -> None:
        begun = attempts.start(enrolment=enrolment, module=module, at=self.moment(day, 9))

        def read(attempt: Attempt) -> list[Draft]:
            asked = attempt.parsed if is_right else attempt.parsed[:1]
            return [Draft(question.code, _right(question), 0) for question in asked]

        among = Attempt.objects.filter(pk=begun.pk)
        attempts.save(among=among, read=read, at=begun.started_at + timedelta(minutes=7), hands_in=True)

    def hand_in(self, enrolment: Enrolment, day: int) -> None:
        module = next(module for module in self.modules if module.assignment)
        works.hand_in(enrolment=enrolment, module=module.code, text=WORK, seen=0, at=self.moment(day))

    def judge(self, enrolment: Enrolment, day: int) -> None:
        work = enrolment.works.get()
        module = next(module for module in self.modules if module.assignment)
        marks = [Given(Level.ENOUGH) for _ in module.assignment.rubric]
        judging.accept(work=work, marks=marks, seen=work.version, by=self.instructor, at=self.moment(day))


def _right(question: Question) -> object:
    """Return the answer that is worth most."""
    if question.kind is Kind.NUMBER:
        return str(max(question.numbers, key=lambda one: one.share).value)
    if question.kind is Kind.ORDER:
        return [option.code for option in question.options]
    return [option.code for option in question.options if option.share > 0]
