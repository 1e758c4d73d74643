"""What people read when something failed that no view handled. Locks and a silent database: test_impatience.py."""

import sqlite3
from contextlib import closing

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.checks import run_checks
from django.db import IntegrityError, InterfaceError, OperationalError, connection
from django.template.loader import get_template
from django.test import Client

from core.web.failures import PAGES, passes_by_itself
from tests.public_addresses import text_of

MANIFEST = "whitenoise.storage.CompressedManifestStaticFilesStorage"


@pytest.fixture
def browser(db) -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def nothing_collected(settings, tmp_path) -> None:
    """A portal whose static files were never collected."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": MANIFEST}}


def test_page_of_a_failure_needs_no_manifest(browser, nothing_collected):
    response = browser.get("/componentes/")
    assert response.status_code == 500
    text = text_of(response)
    assert "Algo falló de nuestro lado" in text
    assert "revise si quedó guardado" in text
    assert "No se guardó" not in text, "nobody knows"


@pytest.mark.parametrize("template", PAGES.values())
def test_pages_of_failures_are_files_without_tags(template):
    source = get_template(template).template.source
    assert "{%" not in source
    assert "{{" not in source


def test_a_fault_of_the_program_is_not_called_a_busy_database(browser):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE territory_municipality RENAME TO territory_gone")
    response = browser.get("/")
    assert response.status_code == 500
    assert "Retry-After" not in response
    assert browser.get("/api/v1/municipalities/").json() == {
        "detail": "Algo falló de nuestro lado. Inténtelo de nuevo en unos minutos."
    }


def test_which_errors_pass_by_themselves(tmp_path):
    assert passes_by_itself(OperationalError("canceling statement due to lock timeout"))
    assert passes_by_itself(InterfaceError("connection already closed"))
    assert not passes_by_itself(IntegrityError())
    assert not passes_by_itself(ValueError())
    assert not passes_by_itself(None)
    assert passes_by_itself(_of_django(_locked(tmp_path / "a.sqlite3")))
    assert not passes_by_itself(_of_django(_missing_table()))


def _of_django(cause: sqlite3.OperationalError) -> OperationalError:
    error = OperationalError(*cause.args)
    error.__cause__ = cause
    return error


def _locked(file) -> sqlite3.OperationalError:
    with closing(sqlite3.connect(file)) as first, closing(sqlite3.connect(file, timeout=0)) as second:
        first.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError) as caught:
            second.execute("BEGIN IMMEDIATE")
    return caught.value


def _missing_table() -> sqlite3.OperationalError:
    with closing(sqlite3.connect(":memory:")) as database, pytest.raises(sqlite3.OperationalError) as caught:
        database.execute("SELECT * FROM nothing")
    return caught.value


def _found() -> set[str]:
    return {message.id for message in run_checks(include_deployment_checks=True) if message.id.startswith("core.E")}


def test_deployment_check_asks_for_the_static_files(nothing_collected):
    assert not staticfiles_storage.hashed_files
    assert _found() == {"core.E002"}


@pytest.mark.parametrize(
    ("publisher", "contact", "asked"),
    [
        ("Innovación Pública 360", "", "Set PUBLISHER_NAME and CONTACT_EMAIL."),
        ("Entidad de ejemplo", "", "Set CONTACT_EMAIL."),
        ("Entidad de ejemplo", "contacto@portal.example", None),
    ],
)
def test_deployment_check_asks_who_answers_for_the_portal(settings, publisher, contact, asked):
    settings.PUBLISHER_NAME, settings.CONTACT_EMAIL = publisher, contact
    found = run_checks(include_deployment_checks=True)
    assert next((message.hint for message in found if message.id == "core.W004"), None) == asked


def test_deployment_check_asks_for_the_pages_of_failures(settings, tmp_path):
    assert _found() == set()
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    assert _found() == {"core.E001"}
