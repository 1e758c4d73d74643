"""Every question of the diagnosis with the lessons and assignments that serve it: the page, its file, and its cost."""

import copy
import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from openpyxl import load_workbook

from diagnostics.instruments import models as instruments
from tests.factories.results import levels, make_places, make_published_round, version_of_three
from tests.factories.training import course_content, make_course
from training.courses.choices import TAKEN_CODES
from training.courses.models import courses

pytestmark = pytest.mark.django_db
PAGE = "/cursos/preguntas/"


def serving(code: str, *, lesson: str = "", task: str = "", **changes):
    modules = copy.deepcopy(course_content()["modules"])
    for module in modules:
        for one in module["lessons"]:
            one["questions"] = []
    modules[0]["lessons"][1]["questions"] = [lesson] if lesson else []
    modules[0]["task"]["questions"] = [task] if task else []
    return make_course(code, modules=modules, **changes)


def part_of(page: str, code: str) -> str:
    start = page.index(f'id="{code}"')
    return page[start : page.index("</li>", start)]


def test_each_question_says_its_lessons_and_tasks_or_that_there_is_none(client):
    version_of_three()
    serving("C10", lesson="INF-01", task="INF-02")
    serving("C11", lesson="INF-01", title="Otro curso")
    serving("C12", lesson="ESC-01", is_published=False)
    page = client.get(PAGE).text
    first = part_of(page, "INF-01")
    assert 'href="/lecciones/C10/1-responder/02-claro/"' in first
    assert 'href="/lecciones/C11/1-responder/02-claro/"' in first
    assert "Todavía no hay lección" not in first
    task = part_of(page, "INF-02")
    assert 'href="/cursos/C10/#modulo-1"' in task
    assert "Una respuesta escrita de nuevo" in task
    assert "Todavía no hay lección" in task, "a task is no lesson"
    assert page.count("Todavía no hay lección.") == 5
    assert "C12" not in page
    assert "1 tiene lección" in page
    assert re.search(r"1 de 2\s+preguntas\s+con lección", page)
    assert 'id="modulo-1"' in client.get("/cursos/C10/").text


def test_questions_lead_to_their_pages_once_a_round_is_published(client):
    version_of_three()
    serving("C10", lesson="INF-01")
    assert "/preguntas/INF-01/" not in client.get(PAGE).text
    places = make_places(2)
    make_published_round({place: levels(2, 3, 1) for place in places}, code="uno")
    assert 'href="/preguntas/INF-01/"' in client.get(PAGE).text


def test_without_an_instrument_the_page_says_so_and_the_catalogue_leads_to_it(client):
    assert "Todavía no hay preguntas" in client.get(PAGE).text
    assert f'href="{PAGE}"' in client.get("/cursos/").text


def test_the_file_has_a_row_for_each_lesson_and_task_and_one_where_there_is_none(client):
    version_of_three()
    serving("C10", lesson="INF-01", task="INF-01", demonstration=True)
    rows = list(csv.DictReader(io.StringIO(client.get("/cursos/datos/preguntas.csv").text)))
    found = [(row["question"], row["course"], row["kind"], row["lesson"], row["is_demo"]) for row in rows]
    assert found[:3] == [
        ("INF-01", "C10", "leccion", "02-claro", "si"), ("INF-01", "C10", "tarea", "", "si"), ("INF-02", "", "", "", "no"),
    ]  # fmt: skip
    assert len(found) == 7
    [*_, last] = client.get("/cursos/datos/formacion.json").json()["questions"]
    assert (last["question"], last["course"]) == ("RES-02", None)


def test_workbook_holds_the_tables_that_the_files_hold(client):
    version_of_three()
    serving("C10", lesson="INF-01")
    answer = client.get("/cursos/datos/formacion.xlsx")
    assert 'filename="formacion.xlsx"' in answer["Content-Disposition"]
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames[:5] == [
        "Cursos", "Grupos", "Inscripciones y certificados", "Preguntas del diagnóstico", "Diccionario",
    ]  # fmt: skip
    assert [row[0].value for row in book["Preguntas del diagnóstico"].iter_rows(min_row=2)] == [
        "INF-01", "INF-02", "ESC-01", "ESC-02", "RES-01", "RES-02",
    ]  # fmt: skip


def test_cost_does_not_grow_with_courses(client):
    version_of_three()
    seen = []
    for number in (1, 9):
        for one in range(number):
            serving(f"C{number}{one}", lesson="INF-01")
        courses._PARSED.clear()
        instruments.instruments._PARSED.clear()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(PAGE).status_code == 200
        seen.append(len(asked))
    assert seen[0] == seen[1] <= 5


def test_no_course_takes_the_address_of_another_page():
    """What the resolver has below «/cursos/» as a fixed word is refused by the reader as a code."""
    fixed = {
        match[1]
        for route in routes(get_resolver().url_patterns)
        if (match := re.match(r"cursos/([A-Za-z0-9][A-Za-z0-9-]*)/", route))
    }
    assert fixed == TAKEN_CODES


def routes(patterns, start: str = ""):
    for one in patterns:
        here = start + str(one.pattern).lstrip("^")
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, here)
        elif isinstance(one, URLPattern):
            yield here
