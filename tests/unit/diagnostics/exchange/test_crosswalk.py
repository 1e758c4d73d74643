"""The forms that an edition refers to, their items in order, and the files that carry them."""

import csv
import io
from typing import Any

import openpyxl
import pytest

from core.refusals import Refusal
from diagnostics.assessments.models import Answer
from diagnostics.assessments.queries.filling import build_filling
from diagnostics.exchange.exports import crosswalk as columns
from diagnostics.exchange.exports.crosswalk import no_formula, report_csv, report_workbook
from diagnostics.exchange.queries.crosswalk import NO_ARTICLE, coverage_of, forms_of, natural
from diagnostics.instruments.exports.editions import as_yaml
from diagnostics.instruments.loaders.crosswalks import known_names, read_names
from diagnostics.instruments.loaders.instrument import content_sha256, read_instrument
from tests.factories.diagnostics import edition, parsed

ABOUT = {"Municipio": "Aquí", "Formulario": "Ley 7"}


def tagged(**more: Any) -> dict[str, Any]:
    """The small edition with tags: two forms that dimensions name, one question of its own, two norms."""
    document = edition(**more)
    first, second = document["dimensions"]
    first["crosswalk"] = {"uno_dos": "Zeta; Alfa", "marco": "Común"}
    second["crosswalk"] = {"marco": "Propio; Común"}
    a1, a2, a3 = first["indicators"][0]["questions"]
    b1, b2, _ = second["indicators"][0]["questions"]
    a1["refs"] = [
        {"norm": "Ley 10 de 2001", "article": "arts. 10 y 2", "certainty": "alta"},
        {"norm": "Ley 9 de 2000", "article": "Anexo 2"},
    ]
    a2["refs"] = [{"norm": "Ley 10 de 2001", "article": "art. 9, literal b", "certainty": "media"}]
    a3["refs"] = [{"norm": "Ley 10 de 2001", "article": None}, {"norm": "Ley 10 de 2001", "article": "art. 9"}]
    b1["crosswalk"] = {"uno_dos": ["Solo esta"]}
    b2["refs"] = [{"norm": "Ley 9 de 2000", "article": "art. 100"}]
    return document


def lists(document: dict[str, Any]) -> dict[str, list[tuple[str, str]]]:
    forms = forms_of(parsed(document))
    return {key: [(m.item, m.question.code) for m in form.matches] for key, form in forms.items()}


def test_forms_of_dimensions_keep_the_order_of_the_edition():
    found = lists(tagged())
    assert list(found) == ["uno_dos", "marco", "ley-9-de-2000", "ley-10-de-2001"]
    assert found["uno_dos"] == [
        *(("Zeta", code) for code in ("A-01", "A-02", "A-03")),
        *(("Alfa", code) for code in ("A-01", "A-02", "A-03")),
        ("Solo esta", "B-01"),
    ]
    assert found["marco"] == [
        *(("Común", code) for code in ("A-01", "A-02", "A-03", "B-01", "B-02", "B-03")),
        *(("Propio", code) for code in ("B-01", "B-02", "B-03")),
    ]


def test_articles_of_a_norm_go_by_number():
    found = lists(tagged())
    assert found["ley-10-de-2001"] == [
        ("art. 9", "A-03"), ("art. 9, literal b", "A-02"), ("arts. 10 y 2", "A-01"), (NO_ARTICLE, "A-03"),
    ]  # fmt: skip
    assert found["ley-9-de-2000"] == [("art. 100", "B-02"), ("Anexo 2", "A-01")]


def test_natural_order():
    texts = [
        "",
        "Anexo 10",
        "art. 10",
        "Anexo 2",
        "arts. 9 y 11",
        "art. 2.1.10",
        "art. 2.1.9",
        "Libro 2, Parte 1",
        "art. 2",
    ]
    assert sorted(texts, key=natural) == [
        "art. 2", "art. 2.1.9", "art. 2.1.10", "arts. 9 y 11", "art. 10", "Anexo 2", "Anexo 10", "Libro 2, Parte 1", "",
    ]  # fmt: skip


def test_line_says_what_joins_the_question_to_the_item():
    forms = forms_of(parsed(tagged()))
    assert {match.tie for match in forms["uno_dos"].matches} == {
        "Se relaciona toda la dimensión «Apertura»",
        "Se relaciona la pregunta",
    }
    ties = {match.question.code: match.tie for match in forms["ley-10-de-2001"].matches}
    assert ties["A-01"] == "La pregunta cita la norma (certeza alta)"
    assert ties["A-02"] == "La pregunta cita la norma (certeza media)"


