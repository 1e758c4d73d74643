"""The tables of the open data of training: every column with its meaning. Nobody is in them."""

from core.datasets.fields import BOOLEAN, DATE, INTEGER, TEXT, Field, Resource
from training.cohorts.choices import CohortState, Entry

LESSON, TASK = "leccion", "tarea"  # what serves a question

COURSE = Field("course", "Curso", TEXT, "Código del curso.", required=True)
IS_DEMO = Field(
    "is_demo", "De demostración", BOOLEAN, "Si la fila es de demostración: lo que dice es inventado.", required=True
)
HIDDEN = (
    "Si el conteo se reserva: es de 1 a 4, o con él se podría calcular uno que lo es. Entonces su celda está vacía."
)

COURSES = Resource(
    "courses", "cursos.csv", "Cursos", "La versión publicada de cada curso.",
    (
        COURSE,
        Field("version", "Versión", TEXT, "La vigente.", required=True),
        Field("title", "Título", TEXT, "Nombre del curso.", required=True),
        Field("summary", "De qué trata", TEXT, "El curso en una frase."),
        Field("hours", "Horas", INTEGER, "Las que dice el certificado.", "horas", required=True),
        Field("modules", "Módulos", INTEGER, "Cuántos tiene.", required=True),
        Field("lessons", "Lecciones", INTEGER, "Cuántas tiene.", required=True),
        Field("in_preparation", "En preparación", BOOLEAN, "Si todavía no se puede tomar.", required=True),
        Field("reviewed", "Revisado", BOOLEAN, "Si lo leyó una persona experta.", required=True),
        IS_DEMO,
        Field("published_on", "Publicado", DATE, "Día en que se publicó esa versión.", required=True),
    ),
    ("course",),
)  # fmt: skip
COHORTS = Resource(
    "cohorts", "grupos.csv", "Grupos", "Cada grupo que se abrió, del más reciente al primero. Sin cuántas personas tuvo.",
    (
        Field("cohort", "Grupo", TEXT, "Código del grupo.", required=True),
        COURSE,
        Field("version", "Versión", TEXT, "La versión del curso que se enseña.", required=True),
        Field("name", "Nombre", TEXT, "Nombre del grupo.", required=True),
        Field("starts_on", "Empieza", DATE, "Primer día.", required=True),
        Field("ends_on", "Termina", DATE, "Último día.", required=True),
        Field("state", "Estado", TEXT, "En qué va.", enum=(CohortState.OPEN.value, CohortState.ENDED.value), required=True),
        Field("entry", "Inscripción", TEXT, "Abierta o por invitación.", enum=tuple(Entry.values), required=True),
        IS_DEMO,
    ),
    ("cohort",),
)  # fmt: skip
PEOPLE = Resource(
    "people", "personas.csv", "Inscripciones y certificados",
    "Cuántas inscripciones y cuántos certificados hay por curso y municipio, y en total. Ninguna fila es de una persona.",
    (
        COURSE,
        IS_DEMO,
        Field("municipality", "Municipio", TEXT, "Código DIVIPOLA; «total», todos; vacío, sin municipio dicho."),
        Field("enrolled", "Inscripciones", INTEGER, "Las que no se retiraron, en grupos que se abrieron."),
        Field("enrolled_hidden", "Inscripciones reservadas", BOOLEAN, HIDDEN, required=True),
        Field("certified", "Certificados", INTEGER, "Los que no se revocaron ni se reemplazaron."),
        Field("certified_hidden", "Certificados reservados", BOOLEAN, HIDDEN, required=True),
    ),
    ("course", "is_demo", "municipality"),
)  # fmt: skip
QUESTIONS = Resource(
    "questions", "preguntas.csv", "Preguntas del diagnóstico",
    "Cada pregunta del instrumento vigente con cada lección y cada tarea que le sirve. Una fila sin curso: todavía no hay.",
    (
        Field("question", "Pregunta", TEXT, "Código de la pregunta.", required=True),
        Field("theme", "Tema", TEXT, "Código del tema de la pregunta.", required=True),
        Field("course", "Curso", TEXT, "Código del curso; vacío, todavía no hay nada para la pregunta."),
        Field("version", "Versión", TEXT, "La versión del curso."),
        Field("module", "Módulo", TEXT, "Código del módulo."),
        Field("kind", "Qué es", TEXT, "Lección, o tarea cuyo producto puede ser evidencia.", enum=(LESSON, TASK)),
        Field("lesson", "Lección", TEXT, "Código de la lección; vacío en una tarea."),
        Field("title", "Título", TEXT, "Nombre de la lección o de la tarea."),
        IS_DEMO,
    ),
    ("question", "course", "module", "kind", "lesson"),
)  # fmt: skip
TABLES = (COURSES, COHORTS, PEOPLE, QUESTIONS)
