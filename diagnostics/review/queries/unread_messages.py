"""Messages about answers that a person was told of and has not seen yet."""

from accounts.models import User
from diagnostics.assessments.models import Assessment
from notices.queries.notifications import unread_keys


def key_of(assessment: Assessment, question: str = "") -> str:
    """Return how the keys of notifications about messages on an answer begin, or those on all of an assessment's."""
    return f"message:{assessment.pk}:{question}:" if question else f"message:{assessment.pk}:"


def questions_with_unread_messages(assessment: Assessment, user: User) -> set[str]:
    """Return the codes of the questions. One query."""
    return {key.split(":")[2] for key in unread_keys(user, key_of(assessment))}
