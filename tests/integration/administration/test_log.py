"""The log page: acts in words, filters, its file, and who may read it."""

import ast
import csv
import io

import pytest

from administration.queries.log import log_of, log_rows
from core import acts
from core.models import AuditEntry
from core.process.steps import registered
from tests.architecture.tree import PACKAGES, parsed, python_files
from tests.factories.diagnostics import make_closed

pytestmark = pytest.mark.django_db


def verbs_of_the_source() -> set[str]:
    """Every literal that the source gives as `verb`."""
    found = {step.verb for process in registered() for step in process.steps}
    for path in python_files(under=PACKAGES):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.keyword) and node.arg == "verb" and isinstance(node.value, ast.Constant):
                found.add(node.value.value)
    return found


def test_every_act_has_its_words():
    assert set(acts.words()) == verbs_of_the_source()


def test_rows_say_who_what_and_about_what(cast, assessment):
    make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer)
    entries, used = log_of({"verbo": "assessment.signed"})
    row = log_rows(entries)[0]
    assert (len(entries), used) == (1, {"verbo": "assessment.signed"})
    assert (row.by, row.act, row.about) == (cast.liaison.email, "Firmado por la alcaldía", "Aquí, Ciclo de prueba")
    marked, _ = log_of({"verbo": "answer.marked"})
    assert {r.about.partition(",")[0] for r in log_rows(marked)} == {"A-01", "A-02", "A-03", "B-01", "B-02"}


@pytest.mark.parametrize(
    "wanted", [{"verbo": "otra.cosa"}, {"desde": "ayer"}, {"hasta": "2027-02-30"}, {"desde": "9" * 400}, {"page": "x"}]
)
def test_filter_that_says_nothing_filters_nothing(cast, assessment, browser_of, wanted):
    make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer)
    response = browser_of(cast.coordinator).get("/bitacora/", wanted)
    assert response.status_code == 200
    assert log_of(wanted)[0].count() == AuditEntry.objects.count()


def test_file_holds_the_same_rows_and_no_formula(cast, assessment, browser_of):
    make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer)
    AuditEntry.objects.create(
        at=assessment.round.opened_at, verb="term.extended", target_type="x", target_id="1", reason="=1+1"
    )
    response = browser_of(cast.admin).get("/bitacora/descargar/")
    rows = list(csv.reader(io.StringIO(response.text)))
    assert rows[0] == ["momento", "quien", "acto", "sobre", "datos", "razon"]
    assert len(rows) == AuditEntry.objects.count() + 1
    assert [row[5] for row in rows[1:] if row[5]] == ["'=1+1"]


@pytest.mark.parametrize("name", ["liaison", "approver", "reviewer", "citizen"])
def test_log_is_for_coordination_and_administration(cast, browser_of, name):
    assert browser_of(cast.person(name)).get("/bitacora/").status_code == 403


def test_no_entry_holds_what_an_answer_says(cast, assessment):
    make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer, rejects=("A-01",))
    data = [str(entry.data) for entry in AuditEntry.objects.all()]
    assert [text for text in data if "ejemplo.gov.co" in text or "No lo prueba" in text or "9/10" in text] == []
