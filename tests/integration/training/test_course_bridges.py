"""From the diagnosis to courses: the lesson that serves a question, and the courses that bring a municipality most points."""

import copy
from datetime import timedelta
from fractions import Fraction

import pytest

from accounts.permissions import Role
from diagnostics.results.queries.improvement.steps import gains_of_place
from tests.factories.accounts import make_member, make_user
from tests.factories.results import levels, make_places, make_published_round
from tests.factories.training import AT, course_content, make_cohort, make_course, make_enrolment
from training.cohorts.choices import CohortState
from training.learning.queries.bridges import courses_for

pytestmark = pytest.mark.django_db
HTMX = {"headers": {"hx-request": "true"}}


def course_serving(code, *questions, hours=4, title="Responder bien", **fields):
    modules = copy.deepcopy(course_content()["modules"])
    for module in modules:
        for lesson in module["lessons"]:
            lesson["questions"] = []
        if "task" in module:
            module["task"]["questions"] = []
    modules[0]["lessons"][1]["questions"] = list(questions)
    return make_course(code, modules=modules, hours=hours, title=title, **fields)


@pytest.fixture
def places():
    return make_places(2)


@pytest.fixture
def published(places):
    return make_published_round({places[0]: levels(2, 3, 1), places[1]: levels(4, 4, 4)}, code="uno", name="Ciclo uno")


def test_the_part_of_a_question_names_the_lessons_of_published_courses(client, django_assert_max_num_queries):
    for number in range(9):
        course_serving(f"C1{number}", "INF-01")
    course_serving("C30", "INF-01", is_published=False)
    course_serving("C31", "ESC-01")
    with django_assert_max_num_queries(2):
        page = client.get("/lecciones/pregunta/INF-01/", **HTMX).content.decode()
    assert "<html" not in page
    assert page.count("Lección que sirve para esta pregunta:") == 9
    assert 'href="/lecciones/C10/1-responder/02-claro/"' in page
    assert "C30" not in page
    assert "C31" not in page
    nothing = client.get("/lecciones/pregunta/RES-01/", **HTMX).content.decode()
    assert "Todavía no hay lección" in nothing
    assert "<a " not in nothing
    assert "Todavía no hay una lección" in client.get("/lecciones/pregunta/RES-01/").content.decode()


def serves(client, code) -> bool:
    return "Lección que sirve" in client.get(f"/lecciones/pregunta/{code}/", **HTMX).text


def test_only_the_current_version_counts(client):
    course_serving("C10", "INF-01")
    newer = course_serving("C10", "ESC-01", version="1.1.0", is_published=False)
    shown = [serves(client, code) for code in ("INF-01", "ESC-01")]
    assert shown == [True, False]
    type(newer).objects.filter(pk=newer.pk).update(published_at=AT + timedelta(days=1))
    shown = [serves(client, code) for code in ("INF-01", "ESC-01")]
    assert shown == [False, True]


def test_a_lesson_opens_where_the_person_takes_the_course(client):
    version, person = course_serving("C10", "INF-01"), make_user()
    ended = make_cohort(version, code="g-fin", state=CohortState.ENDED)
    opened = make_cohort(version, code="g-hoy")
    url = "/lecciones/C10/1-responder/02-claro/"
    client.force_login(person)
    assert "/aprender/" not in client.get(url)["Location"]
    make_enrolment(opened, person)
    make_enrolment(ended, person)
    assert client.get(url)["Location"] == "/aprender/g-hoy/1-responder/02-claro/"
    assert client.get("/lecciones/C99/1-responder/02-claro/").status_code == 404


def test_courses_come_by_points_per_hour_with_exact_sums_and_their_gaps(places, published):
    best = {}
    for one in gains_of_place(places[0]).gains:
        best[one.step.question.code] = max(best.get(one.step.question.code, Fraction(0)), one.points)
    course_serving("C10", "INF-01", "INF-02", hours=10)
    course_serving("C11", "INF-01", hours=2)
    course_serving("C12", "NADA-99")
    found = courses_for(places[0])
    assert found.round == "Ciclo uno"
    assert [(one.version.course.code, one.points) for one in found.courses] == [
        ("C11", best["INF-01"]), ("C10", best["INF-01"] + best["INF-02"]),
    ]  # fmt: skip
    assert found.courses[0].per_hour == best["INF-01"] / 2
    assert dict(found.courses[1].gaps) == {code: best[code] for code in ("INF-01", "INF-02")}


def test_who_lacks_nothing_and_who_has_no_result_get_a_page_that_says_so(client, places, published):
    course_serving("C10", "INF-01")
    assert "Ningún curso publicado" in client.get("/lecciones/municipio/lugar-02/").content.decode()
    assert client.get("/lecciones/municipio/lugar-02/", **HTMX).content.decode().strip() == ""
    assert client.get("/lecciones/municipio/no-hay/").status_code == 404


def test_without_a_result_nothing_is_promised(client, places):
    course_serving("C10", "INF-01")
    assert "Todavía no hay un resultado publicado" in client.get("/lecciones/municipio/lugar-01/").content.decode()


def test_the_part_of_a_municipality_stands_on_its_pages(client, places, published, django_assert_max_num_queries):
    for number in range(30):
        course_serving(f"C{number + 10}", "INF-01", hours=number + 1)
    client.force_login(make_member(Role.LIAISON, places[0]))
    link = 'hx-get="/lecciones/municipio/lugar-01/"'
    assert link in client.get("/aprender/").content.decode()
    assert link in client.get("/diagnostico/uno/lugar-01/resultados/").content.decode()
    with django_assert_max_num_queries(12):
        page = client.get("/lecciones/municipio/lugar-01/", **HTMX).content.decode()
    assert "Cursos para lo que más le pesa a Lugar 01" in page
    assert "Según el resultado publicado del ciclo uno" in page
    assert page.count("<li>") == 5
