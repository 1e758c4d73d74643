"""What tests through the whole portal stand on."""

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

_close = BaseDatabaseWrapper.close_if_unusable_or_obsolete


@pytest.fixture(autouse=True)
def _connection_of_the_test_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """The end of a request would close the connection that holds the test's transaction.

    Django's own client keeps it; an application called as WSGI, or a streamed answer that is closed, does not.
    """
    monkeypatch.setattr(
        BaseDatabaseWrapper,
        "close_if_unusable_or_obsolete",
        lambda connection: None if connection.in_atomic_block else _close(connection),
    )
