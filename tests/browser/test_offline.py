"""Nothing typed is lost: what people typed is compared with what is stored, after each thing that goes wrong in life."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from accounts.permissions import Role
from diagnostics.assessments.models import Answer, Assessment
from diagnostics.instruments.actions import instruments
from diagnostics.instruments.loaders.instrument import read_instrument
from diagnostics.scoring.instrument import CHOICE, MULTI, NUMERIC, SCALE, YES_NO, Question
from tests.architecture.tree import ROOT
from tests.browser.axe import axe
from tests.browser.questionnaire import SAVED
from tests.conftest import url_of_test_database
from tests.factories.accounts import PASSWORD, make_member
from tests.factories.diagnostics import AT, make_round
from tests.factories.territory import make_municipality
from tests.services import free_port

WHOLE = "/diagnostico/prueba/riofrio/preguntas/"
EDITION = ROOT / "data" / "instruments" / "ip360-ga.yaml"


@pytest.fixture
def assessment(transactional_db) -> Assessment:
    """A diagnosis of 72 questions of which nothing is answered."""
    version, _ = instruments.load(content=read_instrument(EDITION.read_text(encoding="utf-8")), at=AT)
    facts = {attribute.code: "si" for attribute in version.parsed.attributes if attribute.type == "boolean"}
    town = make_municipality(name="Riofrío", slug="riofrio", facts=facts)
    round = make_round(town, version=version, code="prueba", is_demo=True)
    return Assessment.objects.with_context().get(round=round)


@pytest.fixture
def liaison(assessment):
    return make_member(
        Role.LIAISON, assessment.municipality, name="Enlace", email="enlace@alcaldia.example", password=PASSWORD
    )


@pytest.fixture
def contributor(assessment):
    return make_member(
        Role.CONTRIBUTOR, assessment.municipality, name="Colega", email="colega@alcaldia.example", password=PASSWORD
    )


def asked(page: Page, code: str) -> Locator:
    return page.locator(f"article[id='{code}']")


def bar(page: Page) -> Locator:
    return page.locator("[data-save-bar]")


def stored() -> dict[str, str]:
    rows = Answer.objects.filter(layer="self_assessed")
    return {
        code: "no aplica" if na else value
        for code, value, na in rows.values_list("question__code", "value", "not_applicable")
    }


def some_questions(assessment: Assessment, count: int) -> list[Question]:
    """Questions of every type, taken in turn from each."""
    by_type: dict[str, list[Question]] = {}
    for question in assessment.round.version.parsed.questions:
        if not question.applies_when:
            by_type.setdefault(question.type, []).append(question)
    turns = [list(group) for group in by_type.values()]
    chosen: list[Question] = []
    while len(chosen) < count:
        chosen += [group.pop(0) for group in turns if group]
    return sorted(chosen[:count], key=lambda q: q.code)


def answer(page: Page, question: Question) -> str:
    """Answer a question as a person does, and return what must be stored."""
    panel = asked(page, question.code)
    if question.type == SCALE:
        panel.locator(".opts label").nth(3).click()
        return "3"
    if question.type == YES_NO:
        panel.locator(".chips label").first.click()
        return "si"
    if question.type == CHOICE:
        panel.locator(".opts label").last.click()
        return question.options[-1].code
    if question.type == MULTI:
        panel.locator(".opts .opt").nth(0).click()
        panel.locator(".opts .opt").nth(1).click()
        return "|".join(option.code for option in question.options[:2])
    assert question.type == NUMERIC
    assert question.numeric
    if question.numeric.is_ratio:
        panel.locator("input").and_(page.locator(f"[name='{question.code}-value-num']")).fill("1.234")
        panel.locator(f"[name='{question.code}-value-den']").fill("2.000")
        return "1234/2000"
    panel.locator(f"[name='{question.code}-value']").fill("12")
    return "12"


def wait_until_stored(expected: dict[str, str]) -> None:
    until = time.monotonic() + 30
    while stored() != expected and time.monotonic() < until:
        time.sleep(0.2)
    assert stored() == expected


def test_ten_answers_without_connection_survive_the_closed_tab(page_as, liaison, assessment):
    page = page_as(liaison, 360, has_touch=True, is_mobile=True)
    page.goto(WHOLE)
    page.context.set_offline(True)
    typed = {question.code: answer(page, question) for question in some_questions(assessment, 10)}
    assert len(typed) == 10
    expect(bar(page)).to_have_text(re.compile("Sin conexión: 10 respuestas en espera"))
    assert axe(page) == []
    assert stored() == {}
    context = page.context
    page.close()

    context.set_offline(False)
    back = context.new_page()
    back.goto("/trabajo/")
    wait_until_stored(typed)
    expect(back.locator("[data-waiting]")).to_contain_text("Lo que esperaba en este equipo quedó guardado")
    back.goto(WHOLE)
    question = next(q for q in some_questions(assessment, 10) if q.type == SCALE)
    expect(asked(back, question.code).locator("input[type=radio][value='3']").first).to_be_checked()


def test_words_of_a_closed_tab_stand_in_their_inputs_again_and_are_sent(page_as, liaison, assessment):
    page = page_as(liaison, 1280)
    page.goto(WHOLE)
    page.route("**/respuestas/**", lambda route: route.abort())
    first, *_ = (q for q in some_questions(assessment, 10) if q.type == NUMERIC and q.numeric.is_ratio)
    typed = {first.code: answer(page, first)}
    expect(bar(page)).to_contain_text("1 respuesta en espera")
    page.reload()  # still without the way to the server: the words come from this browser
    expect(page.locator(f"[name='{first.code}-value-num']")).to_have_value("1.234")
    expect(asked(page, first.code).locator(".when-idle")).to_contain_text("está en este equipo")
    page.unroute("**/respuestas/**")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    wait_until_stored(typed)
    expect(bar(page)).to_contain_text(SAVED)


def sign_in(page: Page, email: str) -> None:
    page.goto("/cuenta/login/")
    page.get_by_label("Correo institucional").fill(email)
    page.get_by_label("Contraseña", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Ingresar").click()
    expect(page.get_by_role("button", name="Salir")).to_be_visible()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Salir").click()
    page.wait_for_url(re.compile(r"^https?://[^/]+/$"))


def test_session_that_expires_in_the_middle_of_a_page_loses_nothing(page_as, liaison, assessment):
    page = page_as(liaison, 360)
    page.goto(WHOLE)
    first, second, third = some_questions(assessment, 3)
    typed = {first.code: answer(page, first)}
    expect(bar(page)).to_contain_text(SAVED)
    Session.objects.all().delete()
    typed |= {question.code: answer(page, question) for question in (second, third)}
    expect(bar(page)).to_contain_text("Su sesión terminó: 2 respuestas en espera")
    assert set(stored()) == {first.code}
    with page.context.expect_page(timeout=30_000) as opened:  # a busy machine takes its time to open a tab
        page.get_by_role("link", name="Ingresar en otra pestaña").click()
    sign_in(opened.value, liaison.email)
    wait_until_stored(typed)
    assert {a.changed_by for a in Answer.objects.all()} == {liaison}


def test_answers_of_one_person_are_never_sent_by_another_on_the_same_computer(
    page_as, liaison, contributor, assessment
):
    page = page_as(liaison, 1280)
    page.goto(WHOLE)
    page.route("**/respuestas/**", lambda route: route.abort())
    question = some_questions(assessment, 1)[0]
    typed = {question.code: answer(page, question)}
    expect(bar(page)).to_contain_text("1 respuesta en espera")
    asked_first: list[str] = []
    page.on("dialog", lambda dialog: (asked_first.append(dialog.message), dialog.accept()))
    sign_out(page)
    assert "Hay 1 respuesta sin enviar" in asked_first[0]
    page.unroute("**/respuestas/**")

    sign_in(page, contributor.email)
    page.goto(WHOLE)
    expect(page.locator("[data-waiting]")).to_contain_text("Otra persona dejó en este equipo 1 respuesta sin enviar")
    assert typed[question.code] not in page.locator("[data-waiting]").inner_text()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_timeout(500)
    assert stored() == {}

    sign_out(page)
    sign_in(page, liaison.email)
    wait_until_stored(typed)
    assert Answer.objects.get().changed_by == liaison


def test_page_left_open_by_one_person_is_not_saved_in_the_name_of_another(page_as, liaison, contributor, assessment):
    page = page_as(liaison, 1280)
    page.goto(WHOLE)
    other = page.context.new_page()
    other.goto("/trabajo/")
    sign_out(other)
    sign_in(other, contributor.email)
    question = some_questions(assessment, 1)[0]
    typed = {question.code: answer(page, question)}
    expect(bar(page)).to_contain_text("Su sesión terminó: 1 respuesta en espera")
    assert stored() == {}
    sign_out(other)
    sign_in(other, liaison.email)
    wait_until_stored(typed)
    assert Answer.objects.get().changed_by == liaison


def test_reply_that_is_lost_makes_no_conflict_with_oneself(page_as, liaison, assessment):
    page = page_as(liaison, 1280)
    page.goto(WHOLE)

    def stored_but_not_told(route) -> None:
        route.fetch()
        route.abort()

    page.route("**/respuestas/**", stored_but_not_told)
    question = next(q for q in some_questions(assessment, 10) if q.type == SCALE)
    asked(page, question.code).locator(".opts label").nth(1).click()
    expect(bar(page)).to_contain_text("1 respuesta en espera")
    wait_until_stored({question.code: "1"})
    asked(page, question.code).locator(".opts label").nth(4).click()
    page.unroute("**/respuestas/**")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(bar(page)).to_contain_text(SAVED)
    wait_until_stored({question.code: "4"})
    expect(page.get_by_role("alert")).to_have_count(0)


def test_two_tabs_of_one_person_do_not_overwrite_each_other_in_silence(page_as, liaison, assessment):
    page = page_as(liaison, 1280)
    page.goto(WHOLE)
    other = page.context.new_page()
    other.goto(WHOLE)
    question = next(q for q in some_questions(assessment, 10) if q.type == SCALE)
    asked(page, question.code).locator(".opts label").nth(1).click()
    expect(bar(page)).to_contain_text(SAVED)
    asked(other, question.code).locator(".opts label").nth(4).click()
    expect(asked(other, question.code).get_by_role("alert")).to_contain_text(
        "Usted cambió esta respuesta en otra ventana"
    )
    assert stored() == {question.code: "1"}
    asked(other, question.code).get_by_role("button", name="Dejar la mía").click()
    wait_until_stored({question.code: "4"})


def test_conflict_survives_the_closed_tab_and_is_still_hers_to_decide(page_as, liaison, contributor, assessment):
    mine, theirs = page_as(liaison, 1280), page_as(contributor, 1280)
    mine.goto(WHOLE)
    theirs.goto(WHOLE)
    question = next(q for q in some_questions(assessment, 10) if q.type == SCALE)
    asked(theirs, question.code).locator(".opts label").nth(1).click()
    expect(bar(theirs)).to_contain_text(SAVED)
    asked(mine, question.code).locator(".opts label").nth(4).click()
    expect(asked(mine, question.code).get_by_role("alert")).to_contain_text("Colega")
    mine.goto("/cuenta/")
    link = mine.locator("[data-waiting]").get_by_role("link", name=re.compile(question.code))
    expect(link).to_contain_text("Escoja cuál queda")
    link.click()
    expect(asked(mine, question.code).get_by_role("alert")).to_contain_text("Colega")
    asked(mine, question.code).get_by_role("link", name="Dejar la guardada").click()
    expect(asked(mine, question.code).get_by_role("alert")).to_have_count(0)
    expect(asked(mine, question.code).locator("input[type=radio][value='1']").first).to_be_checked()
    assert stored() == {question.code: "1"}
    mine.goto("/cuenta/")
    expect(mine.locator("[data-waiting]")).to_be_hidden()


def test_double_click_and_repeated_requests_write_once(page_as, liaison, assessment):
    page = page_as(liaison, 360)
    page.goto(WHOLE)
    question = next(q for q in some_questions(assessment, 10) if q.type == YES_NO)
    asked(page, question.code).locator(".chips label").first.dblclick()
    expect(bar(page)).to_contain_text(SAVED)
    page.evaluate("window.dispatchEvent(new Event('online')); window.dispatchEvent(new Event('focus'))")
    page.wait_for_timeout(300)
    assert Answer.objects.values_list("value", "version").get() == ("si", 1)


def test_browser_that_keeps_nothing_still_saves_and_warns_before_leaving(page_as, liaison, assessment):
    page = page_as(liaison, 1280)
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { get() { throw new Error('refused'); } })")
    page.goto(WHOLE)
    first, second = some_questions(assessment, 2)
    typed = {first.code: answer(page, first)}
    expect(bar(page)).to_contain_text(SAVED)
    page.route("**/respuestas/**", lambda route: route.abort())
    answer(page, second)
    expect(bar(page)).to_contain_text("1 respuesta en espera")
    warned: list[str] = []
    page.on("dialog", lambda dialog: (warned.append(dialog.type), dialog.accept()))
    page.goto("/trabajo/")
    assert warned == ["beforeunload"]
    assert stored() == typed


def test_nothing_of_an_answer_stays_in_the_browser_once_it_is_saved(page_as, liaison, assessment):
    page = page_as(liaison, 1280)
    page.goto(WHOLE)
    answer(page, some_questions(assessment, 1)[0])
    expect(bar(page)).to_contain_text(SAVED)
    read = """() => new Promise((resolve) => { const asked = indexedDB.open('ip360-respuestas');
        asked.onsuccess = () => { const all = asked.result.transaction('answers').objectStore('answers').getAll();
        all.onsuccess = () => resolve(all.result); }; })"""
    assert page.evaluate(read) == []
    # htmx notes the address of the page there; nothing else may.
    kept = page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    assert kept == ["htmx-current-path-for-history"]


def is_up(port: int) -> bool:
    with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as asking:
        try:
            asking.request("GET", "/salud/")
            return asking.getresponse().status == 200
        except OSError:
            return False


@contextmanager
def portal(port: int, folder: Path) -> Iterator[subprocess.Popen]:
    """A server of its own on the same database, so that it can be killed."""
    environment = {**os.environ, "SECRET_KEY": settings.SECRET_KEY, "REDIS_URL": "", **_same_database(folder)}
    command = [sys.executable, "-m", "gunicorn", "innovacion360.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "4"]
    server = subprocess.Popen([*command, "--log-level", "warning"], cwd=ROOT, env=environment, start_new_session=True)
    try:
        until = time.monotonic() + 60
        while not is_up(port):
            assert server.poll() is None, "the server ended"
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.2)
        yield server
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait(20)


def _same_database(folder: Path) -> dict[str, str]:
    """Return the variables with which another process opens the database of this test, and finds its static files."""
    if connection.vendor == "sqlite":
        return {"DATA_DIR": str(Path(connection.settings_dict["NAME"]).parent), "DATABASE_URL": ""}
    found = {"DATA_DIR": str(folder), "DATABASE_URL": url_of_test_database()}
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(collect, cwd=ROOT, env={**os.environ, "SECRET_KEY": settings.SECRET_KEY, **found}, check=True)
    return found


def test_server_that_is_killed_between_two_saves_loses_nothing(browser, liaison, assessment, tmp_path):
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    client = Client()
    client.force_login(liaison)
    name = settings.SESSION_COOKIE_NAME
    context = browser.new_context(base_url=url, viewport={"width": 360, "height": 800}, locale="es-CO")
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])
    page = context.new_page()
    questions = some_questions(assessment, 6)
    with portal(port, tmp_path):
        page.goto(WHOLE)
        typed = {question.code: answer(page, question) for question in questions[:2]}
        wait_until_stored(typed)
        typed |= {questions[2].code: answer(page, questions[2])}  # on its way while the server dies
    typed |= {question.code: answer(page, question) for question in questions[3:]}
    expect(bar(page)).to_have_text(re.compile(r"Sin conexión: [34] respuestas en espera"))
    with portal(port, tmp_path):
        page.evaluate("window.dispatchEvent(new Event('online'))")
        wait_until_stored(typed)
        expect(bar(page)).to_contain_text(SAVED)
        expect(page.get_by_role("alert")).to_have_count(0)
    context.close()
