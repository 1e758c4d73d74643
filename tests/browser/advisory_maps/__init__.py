"""Every page of advice with who opens it; a file for each room."""

from collections.abc import Iterator

from tests.browser.advisory_maps import pages, practices
from tests.browser.visits import Visit


def advisory_visits() -> Iterator[Visit]:
    yield from pages.visits()
    yield from practices.visits()
