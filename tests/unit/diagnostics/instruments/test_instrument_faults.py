# ruff: noqa: E501 – a table: one wrong thing and its sentence per line
"""One thing wrong in an edition: one sentence with its line."""

import copy
import re
from collections.abc import Callable
from typing import Any

import pytest

from core.refusals import Refusal
from diagnostics.instruments.exports.editions import as_yaml
from diagnostics.instruments.loaders.instrument import read_instrument
from tests.factories.diagnostics import edition


def question(document: dict[str, Any], code: str) -> dict[str, Any]:
    return next(q for d in document["dimensions"] for i in d["indicators"] for q in i["questions"] if q["code"] == code)


def altered(change: Callable[[dict[str, Any]], object]) -> str:
    document = edition()
    change(document)
    return as_yaml(document)


def set_in(question_code: str, /, **fields: Any) -> Callable[[dict[str, Any]], object]:
    return lambda d: question(d, question_code).update(copy.deepcopy(fields))


def drop(code: str, key: str) -> Callable[[dict[str, Any]], object]:
    return lambda d: question(d, code).pop(key)


def applies(condition: dict[str, Any]) -> Callable[[dict[str, Any]], object]:
    return set_in("B-02", applies_when=condition)


THRESHOLD = {"from": 50, "score": 50}
OPTION = {"code": "a", "text": "Datos", "weight": 50}

