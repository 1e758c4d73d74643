"""What people answered to each question of a quiz, in the codes of its course, since every attempt names the options anew."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef

from training.cohorts.models import Cohort
from training.grading.document import Module, Question
from training.quizzes.models import Attempt, AttemptAnswer

MOST = 1000  # attempts that are read; the newest


def first_attempts(cohort: Cohort, module: Module) -> list[dict[str, Any]]:
    """Return the answers by question of the newest first attempts, of every cohort with the same version of the course.

    Later attempts were made with the explanations read. What a demonstration invented is not mixed with what people answered.
    A sheet without any answer, left empty or erased, says nothing of the questions.
    """
    rows = Attempt.objects.handed_in().filter(
        number=1, module=module.code, enrolment__cohort__version=cohort.version_id,
        enrolment__cohort__is_demonstration=cohort.is_demonstration,
    )  # fmt: skip
    rows = rows.filter(Exists(AttemptAnswer.objects.filter(attempt=OuterRef("pk"))))
    newest = rows.only("questions").order_by("-handed_in_at", "-pk").prefetch_related("answers")[:MOST]
    questions = {one.code: one for one in module.quiz}
    return [_answers(attempt, questions) for attempt in newest]


def _answers(attempt: Attempt, questions: Mapping[str, Question]) -> dict[str, Any]:
    shown = {one["code"]: one["options"] for one in attempt.questions}
    return {
        answer.question: _in_codes_of(questions[answer.question], shown[answer.question], answer.value)
        for answer in attempt.answers.all()
        if answer.question in questions
    }


def _in_codes_of(question: Question, shown: list[dict[str, Any]], value: Any) -> Any:
    """Options are known by their text, of which a question has no two alike."""
    if not isinstance(value, list):
        return value
    texts = {one["code"]: one["text"] for one in shown}
    codes = {one.text: one.code for one in question.options}
    return [codes.get(texts.get(code, ""), "") for code in value]
