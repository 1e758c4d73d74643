"""What a number format lets people see: the number of the cell, or something else (ECMA-376 Part 1, 18.8.31)."""

import re
from decimal import Decimal
from functools import lru_cache

PLAIN = frozenset(("General", "0", "@", "GENERAL", "Standard", ""))
# Formats of numbers that only programs of East Asia write out: dates of their calendars.
DATES_BY_NUMBER = frozenset((*range(27, 37), *range(50, 59)))
_PARTS = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_(?P<width>.)|\*(?P<fill>.)|\[\$(?P<currency>[^\]-]*)[^\]]*\]|(?P<about>\[[^\]]*\])'
    r"|(?P<whole>(?i:general|standard)|@)|(?P<places>[0#?]+(?:,+[0#?]+)*)(?P<thousandths>,+)?|(?P<exponent>[Ee][+-])|(?P<sign>.)",
    re.DOTALL,
)
_MAGNITUDES = re.compile(
    r"\b((?i:mil|miles|mill|mill[oó]n|millones|millardos?|bill|bill[oó]n|billones|cientos?|decenas?|docenas?|doc|centenas?|pct"
    r"|y medi[oa]|k)|M|MM)\b|[%‰‱½¼¾\u2150-\u215f]"
)
_CONDITION = re.compile(r"\[[<>=]")
_BEFORE, _AFTER = tuple("-−–(<>≤≥±~≈="), tuple("-−–+")  # signs that change what a number says
_DASHES = ("-", "−", "–", "—")  # how accounts write zero


@lru_cache(maxsize=512)
def shows_another_number(number_format: str) -> bool:
    """Whether a format multiplies, divides, cuts the digits by words or marks, adds some of its own, or shows no number."""
    if number_format in PLAIN:
        return False
    sections = number_format.split(";")
    # The second section is for negative numbers, the third for zero, unless conditions say otherwise.
    has_conditions = bool(_CONDITION.search(number_format))
    return any(map(_changes, sections)) or any(
        not _shows(one) or _is_signed(one) for one in (sections if has_conditions else sections[:1])
    )


def hides(number_format: str, value: Decimal) -> bool:
    """Whether a format shows zero as nothing («#») or as words; a dash is how accounts write it."""
    sections = number_format.split(";")
    if value != 0 or _CONDITION.search(number_format):
        return False
    parts = _parts(sections[2] if len(sections) > 2 else sections[0])
    if ("sign", "/") in parts or any(kind == "whole" or (kind == "places" and "0" in text) for kind, text in parts):
        return False
    return not "".join(text for kind, text in parts if kind == "own").strip().endswith(_DASHES)


def rounds(number_format: str, value: Decimal) -> bool:
    """Whether a format with a fixed count of decimals shows fewer than the number has: 12,6 as 13."""
    parts = _parts(number_format.split(";")[0])
    kinds = {kind for kind, _ in parts}
    if "places" not in kinds or kinds & {"whole", "exponent"} or ("sign", "/") in parts:
        return False
    point = parts.index(("sign", ".")) if ("sign", ".") in parts else len(parts)
    decimals = sum(len(text) for kind, text in parts[point:] if kind == "places")
    return -int(value.normalize().as_tuple().exponent) > decimals


def _parts(section: str) -> list[tuple[str, str]]:
    """Split a section into (kind, text): «own» words and marks, «blank», «places» of digits, «whole»…"""
    found: list[tuple[str, str]] = []
    for match in _PARTS.finditer(section):
        kind, text = match.lastgroup or "", match[match.lastgroup or 0]
        if kind in ("quoted", "escaped", "currency", "fill") and text.strip():
            found.append(("own", text))
        elif kind in ("quoted", "escaped", "width", "fill", "currency"):
            found.append(("blank", text))
        elif kind == "thousandths":
            found += [("places", match["places"]), (kind, text)]
        elif kind == "sign" and text.isdigit():
            found.append(("digit", text))
        elif kind == "sign" and text not in ".%/":
            found.append(("own" if text.strip() else "blank", text))
        elif kind != "about":
            found.append((kind, text))
    return found


def _changes(section: str) -> bool:
    parts = _parts(section)
    own = " ".join(text for kind, text in parts if kind == "own")
    if any(letter.isdigit() for letter in own) or _MAGNITUDES.search(own) or ("sign", "%") in parts:
        return True
    kinds, is_fraction = [kind for kind, _ in parts], ("sign", "/") in parts
    if "thousandths" in kinds or ("digit" in kinds and not is_fraction):  # «# ?/100» has its denominator
        return True
    places = [at for at, kind in enumerate(kinds) if kind == "places"]
    for at, (kind, text) in enumerate(parts):
        if kind in ("own", "blank") and places and places[0] < at < places[-1]:
            separates = text in (".", "'", "’") or kind == "blank"
            is_group = parts[at + 1][0] == "places" and len(parts[at + 1][1]) == 3
            if not (kind == "blank" and is_fraction) and not (separates and is_group):
                return True
    return False


def _shows(section: str) -> bool:
    return any(kind in ("places", "whole") for kind, _ in _parts(section))


def _is_signed(section: str) -> bool:
    """Whether a mark of the format's own stands at the digits: «-3», «<3» or «3+» for 3."""
    parts = [one for one in _parts(section) if one[0] != "blank"]
    digits = [at for at, (kind, _) in enumerate(parts) if kind in ("places", "whole")]
    before = parts[digits[0] - 1] if digits and digits[0] else ("", "")
    after = parts[digits[-1] + 1] if digits and digits[-1] + 1 < len(parts) else ("", "")
    return (before[0] == "own" and before[1].strip().endswith(_BEFORE)) or (
        after[0] == "own" and after[1].strip().startswith(_AFTER)
    )
