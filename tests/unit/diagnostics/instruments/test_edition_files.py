"""An edition goes out as a document, as YAML and as a workbook, and comes back with the same hash."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings

from core.refusals import Refusal
from diagnostics.instruments.exports.edition_workbook import edition_workbook
from diagnostics.instruments.exports.editions import as_yaml, document_of
from diagnostics.instruments.loaders.drafts import draft_nodes
from diagnostics.instruments.loaders.edition_workbook import read_edition_workbook
from diagnostics.instruments.loaders.instrument import content_sha256, read_instrument, read_nodes
from tests.factories import files
from tests.factories.diagnostics import STATEMENTS, edition, edition_with_statements
from tests.unit.diagnostics.scoring import random_editions

OURS = Path(__file__).parents[4] / "data" / "instruments" / "ip360-ga.yaml"


def put(sheet: str, row: int, heading: str, value: Any) -> Callable[[openpyxl.Workbook], None]:
    def change(book: openpyxl.Workbook) -> None:
        heads = {cell.value: cell.column for cell in book[sheet][1]}
        book[sheet].cell(row, heads[heading]).value = value

    return change


def read_back(document: dict[str, Any]) -> dict[str, Any]:
    content, faults = read_nodes(draft_nodes(document))
    assert [str(fault) for fault in faults] == []
    return content


def through_workbook(document: dict[str, Any]) -> dict[str, Any]:
    return read_edition_workbook(edition_workbook(document, read_me=["Hola"])).document


@settings(max_examples=40, deadline=None)
@given(random_editions.editions())
def test_every_edition_comes_back_the_same_by_every_way(document):
    content = read_instrument(random_editions.as_yaml(document))
    said = document_of(content)
    assert read_back(said) == content
    assert read_instrument(as_yaml(said)) == content
    assert read_back(through_workbook(said)) == content


def test_our_own_edition_comes_back_the_same_by_every_way():
    content = read_instrument(OURS.read_text(encoding="utf-8"))
    said = document_of(content)
    assert read_instrument(as_yaml(said)) == content
    assert read_back(through_workbook(said)) == content


def test_what_the_tables_of_columns_do_not_know_is_not_lost():
    document = edition(
        crosswalk_names={"ita": "Índice"}, smart_dimensions=["vida"], generic_scale_anchors={"0": "Nada"}
    )
    question = document["dimensions"][0]["indicators"][0]["questions"][0]
    question |= {
        "crosswalk": {"ita": ["1.2", "1.3"], "mipg": "x"}, "refs": [{"norm": "Ley 1", "article": "art. 2", "certainty": "alta"}],
        "previous": {"relation": "merged", "codes": ["X-1", "X-2"]},
        "applies_when": {"all": [{"attr": "has_council", "op": "eq", "value": True}]},
    }  # fmt: skip
    content = read_instrument(as_yaml(document))
    assert content["dimensions"][0]["indicators"][0]["questions"][0]["crosswalk"]["ita"] == ["1.2", "1.3"]
    assert read_back(through_workbook(document_of(content))) == content


def test_statements_go_out_in_words_and_come_back():
    said = document_of(read_instrument(as_yaml(edition_with_statements())))
    book = openpyxl.load_workbook(io.BytesIO(edition_workbook(said, read_me=["Hola"])))
    rows = list(book["Afirmaciones"].values)
    assert rows[0] == ("Pregunta", "Respuesta", "Afirmación")
    assert [row[:2] for row in rows[1:]] == [
        *(("A-01", f"Nivel {level}") for level in range(5)), ("A-02", "Sí"), ("A-02", "No"),
        ("A-03", "Algunas"), ("A-03", "Todas"), ("A-03", "Ninguna"), ("B-01", "El número"), ("B-01", "0 de 0"),
        ("B-02", "o1"), ("B-02", "o2"), ("B-03", "El número"),
    ]  # fmt: skip
    assert rows[8][2] == STATEMENTS["A-03"]["some"]
    assert read_back(through_workbook(said)) == read_back(said)


def test_words_of_answers_are_read_whatever_their_capitals():
    document = read(spoilt(put("Afirmaciones", 7, "Respuesta", "  SI "), edition_with_statements()))
    assert document["dimensions"][0]["indicators"][0]["questions"][1]["statements"] == STATEMENTS["A-02"]


def test_workbook_of_before_without_the_sheet_of_statements_is_read():
    content = read_instrument(as_yaml(edition()))
    data = spoilt(lambda book: book.remove(book["Afirmaciones"]))
    assert read_back(read(data)) == content


@pytest.mark.parametrize(
    ("effort", "cell", "kept"),
    [
        (3, "3", 3),
        ({1: 1, 2: 2, 3: 3, 4: 5}, "1, 2, 3, 5", {"1": 1, "2": 2, "3": 3, "4": 5}),
        ({4: 5}, "1, 1, 1, 5", {"1": 1, "2": 1, "3": 1, "4": 5}),
        ({1: 2, 2: 2, 3: 2, 4: 2}, "2", 2),
        (1, None, None),
    ],
)
def test_efforts_are_one_cell_and_come_back(effort, cell, kept):
    document = edition()
    document["dimensions"][0]["indicators"][0]["questions"][0]["effort"] = effort
    content = read_instrument(as_yaml(document))
    assert content["dimensions"][0]["indicators"][0]["questions"][0].get("effort") == kept
    data = edition_workbook(document_of(content), read_me=["Hola"])
    rows = list(openpyxl.load_workbook(io.BytesIO(data))["Preguntas"].values)
    assert rows[1][rows[0].index("Esfuerzo de cada paso")] == cell
    assert read_back(read(data)) == content


def test_number_that_somebody_types_as_an_effort_is_read():
    document = read(spoilt(put("Preguntas", 2, "Esfuerzo de cada paso", 4)))
    assert read_back(document)["dimensions"][0]["indicators"][0]["questions"][0]["effort"] == 4


def test_effort_that_cannot_be_read_is_named_at_its_question():
    document = read(spoilt(put("Preguntas", 2, "Esfuerzo de cada paso", "1, 2")))
    _, faults = read_nodes(draft_nodes(document))
    assert [str(fault) for fault in faults] == [
        "pregunta A-01: «effort» debe ser un número, con coma si tiene decimales, y dice «1, 2»."
    ]


def test_workbook_of_before_without_efforts_is_read():
    def drop(book: openpyxl.Workbook) -> None:
        heads = [cell.value for cell in book["Preguntas"][1]]
        book["Preguntas"].delete_cols(heads.index("Esfuerzo de cada paso") + 1)

    assert read_back(read(spoilt(drop))) == read_instrument(as_yaml(edition()))


def test_edition_without_efforts_keeps_its_hash():
    said = edition()
    for question in said["dimensions"][0]["indicators"][0]["questions"]:
        question["effort"] = 1
    content = read_instrument(as_yaml(said))
    assert content_sha256(content) == content_sha256(read_instrument(as_yaml(edition())))
    assert "effort" not in str(content)


def test_sheet_of_statements_that_was_renamed_is_not_lost():
    def rename(book: openpyxl.Workbook) -> None:
        book["Afirmaciones"].title = "Frases"

    with pytest.raises(Refusal) as refused:
        read_edition_workbook(spoilt(rename, edition_with_statements()))
    assert refused.value.details == [
        "No se conoce la hoja «Frases» y no hay «Afirmaciones». Devuélvale su nombre o quítela."
    ]


def test_a_sheet_of_ones_own_beside_all_of_ours_is_left_alone():
    document = read(spoilt(lambda book: book.create_sheet("Notas"), edition_with_statements()))
    assert document["dimensions"][0]["indicators"][0]["questions"][1]["statements"] == STATEMENTS["A-02"]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (put("Afirmaciones", 7, "Respuesta", "Tal vez"),
         "Afirmaciones, fila 7, «Respuesta» (B7): dice «Tal vez»; en A-02 se esperaba Sí o No."),
        (put("Afirmaciones", 8, "Respuesta", "Sí"),
         "Afirmaciones, fila 8, «Respuesta» (B8): la respuesta ya tiene su afirmación en la fila 7; deje una sola."),
        (put("Afirmaciones", 14, "Respuesta", "o9"),
         "Afirmaciones, fila 14, «Respuesta» (B14): dice «o9»; en B-02 se esperaba o1 o o2."),
        (put("Afirmaciones", 9, "Respuesta", "a"),
         "Afirmaciones, fila 9, «Respuesta» (B9): dice «a»; en A-03 se esperaba Algunas o Todas o Ninguna."),
        (put("Afirmaciones", 9, "Afirmación", None), "Afirmaciones, fila 9, «Afirmación» (C9): falta «afirmación»."),
        (put("Afirmaciones", 9, "Respuesta", None), "Afirmaciones, fila 9, «Respuesta» (B9): falta «respuesta»."),
        (put("Afirmaciones", 9, "Pregunta", "A-99"), "Afirmaciones, fila 9, «Pregunta» (A9): no hay una pregunta «A-99»."),
        (put("Afirmaciones", 1, "Afirmación", "Frase"),
         "Afirmaciones, fila 1: falta el encabezado «Afirmación». Devuélvalo a como estaba."),
    ],
)  # fmt: skip
def test_statement_without_place_is_named_by_its_cell(change, line):
    with pytest.raises(Refusal) as refused:
        read_edition_workbook(spoilt(change, edition_with_statements()))
    assert refused.value.details[0] == line


def test_statement_that_cannot_be_filled_is_named_at_its_question():
    document = read(spoilt(put("Afirmaciones", 9, "Afirmación", "Publica {cosas}."), edition_with_statements()))
    _, faults = read_nodes(draft_nodes(document))
    assert [str(fault) for fault in faults] == [
        "pregunta A-03: la afirmación «Algunas» de la pregunta A-03 no sirve: {cosas} no se puede llenar. "
        "Entre llaves cabe: {opciones}."
    ]


def spoilt(change: Callable[[openpyxl.Workbook], None], document: dict[str, Any] | None = None) -> bytes:
    said = document_of(read_instrument(as_yaml(document or edition())))
    data = edition_workbook(said, read_me=["Hola"])
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data: bytes) -> dict[str, Any]:
    return read_edition_workbook(data).document


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda book: book.remove(book["Umbrales"]), "Falta la hoja «Umbrales». Si le cambió el nombre, devuélvaselo."),
        (put("Preguntas", 1, "Peso", "Peso nuevo"), "Preguntas, fila 1: falta el encabezado «Peso». Devuélvalo a como estaba."),
        (put("Preguntas", 2, "Código", "A 01"),
         "Preguntas, fila 2, «Código»: «A 01» no sirve de código: letras sin tilde, cifras, punto y guion, hasta 40."),
        (put("Preguntas", 3, "Código", "A-01"), "Preguntas, fila 3, «Código»: el código A-01 ya está en Preguntas, fila 2."),
        (put("Preguntas", 3, "Código", "a-01"),
         "Preguntas, fila 3, «Código»: el código a-01 solo se diferencia por las mayúsculas de A-01, "
         "en Preguntas, fila 2; use otro."),
        (put("Preguntas", 3, "Indicador", "Z.1"), "Preguntas, fila 3, «Indicador»: no hay «Z.1» en la hoja anterior."),
        (put("Preguntas", 3, "Indicador", None), "Preguntas, fila 3, «Indicador»: falta «indicador»."),
        (put("Preguntas", 3, "Tipo", "abierta"),
         "Preguntas, fila 3, «Tipo»: dice «abierta»; se esperaba "
         "Escala, Sí o no, Selección múltiple, Selección única, Numérica."),
        (put("Dimensiones", 2, "Peso", 100 / 3),
         "Dimensiones, fila 2, «Peso»: tiene 14 decimales y se guardan hasta 9; redondéelo."),
        (put("Preguntas", 3, "Crítica", "quizás"), "Preguntas, fila 3, «Crítica»: se esperaba Sí o No y dice «quizás»."),
        (put("Preguntas", 3, "Se pregunta solo si", "A-01 ="),
         "Preguntas, fila 3, «Se pregunta solo si»: no se entiende la condición: la condición se acaba y faltaba un valor."),
        (put("Preguntas", 3, "Otros formularios", "ita"),
         "Preguntas, fila 3, «Otros formularios»: «ita»: escriba la clave del formulario, dos puntos y el ítem."),
        (put("Opciones", 2, "Pregunta", "A-99"), "Opciones, fila 2, «Pregunta»: no hay una pregunta «A-99»."),
        (put("Edición", 2, "Qué", "Color"), "Edición, fila 2, «Qué»: no se conoce «Color»."),
    ],
)  # fmt: skip
def test_what_has_no_place_is_named_by_its_cell(change, line):
    with pytest.raises(Refusal) as refused:
        read_edition_workbook(spoilt(change))
    assert re.sub(r" \([A-Z]+[0-9]+\)(?=: )", "", refused.value.details[0]) == line


def test_numbers_are_read_as_people_write_them_here():
    document = read(spoilt(put("Preguntas", 2, "Peso", "2,5")))
    assert document["dimensions"][0]["indicators"][0]["questions"][0]["weight"] == "2.5"


def test_options_that_differ_by_capitals_only_are_named_at_their_question():
    document = read(spoilt(put("Opciones", 3, "Código", "A")))
    _, faults = read_nodes(draft_nodes(document))
    assert [str(fault) for fault in faults] == [
        "pregunta A-03: el código A de opción solo se diferencia por las mayúsculas de a, en la pregunta A-03; "
        "use otro."
    ]


def test_what_is_wrong_but_has_a_place_is_kept_for_the_check():
    document = read(spoilt(put("Preguntas", 2, "Peso", "mucho")))
    _, faults = read_nodes(draft_nodes(document))
    assert [str(fault) for fault in faults] == [
        "pregunta A-01: «weight» debe ser un número, con coma si tiene decimales, y dice «mucho»."
    ]


@pytest.mark.parametrize("make", [files.pdf, lambda: b"a;b", lambda: b"", files.docx, files.bomb])
def test_other_files_are_refused(make):
    with pytest.raises(Refusal):
        read_edition_workbook(make())


def test_sheet_that_is_swollen_is_refused_before_it_is_read():
    def swell(book: openpyxl.Workbook) -> None:
        for row in range(2, 12_000):
            book["Opciones"].append(["A-03", f"o{row}", "x", 1, *"abcdefgh"])

    with pytest.raises(Refusal, match="demasiado adentro"):
        read_edition_workbook(spoilt(swell))


def test_cell_at_the_end_of_a_sheet_is_said_and_not_waited_for():
    with pytest.raises(Refusal, match="Umbrales: llega más abajo de la fila 5000"):
        read_edition_workbook(spoilt(put("Umbrales", 1_000_000, "Pregunta", "B-01")))


def test_check_names_every_fault_at_its_part():
    document = edition()
    first, second = document["dimensions"][0]["indicators"][0]["questions"][:2]
    first["levels"].pop()
    del second["text"]
    document["dimensions"][1]["indicators"][0]["weight"] = 0
    document["maturity_levels"][0]["from"] = 5
    _, faults = read_nodes(draft_nodes(document))
    assert [(fault.place.part, fault.place.split()[0]) for fault in faults] == [
        (("rules", ""), "niveles"), (("question", "A-01"), "pregunta"), (("question", "A-02"), "pregunta"),
        (("dimension", "B"), "dimensión"),
    ]  # fmt: skip
