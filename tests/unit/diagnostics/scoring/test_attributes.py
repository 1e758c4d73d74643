import pytest

from diagnostics.scoring.attributes import InvalidAttribute, effective, missing, read_attribute
from diagnostics.scoring.instrument import Attribute
from tests.factories.diagnostics import edition, parsed

FLAG = Attribute("flag", "boolean", "¿Tiene consejo?", "", ())
COUNT = Attribute("count", "integer", "Compromisos", "", ())
CATEGORY = Attribute("category", "choice", "Categoría", "", ("ESP", "1", "2"))


@pytest.mark.parametrize(
    ("attribute", "text", "value"),
    [
        (FLAG, "si", True), (FLAG, "Sí", True), (FLAG, "true", True), (FLAG, "no", False), (FLAG, " no ", False),
        (COUNT, "0", 0), (COUNT, "12", 12), (CATEGORY, "ESP", "ESP"), (CATEGORY, "1", "1"),
        (FLAG, "", None), (COUNT, "  ", None), (CATEGORY, "", None),
    ],
)  # fmt: skip
def test_fact_is_read(attribute: Attribute, text: str, value: object):
    assert read_attribute(attribute, text) == value
    assert type(read_attribute(attribute, text)) is type(value)


@pytest.mark.parametrize(
    ("attribute", "text", "reason"),
    [
        (FLAG, "quizás", "«¿Tiene consejo?» debe ser si o no, y dice «quizás»"),
        (COUNT, "1.5", "«Compromisos» debe ser un número entero, y dice «1.5»"),
        (COUNT, "-1", "«Compromisos» debe ser un número entero, y dice «-1»"),
        (COUNT, "9999999999", "«Compromisos» debe ser un número entero, y dice «9999999999»"),
        (CATEGORY, "7", "«Categoría» debe ser uno de ESP, 1, 2, y dice «7»"),
        (CATEGORY, "esp", "«Categoría» debe ser uno de ESP, 1, 2, y dice «esp»"),
    ],
)
def test_other_text_is_refused_with_what_was_expected(attribute: Attribute, text: str, reason: str):
    with pytest.raises(InvalidAttribute) as refused:
        read_attribute(attribute, text)
    assert str(refused.value) == reason


def test_confirmed_fact_wins_over_reference_data():
    instrument = parsed()
    assert effective(instrument, {"has_council": "no"}, {}) == {"has_council": False}
    assert effective(instrument, {"has_council": "no"}, {"has_council": True}) == {"has_council": True}
    assert effective(instrument, {"has_council": "no"}, {"has_council": None}) == {"has_council": None}
    assert effective(instrument, {"other": "x"}, {}) == {"has_council": None}


def test_only_facts_that_a_condition_reads_are_missed():
    document = edition()
    document["municipality_attributes"].append({"code": "unread", "type": "integer"})
    instrument = parsed(document)
    assert [a.code for a in missing(instrument, {"has_council": None, "unread": None})] == ["has_council"]
    assert missing(instrument, {"has_council": False, "unread": None}) == []
