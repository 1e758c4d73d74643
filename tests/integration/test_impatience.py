"""A portal whose database is locked, silent or gone answers 503 in words within seconds, and works again afterwards."""

import os
import signal
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection

import pytest
from django.db import OperationalError, connection

from diagnostics.assessments.models import Answer
from innovacion360 import database
from innovacion360.database import Patience
from tests.factories.diagnostics import typed
from tests.processes import ask, respond, wait_for, web
from tests.services import free_port

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
NAME = "portal-of-this-test"
SENTENCE = "El portal no pudo responder a tiempo"
AUTOSAVE = "/diagnostico/ciclo/aqui/respuestas/A-02/"


@pytest.fixture
def named(portal_environment) -> dict[str, str]:
    """The portal's connections carry a name, so that the test finds them among others."""
    mark = "&" if "?" in portal_environment["DATABASE_URL"] else "?"
    url = f"{portal_environment['DATABASE_URL']}{mark}application_name={NAME}"
    return portal_environment | {"DATABASE_URL": url}


def is_busy_in_words(port: int, path: str, **asked) -> None:
    response, text = respond(port, "GET", path, **asked)
    assert (response.status, response.getheader("Retry-After")) == (503, "10")
    assert SENTENCE in text
    assert response.getheader("Content-Type") == ("application/json" if "/api/" in path else "text/html; charset=utf-8")


@contextmanager
def another_connection(**options) -> Iterator:
    other = connection.copy()
    other.settings_dict["OPTIONS"] = options or other.settings_dict["OPTIONS"]
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            yield cursor
    finally:
        other.close()


def test_one_locked_municipality_holds_no_thread(named, cast, assessment):
    with web(named) as port, ThreadPoolExecutor() as browsers:
        with another_connection() as cursor:
            cursor.execute("SELECT id FROM assessments_assessment WHERE id = %s FOR UPDATE", [assessment.pk])
            saving = [
                browsers.submit(ask, port, "POST", AUTOSAVE, typed("A-02", value="si"), cast.contributor)
                for _ in range(2)  # as many as the web process has threads
            ]
            assert [one.result()[0] for one in saving] == [503, 503]
            assert ask(port, "GET", "/diagnostico/ciclo/aqui/", user=cast.contributor)[0] == 200, "reading goes on"
        assert ask(port, "POST", AUTOSAVE, typed("A-02", value="si"), cast.contributor)[0] == 200
    assert Answer.objects.get(question__code="A-02").value == "si"


def test_a_locked_table_is_answered_in_words_for_people_and_programs(named, cast):
    with web(named) as port:
        with another_connection() as cursor:
            cursor.execute("LOCK TABLE territory_municipality IN ACCESS EXCLUSIVE MODE")
            is_busy_in_words(port, "/")
            is_busy_in_words(port, "/api/v1/municipalities/")
        assert ask(port, "GET", "/")[0] == 200


def backends_of_the_portal(*, waiting: bool = False) -> list[int]:
    """Process ids; with `waiting`, of those that wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid, wait_event_type FROM pg_stat_activity WHERE application_name = %s", [NAME])
        return [pid for pid, event in cursor.fetchall() if event == "Lock" or not waiting]


@contextmanager
def standing_still(backends: list[int]) -> Iterator[None]:
    """The server's processes are stopped; their connections stay open, and TCP answers for them."""
    assert backends
    for pid in backends:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in backends:
            os.kill(pid, signal.SIGCONT)


def test_a_database_that_falls_silent_under_a_request_holds_no_thread(named, cast, assessment):
    with web(named) as port, ThreadPoolExecutor() as browsers, another_connection() as cursor:
        cursor.execute("SELECT id FROM assessments_assessment WHERE id = %s FOR UPDATE", [assessment.pk])
        saving = browsers.submit(ask, port, "POST", AUTOSAVE, typed("A-02", value="si"), cast.contributor)
        wait_for(lambda: bool(backends_of_the_portal(waiting=True)))
        with standing_still(backends_of_the_portal()):
            assert saving.result()[0] == 503


def test_a_database_that_fell_silent_between_two_requests_is_reached_again(named, cast, assessment):
    with web(named, threads=1) as port:
        assert ask(port, "GET", "/diagnostico/ciclo/aqui/", user=cast.contributor)[0] == 200
        with standing_still(backends_of_the_portal()):
            assert ask(port, "GET", "/diagnostico/ciclo/aqui/", user=cast.contributor)[0] == 200


def test_a_database_that_takes_connections_and_says_nothing_holds_no_thread(portal_environment):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://portal@127.0.0.1:{silent.getsockname()[1]}/portal"
        with web(portal_environment | {"DATABASE_URL": url}) as port:
            is_busy_in_words(port, "/")


def test_a_database_that_is_not_there_is_answered_in_words(portal_environment):
    url = f"postgresql://portal@127.0.0.1:{free_port()}/portal"
    with web(portal_environment | {"DATABASE_URL": url}) as port:
        is_busy_in_words(port, "/")
        is_busy_in_words(port, "/api/v1/rounds/")
        assert ask(port, "GET", "/salud/")[0] == 503


def test_the_web_process_refuses_unreadable_headers_itself(portal_environment):
    with web(portal_environment) as port:
        asking = HTTPConnection("127.0.0.1", port, timeout=20)
        asking.request("GET", "/", headers={"Content-Type": "text/plain; x*=nope''41"})
        assert asking.getresponse().status == 400
        asking.close()


@pytest.mark.parametrize(
    ("patience", "sql"),
    [
        (Patience(lock=0, statement=1, idle_in_transaction=0), "SELECT pg_sleep(30)"),
        (Patience(lock=1, statement=0, idle_in_transaction=0), "LOCK TABLE territory_municipality"),
        (Patience(lock=0, statement=0, idle_in_transaction=1), "SELECT 1"),
    ],
)
def test_the_server_ends_what_takes_too_long(patience, sql):
    with another_connection() as holder, another_connection(**database.options(patience, {})) as cursor:
        holder.execute("LOCK TABLE territory_municipality IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(OperationalError):
            twice(cursor, sql, pause=lambda: holder.execute("SELECT pg_sleep(2)"))


def twice(cursor, sql: str, *, pause: Callable[[], None]) -> None:
    cursor.execute(sql)
    pause()
    cursor.execute(sql)


def test_every_process_has_limits_and_the_address_of_the_database_may_set_others():
    with connection.cursor() as cursor:
        for name in ("lock_timeout", "idle_in_transaction_session_timeout"):
            cursor.execute(f"SHOW {name}")
            assert cursor.fetchone() != ("0",), name
    chosen = database.options(database.WORK, {"connect_timeout": 9, "options": "-c lock_timeout=3min"})
    assert chosen["connect_timeout"] == 9
    with another_connection(**chosen) as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("3min",)
