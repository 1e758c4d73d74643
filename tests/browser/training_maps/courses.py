"""Training, courses."""

from collections.abc import Iterator

from tests.browser.visits import Visit


def visits() -> Iterator[Visit]:
    yield Visit("courses:norm-list", "/normas/")
