"""Training, learning: somebody takes a course with cited norms, has read a part and asked; one waits late for its answer."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from territory.models import Municipality
from tests.browser.visits import Visit
from tests.factories.accounts import make_user
from tests.factories.training import course_content, make_cohort, make_course, make_enrolment
from training.cohorts.choices import CohortState
from training.courses.models import Norm, NormArticle
from training.learning.actions import questions
from training.learning.actions.visits import mark_read, note_place

TEXT = """## Dos municipios, el mismo silencio

En un municipio llegaron 63 ideas para el parque. Un año después nadie sabía cuáles se usaron.

1. Haga la lista completa.
2. Ponga un solo estado a cada uno.

| Estado | Qué dice |
|---|---|
| Incorporado | Dónde quedó |

> Su idea es el punto 3 del plan. Empieza en agosto.
"""


def _modules() -> list[dict]:
    modules = course_content()["modules"]
    modules[0]["lessons"][0] |= {
        "title": "Devuelva cada aporte en una página", "text": TEXT, "norms": ["mapa-1757"],
        "video": "https://video.example/1", "transcript": "Lo que se dice en el video.",
    }  # fmt: skip
    return modules


def visits() -> Iterator[Visit]:
    now, lesson = timezone.now(), "/aprender/l-1/1-responder/01-fondo/"
    norm = Norm.objects.create(
        code="mapa-1757", name="Ley 1757 de 2015", status="vigente", checked_on=timezone.localdate(now), position=900
    )
    NormArticle.objects.create(norm=norm, number="48", certainty="alta")
    instructor = User.objects.filter(memberships__role=Role.COORDINATOR).order_by("pk").first()
    learner = User.objects.filter(memberships__role=Role.LIAISON).order_by("pk").first()
    days = {
        "starts_on": timezone.localdate(now) - timedelta(days=2), "ends_on": timezone.localdate(now) + timedelta(days=40),
    }  # fmt: skip
    course = make_course("L19", modules=_modules())
    cohort = make_cohort(course, code="l-1", instructor=instructor, is_demonstration=True, **days)
    cohort.sessions.update(starts_at=now + timedelta(days=5))
    enrolment, other = make_enrolment(cohort, learner), make_enrolment(cohort, make_user(), name="Persona que pregunta")
    make_enrolment(make_cohort(make_course("L29"), code="l-2", state=CohortState.ENDED), learner)
    module = course.parsed.modules[0]
    place = {"module": module, "lesson": module.lessons[0]}
    late = questions.ask(enrolment=other, text="¿Y si es una petición?", at=now - timedelta(days=20), **place)
    answered = questions.ask(enrolment=other, text="¿Puedo responder varias juntas?", at=now, **place)
    questions.ask(enrolment=enrolment, text="¿Sirve una carta?", at=now, **place)
    questions.answer(
        question=answered,
        text="La plantilla sí; la razón es de cada una.",
        public_text=answered.text,
        by=instructor,
        at=now,
    )
    mark_read(enrolment=enrolment, module=module, lesson=module.lessons[1], at=now)
    note_place(enrolment=enrolment, anchor="b-2", at=now, **place)
    yield Visit("learning:home", "/aprender/", Role.LIAISON)
    yield Visit("learning:home", "/aprender/", Role.REVIEWER)
    yield Visit("learning:course", "/aprender/l-1/", Role.LIAISON)
    yield Visit("learning:lesson", lesson, Role.LIAISON)
    yield Visit("learning:lessons-for-question", "/lecciones/pregunta/A-01/")
    yield Visit(
        "learning:courses-for-place", f"/lecciones/municipio/{Municipality.objects.order_by('pk').first().slug}/"
    )
    yield Visit("learning:question-list", "/docencia/preguntas/", Role.COORDINATOR)
    yield Visit("learning:question-answer", f"/docencia/preguntas/{late.pk}/", Role.COORDINATOR)
    yield Visit("learning:question-answer", f"/docencia/preguntas/{answered.pk}/", Role.COORDINATOR)
