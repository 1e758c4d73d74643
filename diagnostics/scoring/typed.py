"""Form data of a question → the value as it is stored."""

from typing import Protocol

from diagnostics.scoring.instrument import MULTI, NUMERIC, Question
from diagnostics.scoring.values import NONE_OF_THEM, number_from_screen


class Sent(Protocol):
    """The data of a submitted form (a QueryDict)."""

    def get(self, name: str, default: str = "", /) -> str: ...

    def getlist(self, name: str, /) -> list[str]: ...


def read_value(question: Question, data: Sent) -> str:
    """Return the value of a question's inputs (templates of municipality/inputs) in stored form."""
    name = f"{question.code}-value"
    if question.type == MULTI:
        chosen = set(data.getlist(name))
        order = [*(option.code for option in question.options), NONE_OF_THEM]
        return "|".join(code for code in order if code in chosen)
    if question.numeric is not None and question.numeric.is_ratio:
        parts = [number_from_screen(text_of(data, f"{name}-{part}")) for part in ("num", "den")]
        return "/".join(parts) if any(parts) else ""
    if question.type == NUMERIC:
        return number_from_screen(text_of(data, name))
    return text_of(data, name)


def text_of(data: Sent, name: str) -> str:
    """Return a text without NUL, which PostgreSQL cannot store, and with breaks of one character, as browsers count them."""
    return data.get(name, "").replace("\0", "").replace("\r\n", "\n").strip()
