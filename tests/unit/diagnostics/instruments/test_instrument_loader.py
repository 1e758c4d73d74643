"""A YAML edition → canonical content, or one sentence with the line."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from core.documents.yaml_text import MAX_CHARACTERS
from core.refusals import Refusal
from diagnostics.instruments.exports.editions import as_yaml, document_of
from diagnostics.instruments.loaders.instrument import content_sha256, read_instrument
from tests.factories.diagnostics import STATEMENTS, edition, edition_with_statements
from tests.golden_vectors import EDITION

TEXT = as_yaml(edition())
NAME = 'name: "A'


def refusal_of(text: str) -> str:
    with pytest.raises(Refusal) as refused:
        read_instrument(text)
    assert refused.value.details == []
    return refused.value.message


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


# --- identity ---------------------------------------------------------------------------------------------


def test_same_content_in_other_bytes_has_the_same_hash():
    document = edition()
    flow = yaml.safe_dump(document, default_flow_style=True, sort_keys=True, width=40)
    quoted = re.sub(r": (\d+)$", r': "\1.00"', TEXT, flags=re.MULTILINE)
    comments = "# otro archivo\n" + TEXT.replace("\n", "  # nota\n", 3) + "\n...\n"
    windows = TEXT.replace("\n", "\r\n")
    assert quoted != TEXT
    expected = content_sha256(read_instrument(TEXT))
    for other in (flow, quoted, comments, windows):
        assert content_sha256(read_instrument(other)) == expected


def test_edition_of_before_keeps_its_hash():
    # As stored before editions had statements: they leave no trace in one without them.
    stored = "2062c66cbcc52afa6aa73a0df3a786865c3b5137166301ea36d19924b89caa73"
    assert content_sha256(read_instrument(TEXT)) == stored
    document = edition()
    document["dimensions"][0]["indicators"][0]["questions"][0]["statements"] = {}
    assert content_sha256(read_instrument(as_yaml(document))) == stored


def test_statements_are_read_in_the_order_of_the_answers():
    document = edition_with_statements()
    document["dimensions"][0]["indicators"][0]["questions"][1]["statements"] = {"no": "No  tiene\n plan.", "si": "Sí."}
    content = read_instrument(as_yaml(document))
    questions = content["dimensions"][0]["indicators"][0]["questions"]
    assert list(questions[1]["statements"].items()) == [("si", "Sí."), ("no", "No tiene plan.")]
    assert questions[2]["statements"] == STATEMENTS["A-03"]
    assert content_sha256(content) == content_sha256(read_instrument(as_yaml(document_of(content))))
    assert content_sha256(content) != content_sha256(read_instrument(TEXT))


def test_statement_of_all_the_options_may_be_missing():
    document = edition_with_statements()
    del document["dimensions"][0]["indicators"][0]["questions"][2]["statements"]["all"]
    content = read_instrument(as_yaml(document))
    assert list(content["dimensions"][0]["indicators"][0]["questions"][2]["statements"]) == ["some", "none"]


def test_stated_defaults_are_the_same_content():
    document = edition()
    document["scoring"] |= {"score_scale": [0, 100], "scale_values": {0: 0, 1: 25, 2: 50, 3: 75, 4: 100}}
    document["dimensions"][0]["indicators"][0]["questions"][1] |= {"anchor": False, "critical": False, "refs": []}
    assert content_sha256(read_instrument(as_yaml(document))) == content_sha256(read_instrument(TEXT))


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["dimensions"][0].update(weight=61),
        lambda d: d["dimensions"][0]["indicators"][0]["questions"][0].update(text="¿Publica mucho?"),
        lambda d: d["dimensions"].reverse(),
        lambda d: d["scoring"]["gates"][0].update(value="40.5"),
        lambda d: d["municipality_attributes"][0].update(name="Otro nombre"),
    ],
)
def test_other_content_has_another_hash(change: Callable[[dict[str, Any]], object]):
    document = edition()
    change(document)
    assert content_sha256(read_instrument(as_yaml(document))) != content_sha256(read_instrument(TEXT))


def test_numbers_never_pass_through_a_float():
    document = edition()
    document["dimensions"][0]["weight"] = "0.1"
    document["dimensions"][1]["weight"] = "33.333333333"
    content = read_instrument(as_yaml(document).replace("'0.1'", "0.10").replace("'33.333333333'", "33.333333333"))
    assert [d["weight"] for d in content["dimensions"]] == ["0.1", "33.333333333"]


def test_absent_sections_mean_no_rules():
    document = edition(municipality_attributes=[])
    del document["scoring"]
    del document["dimensions"][1]["indicators"][0]["questions"][2]
    scoring = read_instrument(as_yaml(document))["scoring"]
    assert scoring == {
        "scale_values": ["0", "25", "50", "75", "100"],
        "gates": [],
        "max_na_share": None,
        "evidence_caps": {},
        "options_need_evidence": False,
        "minimum_dimension_coverage": "0",
        "minimum_global_coverage": "0",
    }


# --- text that is not an edition --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "el archivo está vacío."),
        ("# nada\n", "el archivo está vacío."),
        ("hola", "línea 1: se esperaba el instrumento con sus claves."),
        ("- a\n- b\n", "línea 1: se esperaba el instrumento con sus claves."),
        ("a: 1\na: 2\n", "línea 2: la clave «a» está repetida."),
        ("{}", "línea 1: falta «instrument» en el instrumento."),
        ("instrument: nada", "línea 1: se esperaba «instrument» con sus claves."),
        ("? [a]\n: b\n", "línea 1: se esperaba una clave de texto."),
        ("a: &x 1\nb: *x\n", "línea 2: no se admiten referencias de YAML (& y *); escriba el texto completo."),
        ("x" * (MAX_CHARACTERS + 1), "el archivo tiene más de 3.000.000 letras; no es un instrumento."),
    ],
)
def test_text_that_is_no_edition_is_refused(text: str, message: str):
    assert refusal_of(text) == message


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: [1, 2\nb: 3\n", 2), ("a: b: c\n", 1), ("a:\n\t- b\n", 2), ("a: 'sin cerrar\n", 2), ("a: 1\n%\n", 2),
        ("a: 1\n--- \nb: 2\n", 2), ("a: !!python/object/apply:os.system [ls]\nb: [\n", 3), ('a: "\\q"\n', 1),
    ],
)  # fmt: skip
def test_malformed_yaml_is_refused_with_its_line(text: str, line: int):
    assert re.fullmatch(rf"línea {line}: el YAML está mal formado \(.+\)\.", refusal_of(text))


def test_null_bytes_are_refused():
    assert refusal_of("a: \0\n").startswith("el archivo no es un texto YAML (")


@pytest.mark.parametrize("escape", [r"\0", r"\ud800"])
def test_escapes_that_no_database_keeps_are_refused(escape: str):
    text = TEXT.replace("name: Apertura", f'name: "A{escape}"')
    assert refusal_of(text) == f"línea {line_of(text, NAME)}: hay un carácter que no es de un texto."


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 30_000, "- " * 30_000, "a: " + "[" * 25 + "]" * 25])
def test_deep_nesting_is_refused(text: str):
    assert "niveles anidados" in refusal_of(text)


def test_junk_of_many_lines_is_refused():
    assert refusal_of("basura\n" * 20_000) == "línea 1: se esperaba el instrumento con sus claves."


def test_tags_of_programs_are_only_text():
    document = TEXT.replace("name: Apertura", "name: !!python/name:os.system Apertura")
    assert read_instrument(document)["dimensions"][0]["name"] == "Apertura"


# --- sums ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", ["dimensions", "indicators", "questions"])
def test_weights_of_a_group_that_scores_add_up_to_something(level: str):
    document = edition()
    groups = {"dimensions": document["dimensions"], "indicators": document["dimensions"][0]["indicators"]}
    groups["questions"] = document["dimensions"][0]["indicators"][0]["questions"]
    for member in groups[level]:
        member["weight"] = 0
    assert re.fullmatch(
        r"línea \d+: los pesos de .+ suman 0; alguno debe ser mayor que 0\.", refusal_of(as_yaml(document))
    )


def test_weights_total_that_holds_is_accepted():
    document = edition()
    document["scoring"]["weights_total"] = 100
    document["dimensions"][0]["weights_total"] = "100.0"
    document["dimensions"][0]["indicators"][0]["weights_total"] = 4
    assert content_sha256(read_instrument(as_yaml(document))) == content_sha256(read_instrument(TEXT))


def test_first_edition_is_the_published_measurement_design():
    content = read_instrument(EDITION.read_text(encoding="utf-8"))
    questions = [q for d in content["dimensions"] for i in d["indicators"] for q in i["questions"]]
    assert [(d["code"], d["weight"]) for d in content["dimensions"]] == [
        ("TRA", "20"), ("PAR", "16"), ("COL", "14"), ("RDC", "16"), ("DAT", "14"), ("INN", "12"), ("GOB", "8"),
    ]  # fmt: skip
    types = [q["type"] for q in questions]
    assert {kind: types.count(kind) for kind in set(types)} == {"scale": 47, "multi": 11, "numeric": 10, "yes_no": 4}
    assert [q["code"] for q in questions if q["critical"]] == [
        "TRA-01", "TRA-07", "PAR-07", "PAR-08", "RDC-01", "RDC-09", "DAT-03",
    ]  # fmt: skip
    assert sum(q["anchor"] for q in questions) == 20
    assert len([q for q in questions if "applies_when" in q]) == len([q for q in questions if q["na_allowed"]]) == 4
