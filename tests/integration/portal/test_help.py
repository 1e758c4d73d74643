"""The help: a task for every page, manuals for every kind of reader."""

import re

import pytest

from portal.choices import Manual
from portal.queries.manual import topic_of_page, topics, topics_of
from tests.browser.not_pages import NEVER_A_PAGE
from tests.browser.site_map import addresses
from tests.browser.visits import ABOUT_PAGES

pytestmark = pytest.mark.django_db
WITHOUT_A_TASK = {
    "portal:gallery", "portal:help", "portal:help-manual", "portal:help-topic",
    *(f"portal:{name}" for name in ABOUT_PAGES),
}  # fmt: skip


def pages() -> set[str]:
    return {name for name in addresses() if name not in NEVER_A_PAGE}


def test_signed_in_reader_keeps_the_header_of_their_work(browser_of, cast):
    for address in ("/ayuda/", "/ayuda/responder/"):
        assert "work-head" in browser_of(cast.coordinator).get(address).text
        assert "work-head" not in browser_of(None).get(address).text


@pytest.mark.parametrize(
    ("came_from", "is_offered"),
    [("http://testserver/equipo/?rol=reviewer", True), ("http://testserver/ayuda/", False),
     ("https://other.example/equipo/", False), ("http://testserver//other.example/", False), ("", False)],
)  # fmt: skip
def test_signed_in_reader_goes_back_to_the_page_they_left(browser_of, cast, came_from, is_offered):
    page = browser_of(cast.coordinator).get("/ayuda/equipo/", headers={"referer": came_from}).text
    assert ('<a href="/equipo/?rol=reviewer">' in page) is is_offered
    assert ("Volver a la página en la que estaba" in page) is is_offered


def test_every_page_has_a_task():
    assert {name for name in pages() if topic_of_page(name) is None} == WITHOUT_A_TASK


def test_every_task_is_of_pages_that_exist_and_of_one_manual_at_least():
    known = set(addresses())
    unknown = {page for topic in topics() for page in topic.pages if not any(name.startswith(page) for name in known)}
    assert unknown == set()
    assert [topic.key for topic in topics() if not topic.who or not topic.steps] == []
    assert len({topic.key for topic in topics()}) == len(topics())
    assert min(len(topics_of(manual)) for manual in Manual) >= 8


@pytest.mark.parametrize(
    ("page", "key"),
    [
        ("assessments:question-fill", "responder"), ("assessments:evidence-detail", "evidencias"),
        ("assessments:assessment-detail", "mi-trabajo"), ("review:case", "decidir"), ("review:review-list", "revisar"),
        ("results:board-levels", "tablero"), ("results:round-publish", "publicar"), ("citizens:feedback-queue", "opiniones"),
        ("citizens:feedback-new", "opinar"), ("administration:log-list", "bitacora"), ("account_login", "ingresar"),
        ("mfa_index", "segundo-factor"), ("portal:municipality", "resultado"),
    ],
)  # fmt: skip
def test_task_of_a_page_is_the_one_that_names_it_best(page, key):
    assert topic_of_page(page).key == key


@pytest.mark.parametrize(
    ("path", "key"),
    [("/", "resultado"), ("/datos/", "datos"), ("/cuenta/login/", "ingresar"), ("/reportar/", "reportar")],
)
def test_public_page_links_to_its_task_and_to_all(client, path, key):
    page = client.get(path).text
    assert f'href="/ayuda/{key}/"' in page[: page.index("</header>")]
    assert 'href="/ayuda/"' in page[page.index("<footer") :]


@pytest.mark.parametrize(("path", "key"), [("/equipo/", "equipo"), ("/avisos/", "avisos"), ("/buscar/", "buscar")])
def test_work_page_links_to_its_task_and_to_all(cast, browser_of, path, key):
    page = browser_of(cast.liaison).get(path).text
    assert f'<a href="/ayuda/{key}/">Ayuda</a>' in page[: page.index("</header>")]
    assert 'href="/ayuda/"' in page[page.index("<footer") :]


def test_every_task_is_a_page_with_its_steps(client):
    for topic in topics():
        page = client.get(f"/ayuda/{topic.key}/").text
        assert f"<h1>{topic.title}</h1>" in page
        assert page.count("<li>") >= len(topic.steps)
        assert ("<img" in page) == bool(topic.picture), topic.key
    assert client.get("/ayuda/no-hay/").status_code == client.get("/ayuda/manual/no-hay/").status_code == 404


def test_manual_holds_the_tasks_of_its_readers(client):
    page = client.get("/ayuda/manual/alcaldia/").text
    assert "Firmar el diagnóstico, o devolverlo" in page
    assert "Abrir un ciclo" not in page
    assert 'id="firmar"' in page


def test_own_manual_comes_first(cast, browser_of, client):
    headings = {
        name: re.findall(r"/ayuda/manual/([a-z]+)/", browser.get("/ayuda/").text)[0]
        for name, browser in (
            ("nobody", client),
            ("approver", browser_of(cast.approver)),
            ("admin", browser_of(cast.admin)),
        )
    }
    assert headings == {"nobody": "ciudadania", "approver": "alcaldia", "admin": "administracion"}


def test_picture_is_served_as_what_it_is(client, settings):
    settings.WHITENOISE_USE_FINDERS = True  # the real stack serves what collectstatic wrote, which the tests do not run
    response = client.get("/static/help/responder.webp")
    content = b"".join(response.streaming_content)
    response.close()
    assert (response["Content-Type"], content[8:12]) == ("image/webp", b"WEBP")
