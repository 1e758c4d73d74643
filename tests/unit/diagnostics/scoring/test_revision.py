"""What differs between two editions, and the number that the new one must carry."""

import copy

import pytest

from diagnostics.scoring.revision import Degree, changes, degree_of, is_enough, next_version
from tests.factories.diagnostics import edition, parsed

PATCH, MINOR, MAJOR = Degree.PATCH, Degree.MINOR, Degree.MAJOR


def question(document: dict, code: str) -> dict:
    return next(q for d in document["dimensions"] for i in d["indicators"] for q in i["questions"] if q["code"] == code)


def drop(document: dict, code: str) -> None:
    for dimension in document["dimensions"]:
        for indicator in dimension["indicators"]:
            indicator["questions"] = [q for q in indicator["questions"] if q["code"] != code]


def add(document: dict, **more) -> None:
    new = {"code": "A-09", "type": "yes_no", "weight": 1, "text": "¿Nueva?"} | more
    document["dimensions"][0]["indicators"][0]["questions"].append(new)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: question(d, "A-01").update(text="¿Publica todo?"), [("A-01", "Cambia el texto", PATCH)]),
        (lambda d: question(d, "A-01").update(help="Mire."), [("A-01", "Cambia la ayuda", PATCH)]),
        (lambda d: question(d, "A-02").update(statements={"si": "Tiene plan.", "no": "No tiene."}),
         [("A-02", "Cambian las afirmaciones", PATCH)]),
        (lambda d: question(d, "A-01").update(effort=3), [("A-01", "Cambia el esfuerzo de los pasos", PATCH)]),
        (lambda d: question(d, "A-01").update(effort=1), []),
        (lambda d: question(d, "A-01").update(weight=3), [("A-01", "Cambia el peso", MAJOR)]),
        (lambda d: question(d, "A-01").update(critical=True), [("A-01", "Cambia si es crítica", MAJOR)]),
        (lambda d: question(d, "A-02").pop("na_allowed"), [("A-02", "Cambia si admite «no aplica»", MINOR)]),
        (lambda d: question(d, "B-03").pop("applies_when"), [("B-03", "Cambia la condición", MINOR)]),
        (lambda d: question(d, "A-03")["options"][0].update(weight=40) or question(d, "A-03")["options"][1].update(weight=40),
         [("A-03", "Cambia lo que vale cada respuesta", MAJOR)]),
        (lambda d: question(d, "A-03")["options"][0].update(text="Cifras"),
         [("A-03", "Cambian las palabras de las opciones", PATCH)]),
        (lambda d: question(d, "B-01")["thresholds"][1].update(score=60),
         [("B-01", "Cambia lo que vale cada respuesta", MAJOR)]),
        (lambda d: add(d), [("A-09", "Pregunta nueva", MINOR)]),
        (lambda d: add(d, anchor=True), [("A-09", "Pregunta nueva", MAJOR)]),
        (lambda d: drop(d, "A-02"), [("A-02", "Pregunta retirada", MINOR)]),
        (lambda d: d["dimensions"][0].update(weight=50), [("A", "Cambia el peso de la dimensión", MAJOR)]),
        (lambda d: d["dimensions"][0].update(name="Otra"), [("A", "Cambian las palabras de la dimensión", PATCH)]),
        (lambda d: d["dimensions"][0]["indicators"][0].update(code="A.7"),
         [("A.7", "Indicador nuevo", MAJOR), ("A.1", "Indicador retirado", MAJOR),
          *[(code, "La pregunta pasa a otro indicador", MAJOR) for code in ("A-01", "A-02", "A-03")]]),
        (lambda d: d["scoring"]["coverage"].update(minimum_dimension="0.5"),
         [("", "Cambia la cobertura mínima por dimensión", MAJOR)]),
        (lambda d: d["scoring"].pop("gates"), [("", "Cambian las puertas", MAJOR)]),
        (lambda d: d["maturity_levels"][0].update(name="Primero"),
         [("", "Cambian las palabras de los niveles de madurez", PATCH)]),
        (lambda d: d["maturity_levels"][0].update(to=40) or d["maturity_levels"][1].update({"from": 40}),
         [("", "Cambian los niveles de madurez", MAJOR)]),
        (lambda d: d["municipality_attributes"].append({"code": "otro", "type": "integer"}),
         [("", "Cambian los datos del municipio", MINOR)]),
        (lambda d: d["instrument"].update(version="9.0.0"), []),
    ],
)  # fmt: skip
def test_each_difference_is_said_with_its_reach(change, words):
    document = edition()
    change(document)
    found = changes(parsed(), parsed(document))
    assert [(one.code, one.words, one.degree) for one in found] == words
    assert degree_of(found) == max((degree for _, _, degree in words), default=PATCH)


def test_moving_a_question_changes_what_it_weighs():
    document = copy.deepcopy(edition())
    moved = question(document, "A-02")
    drop(document, "A-02")
    document["dimensions"][1]["indicators"][0]["questions"].append(moved)
    assert [(c.code, c.degree) for c in changes(parsed(), parsed(document))] == [("A-02", MAJOR)]


@pytest.mark.parametrize(
    ("before", "degree", "smallest", "enough", "too_little"),
    [
        ("1.0.1", PATCH, "1.0.2", ["1.0.2", "1.1.0", "2.0.0"], ["1.0.1", "1.0.0", "0.9.9"]),
        ("1.0.9", MINOR, "1.1.0", ["1.1.0", "1.10.0", "2.0.0"], ["1.0.10", "1.0.9", "0.2.0"]),
        ("1.9.1", MAJOR, "2.0.0", ["2.0.0", "10.0.0"], ["1.9.2", "1.10.0", "1.9.1"]),
    ],
)
def test_number_says_how_far_the_edition_goes(before, degree, smallest, enough, too_little):
    assert next_version(before, degree) == smallest
    assert [number for number in enough if not is_enough(before, number, degree)] == []
    assert [number for number in too_little if is_enough(before, number, degree)] == []
