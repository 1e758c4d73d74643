"""Facts of a municipality that conditions read: from text to typed values."""

import re
from typing import Any

from diagnostics.scoring.instrument import Attribute, Instrument

TRUE_WORDS, FALSE_WORDS = {"si", "sí", "true", "1"}, {"no", "false", "0"}


class InvalidAttribute(ValueError):
    """The text is not a value of the attribute; the message says what was expected."""


def read_attribute(attribute: Attribute, text: str) -> bool | int | str | None:
    """Return the typed value of a text, None when it is empty. Raises InvalidAttribute."""
    text = text.strip()
    if not text:
        return None
    if attribute.type == "boolean":
        if text.lower() in TRUE_WORDS | FALSE_WORDS:
            return text.lower() in TRUE_WORDS
        raise InvalidAttribute(f"«{attribute.name}» debe ser si o no, y dice «{text[:40]}»")
    if attribute.type == "integer":
        if re.fullmatch(r"[0-9]{1,9}", text):
            return int(text)
        raise InvalidAttribute(f"«{attribute.name}» debe ser un número entero, y dice «{text[:40]}»")
    if text not in attribute.values:
        expected = ", ".join(attribute.values)
        raise InvalidAttribute(f"«{attribute.name}» debe ser uno de {expected}, y dice «{text[:40]}»")
    return text


def effective(instrument: Instrument, facts: dict[str, str], confirmed: dict[str, Any]) -> dict[str, Any]:
    """Return the facts in force: what the municipality confirmed, otherwise the reference data.

    Raises InvalidAttribute when a reference value is not one that the instrument allows.
    """
    return {
        attribute.code: confirmed[attribute.code]
        if attribute.code in confirmed
        else read_attribute(attribute, facts.get(attribute.code, ""))
        for attribute in instrument.attributes
    }


def missing(instrument: Instrument, attributes: dict[str, Any]) -> list[Attribute]:
    """Return the attributes that some condition reads and that have no value."""
    return [a for a in instrument.attributes_read if attributes.get(a.code) is None]
