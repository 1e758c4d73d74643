"""Courses, cohorts and people who take them."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from territory.models import Municipality
from training.cohorts.choices import CohortState
from training.cohorts.models import Cohort, CohortInstructor, Enrolment, LiveSession
from training.courses.models import Course, CourseVersion

FIRST_DAY, LAST_DAY = date(2027, 2, 1), date(2027, 3, 14)  # of a made cohort
AT = datetime(2027, 2, 8, 15, 0, tzinfo=UTC)  # ten in the morning (Bogotá) of a day within them
_numbers = count(1)

OPTIONS = [
    {"code": "a", "text": "La segunda", "share": "1", "explanation": "Dice qué, dónde y cuándo."},
    {"code": "b", "text": "La primera", "share": "0", "explanation": "No dice cuándo."},
]
SINGLE = {
    "code": "P1",
    "kind": "single",
    "text": "¿Cuál respuesta sirve?",
    "options": OPTIONS,
    "explanation": "Sirve la que se usa.",
}
BOOLEAN = {
    "code": "P2", "kind": "boolean", "text": "Una respuesta de fondo dice qué se hará.", "explanation": "Y cuándo.",
    "options": [
        {"code": "v", "text": "Verdadero", "share": "1", "explanation": "Sí."},
        {"code": "f", "text": "Falso", "share": "0", "explanation": "No."},
    ],
}  # fmt: skip
MULTIPLE = {
    "code": "P3", "kind": "multiple", "text": "¿Qué lleva un registro de activos?", "explanation": "",
    "options": [
        {"code": "a", "text": "Quién lo produce", "share": "1/2", "explanation": "Sí."},
        {"code": "b", "text": "Dónde está", "share": "1/2", "explanation": "Sí."},
        {"code": "c", "text": "La clave", "share": "-1", "explanation": "Nunca."},
    ],
}  # fmt: skip
NUMBER = {
    "code": "P4", "kind": "number", "text": "¿Cuántos días tiene la semana?", "options": [], "explanation": "",
    "numbers": [{"value": "7", "tolerance": "0", "share": "1", "explanation": "Siete."}],
}  # fmt: skip
ORDER = {
    "code": "P5", "kind": "order", "text": "Ordene los pasos.", "explanation": "",
    "options": [
        {"code": "a", "text": "Leer", "share": "0", "explanation": ""},
        {"code": "b", "text": "Escribir", "share": "0", "explanation": ""},
        {"code": "c", "text": "Publicar", "share": "0", "explanation": ""},
    ],
}  # fmt: skip


def course_content(code: str = "C90", version: str = "1.0.0", **changes: Any) -> dict[str, Any]:
    """A course of two modules: one with two lessons, a quiz of every kind and an assignment, one with a lesson and a quiz."""
    lesson = {
        "title": "Responder de fondo", "minutes": 10, "norms": [], "questions": ["A-01"],
        "text": "## Qué necesita la persona\n\nSaber **qué** pasará y cuándo.\n", "video": "", "transcript": "",
    }  # fmt: skip
    first = {
        "code": "1-responder", "title": "Responder", "text": "", "quiz_minutes": 20,
        "lessons": [{"code": "01-fondo", **lesson}, {"code": "02-claro", **lesson, "title": "Escribir claro"}],
        "quiz": [SINGLE, BOOLEAN, MULTIPLE, NUMBER, ORDER],
        "task": {
            "title": "Una respuesta escrita de nuevo", "text": "Escriba de nuevo una respuesta de su oficina.",
            "template": "", "questions": ["A-01"],
            "rubric": [
                {"criterion": name, "levels": ["No alcanza", "Alcanza", "Sobresale"]}
                for name in ("Dice qué", "Dice cuándo", "Se entiende", "Trae la norma")
            ],
        },
        "recall": [SINGLE, BOOLEAN, NUMBER],
    }  # fmt: skip
    second = {
        "code": "2-publicar", "title": "Publicar", "text": "", "quiz_minutes": None, "recall": [],
        "lessons": [{"code": "01-publicar", **lesson, "title": "Publicar antes"}], "quiz": [BOOLEAN],
    }  # fmt: skip
    return {
        "code": code, "title": "Responder bien", "version": version, "hours": 4, "pass_mark": 70,
        "minutes": {"reading": 30, "quiz": 30, "task": 60, "live": 120}, "summary": "Cómo responder a una persona.",
        "text": "", "competences": ["responde de fondo"], "modules": [first, second], "demonstration": False,
    } | changes  # fmt: skip


def make_course(
    code: str = "C90", version: str = "1.0.0", *, is_published: bool = True, **changes: Any
) -> CourseVersion:
    content = course_content(code, version, **changes)
    course, _ = Course.objects.get_or_create(code=code)
    digest = hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    return CourseVersion.objects.create(
        course=course, version=version, title=content["title"], hours=content["hours"], content=content,
        content_sha256=digest, is_demonstration=content["demonstration"], loaded_at=AT,
        published_at=AT if is_published else None,
    )  # fmt: skip


def make_cohort(
    version: CourseVersion | None = None,
    *,
    instructor=None,
    code: str = "",
    state: CohortState = CohortState.OPEN,
    **fields,
) -> Cohort:
    """Return a cohort with two live sessions in the evening (Bogotá) of its second and fifth Wednesday."""
    cohort = Cohort(
        version=version or make_course(), code=code or f"g-{next(_numbers)}", name=fields.pop("name", "Primer grupo"),
        **({"starts_on": FIRST_DAY, "ends_on": LAST_DAY} | fields),
    )  # fmt: skip
    cohort.state, cohort.state_since = state, AT
    cohort.ended_at = AT if state == CohortState.ENDED else None
    cohort.save()
    if instructor:
        CohortInstructor.objects.create(cohort=cohort, user=instructor)
    for number, day in ((1, 10), (2, 31)):
        LiveSession.objects.create(
            cohort=cohort, number=number, title=f"Sesión {number}", minutes=60, changed_at=AT, place="Aula 2",
            starts_at=datetime(2027, 2, 1, 22, 0, tzinfo=UTC) + timedelta(days=day - 1),
        )  # fmt: skip
    return cohort


def make_enrolment(cohort: Cohort, user, *, municipality: Municipality | None = None, **fields) -> Enrolment:
    return Enrolment.objects.create(
        cohort=cohort, user=user, name=fields.pop("name", "Persona de prueba"), municipality=municipality,
        enrolled_at=fields.pop("enrolled_at", AT), **fields,
    )  # fmt: skip
