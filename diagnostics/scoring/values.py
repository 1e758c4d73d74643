"""Declared values: the text in which an answer is stored and exchanged, and its meaning.

scale `0`–`4` · yes/no `si`/`no` · multiple `a|c` or `ninguna` · choice: an option's code · count: a number ·
ratio: `num/den` · empty = unanswered (docs/scoring.md, section 2).
"""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from diagnostics.scoring.instrument import CHOICE, MULTI, SCALE, YES_NO, Option, Question

NONE_OF_THEM = "ninguna"
YES, NO = "si", "no"
ZERO_OF_ZERO = None  # the percentage of 0/0 is undefined
MOST_DIGITS, MOST_DECIMALS = 18, 9
LONGEST_TYPED = 2000  # characters
_NUMBER = re.compile(rf"[0-9]{{1,{MOST_DIGITS}}}(\.[0-9]{{1,{MOST_DECIMALS}}})?")
# How people type numbers, the same in static/js/values.js. A group of thousands never begins with 0.
_GROUPED = re.compile(r"[1-9][0-9]{0,2}((\.[0-9]{3})+|( [0-9]{3})+)(,[0-9]+)?")
_PLAIN = re.compile(r"[0-9]+(,[0-9]+)?")
_POINTED = re.compile(r"[0-9]+\.[0-9]+")
_EITHER = re.compile(r"[0-9]+\.[0-9]{3}")  # thousands or decimals
# The characters of core.words, which the arithmetic does not know, and every joiner; not those that turn figures around.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a\u202c\u202d\u2060-\u2066\u2068-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_BLANKS = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")


class InvalidValue(ValueError):
    """The text is not a value of the question; the message is a Spanish sentence that says what was expected.

    The message is for people who type; `in_file` speaks of the stored form, which files of answers have.
    """

    def __init__(self, in_file: str, words: str = ""):
        super().__init__(words or in_file)
        self.in_file = in_file


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
    if not _NUMBER.fullmatch(text):
        raise InvalidValue(_number_fault(text), number_problem(text))
    return Fraction(text) if "." in text else int(text)  # nearly all are whole, and int is much faster than Fraction


def _number_fault(text: str) -> str:
    if "," in text:
        return f"la marca decimal es el punto, sin separador de miles, y dice «{text[:40]}»"
    if text.startswith("-"):
        return f"el número no puede ser negativo y dice «{text[:40]}»"
    return too_many_decimals(text) or f"se esperaba un número y dice «{text[:40]}»"


def _ratio(question: Question, text: str) -> Fraction | None:
    parts = text.split("/")
    if len(parts) != 2:
        raise InvalidValue(f"se esperaban dos números, como 45/50, y dice «{text[:40]}»")
    if "" in map(str.strip, parts):
        raise InvalidValue(f"falta uno de los dos números y dice «{text[:40]}»", "falta uno de los dos números")
    numerator, denominator = _number(parts[0].strip()), _number(parts[1].strip())
    numeric = question.numeric
    assert numeric is not None
    if denominator == 0:
        if numerator != 0:
            raise InvalidValue(f"no se puede dividir por cero ({text[:40]})", "el segundo número no puede ser 0")
        if numeric.zero_denominator_score is None:
            raise InvalidValue(
                "esta pregunta no admite 0/0; si no hubo casos, déjela sin responder o marque «no aplica»"
            )
        return ZERO_OF_ZERO
    if numerator > denominator and not numeric.may_exceed:
        words, shown = "el primer número no puede ser mayor que el segundo", map(number_for_screen, parts)
        raise InvalidValue(f"{words} ({text[:40]})", f"{words} ({' de '.join(shown)})")
    return Fraction(100 * numerator, denominator)


def number_from_screen(text: str) -> str:
    """Return the stored form of a number typed by a person: «1.250.000,5» → `1250000.5`, «1 234» → `1234`.

    The comma is the decimal mark; points or blanks separate thousands, in whole groups. A point that cannot separate them
    («0.125», «1.5») is a decimal mark. Unreadable text is returned as typed, so that it is kept and reported rather than
    guessed: `number_problem` says why.
    """
    typed = _cleaned(text)
    stored = _stored_form(typed)
    return stored if _NUMBER.fullmatch(stored) else typed


def number_problem(text: str, *, is_shown: bool = True) -> str:
    """Return why `number_from_screen` cannot read a typed number, a Spanish reason; "" if it can, or if nothing is typed.

    `is_shown`: whether the person sees at once what was read, as on a page. Where not (a cell of text in a workbook),
    «1.234» and «0.125» are problems too: people write thousands and decimals that way.
    """
    typed = _cleaned(text)
    if not typed:
        return ""
    if not _NUMBER.fullmatch(_stored_form(typed)):
        return _screen_fault(typed)
    return "" if is_shown or not _EITHER.fullmatch(typed) else _two_readings(typed)


def may_be_thousands(stored: str) -> bool:
    """Whether a number in point notation looks like thousands to those who write 1.234 for a thousand and more."""
    return bool(_GROUPED.fullmatch(stored))


