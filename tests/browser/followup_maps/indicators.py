"""Follow-up, indicators."""

from collections.abc import Iterator

from tests.browser.visits import Visit


def visits() -> Iterator[Visit]:
    yield from ()
