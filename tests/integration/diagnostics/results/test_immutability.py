"""What is computed, published or logged never changes: the database itself refuses."""

import pytest
from django.db import DatabaseError, connection, transaction

from diagnostics.assessments.models import ScoreRun
from diagnostics.results.models import Publication
from tests.command_line import run
from tests.factories.diagnostics import make_answers, make_round

pytestmark = pytest.mark.django_db

CHANGES = [
    ("assessments_scorerun", "engine_version = '0'"),
    ("assessments_scorerun", "inputs_sha256 = 'x'"),
    ("assessments_municipalscore", "displayed = 99"),
    ("assessments_municipalscore", "level = 5"),
    ("assessments_municipalscore", "dimensions = '{}'"),
    ("results_publication", "version = 2"),
    ("core_auditentry", "verb = 'otro'"),
]


@pytest.fixture(autouse=True)
def published() -> None:
    round = make_round(code="R1")
    make_answers(round.assessments.get(), layer="final")
    round.assessments.update(state="final_ready")
    run("publish_round", "R1")


def execute(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(("table", "change"), CHANGES)
def test_row_cannot_be_changed(table: str, change: str):
    with pytest.raises(DatabaseError, match=f"{table} is immutable here"):
        execute(f"UPDATE {table} SET {change}")  # noqa: S608 – literals of this file


@pytest.mark.parametrize("table", sorted({table for table, _ in CHANGES}))
def test_row_cannot_be_deleted_on_postgresql(table: str):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's triggers leave DELETE alone: its test suites empty tables that way")
    with pytest.raises(DatabaseError, match=f"{table} is immutable here"):
        execute(f"DELETE FROM {table}")  # noqa: S608 – literals of this file


def test_models_cannot_change_them_either():
    made, publication = ScoreRun.objects.get(), Publication.objects.get()
    for row in (made, publication):
        with pytest.raises(DatabaseError, match="is immutable here"), transaction.atomic():
            row.save()
