"""Questions in Moodle's GIFT format: single and several options, true or false, number, and orderings «::[orden] …::».

Follows the format as Moodle documents and reads it. What a person writes stays Markdown; a blank line ends a question, so that
paragraphs are written «\\n\\n». Bounds: LARGEST characters, MOST_QUESTIONS; each block is walked a fixed number of times.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from training.courses.loaders import question_codes
from training.courses.loaders.gift_answers import ANSWERS, Refused, formatted, is_true_or_false
from training.courses.loaders.problems import Problem
from training.courses.loaders.question_checks import check, unexplained
from training.grading.gift_escapes import hidden, shown

LARGEST, MOST_QUESTIONS = 400_000, 500
_COMMENT, _CATEGORY = re.compile(r"\s*//"), re.compile(r"\s*\$CATEGORY:(.*)")
_ORDERING = re.compile(r"\[orden\]\s*", re.IGNORECASE)
_CLOZE = re.compile(r"\d*:[A-Za-z_]+:")

Question = dict[str, Any]


@dataclass(frozen=True)
class Block:
    """The lines of one question, without comments; `line` is its first one. `category`: the last part of the one in force."""

    line: int
    text: str
    category: str


def read(text: str, file: str, *, is_explained: bool = True) -> tuple[list[Question], list[Problem]]:
    """Return the questions as a course keeps them, and every fault. `is_explained`: whether each option needs its reason."""
    found, problems = read_by_category(text, file, is_explained=is_explained)
    return [question for _, question in found], problems


def read_by_category(
    text: str, file: str, *, is_explained: bool = True
) -> tuple[list[tuple[str, Question]], list[Problem]]:
    """Return the questions with the category each stands in."""
    if len(text) > LARGEST:
        return [], [Problem(file, 1, f"hay más de {LARGEST:,} caracteres".replace(",", "."))]
    found: list[tuple[str, Question]] = []
    problems: list[Problem] = []
    for block in _blocks(text):
        if len(found) + len(problems) == MOST_QUESTIONS:
            return found, [*problems, Problem(file, block.line, f"hay más de {MOST_QUESTIONS} preguntas")]
        try:
            question = _question(block.text)
            check(question)
            if is_explained:
                unexplained(question)
        except Refused as refused:
            problems.append(Problem(file, block.line, str(refused)))
        else:
            found.append((block.category, question))
    if not found and not problems:
        problems.append(Problem(file, 1, "no hay ninguna pregunta"))
    question_codes.make_unique([question for _, question in found])
    return found, problems


def _blocks(text: str) -> Iterator[Block]:
    category, start, lines = "", 0, []
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate([*plain.split("\n"), ""], 1):
        of_category = _CATEGORY.match(line) if not lines else None
        if _COMMENT.match(line):
            continue
        if of_category:
            category = of_category[1].strip().rpartition("/")[2].strip()
        elif line.strip():
            start = start if lines else number
            lines.append(line.rstrip())
        elif lines:
            yield Block(start, "\n".join(lines).strip(), category)
            lines = []


def _question(text: str) -> Question:
    text = hidden(text)
    title, text = _title(text)
    is_ordering = bool(_ORDERING.match(title))
    before, answers, after = _parts(text)
    stem, general = formatted(_stem(before, after)), ""
    if "####" in answers:
        answers, _, general = answers.rpartition("####")
    kind, body = _kind(answers.strip(), is_ordering=is_ordering)
    content = ANSWERS[kind](body)
    reasons = [formatted(general) if general.strip() else "", content.pop("explanation", "")]
    question = {
        "code": question_codes.of_title(shown(_ORDERING.sub("", title, count=1))), "kind": kind, "text": shown(stem).strip(),
        "options": [], "explanation": "\n\n".join(shown(reason).strip() for reason in reasons if reason),
    }  # fmt: skip
    return question | content


def _title(text: str) -> tuple[str, str]:
    if not text.startswith("::"):
        return "", text
    title, closing, rest = text[2:].partition("::")
    return (title.strip(), rest.strip()) if closing else ("", text)


def _parts(text: str) -> tuple[str, str, str]:
    start, end = text.find("{"), text.find("}")
    if start < 0 and end < 0:
        raise Refused("es una descripción, sin respuestas entre llaves; solo se reciben preguntas")
    if start < 0 or end < start:
        raise Refused("falta una llave: las respuestas van entre { y }, sin líneas en blanco")
    after = text[end + 1 :]
    if "{" in text[start + 1 : end] or "{" in after or "}" in after:
        raise Refused("tiene más de un bloque de respuestas, o una llave sin \\ delante")
    return text[:start], text[start + 1 : end], after


def _stem(before: str, after: str) -> str:
    """Return the text of a question; a blank stands where its answers stood in the middle of a sentence."""
    return f"{before}_____{after}".strip() if after.strip() else before.strip()


def _kind(answers: str, *, is_ordering: bool) -> tuple[str, str]:
    refusals: list[tuple[Callable[[], object], str]] = [
        (lambda: not answers, "es un ensayo, de respuesta libre; no se recibe en una prueba"),
        (lambda: _CLOZE.match(answers), "es de tipo cloze, con respuestas dentro del texto; no se recibe"),
    ]
    for holds, reason in refusals:
        if holds():
            raise Refused(reason)
    if is_ordering:
        return "order", answers
    if answers.startswith("#"):
        return "number", answers[1:]
    if "~" in answers:
        return ("single" if "=" in answers else "multiple"), answers
    if "=" in answers and "->" in answers:
        raise Refused("es de emparejar (->); no se recibe en una prueba")
    if is_true_or_false(answers):
        return "boolean", answers
    raise Refused("es de respuesta corta escrita; no se recibe en una prueba")
