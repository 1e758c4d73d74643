"""What an answer says as a fact."""

from dataclasses import replace
from fractions import Fraction

import pytest

from diagnostics.scoring.instrument import Numeric, Option, Question, Threshold
from diagnostics.scoring.statements import decimal, keys_of, percentage, placeholders_of, statement_of
from diagnostics.scoring.values import InvalidValue
from tests.factories.diagnostics import edition_with_statements, parsed

QUESTIONS = parsed(edition_with_statements()).question_by_code
SCALE, YES_NO, MULTI, RATIO, CHOICE, COUNT = (
    QUESTIONS[code] for code in ("A-01", "A-02", "A-03", "B-01", "B-02", "B-03")
)


@pytest.mark.parametrize(
    ("question", "value", "says"),
    [
        (SCALE, "0", "Publica nada."),
        (SCALE, "4", "Publica todo."),
        (YES_NO, "si", "Tiene plan."),
        (YES_NO, "no", "No tiene plan."),
        (MULTI, "ninguna", "No publica nada."),
        (MULTI, "b", "Publica actas."),
        (MULTI, "c|a", "Publica datos y contratos."),
        (MULTI, "a|b|c", "Publica todo lo que se pregunta."),
        (CHOICE, "o2", "Responde por la web."),
        (RATIO, "45/60", "Respondió a tiempo 45 de 60 (75\u00a0%)."),
        (RATIO, "1234.5 / 5000", "Respondió a tiempo 1.234,5 de 5.000 (24,7\u00a0%)."),
        (RATIO, "0/0", "Nadie preguntó nada."),
        (RATIO, "0/3", "Respondió a tiempo 0 de 3 (0\u00a0%)."),
        (COUNT, "1250000", "Reuniones del año: 1.250.000."),
        (COUNT, "0.5", "Reuniones del año: 0,5."),
    ],
)  # fmt: skip
def test_answer_of_every_type(question: Question, value: str, says: str):
    assert statement_of(question, value) == says


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_no_value_says_nothing(question: Question):
    assert statement_of(question, "") == ""


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("A-01", "2"), ("A-02", "si"), ("A-03", "a|b|c"), ("A-03", "a"), ("A-03", "ninguna"), ("B-01", "1/2"),
        ("B-01", "0/0"), ("B-02", "o1"), ("B-03", "3"),
    ],
)  # fmt: skip
def test_edition_without_statements_says_nothing(code: str, value: str):
    assert statement_of(parsed().question_by_code[code], value) == ""


def test_invalid_value_is_refused_as_everywhere():
    with pytest.raises(InvalidValue):
        statement_of(SCALE, "5")


def test_all_the_options_are_named_where_there_is_no_statement_for_all():
    question = replace(MULTI, statements={"some": "Publica {opciones}.", "none": "Nada."})
    assert statement_of(question, "a|b|c") == "Publica datos, actas y contratos."


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        (["Plan de acción.", "Índices de archivo"], "Publica plan de acción e índices de archivo."),
        (["SECOP II", "Consejo Municipal de Juventud"], "Publica SECOP II y Consejo Municipal de Juventud."),
        (["A quien lo pide", "Hierro"], "Publica a quien lo pide y hierro."),
        (["Actas", "Aire, agua y ruido", "Informes"], "Publica actas; aire, agua y ruido, e informes."),
        (["Consejo o mesa de mujeres", "Actas"], "Publica consejo o mesa de mujeres, y actas."),
    ],
)
def test_options_stand_inside_the_sentence(texts: list[str], says: str):
    options = tuple(Option("abcdef"[n], text, Fraction(0)) for n, text in enumerate([*texts, "Otra"]))
    question = replace(MULTI, options=options)
    assert statement_of(question, "|".join("abcdef"[: len(texts)])) == says


def test_sentence_that_begins_with_the_options_begins_with_a_capital():
    question = replace(MULTI, statements={"some": "{opciones}: eso publica.", "none": "Nada."})
    assert statement_of(question, "a|c") == "Datos y contratos: eso publica."


def ratio(*starts: str, lower: bool = False) -> Numeric:
    return Numeric(True, lower, True, "%", "", "", None, tuple(Threshold(Fraction(s), Fraction(50)) for s in starts))


@pytest.mark.parametrize(
    ("starts", "number", "shown"),
    [
        (["50", "75"], "74.94", "74,9"),
        (["50", "75"], "74.95", "74,95"),
        (["50", "75"], "74.996", "74,996"),
        (["50", "75"], "74.999999", "74,999999"),
        (["50", "75"], "75", "75"),
        (["50", "75"], "75.04", "75,04"),
        (["50", "75.06"], "75.06", "75,06"),
        (["33.333333333"], "33.3333333333", "33,333333333"),
        ([], "99.97", "99,97"),
        ([], "0.04", "0,04"),
        ([], "100.01", "100,01"),
        ([], "1234.56", "1.234,6"),
    ],
)
def test_percentage_stays_on_its_side_of_what_counts(starts: list[str], number: str, shown: str):
    assert percentage(ratio(*starts), Fraction(number)) == shown
    assert percentage(ratio(*starts, lower=True), Fraction(number)) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [("0", "0"), ("0.000000001", "0,000000001"), ("1250000.5", "1.250.000,5"), ("999999999999999999", "999.999.999.999.999.999")],
)  # fmt: skip
def test_decimal_is_written_as_in_colombia(number: str, shown: str):
    assert decimal(Fraction(number)) == shown


def test_keys_of_every_type():
    keys = {code: keys_of(question) for code, question in QUESTIONS.items()}
    assert keys == {
        "A-01": ("0", "1", "2", "3", "4"),
        "A-02": ("si", "no"),
        "A-03": ("some", "all", "none"),
        "B-01": ("value", "zero"),
        "B-02": ("o1", "o2"),
        "B-03": ("value",),
    }


def test_ratio_that_takes_no_0_of_0_has_no_key_for_it():
    assert RATIO.numeric is not None
    assert keys_of(replace(RATIO, numeric=replace(RATIO.numeric, zero_denominator_score=None))) == ("value",)


def test_placeholders_of_a_key():
    found = {(q.code, key): placeholders_of(q, key) for q in QUESTIONS.values() for key in keys_of(q)}
    assert {place: names for place, names in found.items() if names} == {
        ("A-03", "some"): ("opciones",),
        ("B-01", "value"): ("numerador", "denominador", "porcentaje"),
        ("B-03", "value"): ("numero",),
    }
