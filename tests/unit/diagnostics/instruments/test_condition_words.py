"""Conditions as sentences that a coordinator reads."""

import pytest

from diagnostics.instruments.models import EditionDraft
from diagnostics.instruments.queries.conditions import Names, condition_words, either, examples, readers_of
from diagnostics.scoring import notation

DOCUMENT = {
    "municipality_attributes": [
        {"code": "category", "type": "choice", "name": "Categoría", "values": ["ESP", "1", "2"]},
        {"code": "council", "type": "boolean", "name": "¿Tiene consejo?"},
        {"code": "commitments", "type": "integer", "name": "Compromisos"},
    ],
    "dimensions": [
        {"code": "A", "indicators": [{"code": "A.1", "questions": [
            {"code": "P-01", "type": "scale"},
            {"code": "P-02", "type": "multi", "options": [{"code": "a", "text": "Actas"}]},
            {"code": "P-03", "type": "choice", "options": [{"code": "x", "text": "Por la web"}, {"code": "y", "text": "Otra"}]},
            {"code": "P-04", "type": "numeric", "applies_when": {"any": [
                {"attr": "council", "op": "eq", "value": True}, {"all": [{"attr": "category", "op": "in", "value": ["1"]}]},
            ]}},
        ]}]}
    ],
}  # fmt: skip


@pytest.fixture
def draft() -> EditionDraft:
    return EditionDraft(document=DOCUMENT)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", ""),
        ("dato council = sí", "si «¿Tiene consejo?» es sí"),
        ("dato council ≠ sí", "si «¿Tiene consejo?» no es sí"),
        ("dato category en (ESP, 1, 2)", "si «Categoría» es ESP, 1 o 2"),
        ("dato commitments ≥ 1250", "si «Compromisos» es al menos 1.250"),
        ("P-01 > 2", "si el nivel de P-01 es más de 2"),
        ("P-02 contiene a", "si en P-02 se marcó «Actas»"),
        ("P-02 contiene z", "si en P-02 se marcó z"),
        ("P-03 en (x, y)", "si la respuesta a P-03 es «Por la web» u «Otra»"),
        ("P-04 < 12.5", "si la respuesta a P-04 es menos de 12,5"),
        ("dato gone = sí", "si «gone» es sí"),
        ("P-01 ≥ 2 y dato council = no", "si el nivel de P-01 es al menos 2, y si «¿Tiene consejo?» es no"),
        (
            "dato council = sí o (P-01 ≥ 2 y P-02 contiene a)",
            "si «¿Tiene consejo?» es sí, o si (el nivel de P-01 es al menos 2, y si en P-02 se marcó «Actas»)",
        ),
    ],
)
def test_condition_is_a_sentence(draft, line, said):
    assert condition_words(notation.read(line), Names(draft)) == said


def test_joint_before_the_sound_o_is_u():
    assert [either(items) for items in (["a"], ["a", "b"], ["siete", "ocho"], ["1", "2", "8"])] == [
        "a", "a o b", "siete u ocho", "1, 2 u 8"
    ]  # fmt: skip


def test_facts_name_the_questions_that_read_them(draft):
    assert readers_of(draft) == {"council": ["P-04"], "category": ["P-04"]}


def test_examples_can_be_read_back(draft):
    lines = [line for _, line in examples(Names(draft))]
    assert lines == ["dato category en (ESP, 1)", "dato council = sí", "dato commitments ≥ 1"]
    assert all(notation.read(line) for line in lines)
