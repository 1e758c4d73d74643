"""A round of recall as its page shows it: what to press, and the explanation once it was pressed."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from training.courses.queries.rendering import html_of
from training.grading.questions import judged
from training.quizzes.presenters.panels import inline
from training.recall.models import RecallAnswer, RecallRound
from training.recall.queries.rounds import shown_questions


@dataclass(frozen=True)
class Line:
    code: str
    text: SafeString
    explanation: SafeString
    is_chosen: bool
    is_right: bool


@dataclass(frozen=True)
class Item:
    """`case`: what comes before the question itself, which is the last paragraph. `answer`: None until it was pressed."""

    key: str
    number: int
    case: SafeString
    asks: SafeString
    lines: list[Line]
    explanation: SafeString
    answer: RecallAnswer | None


def items_of(round: RecallRound) -> list[Item]:
    """One query."""
    answers = {row.question: row for row in round.answers.all()}
    found = []
    for number, (key, question) in enumerate(shown_questions(round).items(), start=1):
        case, _, asks = question.text.rpartition("\n\n")
        answer = answers.get(key)
        lines = [
            Line(one.code, inline(one.text), inline(one.explanation), one.is_chosen, one.is_right)
            for one in judged(question, [answer.chosen] if answer else [])
        ]
        found.append(
            Item(key, number, html_of(case, level=3), inline(asks), lines, html_of(question.explanation), answer)
        )
    return found
