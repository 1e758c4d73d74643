"""Log entries of the review whose details are not shown yet."""

from django.db.models import QuerySet

from core.models import AuditEntry
from diagnostics.assessments.choices import REVIEWING
from diagnostics.review.models import Reply, SecondReview


def hidden_acts(entries: list[AuditEntry]) -> set[tuple[str, str]]:
    """Return the actions on answers, as (verb, id), whose details the log hides: marks with a pending blind second reading, and
    replies that were not sent.
    """
    kept: dict[str, QuerySet] = {
        "answer.marked": SecondReview.objects.filter(marked_at=None, answer__assessment__state__in=REVIEWING),
        "reply.written": Reply.objects.filter(sent_at=None),
    }
    found: set[tuple[str, str]] = set()
    for verb, rows in kept.items():
        if keys := {int(e.target_id) for e in entries if e.verb == verb}:
            found |= {(verb, str(key)) for key in rows.filter(answer__in=keys).values_list("answer", flat=True)}
    return found
