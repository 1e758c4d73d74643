"""Notifications about what the mayor's office and the review do with an assessment."""

from datetime import datetime

from django.utils import timezone

from accounts.permissions import Permission
from core.words import counted, long_day
from diagnostics.assessments.actions.telling import tell_who
from diagnostics.assessments.models import Assessment
from diagnostics.review.choices import notifications as texts

REVIEW, OUTCOME = "review:review-detail", "review:outcome"


def that_it_came_back(*, assessment: Assessment, reason: str, at: datetime) -> None:
    tell_who(Permission.FILL_ANSWERS, assessment, texts.CAME_BACK, at, razon=reason)


def that_it_was_signed(*, assessment: Assessment, at: datetime) -> None:
    """Notify the municipal team and the reviewers that the assessment is in review."""
    day = long_day(timezone.localdate(at), with_year=True)
    tell_who(Permission.VIEW_ASSESSMENT, assessment, texts.SIGNED, at, only_municipal=True, fecha=day)
    tell_who(Permission.REVIEW_ANSWERS, assessment, texts.TO_REVIEW, at, page=REVIEW)


def that_clarifications_are_asked(*, assessment: Assessment, codes: list[str], at: datetime) -> None:
    values = {"cuantas_respuestas": counted(len(codes), "respuesta", "respuestas"), "preguntas": ", ".join(codes)}
    tell_who(Permission.FILL_ANSWERS, assessment, texts.TO_CLARIFY, at, page=OUTCOME, **values)


def that_clarifications_are_over(*, assessment: Assessment, silent: int, at: datetime) -> None:
    """Notify the reviewers that the clarifications were answered, or that `silent` of them were not before the deadline."""
    text = texts.NOT_CLARIFIED if silent else texts.CLARIFIED
    tell_who(Permission.REVIEW_ANSWERS, assessment, text, at, page=REVIEW, sin_responder=str(silent))


def that_the_review_is_closed(*, assessment: Assessment, adjusted: int, at: datetime) -> None:
    """Notify the municipality of the outcome of the review and, if it adjusted anything, of the deadline for the reply."""
    text, count = texts.ADJUSTED if adjusted else texts.NO_ADJUSTMENT, counted(adjusted, "respuesta", "respuestas")
    who = Permission.VIEW_ASSESSMENT
    tell_who(who, assessment, text, at, page=OUTCOME, only_municipal=True, cuantas_respuestas=count)


def that_a_reply_came(*, assessment: Assessment, contested: int, at: datetime) -> None:
    count = counted(contested, "ajuste", "ajustes")
    tell_who(Permission.DECIDE_REPLIES, assessment, texts.REPLIED, at, page=REVIEW, cuantos_ajustes=count)


def that_it_is_final(*, assessment: Assessment, silent: bool, at: datetime) -> None:
    text = texts.FINAL_UNANSWERED if silent else texts.FINAL
    tell_who(Permission.VIEW_ASSESSMENT, assessment, text, at, page=OUTCOME, only_municipal=True)
