"""Questions as a GIFT file, which training.courses.loaders.gift reads back the same, and Moodle too."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from training.grading.gift_escapes import escaped

Question = dict[str, Any]


def written(questions: Iterable[Question]) -> str:
    return "\n".join(_question(question) for question in questions)


def _question(question: Question) -> str:
    kind = question["kind"]
    title = f"::{'[orden] ' if kind == 'order' else ''}{question['code']}::"
    lines = [f"{title}[markdown]{escaped(question['text'])} {{{'#' if kind == 'number' else ''}"]
    if kind == "boolean":
        lines = [lines[0] + _boolean(question["options"])]
    elif kind == "number":
        lines += [f"\t={_weight(Fraction(one['share']))}{_value(one)}{_reason(one)}" for one in question["numbers"]]
    else:
        lines += [
            f"\t{_mark(kind, Fraction(one['share']))}{_text(one['text'])}{_reason(one)}" for one in question["options"]
        ]
    if question["explanation"]:
        lines.append(f"\t####{_text(question['explanation'])}")
    return "\n".join([*lines, "}", ""])


def _boolean(options: list[Question]) -> str:
    true, false = options
    right, wrong = (true, false) if Fraction(true["share"]) == 1 else (false, true)
    reasons = f"#{_text(wrong['explanation'])}#{_text(right['explanation'])}"
    return ("TRUE" if right is true else "FALSE") + (reasons if reasons != "##" else "")


def _mark(kind: str, share: Fraction) -> str:
    if kind == "order" or (kind == "single" and share == 1):
        return "="
    return f"~{_weight(share)}"


def _weight(share: Fraction) -> str:
    """Always written, so that an answer may begin with a percentage of its own."""
    return f"%{_decimal(share * 100, 5)}%"


def _value(answer: Question) -> str:
    value, tolerance = Fraction(answer["value"]), Fraction(answer["tolerance"])
    if not tolerance:
        return _decimal(value, 15)
    return (
        f"{_decimal(value - tolerance, 15)}..{_decimal(value + tolerance, 15)}"  # has no more decimals than was typed
    )


def _decimal(number: Fraction, places: int) -> str:
    scaled = round(abs(number) * 10**places)
    whole, decimals = divmod(scaled, 10**places)
    tail = str(decimals).rjust(places, "0").rstrip("0")
    return ("-" if number < 0 and scaled else "") + str(whole) + (f".{tail}" if tail else "")


def _reason(answer: Question) -> str:
    return f"#{_text(answer['explanation'])}" if answer["explanation"] else ""


def _text(text: str) -> str:
    """A text that begins like a mark of format says that it is Markdown, as every text here is."""
    return ("[markdown]" if text.startswith("[") else "") + escaped(text)
