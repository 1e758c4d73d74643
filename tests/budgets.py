"""Counting what a request sends to the database."""

from collections.abc import Callable

from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

TRANSACTION = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


def queries_of(request: Callable[[], HttpResponse]) -> list[str]:
    """Send a request and return its queries; the words that open and close transactions are left out."""
    with CaptureQueriesContext(connection) as captured:
        request()
    return [q["sql"] for q in captured if not q["sql"].startswith(TRANSACTION)]
