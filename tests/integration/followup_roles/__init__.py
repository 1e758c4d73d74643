"""What the addresses of follow-up answer to everybody: as role_table.py; a file for each room."""

from collections.abc import Iterator

from tests.integration.followup_roles import circle, commitments, evidence, indicators, minutes, pages, sightings

ROOMS = (minutes, pages, sightings, commitments, circle, indicators, evidence)


def followup_rows() -> Iterator[list[str]]:
    for room in ROOMS:
        for line in room.TABLE.strip().splitlines()[1:]:
            yield line.split()


def followup_arguments(cast) -> dict[str, dict]:
    """A commitment and a measurement with something behind every address; what each address takes, by its name."""
    found: dict[str, dict] = {}
    for room in ROOMS:
        found |= room.arguments(cast)
    return found
