"""Attempts at a quiz: begun once, answered one by one, handed in once."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.crypto import get_random_string

from core.refusals import Refusal
from core.words import clock
from training.cohorts.actions.progress import record_progress
from training.cohorts.choices import CohortState
from training.cohorts.models import Enrolment
from training.grading import document
from training.grading.questions import is_valid, shuffled, total
from training.quizzes.choices import Via
from training.quizzes.models import Attempt, AttemptAnswer
from training.quizzes.queries.attempts import counts_as_passed, most_attempts


class Closed(Refusal):
    """The attempt, or the quiz, takes nothing any more."""

    is_conflict = True


class Malformed(Refusal):
    """No form of ours sends such an answer."""


@dataclass(frozen=True)
class Draft:
    """An answer as it arrived. `seen_version` 0: the page saw none; `written_from` names the opened page."""

    question: str
    value: Any
    seen_version: int
    written_from: str = ""


@dataclass(frozen=True)
class Saved:
    """`stored`: what is in the database now. `is_conflict`: it is not the draft, since it changed unseen."""

    draft: Draft
    stored: AttemptAnswer | None
    is_conflict: bool


@transaction.atomic
def start(
    *, enrolment: Enrolment, module: document.Module, at: datetime, via: Via = Via.SCREEN, typed_by=None
) -> Attempt:
    """Begin an attempt, or return the open one: pressed twice, or in two browsers, it is one.

    One whose time passed is handed in first. Refuses Closed when no attempt is left or the cohort is not open.
    """
    # Serialises the starts of one person in one cohort.
    Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
    made = list(Attempt.objects.filter(enrolment=enrolment, module=module.code))
    for attempt in made:
        if attempt.has_run_out(at):
            _close(attempt, enrolment, at)
        elif attempt.handed_in_at is None:
            if via is not Via.SCREEN:
                raise Closed("Esta persona tiene un intento abierto en pantalla. Espere a que lo entregue.")
            return attempt
    require_open(enrolment, at)
    most = most_attempts(enrolment)
    if len(made) >= most:
        raise Closed("Ya usó su único intento." if most == 1 else f"Ya usó los {most} intentos de esta prueba.")
    questions = [_content(one) for one in shuffled(module.quiz, get_random_string(12))] if via is Via.SCREEN else [
        _content(one) for one in module.quiz
    ]  # fmt: skip
    timed = via is Via.SCREEN and module.quiz_minutes
    return Attempt.objects.create(
        enrolment=enrolment, module=module.code, number=len(made) + 1, questions=questions, out_of=len(questions), via=via,
        started_at=at, closes_at=at + timedelta(minutes=module.quiz_minutes) if timed else None, typed_by=typed_by,
    )  # fmt: skip


def require_open(enrolment: Enrolment, at: datetime) -> None:
    """Refuse Closed unless the person may still take quizzes. `enrolment` carries its cohort."""
    if enrolment.withdrawn_at is not None:
        raise Closed("Esta inscripción se retiró. Inscríbase de nuevo para presentar la prueba.")
    if enrolment.cohort.state != CohortState.OPEN:
        raise Closed("Este grupo no está abierto: sus pruebas ya no se presentan.")


def save(
    *, among: QuerySet[Attempt], read: Callable[[Attempt], list[Draft]], at: datetime, hands_in: bool = False
) -> tuple[Attempt, list[Saved]]:
    """Save answers of the one attempt `among` those the person may write, and with `hands_in` grade it.

    `read` says what arrived, once the attempt is locked. A conflict hands nothing in. What comes after its time closes the
    attempt and is refused (Closed), as is what comes after it was handed in. Raises Attempt.DoesNotExist.
    """
    with transaction.atomic():
        rows = among.select_related("enrolment__cohort__version__course").defer("enrolment__cohort__version__content")
        attempt = rows.select_for_update(no_key=True, of=("self",)).get()
        has_run_out = attempt.has_run_out(at)
        if has_run_out:
            _close(attempt, attempt.enrolment, at)
        elif attempt.handed_in_at is None:
            answers = {answer.question: answer for answer in attempt.answers.all()}
            saved = _save(attempt, answers, read(attempt), at)
            if hands_in and not any(one.is_conflict for one in saved):
                _close(attempt, attempt.enrolment, at, {code: answer.value for code, answer in answers.items()})
            return attempt, saved
    if has_run_out:  # told after the transaction, which a refusal would have undone
        raise Closed(f"El tiempo de esta prueba terminó a las {clock(attempt.closes_at)}: esta respuesta llegó tarde.")
    raise Closed("Esta prueba ya se entregó: sus respuestas no cambian.")


def _save(attempt: Attempt, answers: dict[str, AttemptAnswer], drafts: list[Draft], at: datetime) -> list[Saved]:
    """Write the drafts over `answers`, which then hold what is stored."""
    questions = {one.code: one for one in attempt.parsed}
    for draft in drafts:
        if draft.question not in questions or not is_valid(questions[draft.question], draft.value):
            raise Malformed("Esta respuesta no es de esta pregunta. Recargue la página y responda de nuevo.")
    saved, new, changed = [], [], []
    for draft in drafts:
        answer = answers.get(draft.question)
        if answer.value == draft.value if answer else not draft.value:
            saved.append(Saved(draft, answer, is_conflict=False))
            continue
        if answer is not None and not _has_seen(draft, answer):
            saved.append(Saved(draft, answer, is_conflict=True))
            continue
        (changed if answer else new).append(draft.question)
        answer = answers.setdefault(
            draft.question, answer or AttemptAnswer(attempt=attempt, question=draft.question, version=0)
        )
        answer.value, answer.saved_at, answer.written_from = draft.value, at, draft.written_from
        answer.version += 1
        saved.append(Saved(draft, answer, is_conflict=False))
    AttemptAnswer.objects.bulk_create([answers[code] for code in new])
    if changed:
        fields = ["value", "saved_at", "written_from", "version"]
        AttemptAnswer.objects.bulk_update([answers[code] for code in changed], fields)
    return saved


def _has_seen(draft: Draft, answer: AttemptAnswer) -> bool:
    wrote_it = bool(draft.written_from) and draft.written_from == answer.written_from
    return wrote_it or draft.seen_version == answer.version


@transaction.atomic
def hand_in(*, attempt: Attempt, at: datetime) -> Attempt:
    """Grade the attempt and close it; handed in already, it stays as it is."""
    locked = Attempt.objects.select_for_update(no_key=True).get(pk=attempt.pk)
    locked.enrolment = attempt.enrolment
    if locked.handed_in_at is None:
        _close(locked, attempt.enrolment, at)
    return locked


def _close(attempt: Attempt, enrolment: Enrolment, at: datetime, answers: Mapping[str, Any] | None = None) -> None:
    """Grade what is saved. An attempt whose time passed was handed in when it did, whenever somebody notices."""
    if answers is None:
        answers = dict(attempt.answers.values_list("question", "value"))
    points = total(attempt.parsed, answers)
    attempt.handed_in_at = min(at, attempt.closes_at) if attempt.closes_at else at
    attempt.points, attempt.share = str(points), points * 10_000 // attempt.out_of
    attempt.save(update_fields=["handed_in_at", "points", "share"])
    if counts_as_passed(enrolment, attempt):
        record_progress(enrolment)


def close_overdue(at: datetime) -> int:
    """Hand in every attempt whose time passed or whose cohort ended. Returns how many."""
    is_late = Q(closes_at__lt=at) | Q(enrolment__cohort__state=CohortState.ENDED)
    waiting = Attempt.objects.filter(is_late, handed_in_at=None).select_related("enrolment__cohort")
    closed = 0
    for attempt in waiting.order_by("pk").iterator():
        if attempt.has_run_out(at) or attempt.enrolment.cohort.state == CohortState.ENDED:
            hand_in(attempt=attempt, at=at)
            closed += 1
    return closed


def _content(question: document.Question) -> dict[str, Any]:
    """The question as it is kept in the attempt, with shares and numbers as text."""
    return json.loads(json.dumps(asdict(question), default=str))
