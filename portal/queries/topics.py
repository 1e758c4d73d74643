"""Subjects of what citizens say that only the public site can name (citizens.queries.topics.RESOLVERS)."""

from django.urls import reverse

from diagnostics.results.queries.published import edition


def question(code: str) -> tuple[str, str] | None:
    """Return title and path of a question of the newest publication, None when it has no such question. Two queries."""
    shown = edition()
    found = shown and shown.round.version.parsed.question_by_code.get(code)
    return (f"Pregunta {code}: {found.text}", reverse("portal:question", args=[code])) if found else None
