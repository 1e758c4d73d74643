"""Every page of training with who opens it; a file for each room."""

from collections.abc import Iterator

from tests.browser.training_maps import (
    assignments,
    certificates,
    cohorts,
    courses,
    learning,
    pages,
    quizzes,
    recall,
)
from tests.browser.visits import Visit


def training_visits() -> Iterator[Visit]:
    for room in (pages, certificates, recall, learning, assignments, quizzes, cohorts, courses):
        yield from room.visits()