def test_name_comes_from_the_edition_then_from_the_list_then_from_the_key():
    known = {"uno_dos": ("Nombre conocido", "Qué es."), "marco": ("Otro", "")}
    assert forms_of(parsed(tagged()))["uno_dos"].name == "UNO DOS"
    listed = forms_of(parsed(tagged()), known)["uno_dos"]
    assert (listed.name, listed.note) == ("Nombre conocido", "Qué es.")
    own = forms_of(parsed(tagged(crosswalk_names={"uno_dos": "Como lo llama la edición"})), known)["uno_dos"]
    assert (own.name, own.note) == ("Como lo llama la edición", "Qué es.")


def test_names_change_no_hash_of_an_edition_without_them():
    content = read_instrument(as_yaml(tagged()))
    assert "crosswalk_names" not in content
    named = read_instrument(as_yaml(tagged(crosswalk_names={"marco": "Marco"})))
    assert content_sha256(named) != content_sha256(content)


@pytest.mark.parametrize("names", [["Marco"], {"marco": ["Marco"]}, {"marco": ""}])
def test_names_that_are_no_texts_are_refused(names):
    with pytest.raises(Refusal, match="línea"):
        read_instrument(as_yaml(tagged(crosswalk_names=names)))


def test_two_norms_that_look_alike_have_addresses_of_their_own():
    document = edition()
    questions = document["dimensions"][0]["indicators"][0]["questions"]
    questions[0]["refs"] = [{"norm": "Ley 7 de 2000"}, {"norm": "Ley 7, de 2000"}, {"norm": "¿?"}]
    assert {key: form.name for key, form in forms_of(parsed(document)).items()} == {
        "formulario": "¿?", "ley-7-de-2000": "Ley 7 de 2000", "ley-7-de-2000-2": "Ley 7, de 2000",
    }  # fmt: skip


@pytest.mark.parametrize("crosswalk", ["un texto", ["una lista"], {"a": {"b": "c"}}, {"a": None}, {"a": " ; "}])
def test_tags_without_items_make_no_form(crosswalk):
    document = edition()
    document["dimensions"][0]["crosswalk"] = crosswalk
    assert forms_of(parsed(document)) == {}


KNOWN = {"politica_7": ("Conpes 7 de 2001, política de algo", ""), "medicion": ("Data Measure (Unión Europea)", "")}


def cited_twice() -> dict[str, Any]:
    """Forms that dimensions name and that questions cite as norms under almost the same name."""
    document = edition()
    first, second = document["dimensions"]
    first["crosswalk"] = {"politica_7": "Uno", "medicion": "Calidad", "red_local": "Red"}
    a1, a2, _ = first["indicators"][0]["questions"]
    b1, b2, _ = second["indicators"][0]["questions"]
    a1["refs"] = [{"norm": "CONPES 7 de 2001", "article": None}, {"norm": "Conpes 70 de 2001"}]
    a2["refs"] = [{"norm": "CONPES 7 de 2001", "article": "Uno"}, {"norm": "Decreto 3 (Red Local)"}]
    b1["refs"] = [
        {"norm": "CONPES 7 de 2001", "article": "modelo"},
        {"norm": "Data Measure (UE)", "article": "impacto"},
    ]
    b2["refs"] = [{"norm": "CONPES 7 de 2001", "article": None}, {"norm": "Red Local"}, {"norm": "Red Local – Manual"}]
    return document


def test_form_that_questions_cite_as_a_norm_is_one_form():
    forms = forms_of(parsed(cited_twice()), KNOWN)
    assert [(form.name, form.is_norm) for form in forms.values()] == [
        ("Conpes 7 de 2001, política de algo", False), ("Data Measure (Unión Europea)", False), ("RED LOCAL", False),
        ("Conpes 70 de 2001", True), ("Decreto 3 (Red Local)", True), ("Red Local – Manual", True),
    ]  # fmt: skip
    assert [(m.item, m.question.code) for m in forms["politica_7"].matches] == [
        ("Uno", "A-01"), ("Uno", "A-02"), ("Uno", "A-03"), ("modelo", "B-01"), (NO_ARTICLE, "B-02"),
    ]  # fmt: skip
    assert [(m.item, m.question.code) for m in forms["medicion"].matches][-1] == ("impacto", "B-01")
    assert forms["red_local"].questions == ["A-01", "A-02", "A-03", "B-02"]


