"""Every page of follow-up with who opens it; a file for each room."""

from collections.abc import Iterator

from tests.browser.followup_maps import circle, commitments, indicators, minutes, pages, sightings
from tests.browser.visits import Visit


def followup_visits() -> Iterator[Visit]:
    for room in (minutes, pages, sightings, commitments, circle, indicators):
        yield from room.visits()
