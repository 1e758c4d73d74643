"""Questions in GIFT: files written by Moodle's documented rules come in right, the others are refused with their line."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.steps import at_most
from training.courses.exports.gift import written
from training.courses.loaders import aiken, gift
from training.grading import document
from training.grading.questions import grade

FILES = Path(__file__).parents[2] / "data" / "gift"


def read(name: str) -> list[dict]:
    questions, problems = gift.read((FILES / name).read_text(encoding="utf-8"), name)
    assert not problems, list(map(str, problems))
    return questions


def shares(question: dict) -> list[tuple[str, str]]:
    return [(option["text"], option["share"]) for option in question["options"]]


def test_one_answer():
    first, second = read("01-una-respuesta.gift")
    assert first == {
        "code": "Respuesta-de-fondo", "kind": "single", "text": "¿Cuál respuesta es de fondo?", "explanation": "",
        "options": [
            {
                "code": "a", "text": "Dice qué se hará y cuándo", "share": "1",
                "explanation": "Es lo que la persona necesita saber.",
            },
            {
                "code": "b", "text": "Agradece el aporte", "share": "0",
                "explanation": "Es amable, pero no dice qué se hará.",
            },
            {
                "code": "c", "text": "Cita la norma completa", "share": "0",
                "explanation": "La norma no reemplaza la razón del caso.",
            },
        ],
    }  # fmt: skip
    assert second["code"] == "P-2"
    assert shares(second) == [("La alcaldesa", "1"), ("La secretaria", "1/2"), ("Nadie", "0")]


def test_several_answers_and_thirds():
    first, second = read("02-varias-respuestas.gift")
    assert [share for _, share in shares(first)] == ["1/3", "1/3", "1/3", "-1"]
    assert grade(document.question(first), ["a", "b", "c"]) == 1
    assert second["kind"] == "multiple"
    assert [share for _, share in shares(second)] == ["1/2", "1/2", "0"]


def test_true_and_false_with_their_reasons():
    one, two, three = read("03-verdadero-falso.gift")
    assert [(o["code"], o["share"], o["explanation"]) for o in one["options"]] == [
        ("v", "1", "Correcto, y también cuándo."), ("f", "0", "Sí lo dice: es su esencia."),
    ]  # fmt: skip
    assert [(o["code"], o["share"], o["explanation"]) for o in two["options"]] == [
        ("v", "0", "No: callar no responde."), ("f", "1", "Exacto."),
    ]  # fmt: skip
    assert three["explanation"] == "Así lo cuenta el calendario."


def test_numbers():
    seven, pi, between, year = read("04-numeros.gift")
    assert seven["numbers"] == [{"value": "7", "tolerance": "0", "share": "1", "explanation": "Siete."}]
    assert (pi["numbers"][0]["value"], pi["numbers"][0]["tolerance"]) == ("157/50", "1/200")
    assert [grade(document.question(between), value) for value in ("0,9", "1", "5", "5.1")] == [0, 1, 1, 0]
    assert [grade(document.question(year), value) for value in ("1822", "1824", "1825")] == [1, Fraction(1, 2), 0]
    assert year["explanation"] == "Nació en 1822."


def test_an_ordering():
    (only,) = read("05-ordenar.gift")
    assert (only["code"], only["kind"]) == ("Pasos-de-una-respuesta", "order")
    assert [option["text"] for option in only["options"]] == [
        "Leer lo que pide", "Averiguar -> en la oficina", "Escribir", "Publicar",
    ]  # fmt: skip
    assert only["explanation"] == "Primero se lee; lo último es publicar."


def test_comments():
    one, two = read("06-comentarios.gift")
    assert [one["code"], two["code"]] == ["C1", "C2"]
    assert [option["text"] for option in one["options"]] == ["Sí", "No"]
    assert two["text"] == "Vea https://ejemplo.co antes de decidir."


def test_escapes():
    (only,) = read("07-escapes.gift")
    assert only["code"] == "Con-dos-puntos"
    assert only["text"] == "¿Cuánto es 2 = 1 + 1 {en llaves} ~ con # y \\ barra?\n\nSegundo párrafo: sí."
    assert [option["text"] for option in only["options"]] == ["a = b ~ c", "50 \\% no se escapa", "%50% del valor"]
    assert only["options"][0]["explanation"] == "Porque #1 {x}."


def test_categories_and_questions_without_a_title():
    text = (FILES / "08-categorias.gift").read_text(encoding="utf-8")
    found, problems = gift.read_by_category(text, "f")
    assert not problems
    assert [(category, question["code"]) for category, question in found] == [
        ("1-responder", "K1"), ("2-publicar", "K2"), ("2-publicar", "p3"), ("2-publicar", "p4"),
    ]  # fmt: skip


def test_explanations_formats_and_a_missing_word():
    one, two = read("09-explicaciones.gift")
    assert one["text"] == "Lea **despacio**:\nuna línea\ny otra."
    assert one["options"][0]["text"] == "*Bien*"
    assert one["options"][0]["explanation"] == "No es \\*énfasis\\*."
    assert one["options"][1]["explanation"].split() == ["Una", "explicación", "de", "dos", "líneas."]
    assert one["explanation"] == "General: lea la lección 2."
    assert two["text"] == "La respuesta _____ decir cuándo."


def test_what_is_not_taken_is_refused_with_its_line():
    questions, problems = gift.read((FILES / "10-no-se-reciben.gift").read_text(encoding="utf-8"), "x.gift")
    assert [question["code"] for question in questions] == ["Buena"]
    said = [(problem.line, problem.message) for problem in problems]
    words = {
        1: "emparejar", 7: "respuesta corta", 10: "ensayo", 12: "descripción", 14: "cloze", 16: "[html]",
        20: "falta una llave", 22: "suman 70 %", 24: "«Otra» no tiene explicación", 26: "no es un número",
        28: "suman 0 %",
    }  # fmt: skip
    assert [line for line, _ in said] == list(words)
    for line, message in said:
        assert words[line] in message
    assert str(problems[0]).startswith("x.gift, línea 1: ")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no hay ninguna pregunta"),
        ("// solo esto", "no hay ninguna pregunta"),
        ("{T}", "no tiene pregunta"),
        ("¿Cuál? {=a#x}", "respuesta corta"),
        ("¿Cuál? {=a#x~a#y}", "está dos veces"),
        ("¿Cuál? {=a#x~#y}", "está vacía"),
        ("¿Cuál? {a =b#x ~c#x}", "antes de la primera"),
        ("¿Cuál? {=a#x ~%-20%b#x}", "menos de 0"),
        ("¿Cuál? {~%200%a#x ~b#x}", "no está entre"),
        ("¿Cuál? {=a#x ~b#x} y {=c#x ~d#x}", "más de un bloque"),
        ("¿Cuál? {#5..1#x}", "mayor a menor"),
        ("¿Cuál? {#5:-1#x}", "negativa"),
        ("¿Cuál? {#%50%5#x}", "100 %"),
        ("::[orden] a:: Ordene. {=uno}", "menos de dos"),
        ("::[orden] a:: Ordene. {=uno ~dos}", "cada paso empieza con ="),
        ("¿Cuál? {T}", "no tiene explicación"),
        ("¿Cuál? {" + "".join(f"~%5%{n}#x" for n in range(21)) + "}", "más de 20"),
        ("¿Cuál? " + "a" * 6001 + "{T#x#x}", "6000"),
    ],
)
def test_bad_questions(text, message):
    questions, problems = gift.read(text, "x")
    assert not questions
    assert [message in problem.message for problem in problems] == [True]


def test_a_file_without_explanations_comes_in_where_they_are_written_later():
    questions, problems = gift.read("¿Cuál? {=a ~b}", "x", is_explained=False)
    assert (len(questions), problems) == (1, [])


def test_windows_lines_and_byte_order_mark():
    questions, problems = gift.read("\ufeff::A:: Uno.{T#n#s}\r\n\r\n::B:: Dos.{F#n#s}\r\n", "x")
    assert ([question["code"] for question in questions], problems) == (["A", "B"], [])


@pytest.mark.parametrize("bad", ["::[", "\\~", "=~%1%", "{#=", "a{", "}\n\n", "//\n", "####", "[html]", "%1.2%"])
def test_reading_a_bad_file_takes_few_steps(bad):
    text = "a {" + bad * (gift.LARGEST // len(bad) - 3)
    with at_most(5_000_000):  # a line costs a few
        gift.read(text, "x")
        aiken.read(text, "x")


TEXT = st.text(
    st.one_of(st.sampled_from("~=#{}:\\n[]%/$ \n*"), st.characters(exclude_categories=["Cs", "Cc", "Cn"])), min_size=1,
    max_size=30,
).map(str.strip).filter(bool)  # fmt: skip
CODE = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}[A-Za-z0-9]", fullmatch=True).filter(lambda c: "--" not in c)
DECIMAL = st.decimals(-(10**6), 10**6, places=4).map(Fraction)


@st.composite
def question(draw) -> dict:
    kind = draw(st.sampled_from(["single", "multiple", "boolean", "number", "order"]))
    texts = draw(st.lists(TEXT, min_size=3, max_size=6, unique=True))
    whole = {
        "code": draw(CODE),
        "kind": kind,
        "text": draw(TEXT),
        "options": [],
        "explanation": draw(st.just("") | TEXT),
    }
    if kind == "number":
        number = {"value": str(draw(DECIMAL)), "tolerance": str(abs(draw(DECIMAL)))}
        return whole | {"numbers": [number | {"share": "1", "explanation": draw(TEXT)}]}
    shares = {
        "single": ["1", "1/2", "0", "1/7", "37/100", "0"], "multiple": ["1/3", "2/3", "-1", "0", "-1/7", "0"],
        "order": ["0"] * 6, "boolean": draw(st.permutations(["1", "0"])),
    }[kind]  # fmt: skip
    codes = "vf" if kind == "boolean" else "abcdef"
    texts = ["Verdadero", "Falso"] if kind == "boolean" else texts
    options = [
        {"code": code, "text": text, "share": share, "explanation": draw(TEXT)}
        for code, text, share in zip(codes, texts, shares, strict=False)
    ]
    return whole | {"options": options}


@given(st.lists(question(), min_size=1, max_size=3, unique_by=lambda one: one["code"]))
def test_what_leaves_comes_back_the_same(questions):
    assert gift.read(written(questions), "x") == (questions, [])


def test_aiken():
    name = FILES.parent / "aiken" / "buenas.txt"
    questions, problems = aiken.read(name.read_text(encoding="utf-8"), "buenas.txt")
    assert not problems
    assert [shares(one) for one in questions] == [
        [("La que dice qué y cuándo", "1"), ("La que agradece", "0")],
        [("Nadie", "0"), ("La alcaldesa", "1"), ("El vecino", "0")],
    ]
    assert [one["text"] for one in questions] == ["¿Cuál respuesta es de fondo?", "¿Quién firma?"]


def test_bad_aiken():
    name = FILES.parent / "aiken" / "malas.txt"
    _, problems = aiken.read(name.read_text(encoding="utf-8"), "malas.txt")
    assert [(one.line, one.message.split(";")[0]) for one in problems] == [
        (1, "ANSWER: C no es una de sus respuestas"),
        (6, "las respuestas no van en el orden A, B, C…"),
        (14, "se esperaba otra respuesta «A. …» o la línea «ANSWER: A»"),
        (14, "tiene menos de dos respuestas"),
        (18, "la pregunta no termina con una línea «ANSWER: A»"),
    ]