def test_coverage_leaves_out_what_does_not_apply():
    instrument = parsed(tagged())
    answers = {"B-01": Answer(value="9/10"), "B-02": Answer(not_applicable=True, na_reason="No hay")}
    filling = build_filling(instrument, {"has_council": False}, {}, answers, {})
    marco = coverage_of(filling, forms_of(instrument)["marco"])
    assert (marco.total, marco.answered) == (5, 2)


def test_list_of_names_loads():
    names = known_names()
    assert len(names) > 5
    assert all(name and note for name, note in names.values())
    with pytest.raises(Refusal, match="línea 1: falta «name»"):
        read_names("clave: {note: nada}")
    with pytest.raises(Refusal, match="no se conoce la clave «otra»"):
        read_names("clave: {name: Uno, otra: dos}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("=1+1", "'=1+1"), ("+57 604", "'+57 604"), ("-2", "'-2"), ("@SUMA(A1)", "'@SUMA(A1)"), ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"), ("\n=1", "'\n'=1"), ("a;=1+1", "a;'=1+1"), ("a,@b", "a,'@b"), ("a\t-1;+2", "a\t'-1;'+2"),
        ("uno\n=1\r\n=2", "uno\n'=1\r\n'=2"), ('a;"=1"', "a;'\"=1\""), ("a;;=1", "a;;'=1"),
    ],
)  # fmt: skip
def test_text_that_looks_like_a_formula_stays_a_text(text, said):
    assert no_formula(text) == said
    row = {columns.ITEM: "art. 1", columns.REASON: text}
    (line,) = csv.DictReader(io.StringIO(report_csv([row], about=ABOUT, notes=[]).decode("utf-8-sig"), newline=""))
    assert line[columns.REASON] == said
    book = openpyxl.load_workbook(io.BytesIO(report_workbook([row], about=ABOUT, notes=[])))
    cell = book.worksheets[0].cell(2, list(columns.WIDTHS).index(columns.REASON) + 1)
    assert cell.data_type == "s"
    assert cell.value.strip().splitlines() == text.strip().splitlines()
    assert cell.quotePrefix == (text[0] in "=+-@")


def test_ordinary_text_stays_as_it_is():
    texts = ["", "art. 1", "3 - 4", "a; b, c = d", "https://a.gov.co/?b=1;c=2"]
    assert [no_formula(text) for text in texts] == texts


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_cell_is_a_formula_whatever_separates_the_cells(separator):
    row = {
        columns.ITEM: "uno;=1+1",
        columns.ANSWER: 'dos"\n;"=2"',
        columns.REASON: "tres;\t@x,=3",
        columns.PLACE: "-1;+2",
    }
    text = report_csv([row], about=ABOUT, notes=["=4;=5"]).decode("utf-8-sig")
    cells = [cell for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator) for cell in line]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []


def test_csv_says_on_every_row_what_it_is_about():
    rows = [{columns.ITEM: "art. 1", columns.ANSWER: "Sí"}, {columns.ITEM: "art. 2"}]
    data = report_csv(rows, about=ABOUT, notes=["Una nota.", "Otra."])
    assert data.startswith(b"\xef\xbb\xbfMunicipio,Formulario,Punto,")
    read = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert [(row["Municipio"], row[columns.ITEM], row[columns.NOTE]) for row in read] == [
        ("Aquí", "art. 1", "Una nota. Otra."),
        ("Aquí", "art. 2", "Una nota. Otra."),
    ]


def test_workbook_says_in_its_second_sheet_what_it_is_about():
    book = openpyxl.load_workbook(io.BytesIO(report_workbook([], about=ABOUT, notes=["Una nota."])))
    assert book.sheetnames == ["Respuestas", "Léame"]
    assert [row[0] for row in book["Léame"].values] == ["Municipio: Aquí", "Formulario: Ley 7", "Una nota."]
    assert list(next(book["Respuestas"].values)) == list(columns.WIDTHS)


def test_letters_that_no_workbook_holds_are_left_out():
    row = {columns.REASON: "uno\x0bdos\x1f"}
    book = openpyxl.load_workbook(io.BytesIO(report_workbook([row], about=ABOUT, notes=[])))
    assert "unodos" in next(book["Respuestas"].iter_rows(min_row=2, values_only=True))
