"""Quizzes answered on paper: an instructor types the letters in, and they are graded as on the screen."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from core import audit
from core.refusals import Refusal
from training.cohorts.models import Enrolment
from training.grading.document import Kind, Module, Question
from training.grading.questions import is_answered
from training.quizzes.actions.attempts import Draft, save, start
from training.quizzes.choices import Via
from training.quizzes.models import Attempt


@transaction.atomic
def type_in(*, enrolment: Enrolment, module: Module, typed: Mapping[str, str], by, at: datetime) -> Attempt:
    """Make an attempt of what stands on a sheet and hand it in. `typed`: what was written, by question code.

    Refuses what is no answer of the sheet (all of it, with `fields`), one's own sheet, and as `start`.
    """
    if enrolment.user_id == by.pk:
        raise Refusal("Nadie digita su propia prueba: pídaselo a otra persona.")
    begun = start(enrolment=enrolment, module=module, at=at, via=Via.PAPER, typed_by=by)
    values, faults = {}, {}
    for question in begun.parsed:
        written = typed.get(question.code, "").strip()
        value = value_of(question, written)
        if written and not is_answered(question, value):
            faults[question.code] = [_fault(question)]
        values[question.code] = value
    if faults:
        raise Refusal("Una respuesta no se entiende. No se guardó nada.", fields=faults)
    drafts = [Draft(code, value, 0) for code, value in values.items()]
    closed, _ = save(among=Attempt.objects.filter(pk=begun.pk), read=lambda _: drafts, at=at, hands_in=True)
    audit.record(by=by, verb="quiz.typed_in", target=closed, scope=enrolment, at=at, data={"number": closed.number})
    return closed


def value_of(question: Question, written: str) -> Any:
    """Return the answer that letters stand for: «b», «a, c», «CAB»; a number as it is."""
    if question.kind is Kind.NUMBER:
        return written
    letters = re.sub(r"[\s,;.-]+", "", written.lower())
    known = {option.code for option in question.options}
    is_one = question.kind is not Kind.MULTIPLE and question.kind is not Kind.ORDER
    return list(letters) if set(letters) <= known and (len(letters) <= 1 or not is_one) else []


def _fault(question: Question) -> str:
    if question.kind is Kind.NUMBER:
        return "Escriba solo el número."
    letters = ", ".join(sorted(option.code.upper() for option in question.options))
    if question.kind is Kind.ORDER:
        return f"Escriba cada letra una vez, en su orden: {letters}."
    return f"Escriba {'una o varias letras' if question.kind is Kind.MULTIPLE else 'una letra'} de estas: {letters}."
