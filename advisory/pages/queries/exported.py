"""What the open data and the API say of public practices."""

from typing import Any

from advisory.practices.models.versions import PracticeVersionQuerySet
from advisory.practices.queries.exported import documented


def public_rows(versions: PracticeVersionQuerySet) -> list[dict[str, Any]]:
    """Return the columns of the open data. One query, however many there are."""
    return [documented(one, one.practice) for one in versions]
