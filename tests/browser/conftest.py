"""Chromium at a given width, watched for policy violations, script errors and requests to anybody else."""

import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from accounts.models import User

# The sync API runs an event loop in the test's thread; Django would refuse the ORM there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
POLICY_MESSAGE = re.compile(r"content.security.policy|refused to|violates the following", re.IGNORECASE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/browser/" in item.path.as_posix():
            item.add_marker("browser")
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory) -> None:
    """SQLite in a file: in memory all threads of the server share one connection, and their transactions mix."""
    if connection.vendor == "sqlite":
        connection.settings_dict.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("portal") / "db.sqlite3")


@pytest.fixture(scope="session")
def browser() -> Iterator:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        sync_playwright = None
    if not chromium or sync_playwright is None:
        missing = "Chromium (apt-get install chromium)" if sync_playwright else "playwright (python3 dev.py e2e)"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(f"browser tests need {missing}", pytrace=False)
        pytest.skip(f"browser tests need {missing}")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def page_at(browser, live_server) -> Iterator[Callable]:
    """`page_at(360)` opens a page of that width; each call is a visitor of its own, with own cookies.

    Further keywords go to Playwright's `new_context` (`java_script_enabled=False`, `color_scheme="dark"` …).
    Paths may be given without the host: `page.goto("/")`. At the end the test fails on whatever the pages complained of.
    """
    contexts, complaints = [], []
    own_host = urlsplit(live_server.url).netloc

    def open_at(width: int, *, height: int = 900, **options):
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            locale="es-CO",
            timezone_id="America/Bogota",
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        context.on("page", lambda page: watch(page, own_host, complaints))
        return context.new_page()

    yield open_at
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page_as(page_at, live_server) -> Callable:
    """`page_as(user, 360)`: a page of somebody who has just signed in; the form is tried in test_spine.py."""

    def open_as(user: User, width: int, **options):
        page = page_at(width, **options)
        client = Client()
        client.force_login(user)
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
        session.save()
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        return page

    return open_as


def watch(page, own_host: str, complaints: list[str]) -> None:
    def on_console(message) -> None:
        if POLICY_MESSAGE.search(message.text):
            complaints.append(f"{page.url}: {message.text}")

    def on_request(request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc != own_host:
            complaints.append(f"{page.url}: asked another host for {request.url}")

    def on_response(response) -> None:
        if response.status >= 500 or (response.status == 404 and "/static/" in response.url):
            complaints.append(f"{page.url}: {response.status} for {response.url}")

    page.on("console", on_console)
    page.on("request", on_request)
    page.on("response", on_response)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: script error: {error}"))
