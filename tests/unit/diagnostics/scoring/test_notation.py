"""Conditions in one line: what is written is read back, and what makes no sense says where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostics.scoring import notation
from diagnostics.scoring.notation import UnreadableCondition, read, write

TEXTS = st.one_of(
    st.from_regex(r"[A-Za-z0-9._-]{1,12}", fullmatch=True),
    st.sampled_from(["y", "o", "no", "dato", "en", "dos palabras", "a, b", "(x)", "= 3", "ESP"]),
)
VALUES = st.one_of(TEXTS, st.booleans())


@st.composite
def atoms(draw):
    subject = {draw(st.sampled_from(["attr", "question"])): draw(TEXTS)}
    op = draw(st.sampled_from(sorted(notation.SIGNS)))
    return subject | {"op": op, "value": draw(st.lists(VALUES, min_size=1, max_size=3) if op == "in" else VALUES)}


CONDITIONS = st.recursive(
    atoms(), lambda inner: st.builds(lambda joint, parts: {joint: parts}, st.sampled_from(["any", "all"]),
                                     st.lists(inner, min_size=2, max_size=3)), max_leaves=6
)  # fmt: skip


@given(CONDITIONS)
def test_what_is_written_is_read_back(condition):
    assert read(write(condition)) == condition


def test_a_line_is_what_people_would_write():
    condition = {"any": [{"attr": "ley617_category", "op": "in", "value": ["ESP", "1"]},
                         {"all": [{"attr": "has_council", "op": "eq", "value": True},
                                  {"question": "TRA-04", "op": "contains", "value": "a"}]}]}  # fmt: skip
    line = "dato ley617_category en (ESP, 1) o (dato has_council = sí y TRA-04 contiene a)"
    assert write(condition) == line
    assert read(line.upper().replace("LEY617_CATEGORY", "ley617_category").replace("HAS_COUNCIL", "has_council")
                .replace("CONTIENE A", "contiene a")) == condition  # fmt: skip
    assert read("TRA-01 >= 3") == {"question": "TRA-01", "op": "gte", "value": "3"}
    assert read("  ") is None
    assert write(None) == ""


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("TRA-01", "faltaba un signo"),
        ("TRA-01 3", "va un signo"),
        ("TRA-01 =", "faltaba un valor"),
        ("TRA-01 = 3 o", "faltaba el código"),
        ("= 3", "falta el código antes de «=»"),
        ("TRA-01 = )", "falta un valor después de «=»"),
        ("a = 1 y b = 2 o c = 3", "se mezclan"),
        ("(a = 1", "se esperaba «)»"),
        ("a = 1 b", "sobra «b»"),
        ("a en 1", "se esperaba «(»"),
        ("a en (1 2)", "se esperaba «)»"),
        ('a = "sin cerrar', "no se entiende"),
        ("((((((((((((a = 1))))))))))))", "demasiados paréntesis"),
        ("a = 1 o " * 400, "más de 2000 letras"),
    ],
)
def test_what_makes_no_sense_says_where(line, words):
    with pytest.raises(UnreadableCondition, match=words.replace("(", r"\(").replace(")", r"\)")):
        read(line)