def _two_readings(typed: str) -> str:
    decimals = typed.replace(".", ",")
    if typed.startswith("0"):
        return f"«{typed}» lleva un punto que no separa miles; escriba {decimals}, con coma, si son decimales"
    thousands = typed.replace(".", "")
    return f"«{typed}» se lee de dos maneras; escriba {thousands} si son miles o {decimals} si son decimales"


def _screen_fault(typed: str) -> str:
    said = f"y dice «{typed[:40]}»"
    if "\n" in typed or "\r" in typed:
        return "hay más de una línea y se esperaba un solo número"
    if hidden := next((c for c in typed if unicodedata.category(c) in ("Cc", "Cf", "Co", "Cn")), ""):
        return f"hay un carácter invisible (U+{ord(hidden):04X}); escriba otra vez el número, sin copiarlo"
    if typed[0] in "-−":
        return f"el número no puede ser negativo {said}"
    if typed[0] == "+":
        return f"el número va sin signo {said}"
    if stored := _stored_form(typed):
        return too_many_decimals(stored) or f"tiene más de {MOST_DIGITS} cifras; se esperaba un número más corto"
    if re.fullmatch(r"[.,][0-9]+", typed):
        return f"falta el cero antes de la coma: escriba 0,{typed[1:41]} si son decimales"
    if re.fullmatch(r"[0-9., ]+", typed):
        return f"la coma es para los decimales y los miles van de a tres cifras, como 1.250.000,5, {said}"
    if re.fullmatch(r"[0-9.,]+[eE][+-]?[0-9]+", typed):
        return f"escriba el número completo, sin exponente; se esperaba un número {said}"
    if re.fullmatch(r"[0-9., ]+%", typed):
        return f"escriba el número sin el signo % {said}"
    if any(c.isdigit() and not c.isascii() for c in typed):
        return f"escriba el número con las cifras 0 a 9; se esperaba un número {said}"
    return f"se esperaba un número {said}"


def too_many_decimals(stored: str) -> str:
    """Return the reason if a number in point notation has too many decimals, "" otherwise."""
    count = len(stored.partition(".")[2])
    if count <= MOST_DECIMALS or not _POINTED.fullmatch(stored):
        return ""
    return f"tiene {count} decimales y se guardan hasta {MOST_DECIMALS}; redondéelo"


def _cleaned(text: str) -> str:
    """Return a typed text composed (NFC), without characters of no width, blanks of a line as single plain ones.

    A text longer than any value is not composed: that takes the square of the marks on one letter.
    """
    typed = unicodedata.normalize("NFC", text) if len(text) <= LONGEST_TYPED else text
    return _BLANKS.sub(" ", _INVISIBLE.sub("", typed)).strip(" \r\n")


def _stored_form(typed: str) -> str:
    """Return a typed number in point notation, of any length; "" for anything else."""
    if _PLAIN.fullmatch(typed):
        return typed.replace(",", ".")
    if _GROUPED.fullmatch(typed):
        return typed.replace(".", "").replace(" ", "").replace(",", ".")
    return typed if _POINTED.fullmatch(typed) else ""


def rounded(text: str) -> tuple[str, bool]:
    """Return a number in point notation with the decimals that are kept (half up), and whether that changed it."""
    if not re.fullmatch(rf"[0-9]{{1,{MOST_DIGITS}}}\.[0-9]{{{MOST_DECIMALS + 1},400}}", text):
        return text, False
    exact = Fraction(text)
    units = floor(exact * 10**MOST_DECIMALS + Fraction(1, 2))
    whole, decimals = divmod(units, 10**MOST_DECIMALS)
    kept = f"{whole}.{decimals:0{MOST_DECIMALS}}".rstrip("0").rstrip(".")
    return kept, Fraction(kept) != exact


def choice_of(question: Question, text: str) -> str:
    """Return the code of the option that a typed text names; the text as typed if it names none.

    An exact code wins, then «code · text» as the portal offers it, then a code or an option's text, whatever its capitals
    and accents. Raises InvalidValue naming the options where a text fits several.
    """
    typed = _cleaned(text)
    if any(option.code == typed for option in question.options):
        return typed
    wanted = _folded(typed)
    for fits in (_is_offered, _is_named):
        found = [option for option in question.options if fits(option, wanted)]
        if len(found) > 1:
            names = " y ".join(f"{option.code} · {option.text}" for option in found)
            raise InvalidValue(f"«{typed[:40]}» puede ser {names}; escriba el código de la opción")
        if found:
            return found[0].code
    return text


def _is_offered(option: Option, wanted: str) -> bool:
    return wanted == _folded(f"{option.code} · {option.text}")


def _is_named(option: Option, wanted: str) -> bool:
    return wanted in (_folded(option.code), _folded(option.text))


def _folded(text: str) -> str:
    """As core.words.folded, which the arithmetic does not know; a final full stop does not count."""
    bare = _cleaned(text)
    if len(bare) <= LONGEST_TYPED:
        bare = "".join(c for c in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(c))
    return " ".join(bare.casefold().split()).rstrip(".")


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
