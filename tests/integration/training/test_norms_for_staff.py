"""The norms as who writes courses sees them: what a change touches, first what has to be read again."""

from datetime import date

import pytest

from accounts.permissions import Role
from tests.factories.accounts import make_member
from tests.factories.course_folders import course_files, some_norms
from tests.factories.training import AT, make_course
from training.courses.actions.norms import load_norms
from training.courses.actions.versions import load_course
from training.courses.loaders.course import read_course
from training.courses.models import Norm

pytestmark = pytest.mark.django_db
NORMS = "/formacion/cursos/normas/"


@pytest.fixture(autouse=True)
def _coordinator(client):
    client.force_login(make_member(Role.COORDINATOR))


def load() -> None:
    load_norms(norms=some_norms(), at=AT)
    load_course(reading=read_course(course_files(), some_norms()), at=AT)


def test_what_a_repealed_norm_touches_comes_first(client):
    load()
    Norm.objects.create(
        code="nueva", name="Ley 1 de 2026", checked_on=date(2026, 11, 1), status="modificada", position=9
    )
    Norm.objects.filter(code="ley-1757-2015").update(status="derogada")
    page = client.get(NORMS).content.decode()
    places = [page.index(f'id="{code}"') for code in ("ley-1757-2015", "nueva", "ley-1712-2014")]
    assert places == sorted(places)
    assert "C90, lección 1-responder/01-fondo" in page
    assert "Artículos que ya no se pueden imprimir" not in page


def test_an_article_that_is_not_certain_any_more_names_its_lesson(client):
    load()
    Norm.objects.get(code="ley-1712-2014").articles.filter(number="9").update(certainty="media")
    page = client.get(NORMS).content.decode()
    assert "Artículos que ya no se pueden imprimir" in page
    assert "1-responder/01-fondo.md · artículo 9" in page
    assert "02-claro" not in page


def test_without_norms_the_page_says_who_loads_them(client):
    assert "Todavía no hay normas cargadas" in client.get(NORMS).content.decode()


def test_it_asks_as_much_with_many_courses(client, django_assert_max_num_queries):
    load()
    counts = []
    for n in range(2):
        for more in range(1 + 5 * n):
            make_course(f"C{n}{more}")
        client.get(NORMS)
        with django_assert_max_num_queries(15) as asked:
            client.get(NORMS)
        counts.append(len(asked))
    assert counts[0] == counts[1]
