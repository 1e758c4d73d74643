import unicodedata
from fractions import Fraction
from types import SimpleNamespace

import pytest

from core.words import turned_line, visible
from diagnostics.scoring.instrument import Instrument, Option
from diagnostics.scoring.values import (
    Declared,
    InvalidValue,
    choice_of,
    number_for_screen,
    number_from_screen,
    number_problem,
    read,
    rounded,
)
from tests.factories.diagnostics import edition, parsed
from tests.typed_numbers import TYPED

# Codes that differ by capitals only, as editions of before may have.
CHOICES = SimpleNamespace(
    options=[
        Option(code, text, Fraction(0))
        for code, text in (
            ("b", "Por carta"), ("B", "Por la web"), ("c", "Por teléfono"), ("d", "Por correo"), ("e", "D"),
            ("f", "En persona"), ("g", "en  PERSONA"),
        )
    ]
)  # fmt: skip


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    document = edition()
    ratio, choice, count = document["dimensions"][1]["indicators"][0]["questions"]
    ratio["code"], choice["code"], count["code"] = "ratio", "choice", "count"
    scale, yes_no, multi = document["dimensions"][0]["indicators"][0]["questions"]
    scale["code"], yes_no["code"], multi["code"] = "scale", "yes_no", "multi"
    free = {**ratio, "code": "free", "numeric": {"mode": "ratio", "may_exceed": True}}
    document["dimensions"][1]["indicators"][0]["questions"].append(free)
    return parsed(document)


@pytest.mark.parametrize(
    ("kind", "text", "declared"),
    [
        ("scale", "0", Declared(level=0)),
        ("scale", "4", Declared(level=4)),
        ("yes_no", "si", Declared(yes=True)),
        ("yes_no", "no", Declared(yes=False)),
        ("multi", "a", Declared(options=frozenset("a"))),
        ("multi", "c|a", Declared(options=frozenset("ac"))),
        ("multi", "ninguna", Declared(options=frozenset())),
        ("choice", "o2", Declared(options=frozenset(["o2"]))),
        ("count", "0", Declared(number=Fraction(0))),
        ("count", "007", Declared(number=Fraction(7))),
        ("count", "12.5", Declared(number=Fraction(25, 2))),
        ("count", "0.1", Declared(number=Fraction(1, 10))),
        ("count", "999999999999999999", Declared(number=Fraction(999999999999999999))),
        ("ratio", "1/3", Declared(number=Fraction(100, 3))),
        ("ratio", "0.5/1.5", Declared(number=Fraction(100, 3))),
        ("ratio", "45 / 50", Declared(number=Fraction(90))),
        ("ratio", "50/50", Declared(number=Fraction(100))),
        ("ratio", "0/9", Declared(number=Fraction(0))),
        ("ratio", "0/0", Declared(number=None)),
        ("ratio", "0.0/0.00", Declared(number=None)),
        ("free", "60/50", Declared(number=Fraction(120))),
    ],
)  # fmt: skip
def test_value_is_read_exactly(instrument: Instrument, kind: str, text: str, declared: Declared):
    assert read(instrument.question_by_code[kind], text) == declared


@pytest.mark.parametrize("kind", ["scale", "yes_no", "multi", "choice", "count", "ratio"])
def test_empty_text_is_unanswered(instrument: Instrument, kind: str):
    assert read(instrument.question_by_code[kind], "") is None


@pytest.mark.parametrize(
    ("kind", "text", "reason"),
    [
        ("scale", "5", "se esperaba un nivel de 0 a 4 y dice «5»"),
        ("scale", "-1", "se esperaba un nivel de 0 a 4 y dice «-1»"),
        ("scale", "2.0", "se esperaba un nivel de 0 a 4 y dice «2.0»"),
        ("scale", "٣", "se esperaba un nivel de 0 a 4 y dice «٣»"),
        ("scale", "3\n", "se esperaba un nivel de 0 a 4 y dice «3\n»"),
        ("yes_no", "sí", "se esperaba si o no y dice «sí»"),
        ("yes_no", "1", "se esperaba si o no y dice «1»"),
        ("multi", "a|z", "la opción «z» no existe; las opciones son a, b, c"),
        ("multi", "a|", "la opción «» no existe; las opciones son a, b, c"),
        ("multi", "a,b", "la opción «a,b» no existe; las opciones son a, b, c"),
        ("multi", "a|ninguna", "se marcó «Ninguna de las anteriores» junto con otra opción; deje una de las dos"),
        ("multi", "a|a", "hay opciones repetidas en «a|a»"),
        ("choice", "o1|o2", "la opción «o1|o2» no existe; las opciones son o1, o2"),
        ("choice", "ninguna", "la opción «ninguna» no existe; las opciones son o1, o2"),
        ("count", "1,5", "la marca decimal es el punto, sin separador de miles, y dice «1,5»"),
        ("count", "1.000,5", "la marca decimal es el punto, sin separador de miles, y dice «1.000,5»"),
        ("count", "-3", "el número no puede ser negativo y dice «-3»"),
        ("count", "1e3", "se esperaba un número y dice «1e3»"),
        ("count", "NaN", "se esperaba un número y dice «NaN»"),
        ("count", "Infinity", "se esperaba un número y dice «Infinity»"),
        ("count", "+3", "se esperaba un número y dice «+3»"),
        ("count", "1_000", "se esperaba un número y dice «1_000»"),
        ("count", ".5", "se esperaba un número y dice «.5»"),
        ("count", "٣", "se esperaba un número y dice «٣»"),
        ("count", "3/4", "se esperaba un número y dice «3/4»"),
        ("ratio", "50", "se esperaban dos números, como 45/50, y dice «50»"),
        ("ratio", "1/2/3", "se esperaban dos números, como 45/50, y dice «1/2/3»"),
        ("ratio", "/5", "falta uno de los dos números y dice «/5»"),
        ("ratio", "5/0", "no se puede dividir por cero (5/0)"),
        ("ratio", "51/50", "el primer número no puede ser mayor que el segundo (51/50)"),
        ("ratio", "-1/5", "el número no puede ser negativo y dice «-1»"),
        ("ratio", "1,5/3", "la marca decimal es el punto, sin separador de miles, y dice «1,5»"),
        ("free", "5/0", "no se puede dividir por cero (5/0)"),
        ("free", "0/0", "esta pregunta no admite 0/0; si no hubo casos, déjela sin responder o marque «no aplica»"),
    ],
)  # fmt: skip
def test_other_text_is_refused_with_what_was_expected(instrument: Instrument, kind: str, text: str, reason: str):
    with pytest.raises(InvalidValue) as refused:
        read(instrument.question_by_code[kind], text)
    assert refused.value.in_file == reason


