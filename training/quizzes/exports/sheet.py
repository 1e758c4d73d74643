"""The sheet of a quiz on paper, as a tagged PDF: letters to mark, and what is typed in from them."""

from collections.abc import Sequence
from pathlib import Path

from core.pdf import tagged_pdf
from training.grading.document import Kind, Question
from training.grading.questions import in_shown_order

PAGE = Path(__file__).parent / "sheet.typ"
LONGEST_WHOLE = 2_000  # letters of a question that stays on one page: about half of it
HOW = {
    Kind.SINGLE: "Marque una letra.", Kind.BOOLEAN: "Marque una letra.",
    Kind.MULTIPLE: "Marque una o varias letras. Una mal escogida resta.", Kind.NUMBER: "Escriba un número.",
    Kind.ORDER: "Escriba las letras en su orden, de la primera a la última.",
}  # fmt: skip


def sheet_pdf(head: dict[str, str], questions: Sequence[Question]) -> bytes:
    """`head`: course, module, cohort, rule, version, demo."""
    shown = [
        {
            "number": f"Pregunta {number}",
            "text": question.text.split("\n\n"),
            "how": HOW[question.kind],
            "options": [{"letter": one.code.upper(), "text": one.text} for one in in_shown_order(question)],
            "writes": question.kind in (Kind.NUMBER, Kind.ORDER),
            "whole": len(question.text) + sum(len(one.text) for one in question.options) <= LONGEST_WHOLE,
        }
        for number, question in enumerate(questions, 1)
    ]
    return tagged_pdf(PAGE, {"head": head, "questions": shown})
