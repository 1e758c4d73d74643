"""Questions brought from elsewhere: GIFT or Aiken, told apart by what is in the file."""

from typing import Any

from training.courses.loaders import aiken, gift
from training.courses.loaders.problems import Problem

Question = dict[str, Any]


def read(name: str, text: str) -> tuple[list[tuple[str, Question]], list[Problem]]:
    """Return the questions with the category each stands in, and every fault. Explanations may be written later.

    Aiken has no braces; a .txt with braces is GIFT, as Moodle exports it.
    """
    if not name.lower().endswith(".gift") and "{" not in text:
        questions, problems = aiken.read(text, name)
        return [("", question) for question in questions], problems
    return gift.read_by_category(text, name, is_explained=False)


def unexplained(found: list[tuple[str, Question]]) -> int:
    """Return how many answers have no explanation yet."""
    return sum(not option["explanation"] for _, question in found for option in question["options"])