@pytest.mark.parametrize(("typed", "stored"), TYPED["read"])
def test_number_typed_on_a_screen_is_read(typed: str, stored: str):
    assert number_from_screen(typed) == stored
    assert number_problem(typed) == ""


@pytest.mark.parametrize(("typed", "reason"), TYPED["kept"])
def test_other_number_is_kept_as_typed_and_the_reason_said(instrument: Instrument, typed: str, reason: str):
    kept = number_from_screen(typed)
    assert kept == unicodedata.normalize("NFC", typed)
    assert reason in number_problem(typed)
    with pytest.raises(InvalidValue) as refused:
        read(instrument.question_by_code["count"], kept)
    assert reason in str(refused.value)


def test_characters_without_width_are_those_that_all_readers_drop():
    """The arithmetic may not import core: it has the list again, and this holds both together."""
    letters = [chr(number) for number in range(0x10000) if not 0xD800 <= number < 0xE000]
    dropped = [letter for letter in letters if visible(f"1{letter}2") == "12" and not turned_line(letter)]
    assert [letter for letter in letters if number_from_screen(f"1{letter}2") == "12"] == dropped
    assert len(dropped) >= 30


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("1.234", "«1.234» se lee de dos maneras; escriba 1234 si son miles o 1,234 si son decimales"),
        ("0.125", "«0.125» lleva un punto que no separa miles; escriba 0,125, con coma, si son decimales"),
        ("1.234.567", ""), ("1.25", ""), ("1234", ""), ("1 234", ""), ("1,234", ""), ("", ""),
    ],
)  # fmt: skip
def test_number_that_nobody_sees_read_must_have_one_reading(typed: str, reason: str):
    assert number_problem(typed, is_shown=False) == reason


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("12.333333333333334", ("12.333333333", True)),
        ("0.9999999999", ("1", True)),
        ("0.1234567895", ("0.12345679", True)),
        ("0.12345678949", ("0.123456789", True)),
        ("2.50000000000", ("2.5", False)),
        ("12.5", ("12.5", False)),
        ("7", ("7", False)),
        ("1.250,5", ("1.250,5", False)),
        ("", ("", False)),
    ],
)
def test_more_decimals_than_are_kept_are_rounded_half_up(text: str, kept: tuple[str, bool]):
    assert rounded(text) == kept


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("ratio", "9/", "falta uno de los dos números"),
        ("ratio", "1250.5/1000", "el primer número no puede ser mayor que el segundo (1.250,5 de 1.000)"),
        ("ratio", "5/0", "el segundo número no puede ser 0"),
        ("ratio", ",5/3", "falta el cero antes de la coma: escriba 0,5 si son decimales"),
        ("scale", "5", "se esperaba un nivel de 0 a 4 y dice «5»"),
    ],
)
def test_mistake_is_said_as_people_type_on_screens(instrument: Instrument, kind: str, text: str, words: str):
    with pytest.raises(InvalidValue) as refused:
        read(instrument.question_by_code[kind], text)
    assert str(refused.value) == words


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("b", "b"), ("B", "B"), (" B ", "B"), ("C", "c"), ("c · Por teléfono", "c"), ("POR TELEFONO.", "c"),
        ("por tele\u0301fono", "c"), ("por\u00a0tel\u00e9\u200bfono", "c"), ("d", "d"), ("B · Por la web", "B"),
        ("fax", "fax"), ("", ""),
    ],
)  # fmt: skip
def test_choice_is_read_by_its_exact_code_or_by_its_words(typed: str, code: str):
    assert choice_of(CHOICES, typed) == code


@pytest.mark.parametrize(
    ("typed", "names"),
    [("D.", "d · Por correo y e · D"), ("En persona", "f · En persona y g · en  PERSONA"), ("Por correo", "")],
)
def test_text_that_fits_two_options_is_refused_with_both(typed: str, names: str):
    if not names:
        assert choice_of(CHOICES, typed) == "d"
        return
    with pytest.raises(InvalidValue) as refused:
        choice_of(CHOICES, typed)
    assert str(refused.value) == f"«{typed}» puede ser {names}; escriba el código de la opción"


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("1250000.5", "1.250.000,5"),
        ("0.5", "0,5"),
        ("12", "12"),
        ("999", "999"),
        ("1000", "1.000"),
        ("doce", "doce"),
        ("", ""),
    ],
)
def test_stored_number_is_shown_the_colombian_way(stored: str, shown: str):
    assert number_for_screen(stored) == shown


@pytest.mark.parametrize("stored", ["0", "7", "1000", "1250000.5", "33.333"])
def test_shown_number_reads_back(stored: str):
    assert number_from_screen(number_for_screen(stored)) == stored
