"""What is wrong in a course's folder: every reader of this package returns all of it, not only the first."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.refusals import Refusal

MOST_TOLD = 500  # in one message


@dataclass(frozen=True, order=True)
class Problem:
    """A fault at one line of a file. `message`: a sentence without its final point."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}, línea {self.line}: {self.message}."


class CourseRefused(Refusal):
    """A folder with faults; `problems` in the order of files and lines."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = sorted(set(problems))
        told = [str(problem) for problem in self.problems[:MOST_TOLD]]
        if more := len(self.problems) - len(told):
            told.append(f"Y {more} más.")
        super().__init__("\n".join(told))
