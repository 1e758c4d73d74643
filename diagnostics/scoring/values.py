"""Declared values: the text in which an answer is stored and exchanged, and its meaning.

scale `0`–`4` · yes/no `si`/`no` · multiple `a|c` or `ninguna` · choice: an option's code · count: a number ·
ratio: `num/den` · empty = unanswered (docs/scoring.md, section 2).
"""

import re
from dataclasses import dataclass
from fractions import Fraction

from diagnostics.scoring.instrument import CHOICE, MULTI, SCALE, YES_NO, Question

NONE_OF_THEM = "ninguna"
YES, NO = "si", "no"
ZERO_OF_ZERO = None  # the percentage of 0/0 is undefined
_NUMBER = re.compile(r"[0-9]{1,18}(\.[0-9]{1,9})?")
_SCREEN_NUMBER = re.compile(r"([0-9]{1,3}(\.[0-9]{3})+|[0-9]+)(,[0-9]+)?")


class InvalidValue(ValueError):
    """The text is not a value of the question; the message is a Spanish sentence that says what was expected."""


@dataclass(frozen=True)
class Declared:
    """A parsed answer: exactly one field is meaningful, depending on the question's type."""

    level: int = 0
    yes: bool = False
    options: frozenset[str] = frozenset()
    number: Fraction | None = None  # a count, or a ratio as a percentage; None for 0/0


def read(question: Question, text: str) -> Declared | None:
    """Parse a declared value, None when it is empty. Raises InvalidValue."""
    if text == "":
        return None
    if question.type == SCALE:
        if not re.fullmatch(r"[0-4]", text):
            raise InvalidValue(f"se esperaba un nivel de 0 a 4 y dice «{text[:40]}»")
        return Declared(level=int(text))
    if question.type == YES_NO:
        if text not in (YES, NO):
            raise InvalidValue(f"se esperaba si o no y dice «{text[:40]}»")
        return Declared(yes=text == YES)
    if question.type in (MULTI, CHOICE):
        return Declared(options=_options(question, text))
    return Declared(number=_ratio(question, text) if question.numeric.is_ratio else Fraction(_number(text)))  # type: ignore[union-attr]


def _options(question: Question, text: str) -> frozenset[str]:
    known = [option.code for option in question.options]
    if question.type == MULTI and text == NONE_OF_THEM:
        return frozenset()
    codes = text.split("|") if question.type == MULTI else [text]
    if question.type == MULTI and NONE_OF_THEM in codes:
        raise InvalidValue("se marcó «Ninguna de las anteriores» junto con otra opción; deje una de las dos")
    for code in codes:
        if code not in known:
            raise InvalidValue(f"la opción «{code[:40]}» no existe; las opciones son {', '.join(known)}")
    if len(set(codes)) < len(codes):
        raise InvalidValue(f"hay opciones repetidas en «{text[:40]}»")
    return frozenset(codes)


def _number(text: str) -> int | Fraction:
    if "," in text:
        raise InvalidValue(f"la marca decimal es el punto, sin separador de miles, y dice «{text[:40]}»")
    if text.startswith("-"):
        raise InvalidValue(f"el número no puede ser negativo y dice «{text[:40]}»")
    if not _NUMBER.fullmatch(text):
        raise InvalidValue(f"se esperaba un número y dice «{text[:40]}»")
    return Fraction(text) if "." in text else int(text)  # nearly all are whole, and int is much faster than Fraction


def _ratio(question: Question, text: str) -> Fraction | None:
    parts = text.split("/")
    if len(parts) != 2:
        raise InvalidValue(f"se esperaban dos números, como 45/50, y dice «{text[:40]}»")
    numerator, denominator = _number(parts[0].strip()), _number(parts[1].strip())
    numeric = question.numeric
    assert numeric is not None
    if denominator == 0:
        if numerator != 0:
            raise InvalidValue(f"no se puede dividir por cero ({text[:40]})")
        if numeric.zero_denominator_score is None:
            raise InvalidValue(
                "esta pregunta no admite 0/0; si no hubo casos, déjela sin responder o marque «no aplica»"
            )
        return ZERO_OF_ZERO
    if numerator > denominator and not numeric.may_exceed:
        raise InvalidValue(f"el primer número no puede ser mayor que el segundo ({text[:40]})")
    return Fraction(100 * numerator, denominator)


def number_from_screen(text: str) -> str:
    """Return the stored form of a number typed by a person: «1.250.000,5» → `1250000.5`.

    Unreadable text is returned as typed, so that it is kept and reported rather than guessed.
    """
    typed = text.strip().replace(" ", "").replace(" ", "")
    if re.fullmatch(r"[0-9]+", typed):
        return typed
    if _SCREEN_NUMBER.fullmatch(typed):
        return typed.replace(".", "").replace(",", ".")
    return typed


def number_for_screen(text: str) -> str:
    """Format a stored number as in Colombia: `1250000.5` → «1.250.000,5»; anything else is returned unchanged."""
    if not _NUMBER.fullmatch(text):
        return text
    whole, _, decimals = text.partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    return f"{grouped},{decimals}" if decimals else grouped


def in_words(question: Question, text: str) -> list[str]:
    """Describe a declared value, one line per option; an unreadable value is returned as typed."""
    try:
        declared = read(question, text)
    except InvalidValue:
        return [text]
    if declared is None:
        return ["Sin respuesta"]
    if question.type == SCALE:
        return [f"Nivel {declared.level}: {question.levels[declared.level]}"]
    if question.type == YES_NO:
        return ["Sí" if declared.yes else "No"]
    if question.type in (MULTI, CHOICE):
        chosen = [option.text for option in question.options if option.code in declared.options]
        return chosen or ["Ninguna de las anteriores"]
    return [" de ".join(number_for_screen(part) for part in text.split("/"))]
