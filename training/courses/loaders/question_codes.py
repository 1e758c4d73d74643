"""Codes of questions, from their titles. They name a question in answers and on paper."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

_LONGEST, _LOOKED_AT = 60, 200  # characters
_OTHER = re.compile(r"[^A-Za-z0-9._]+")


def of_title(title: str) -> str:
    """Return the title in plain letters and hyphens; a code is its own code."""
    plain = unicodedata.normalize("NFKD", title[:_LOOKED_AT]).encode("ascii", "ignore").decode()
    return _OTHER.sub("-", plain).strip("-")[:_LONGEST].strip("-")


def make_unique(questions: Iterable[dict[str, Any]], taken: Iterable[str] = ()) -> None:
    """Number the questions without a title, and those whose code another one has."""
    used = set(taken)
    for place, question in enumerate(questions, 1):
        wanted = question["code"] or f"p{place}"
        code, again = wanted, 2
        while code in used:
            code, again = f"{wanted}-{again}", again + 1
        used.add(code)
        question["code"] = code


def matter(question: dict[str, Any]) -> tuple:
    """Return what makes a question the same as another one, whatever its code and its reasons."""
    return question["text"], question["kind"], tuple(option["text"] for option in question["options"])