WRONG: list[tuple[Callable[[dict[str, Any]], object], str, str]] = [
    # what is changed, a text on the line that must be named, the sentence
    (lambda d: d.update(zzz=1), "zzz:", "no se conoce la clave «zzz» en el instrumento"),
    (lambda d: d["instrument"].update(zzz=1), "zzz:", "no se conoce la clave «zzz» en «instrument»"),
    (lambda d: d["scoring"].update(zzz=1), "zzz:", "no se conoce la clave «zzz» en «scoring»"),
    (set_in("A-02", zzz=1), "zzz:", "no se conoce la clave «zzz» en la pregunta A-02"),
    (lambda d: d["instrument"].update(version="1.0"), "version:", "«version» debe tener tres números, como 1.0.0, y dice «1.0»"),
    (lambda d: d["instrument"].update(version="v1.0.0"), "version:", "«version» debe tener tres números, como 1.0.0, y dice «v1.0.0»"),
    (lambda d: d["instrument"].update(code="con espacio"), "code: con", "«con espacio» no sirve de código: letras sin tilde, cifras, punto y guion, hasta 40"),
    (lambda d: d["instrument"].pop("name"), "code: CHICO", "falta «name» en «instrument»"),
    (lambda d: d["dimensions"].clear(), "dimensions:", "«dimensions» debe tener al menos 1 elemento"),
    (lambda d: d["dimensions"][0].update(weights_total=90), "weights_total:", "los pesos de una dimensión suman 100 y «weights_total» dice 90"),
    (lambda d: d["scoring"].update(weights_total=90), "weights_total:", "los pesos de «scoring» suman 100 y «weights_total» dice 90"),
    (lambda d: d["dimensions"][0]["indicators"][0].update(weights_total=5), "weights_total:", "los pesos de un indicador suman 4 y «weights_total» dice 5"),
    (lambda d: d["dimensions"][1].update(code="A"), "- code: A\n  name: Diálogo", "el código A de dimensión ya está en la línea 36"),
    (set_in("B-01", code="A-02"), "- code: A-02\n      type: numeric", "el código A-02 de pregunta ya está en la línea 58"),
    (lambda d: d["dimensions"][1].update(code="a"), "- code: a\n  name: Diálogo", "el código a de dimensión solo se diferencia por las mayúsculas de A, en la línea 36; use otro"),
    (lambda d: d["dimensions"][1]["indicators"][0].update(code="a.1"), "- code: a.1", "el código a.1 de indicador solo se diferencia por las mayúsculas de A.1, en la línea 40; use otro"),
    (set_in("B-01", code="a-02"), "- code: a-02\n      type: numeric", "el código a-02 de pregunta solo se diferencia por las mayúsculas de A-02, en la línea 58; use otro"),
    (set_in("A-01", weight=-1), "weight: -1", "«weight» no puede ser menor que 0, y dice -1"),
    (set_in("A-01", weight="1e3"), "weight: 1e3", "«weight» debe ser un número con punto decimal, y dice «1e3»"),
    (set_in("A-01", weight=float("nan")), "weight: .nan", "«weight» debe ser un número con punto decimal, y dice «.nan»"),
    (set_in("A-01", weight=float("inf")), "weight: .inf", "«weight» debe ser un número con punto decimal, y dice «.inf»"),
    (set_in("A-01", weight="NaN"), "weight: NaN", "«weight» debe ser un número con punto decimal, y dice «NaN»"),
    (set_in("A-01", weight="Infinity"), "weight: Infinity", "«weight» debe ser un número con punto decimal, y dice «Infinity»"),
    (set_in("A-01", weight="1,5"), "weight: 1,5", "«weight» debe ser un número con punto decimal, y dice «1,5»"),
    (set_in("A-01", weight=[2]), "weight:\n      - 2", None),
    (set_in("A-01", effort=0), "effort: 0", "«effort» no puede ser menor que 1, y dice 0"),
    (set_in("A-01", effort=10**9), "effort: 1000000000", "«effort» no puede ser mayor que 100, y dice 1000000000"),
    (set_in("A-01", effort=1.5), "effort: 1.5", "«effort» debe ser un número entero"),
    (set_in("A-01", effort="mucho"), "effort: mucho", "«effort» debe ser un número con punto decimal, y dice «mucho»"),
    (set_in("A-01", effort={3: 0}), "3: 0", "«effort» del nivel 3 no puede ser menor que 1, y dice 0"),
    (set_in("A-01", effort={3: 2.5}), "3: 2.5", "«effort» del nivel 3 debe ser un número entero, y dice «2.5»"),
    (set_in("A-01", effort={0: 1}), "0: 1", "no se conoce la clave «0» en «effort» de la pregunta A-01"),
    (set_in("A-02", effort={1: 2}), "effort:", "«effort» de la pregunta A-02 es un solo número; solo una pregunta por niveles lleva varios"),
    (set_in("A-01", type="slider"), "type: slider", "«type» dice «slider»; se esperaba scale o yes_no o multi o choice o numeric"),
    (set_in("A-01", levels=["a", "b"]), "levels:\n      - a\n", "una escala tiene cinco niveles descritos, de 0 a 4; la pregunta A-01 tiene 2"),
    (set_in("A-01", critical="quizás"), "critical:", "«critical» debe ser true o false"),
    (drop("A-01", "text"), "- code: A-01", "falta «text» en la pregunta A-01"),
    (set_in("A-01", text="  "), "text: '  '", "«text» está vacío"),
    (set_in("A-01", evidence={"requirement": "always"}), "requirement: always", "«requirement» dice «always»; se esperaba none o recommended o required"),
    (set_in("A-03", options=[OPTION]), "options:\n      - code: a\n        text: Datos\n        weight: 50\n      evidence", "los pesos de las opciones de la pregunta A-03 deben sumar 100 y suman 50"),
    (set_in("A-03", options=[OPTION, OPTION]), None, "el código a de opción ya está en la línea 68"),
    (set_in("A-03", options=[OPTION, {**OPTION, "code": "A"}]), "- code: A\n        text: Datos", "el código A de opción solo se diferencia por las mayúsculas de a, en la línea 68; use otro"),
    (set_in("B-02", options=[{"code": "o1", "text": "x", "points": 1}, {"code": "O1", "text": "y", "points": 2}]), "- code: O1", None),
    (set_in("A-03", options=[{**OPTION, "code": "Ninguna", "weight": 100}]), "code: Ninguna", "«Ninguna» está reservado; use otro código de opción"),
    (set_in("A-03", options=[{**OPTION, "code": "NO", "weight": 100}]), "code: 'NO'", "«NO» está reservado; use otro código de opción"),
    (set_in("A-03", options=[{**OPTION, "code": "ninguna", "weight": 100}]), "code: ninguna", "«ninguna» está reservado; use otro código de opción"),
    (set_in("A-03", options=[{**OPTION, "code": f"{n:040}", "weight": 10} for n in range(10)]), "options:\n      - code: '0", "los códigos de las opciones de la pregunta A-03 son muy largos; use una o dos letras"),
    (set_in("B-02", max_points=3), "options:\n      - code: o1", "una opción de la pregunta B-02 vale 4 y el máximo («max_points») es 3"),
    (set_in("B-02", options=[{"code": "o1", "text": "x", "points": 0}]), "options:\n      - code: o1", "la pregunta B-02 tiene peso y ninguna opción vale puntos"),
    (set_in("B-02", options=[]), "options: []", "«options» debe tener al menos 1 elemento"),
    (drop("B-01", "numeric"), "- code: B-01", "falta «numeric» en la pregunta B-01"),
    (drop("B-01", "thresholds"), "- code: B-01", "falta «thresholds» en la pregunta B-01"),
    (set_in("B-01", thresholds=[THRESHOLD, {"from": "50.0", "score": 60}]), "- from: '50.0'", "el umbral 50 de la pregunta B-01 está repetido"),
    (set_in("B-01", thresholds=[{"from": 0, "score": 101}]), "score: 101", "«score» no puede ser mayor que 100, y dice 101"),
    (set_in("B-01", numeric={"mode": "ratio", "direction": "sideways"}), "direction:", "«direction» dice «sideways»; se esperaba higher o lower"),
    (applies({"question": "B-03", "op": "gte", "value": 1}), "question: B-03", "la condición lee «B-03», que no es una pregunta anterior de este instrumento"),
    (applies({"question": "B-02", "op": "eq", "value": "o1"}), "question: B-02", "la condición lee «B-02», que no es una pregunta anterior de este instrumento"),
    (applies({"question": "Z-99", "op": "eq", "value": 1}), "question: Z-99", "la condición lee «Z-99», que no es una pregunta anterior de este instrumento"),
    (applies({"attr": "zzz", "op": "eq", "value": True}), "attr: zzz", "la condición lee «zzz», que no es el dato del municipio de este instrumento"),
    (applies({"attr": "has_council", "op": "gte", "value": True}), "op: gte", "«op» dice «gte»; se esperaba eq o ne"),
    (applies({"attr": "has_council", "op": "eq", "value": 3}), "value: 3", "se esperaba true o false y dice «3»"),
    (applies({"question": "A-01", "op": "contains", "value": 1}), "op: contains", "«op» dice «contains»; se esperaba eq o ne o in o gte o gt o lte o lt"),
    (applies({"question": "A-01", "op": "eq", "value": 5}), "value: 5", "el valor de la condición no puede ser mayor que 4, y dice 5"),
    (applies({"question": "A-01", "op": "in", "value": 3}), "value: 3", "con «op: in» el valor es una lista"),
    (applies({"question": "A-03", "op": "contains", "value": "z"}), "value: z", "«z» no está entre los valores de A-03: a, b, c"),
    (applies({"any": []}), "any: []", "«any» debe tener al menos 1 elemento"),
    (applies({"op": "eq", "value": 1}), "op: eq\n        value: 1", "falta «question» en «applies_when»"),
    (set_in("A-02", statements={"si": "Sí.", "no": "No.", "zzz": "x"}), "zzz: x", "no se conoce la afirmación «zzz» de la pregunta A-02; se esperaba si o no"),
    (set_in("A-01", statements={"si": "Sí."}), "si: Sí.", "no se conoce la afirmación «si» de la pregunta A-01; se esperaba 0 o 1 o 2 o 3 o 4"),
    (set_in("B-03", statements={"value": "Hubo {numero}.", "zero": "x"}), "zero: x", "no se conoce la afirmación «zero» de la pregunta B-03; se esperaba value"),
    (set_in("B-01", numeric={"mode": "ratio"}, statements={"value": "{porcentaje} %.", "zero": "x"}), "zero: x", "no se conoce la afirmación «zero» de la pregunta B-01; se esperaba value"),
    (set_in("A-02", statements={"si": "Sí."}), "si: Sí.", "falta la afirmación «no» de la pregunta A-02; se escriben todas o ninguna"),
    (set_in("A-03", statements={"all": "Todo."}), "all: Todo.", "faltan las afirmaciones «some» y «none» de la pregunta A-03; se escriben todas o ninguna"),
    (set_in("A-02", statements={"si": "Sí.", "no": None}), "si: Sí.", "falta la afirmación «no» de la pregunta A-02; se escriben todas o ninguna"),
    (set_in("A-02", statements={"si": "Sí.", "no": "  "}), "'no': '  '", "la afirmación «no» de la pregunta A-02 está vacía"),
    (set_in("A-02", statements={"si": "Sí.", "no": ["x"]}), "'no':\n", "la afirmación «no» de la pregunta A-02 debe ser un texto"),
    (set_in("A-02", statements={"si": "Sí.", "no": "x" * 301}), "'no': xxx", "la afirmación «no» de la pregunta A-02 tiene 301 letras; el máximo es 300"),
    (set_in("A-02", statements=["Sí."]), "- Sí.", "se esperaba «statements» de la pregunta A-02 con sus claves"),
    (set_in("A-02", statements={"si": "Sí, {numero}.", "no": "No."}), "si: Sí", "la afirmación «si» de la pregunta A-02 no sirve: {numero} no se puede llenar. Este texto no lleva llaves"),
    (set_in("B-01", statements={"value": "{porcentje} %", "zero": "x"}), "value: '{porcentje}", "la afirmación «value» de la pregunta B-01 no sirve: {porcentje} no se puede llenar. Entre llaves caben: {numerador}, {denominador} y {porcentaje}"),
    (set_in("B-03", statements={"value": "Hubo {numero."}), "value: Hubo", "la afirmación «value» de la pregunta B-03 no sirve: Hay una llave sin su pareja. Entre llaves cabe: {numero}"),
    (set_in("A-03", statements={"some": "Publica algo.", "none": "Nada."}), "some: Publica", "la afirmación «some» de la pregunta A-03 debe llevar {opciones}, donde se nombran las opciones marcadas"),
    (lambda d: d["maturity_levels"][1].update({"from": 60}), "from: 60", "este nivel debe empezar en 50, donde termina el anterior"),
    (lambda d: d["maturity_levels"][1].update(to=90), "- level: 2", "el último nivel debe llegar a 100"),
    (lambda d: d["maturity_levels"][0].update({"from": 1}), "from: 1", "el primer nivel debe empezar en 0"),
    (lambda d: d["maturity_levels"][1].update(level=3), "level: 3", "los niveles van en orden desde 1; se esperaba 2"),
    (lambda d: d["scoring"]["gates"][0].update(max_level_without=9), "scoring:", "una puerta habla del nivel 9, que no existe"),
    (lambda d: d["scoring"]["gates"][0].update(rule="zzz"), "rule: zzz", "«rule» dice «zzz»; se esperaba min_dimension_score o min_critical_question_score"),
    (lambda d: d["scoring"]["coverage"].update(minimum_global="1.1"), "minimum_global:", "«minimum_global» no puede ser mayor que 1, y dice 1.1"),
    (lambda d: d["scoring"].update(aggregation="geometric_mean"), "aggregation:", "«aggregation» dice «geometric_mean» y este motor solo calcula con «weighted_arithmetic_mean»"),
    (lambda d: d["scoring"].update(score_scale=[0, 10]), "score_scale:", "«score_scale» debe ser [0, 100]"),
    (lambda d: d["scoring"].update(rounding={"digits": 1}), "digits:", "«digits» dice «1» y este motor solo calcula con «2»"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "where", "message"), WRONG, ids=[m or w for _, w, m in WRONG])
def test_one_wrong_thing_is_named_with_its_line(change: Callable, where: str | None, message: str | None):
    text = altered(change)
    with pytest.raises(Refusal) as refused:
        read_instrument(text)
    found = re.fullmatch(r"línea (\d+): (.+)\.", refused.value.message)
    assert found
    if message:
        assert found[2] == message
    if where:
        assert int(found[1]) == text[: text.index(where)].count("\n") + 1
