"""Training, assignments: one to hand in, one returned, one that waits and is late, one accepted that may be evidence."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from tests.browser.visits import Visit
from tests.factories.accounts import make_user
from tests.factories.training import make_cohort, make_course, make_enrolment
from tests.factories.works import MODULE, accept, give_back, make_work, upload


def visits() -> Iterator[Visit]:
    now = timezone.now()
    today = timezone.localdate(now)
    teacher = User.objects.filter(memberships__role=Role.COORDINATOR).order_by("pk").first()
    learner = User.objects.filter(memberships__role=Role.LIAISON).order_by("pk").first()
    rows = {}
    for name in ("nueva", "devuelta", "aceptada"):
        cohort = make_cohort(
            make_course(f"T-{name}"), code=f"t-{name}", instructor=teacher, starts_on=today - timedelta(9),
            ends_on=today + timedelta(30),
        )  # fmt: skip
        rows[name] = make_enrolment(cohort, learner, name="Enlace de prueba", office="Planeación")
    returned = make_work(rows["devuelta"], upload(), at=now - timedelta(3))
    give_back(returned, teacher, at=now - timedelta(2))
    accepted = make_work(rows["aceptada"], upload(), at=now - timedelta(3))
    accept(accepted, teacher, at=now - timedelta(1))
    other = make_enrolment(rows["nueva"].cohort, make_user(), name="Otra persona", office="Hacienda")
    late = make_work(other, upload("Escriba a marta.gomez@correo.example", "Carta.docx"), at=now - timedelta(20))
    give_back(late, teacher, at=now - timedelta(19))
    waiting = make_work(other, text="Señora Marta: su petición se responde el 15 de abril.", at=now - timedelta(18))
    for name in rows:
        yield Visit("assignments:work", f"/aprender/t-{name}/{MODULE}/tarea/", Role.LIAISON)
    yield Visit("assignments:evidence", f"/aprender/t-aceptada/{MODULE}/tarea/evidencia/", Role.LIAISON)
    yield Visit("assignments:work-list", "/docencia/tareas/", Role.COORDINATOR)
    yield Visit("assignments:work-judge", f"/docencia/tareas/{waiting.pk}/", Role.COORDINATOR)
