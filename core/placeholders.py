"""Placeholders in texts that people write: «{municipio}» becomes the name of each municipality."""

import re
from collections.abc import Collection, Mapping

from core.refusals import Refusal
from core.words import joined

PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
_BRACE = re.compile(r"[{}]")


class UnknownPlaceholder(Refusal):
    """A text holds a placeholder that means nothing, or a brace that opens or closes none."""


def names_in(text: str) -> list[str]:
    """Return what stands between braces, in order, also what is no placeholder."""
    return PLACEHOLDER.findall(text)


def stray_braces(text: str) -> bool:
    return bool(_BRACE.search(PLACEHOLDER.sub("", text)))


def require_known(text: str, known: Collection[str]) -> None:
    """Refuse UnknownPlaceholder: a misspelt one would reach everybody as it stands."""
    if problem := problem_in(text, known):
        raise UnknownPlaceholder(problem)


def problem_in(text: str, known: Collection[str]) -> str:
    """Return why a text with placeholders cannot be filled, a Spanish sentence; "" if it can."""
    names = joined([f"{{{name}}}" for name in known])
    verb = "cabe" if len(known) == 1 else "caben"
    offered = f"Entre llaves {verb}: {names}." if known else "Este texto no lleva llaves."
    strange = [name for name in dict.fromkeys(names_in(text)) if name not in known]
    if strange:
        said = joined([f"{{{name}}}" for name in strange])
        return f"{said} no {'se puede' if len(strange) == 1 else 'se pueden'} llenar. {offered}"
    return f"Hay una llave sin su pareja. {offered}" if stray_braces(text) else ""


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return the text with the value of each known placeholder; what is unknown stays."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)
