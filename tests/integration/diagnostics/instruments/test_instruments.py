"""An edition: loaded, reloaded while it is a draft, frozen by its first round, immutable after, also for SQL."""

from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from core.models import AuditEntry
from diagnostics.assessments.queries.lookups import version_named
from diagnostics.instruments.actions import instruments
from diagnostics.instruments.exports.editions import as_yaml
from diagnostics.instruments.loaders.instrument import read_instrument
from diagnostics.instruments.models import Dimension, Indicator, Instrument, InstrumentVersion, Question
from tests.command_line import row_counts, run, write
from tests.factories.diagnostics import AT, edition, make_round, make_version

pytestmark = pytest.mark.django_db


def load(document: dict, tmp_path: Path) -> str:
    return run("load_instrument", write(tmp_path, "edicion.yaml", as_yaml(document)))


def test_loading_writes_the_edition_and_its_parts(tmp_path: Path):
    said = load(edition(), tmp_path)
    version = InstrumentVersion.objects.get()
    assert said == (
        "Instrumento CHICO 1.0.0: cargado. 2 dimensiones, 2 indicadores, 6 preguntas; "
        f"huella {version.content_sha256[:12]}.\n"
    )
    assert (version.status, version.frozen_at) == ("draft", None)
    assert list(Dimension.objects.values_list("code", "position")) == [("A", 0), ("B", 1)]
    assert list(Indicator.objects.values_list("code", "dimension__code")) == [("A.1", "A"), ("B.1", "B")]
    assert list(Question.objects.values_list("code", "type", "indicator__code")) == [
        ("A-01", "scale", "A.1"), ("A-02", "yes_no", "A.1"), ("A-03", "multi", "A.1"),
        ("B-01", "numeric", "B.1"), ("B-02", "choice", "B.1"), ("B-03", "numeric", "B.1"),
    ]  # fmt: skip


def test_same_content_again_changes_nothing(tmp_path: Path):
    load(edition(), tmp_path)
    before, stored = row_counts(), InstrumentVersion.objects.values().get()
    keys_in_another_order = dict(reversed(edition().items()))
    assert "ya estaba igual; no se cambió nada" in load(keys_in_another_order, tmp_path)
    assert (row_counts(), InstrumentVersion.objects.values().get()) == (before, stored)


def test_same_content_of_a_frozen_edition_is_no_error(tmp_path: Path):
    make_round(version=make_version())
    assert "ya estaba igual; no se cambió nada" in load(edition(), tmp_path)


def test_draft_may_be_loaded_changed(tmp_path: Path):
    load(edition(), tmp_path)
    document = edition()
    questions = document["dimensions"][0]["indicators"][0]["questions"]
    questions[0]["text"] = "¿Publica todo?"
    del questions[1]
    assert "Instrumento CHICO 1.0.0: cambiado. 2 dimensiones, 2 indicadores, 5 preguntas" in load(document, tmp_path)
    assert InstrumentVersion.objects.get().parsed.questions[0].text == "¿Publica todo?"
    assert not Question.objects.filter(code="A-02").exists()


def test_another_version_stands_beside_the_first(tmp_path: Path):
    make_round(version=make_version())
    for number in ("1.9.0", "1.10.0"):
        document = edition()
        document["instrument"]["version"] = number
        load(document, tmp_path)
    assert Instrument.objects.count() == 1
    assert version_named("CHICO").version == "1.10.0"
    assert version_named("CHICO@1.0.0").version == "1.0.0"


def test_round_freezes_its_edition_once():
    version = make_version()
    make_round(version=version)
    frozen = InstrumentVersion.objects.get()
    assert (frozen.status, frozen.frozen_at) == ("frozen", AT)
    make_round(version=frozen)
    assert AuditEntry.objects.filter(verb="instrument.frozen").count() == 1


def test_frozen_edition_refuses_a_change():
    version = make_version()
    make_round(version=version)
    document = edition()
    document["instrument"]["purpose"] = "otro"
    with pytest.raises(instruments.EditionInUse):
        instruments.load(content=read_instrument(as_yaml(document)), at=AT)


CHANGES = [
    "UPDATE instruments_instrumentversion SET name = 'otro'",
    "UPDATE instruments_instrumentversion SET content = '{}'",
    "UPDATE instruments_instrumentversion SET status = 'draft', frozen_at = NULL",
    "UPDATE instruments_dimension SET code = 'Z'",
    "UPDATE instruments_indicator SET position = 9",
    "UPDATE instruments_question SET type = 'scale'",
    "INSERT INTO instruments_dimension (version_id, code, position) "
    "SELECT version_id, 'NEW', 9 FROM instruments_dimension LIMIT 1",
    "INSERT INTO instruments_question (version_id, indicator_id, code, type, position) "
    "SELECT version_id, indicator_id, 'NEW', 'scale', 9 FROM instruments_question LIMIT 1",
]


def execute(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("sql", CHANGES)
def test_database_refuses_to_change_a_frozen_edition(sql: str):
    make_round(version=make_version())
    with pytest.raises(DatabaseError, match="is immutable here"):
        execute(sql)


@pytest.mark.parametrize("table", ["question", "indicator", "dimension", "instrumentversion"])
def test_postgresql_refuses_to_delete_a_frozen_edition(table: str):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's triggers leave DELETE alone: its test suites empty tables that way")
    make_round(version=make_version())
    with pytest.raises(DatabaseError, match="is immutable here"):
        execute(f"DELETE FROM instruments_{table}")  # noqa: S608 – a literal of this file


def test_database_lets_a_draft_change():
    make_version()
    for sql in CHANGES:
        # One row per code: the change of the code goes to one dimension.
        execute(sql + " WHERE code = 'A'" if "SET code" in sql else sql)
    assert InstrumentVersion.objects.get().name == "otro"
