"""What the addresses of advice answer to everybody: as role_table.py, with a column for the advisor; a file for each room."""

from collections.abc import Iterator

from tests.integration.advisory_roles import pages, practices

ROOMS = (pages, practices)


def advisory_rows() -> Iterator[list[str]]:
    for room in ROOMS:
        for line in room.TABLE.strip().splitlines()[1:]:
            yield line.split()


def advisory_arguments(cast) -> dict[str, dict]:
    """Practices with something behind every address; what each address takes, by its name."""
    found: dict[str, dict] = {}
    for room in ROOMS:
        found |= room.arguments(cast)
    return found
