"""What stands between the braces of a GIFT question, by kind. Escaped characters are still stand-ins here."""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from training.grading.gift_escapes import shown

MOST_OPTIONS = 20
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]\s*")
_WEIGHT = re.compile(r"\s*%\s*(-?[0-9]{1,3}(?:\.([0-9]{1,8}))?)\s*%\s*")
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,16}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>])")
_TRUE, _FALSE = {"T", "TRUE"}, {"F", "FALSE"}
_CLOSE = Fraction(1, 10_000)  # "33.33333" and "33.33" are a third

Content = dict[str, Any]


class Refused(Exception):
    """Why a question is not taken: a sentence without its final point."""


def formatted(text: str) -> str:
    """Return a text without the mark of its format. [plain] has no Markdown: its marks are escaped."""
    mark = _FORMAT.match(text)
    if not mark:
        return text.strip()
    if mark[1] == "html":
        raise Refused("está en formato [html]; escriba el texto en Markdown, sin esa marca")
    rest = text[mark.end() :].strip()
    return _MARKDOWN.sub(r"\\\1", rest) if mark[1] == "plain" else rest


def is_true_or_false(answers: str) -> bool:
    return answers.partition("#")[0].strip() in _TRUE | _FALSE


def _boolean(answers: str) -> Content:
    """`T#why it is wrong#why it is right`, as Moodle orders them."""
    answer, *reasons = answers.split("#", 2)
    wrong, right = [shown(formatted(one)).strip() for one in [*reasons, "", ""][:2]]
    is_true = answer.strip() in _TRUE
    return {
        "options": [
            _option("v", "Verdadero", Fraction(is_true), right if is_true else wrong),
            _option("f", "Falso", Fraction(not is_true), wrong if is_true else right),
        ]
    }


def _single(answers: str) -> Content:
    return {"options": _options(answers.replace("=", "~="))}


def _multiple(answers: str) -> Content:
    return {"options": _options(answers)}


def _options(answers: str) -> list[Content]:
    before, *written = answers.split("~")
    if before.strip():
        raise Refused("hay texto antes de la primera respuesta; cada una empieza con = o con ~")
    found = []
    for number, answer in enumerate(_few(written)):
        share, answer = (Fraction(1), answer[1:]) if answer.startswith("=") else _weight(answer, Fraction(0))
        text, reason = _with_reason(answer)
        found.append(_option(_code(number), text, share, reason))
    return found


def _ordering(answers: str) -> Content:
    before, *written = answers.split("=")
    if before.strip() or "~" in answers:
        raise Refused("es de ordenar: cada paso empieza con =, en el orden correcto")
    parts = map(_with_reason, _few(written))
    return {
        "options": [_option(_code(number), text, Fraction(0), reason) for number, (text, reason) in enumerate(parts)]
    }


def _number(answers: str) -> Content:
    """`3:0.5`, `1..5`, or `=`, `=%50%` for each of several; what stands after `~#` is for any other number."""
    answers, _, other = answers.partition("~")
    written = answers.split("=")
    if not written[0].strip():
        written = written[1:]
    found = []
    for answer in _few(written):
        share, answer = _weight(answer, Fraction(1))
        text, reason = _with_reason(answer)
        value, tolerance = _value(text)
        found.append({"value": str(value), "tolerance": str(tolerance), "share": str(share), "explanation": reason})
    return {"numbers": found, "explanation": _with_reason(other)[1] if other.strip() else ""}


def _value(text: str) -> tuple[Fraction, Fraction]:
    if ".." in text:
        low, high = map(_decimal, text.split("..", 1))
        if low > high:
            raise Refused(f"el intervalo «{text[:40]}» va de mayor a menor")
        return (low + high) / 2, (high - low) / 2
    value, _, tolerance = text.partition(":")
    found = _decimal(value), _decimal(tolerance) if tolerance.strip() else Fraction(0)
    if found[1] < 0:
        raise Refused(f"la tolerancia de «{text[:40]}» es negativa")
    return found


def _decimal(text: str) -> Fraction:
    if not _NUMBER.fullmatch(text.strip()):
        raise Refused(f"«{text.strip()[:40]}» no es un número con punto decimal")
    return Fraction(text.strip())


def _weight(answer: str, default: Fraction) -> tuple[Fraction, str]:
    """Return the share of an answer and the rest of it. Percentages with decimals stand for the fraction they round."""
    weight = _WEIGHT.match(answer)
    if not weight:
        return default, answer
    share = Fraction(weight[1]) / 100
    if abs(share) > 1:
        raise Refused(f"el porcentaje %{weight[1]}% no está entre -100 y 100")
    near = share.limit_denominator(20)
    return (near if weight[2] and abs(near - share) < _CLOSE else share), answer[weight.end() :]


def _with_reason(answer: str) -> tuple[str, str]:
    text, _, reason = answer.partition("#")
    return shown(formatted(text)).strip(), shown(formatted(reason)).strip()


def _few(written: list[str]) -> list[str]:
    if len(written) > MOST_OPTIONS:
        raise Refused(f"tiene más de {MOST_OPTIONS} respuestas")
    return [one.strip() for one in written]


def _option(code: str, text: str, share: Fraction, explanation: str) -> Content:
    return {"code": code, "text": text, "share": str(share), "explanation": explanation}


def _code(number: int) -> str:
    return "abcdefghijklmnopqrstuvwxyz"[number]


ANSWERS: dict[str, Callable[[str], Content]] = {
    "single": _single, "multiple": _multiple, "boolean": _boolean, "number": _number, "order": _ordering,
}  # fmt: skip
