"""What the addresses of training answer to everybody: as role_table.py, with a column for instructors; a file for each room."""

from collections.abc import Iterator

from tests.integration.training_roles import (
    assignments,
    certificates,
    cohorts,
    courses,
    learning,
    pages,
    quizzes,
    recall,
)

ROOMS = (pages, certificates, recall, learning, assignments, quizzes, cohorts, courses)


def training_rows() -> Iterator[list[str]]:
    for room in ROOMS:
        for line in room.TABLE.strip().splitlines()[1:]:
            yield line.split()


def training_arguments(cast) -> dict[str, dict]:
    """A course with something behind every address; what each address takes, by its name."""
    found: dict[str, dict] = {}
    for room in ROOMS:
        found |= room.arguments(cast)
    return found
