"""Practices in the search of signed-in people."""

from collections.abc import Sequence

from advisory.pages.queries.search import having_words
from advisory.practices.models import PracticeVersion
from advisory.practices.models.versions import PracticeVersionQuerySet
from advisory.practices.queries.public import public_practices
from core.search.sources import Found


def rows(user, text: str) -> PracticeVersionQuerySet:
    """Return the public practices that hold the words, for anybody."""
    return having_words(public_practices(), text).order_by("-published_at", "-pk")


def shown(user, versions: Sequence[PracticeVersion]) -> list[Found]:
    return [
        Found(one.title, one.practice.get_absolute_url(), f"{one.practice.code} · {one.practice.municipality.name}")
        for one in versions
    ]
