"""The rule of applicability as the questionnaire applies it, on the table that the browser's script answers too."""

import pytest

from diagnostics.assessments.models import Answer
from diagnostics.assessments.presenters.pages import rules_of
from diagnostics.assessments.queries.filling import build_filling
from tests.conditions import TABLE, document
from tests.factories.diagnostics import parsed


@pytest.mark.parametrize(("condition", "values", "expected"), TABLE["cases"])
def test_condition_of_the_table(condition, values, expected):
    instrument = parsed(document(condition))
    answers = {code: Answer(value=value) for code, value in values.items()}
    assert build_filling(instrument, TABLE["facts"], {}, answers, {}).cells["LAST"].applies is expected


def test_browser_is_told_the_rules_that_the_server_applies():
    condition = {"all": [{"question": "T", "op": "eq", "value": True}, {"attr": "council", "op": "eq", "value": True}]}
    instrument = parsed(document(condition))
    answers = {"Y": Answer(value="si"), "T": Answer(value="no", not_applicable=True), "S": Answer(value="3")}
    filling = build_filling(instrument, TABLE["facts"], {}, answers, {})
    rules = rules_of(filling, [instrument.question_by_code["LAST"]])
    assert set(rules["questions"]) == {"LAST", "T", "Y"}
    assert rules["questions"]["LAST"]["applies_when"] == condition
    assert rules["values"] == {"Y": "si"}
    assert rules["facts"] == TABLE["facts"]
    assert rules_of(filling, [instrument.question_by_code["S"]]) == {}
