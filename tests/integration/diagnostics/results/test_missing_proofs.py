"""What the public file of answers says where points show no proof."""

import csv
import io
from decimal import Decimal

import pytest

from diagnostics.assessments.models import Evidence
from diagnostics.results.actions import publications
from diagnostics.results.models import Publication
from diagnostics.results.queries.proofs import IMPORTED, UNPUBLISHED
from diagnostics.review.queries.entries import Entry
from files.choices import Visibility
from tests.factories.diagnostics import AT, make_closed
from tests.factories.results import files_of

pytestmark = pytest.mark.django_db


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def answers_without_proof(code: str) -> list[dict[str, str]]:
    """Rows of the public file whose points the edition gives only for evidence, and that show none."""
    publication = Publication.objects.get(round__code=code)
    instrument = publication.round.version.parsed
    found = []
    for row in rows_of(files_of(publication)["respuestas.csv"]):
        entry = Entry(row["value"], evidence_accepted=row["evidence_accepted"])
        if not row["proofs"] and entry.exceeds(instrument, instrument.question_by_code[row["question"]]):
            found.append(row)
    return found


def test_no_answer_of_the_demonstration_has_points_without_a_public_proof(demo):
    assert answers_without_proof("demo-1") == []
    imported = answers_without_proof("demo-0")
    assert len(imported) > 100
    assert {row["proofs_note"] for row in imported} == {IMPORTED}
    notes = {
        row["proofs_note"] for row in rows_of(files_of(Publication.objects.get(round__code="demo-1"))["respuestas.csv"])
    }
    assert notes == {""}


@pytest.mark.parametrize("code", ["demo-0", "demo-1"])
def test_points_without_a_proof_and_without_a_note_are_those_of_the_cap(demo, code):
    """By the files alone, as a reader of them would look."""
    files = files_of(Publication.objects.get(round__code=code))
    caps = {
        row["code"]: Decimal(row["number"]) for row in rows_of(files["reglas.csv"]) if row["rule"] == "evidence_cap"
    }
    kinds = {row["code"]: row["type"] for row in rows_of(files["instrumento.csv"]) if row["kind"] == "question"}
    bare = [
        row for row in rows_of(files["respuestas.csv"])
        if row["score"] and not row["proofs"] and not row["proofs_note"] and row["not_applicable"] == "no"
    ]  # fmt: skip
    assert len(bare) > 50
    assert [row for row in bare if Decimal(row["score"]) > caps[kinds[row["question"]]]] == []


def test_accepted_proof_that_is_not_public_is_said_to_be_so(cast, assessment):
    closed = make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer)
    reserved = {"reserve_ground": "reserved", "reserve_reason": "Trae datos de denunciantes"}
    Evidence.objects.update(visibility=Visibility.REVIEWERS_ONLY, **reserved)
    publications.publish(round=closed.round, at=AT)
    assert {row["proofs_note"] for row in answers_without_proof("ciclo")} == {UNPUBLISHED}
