"""What the review writes about answers, for pages outside the review: unread messages and requests to clarify."""

from accounts.models import User
from diagnostics.assessments.choices import Reopening, State
from diagnostics.assessments.models import Answer, Assessment
from notices.queries.notifications import unread_keys

ABOUT = "message"


def key_of(assessment: Assessment, question: str = "") -> str:
    """Return how the keys of notifications about messages on an answer begin, or those on all of an assessment's."""
    return f"{ABOUT}:{assessment.pk}:{question}:" if question else f"{ABOUT}:{assessment.pk}:"


def questions_with_unread_messages(assessment: Assessment, user: User) -> set[str]:
    """Return the codes of the questions. One query."""
    return {key.split(":")[2] for key in unread_keys(user, key_of(assessment))}


def unread_by_assessment(user: User) -> dict[int, list[str]]:
    """Return the codes of the questions by primary key of the assessment. One query."""
    found: dict[int, set[str]] = {}
    for key in unread_keys(user, f"{ABOUT}:"):
        _, assessment, question, *_ = key.split(":")
        found.setdefault(int(assessment), set()).add(question)
    return {assessment: sorted(questions) for assessment, questions in found.items()}


def requests_of(assessment: Assessment) -> dict[str, str]:
    """Return what is to be clarified, by question. One query during clarifications, none at other times."""
    if assessment.state != State.CLARIFICATION:
        return {}
    rows = Answer.objects.filter(
        assessment=assessment, reopening=Reopening.CLARIFICATION, messages__is_request=True,
        messages__sent_at__isnull=False,
    )  # fmt: skip
    return dict(rows.values_list("question__code", "messages__text"))
