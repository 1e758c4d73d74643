"""Topics that only the public site knows (notices.queries.topics)."""

from django.urls import reverse

from diagnostics.results.queries.published import edition
from notices.queries.topics import Topic


def question(code: str) -> Topic | None:
    """Return the topic of a question of the newest publication, None if it has no such question. Two queries."""
    shown = edition() if code else None
    found = shown and shown.round.version.parsed.question_by_code.get(code)
    if not found:
        return None
    return Topic(f"question:{code}", f"Pregunta {code}: {found.text}", reverse("portal:question", args=[code]))
