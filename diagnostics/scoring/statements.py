"""What an answer says of the municipality as a fact, from the statements that an edition may carry per question.

A statement is written for citizens, in the third person, and holds for whoever gave that answer. Its key: scale `0`–`4` ·
yes/no `si`, `no` · choice: the option's code · multiple `some` (with `{opciones}`), `all`, `none` · number `value` (a ratio
with `{numerador}`, `{denominador}` and `{porcentaje}`; a count with `{numero}`) and `zero` for 0/0, where it may be answered.
A question has all of them or none; without `all`, `some` names every option.
"""

from fractions import Fraction
from math import floor

from diagnostics.scoring.instrument import CHOICE, MULTI, SCALE, YES_NO, Numeric, Question
from diagnostics.scoring.values import MOST_DECIMALS, NO, YES, ZERO_OF_ZERO, Declared, read

SOME, ALL, NONE, VALUE, ZERO = "some", "all", "none", "value", "zero"
OPTIONS, NUMERATOR, DENOMINATOR, PERCENTAGE, NUMBER = "opciones", "numerador", "denominador", "porcentaje", "numero"


def keys_of(question: Question) -> tuple[str, ...]:
    """Return the keys under which the question may carry a statement."""
    if question.type == SCALE:
        return tuple(map(str, range(len(question.levels))))
    if question.type == YES_NO:
        return (YES, NO)
    if question.type == CHOICE:
        return tuple(option.code for option in question.options)
    if question.type == MULTI:
        return (SOME, ALL, NONE)
    numeric = question.numeric
    takes_no_cases = numeric and numeric.is_ratio and numeric.zero_denominator_score is not None
    return (VALUE, ZERO) if takes_no_cases else (VALUE,)


def placeholders_of(question: Question, key: str) -> tuple[str, ...]:
    """Return the names that the statement of a key may hold between braces."""
    if question.type == MULTI and key == SOME:
        return (OPTIONS,)
    if key != VALUE or question.numeric is None:
        return ()
    return (NUMERATOR, DENOMINATOR, PERCENTAGE) if question.numeric.is_ratio else (NUMBER,)


def statement_of(question: Question, value: str) -> str:
    """Return what a declared value says as a fact; "" for no value, or where the edition has no statement for it.

    Raises InvalidValue.
    """
    declared = read(question, value)
    return unbroken(_said(question, value, declared)) if declared is not None else ""


def _said(question: Question, value: str, declared: Declared) -> str:
    if question.type == MULTI:
        return _of_options(question, declared)
    if question.type == SCALE:
        return question.statements.get(str(declared.level), "")
    if question.type == YES_NO:
        return question.statements.get(YES if declared.yes else NO, "")
    if question.type == CHOICE:
        return question.statements.get(next(iter(declared.options)), "")
    return _of_number(question, value, declared)


def _of_options(question: Question, declared: Declared) -> str:
    chosen = [option for option in question.options if option.code in declared.options]
    said = question.statements
    if not chosen:
        return said.get(NONE, "")
    if len(chosen) == len(question.options) and ALL in said:
        return said[ALL]
    text = said.get(SOME, "").replace(f"{{{OPTIONS}}}", _joined([_inside(option.text) for option in chosen]))
    return text[:1].upper() + text[1:]


def _inside(text: str) -> str:
    """An option's text as a sentence holds it: «Plan de acción.» → «plan de acción», but «SECOP II», «Consejo Municipal»."""
    first, blank, rest = text.rstrip(".").partition(" ")
    is_name = first[1:] != first[1:].lower() or rest[:1].isupper()
    return f"{first if is_name else first.lower()}{blank}{rest}"


def _joined(texts: list[str]) -> str:
    """«a, b y c»; where a text has commas or conjunctions of its own, «a; b, y c»."""
    *others, last = texts
    if not others:
        return last
    sound = last.lower()
    joint = "e" if sound.startswith(("i", "í", "hi")) and not sound.startswith(("ia", "ie", "hie", "hia")) else "y"
    if any(mark in text for text in texts for mark in (",", " y ", " e ", " o ")):
        return f"{'; '.join(others)}, {joint} {last}"
    return f"{', '.join(others)} {joint} {last}"


def _of_number(question: Question, value: str, declared: Declared) -> str:
    numeric, said = question.numeric, question.statements
    assert numeric is not None
    if declared.number is ZERO_OF_ZERO:
        return said.get(ZERO, "")
    if not numeric.is_ratio:
        return said.get(VALUE, "").replace(f"{{{NUMBER}}}", decimal(Fraction(declared.number)))
    numerator, denominator = (decimal(Fraction(part.strip())) for part in value.split("/"))
    names = {NUMERATOR: numerator, DENOMINATOR: denominator, PERCENTAGE: percentage(numeric, declared.number)}
    text = said.get(VALUE, "")
    for name, shown in names.items():
        text = text.replace(f"{{{name}}}", shown)
    return text


def percentage(numeric: Numeric, number: Fraction) -> str:
    """74,9: one decimal, or as many as keep the number on its side of 0, 100 and every threshold (74,96 never reads 75)."""
    marks = [Fraction(0), Fraction(100), *(threshold.start for threshold in numeric.thresholds)]
    rounded = number
    for places in range(1, MOST_DECIMALS + 1):
        rounded = Fraction(floor(number * 10**places + Fraction(1, 2)), 10**places)
        if all((rounded >= mark) == (number >= mark) and (rounded > mark) == (number > mark) for mark in marks):
            break
    return decimal(rounded)


def unbroken(text: str) -> str:
    """98,8 % with a no-break space, which the readers of editions turn into a space."""
    return text.replace(" %", "\u00a0%")


def decimal(number: Fraction) -> str:
    """1250000 → 1.250.000, 749/10 → 74,9: at most nine decimals, which is what answers hold."""
    digits = f"{floor(number * 10**MOST_DECIMALS + Fraction(1, 2)):0{MOST_DECIMALS + 1}d}"
    whole, decimals = f"{int(digits[:-MOST_DECIMALS]):,}".replace(",", "."), digits[-MOST_DECIMALS:].rstrip("0")
    return f"{whole},{decimals}" if decimals else whole
