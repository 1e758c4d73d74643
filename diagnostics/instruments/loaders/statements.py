"""The statements of a question (scoring.statements): all that its type has, or none."""

from typing import Any

from core.documents.fields import Fields, refuse
from core.documents.nodes import Scalar
from core.placeholders import problem_in
from core.words import joined
from diagnostics.instruments.exports.edition_sheets import answer_word
from diagnostics.scoring.instrument import Question
from diagnostics.scoring.statements import ALL, OPTIONS, SOME, keys_of, placeholders_of

MOST_LETTERS = 300


def read_statements(node: Any, question: Question) -> dict[str, str]:
    """Return the statements in the order of the question's keys."""
    f = Fields(node, f"«statements» de la pregunta {question.code}")
    known = keys_of(question)
    for key in f.node:
        if key not in known:
            offered = " o ".join(_called(question, one, f) for one in known)
            what = f"la afirmación «{_called(question, key[:40], f)}» de la pregunta {question.code}"
            refuse(f.place(key), f"no se conoce {what}; se esperaba {offered}")
    found = {key: _statement(f, key, question) for key in known if f.get(key, None) is not None}
    if missing := [f"«{_called(question, key, f)}»" for key in known if key not in found and key != ALL]:
        what = f"la afirmación {missing[0]}" if len(missing) == 1 else f"las afirmaciones {joined(missing)}"
        verb = "falta" if len(missing) == 1 else "faltan"
        refuse(f.node.place, f"{verb} {what} de la pregunta {question.code}; se escriben todas o ninguna")
    return found


def _called(question: Question, key: str, f: Fields) -> str:
    """How people know the key where they read the fault: in a file as it stands, in the browser in words."""
    return answer_word(question.type, key) if f.node.place.part[0] else key


def _statement(f: Fields, key: str, question: Question) -> str:
    place, what = f.place(key), f"la afirmación «{_called(question, key, f)}» de la pregunta {question.code}"
    node = f.get(key)
    if not isinstance(node, Scalar):
        refuse(place, f"{what} debe ser un texto")
    text = " ".join(node.split())
    if not text:
        refuse(place, f"{what} está vacía")
    if len(text) > MOST_LETTERS:
        refuse(place, f"{what} tiene {len(text)} letras; el máximo es {MOST_LETTERS}")
    if problem := problem_in(text, placeholders_of(question, key)):
        refuse(place, f"{what} no sirve: {problem.rstrip('.')}")
    if key == SOME and f"{{{OPTIONS}}}" not in text:
        refuse(place, f"{what} debe llevar {{{OPTIONS}}}, donde se nombran las opciones marcadas")
    return text
