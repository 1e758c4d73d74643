"""Questions in Moodle's Aiken format: a line with the question, «A. » or «A) » for each answer, «ANSWER: A»."""

import re
from typing import Any

from training.courses.loaders import question_codes
from training.courses.loaders.gift_answers import MOST_OPTIONS, Refused
from training.courses.loaders.problems import Problem
from training.courses.loaders.question_checks import check

LARGEST, MOST_QUESTIONS = 400_000, 500
_OPTION = re.compile(r"([A-Z])[.)] +(.*)")
_ANSWER = re.compile(r"ANSWER: *([A-Z])")

Question = dict[str, Any]


def read(text: str, file: str) -> tuple[list[Question], list[Problem]]:
    """Return the questions, and every fault by the line where its question starts. The format has no explanations."""
    if len(text) > LARGEST:
        return [], [Problem(file, 1, f"hay más de {LARGEST:,} caracteres".replace(",", "."))]
    questions: list[Question] = []
    problems: list[Problem] = []
    stem: list[str] = []
    options: list[tuple[str, str]] = []
    start = 0
    for number, line in enumerate(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        line = line.strip()
        option, answer = _OPTION.fullmatch(line), _ANSWER.fullmatch(line)
        if not line:
            continue
        start = start if stem or options else number
        if answer:
            try:
                questions.append(_question(stem, options, answer[1]))
            except Refused as refused:
                problems.append(Problem(file, start, str(refused)))
            stem, options = [], []
        elif option:
            options.append((option[1], option[2].strip()))
        elif options:
            problems.append(Problem(file, number, "se esperaba otra respuesta «A. …» o la línea «ANSWER: A»"))
            stem, options, start = [line], [], number
        else:
            stem.append(line)
        if len(questions) + len(problems) > MOST_QUESTIONS:
            return questions, [*problems, Problem(file, number, f"hay más de {MOST_QUESTIONS} preguntas")]
    if stem or options:
        problems.append(Problem(file, start, "la pregunta no termina con una línea «ANSWER: A»"))
    if not questions and not problems:
        problems.append(Problem(file, 1, "no hay ninguna pregunta"))
    question_codes.make_unique(questions)
    return questions, problems


def _question(stem: list[str], options: list[tuple[str, str]], answer: str) -> Question:
    letters = [letter for letter, _ in options]
    if letters != sorted(set(letters)) or len(letters) > MOST_OPTIONS:
        raise Refused("las respuestas no van en el orden A, B, C…")
    if answer not in letters:
        raise Refused(f"ANSWER: {answer} no es una de sus respuestas")
    question = {
        "code": "", "kind": "single", "text": "\n".join(stem), "explanation": "",
        "options": [
            {"code": letter.lower(), "text": text, "share": str(int(letter == answer)), "explanation": ""}
            for letter, text in options
        ],
    }  # fmt: skip
    check(question)
    return question
