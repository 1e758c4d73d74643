"""What a person still lacks for the certificate of a course: the one rule, printed to them as a list (docs/training.md)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

MOST_ATTEMPTS = 3
PRIOR_PASS_MARK = Fraction(85, 100)  # of who takes the quizzes without the course


class Lack(StrEnum):
    QUIZ = "quiz"
    ASSIGNMENT = "assignment"
    ATTENDANCE = "attendance"


@dataclass(frozen=True)
class Missing:
    """`module`: its code; "" for attendance."""

    lack: Lack
    module: str = ""


@dataclass(frozen=True)
class ModuleStanding:
    """`scores`: shares of the handed-in attempts, in their order; None: the module has no quiz.

    `is_accepted`: whether the assignment is; None: the module has none.
    """

    module: str
    scores: Sequence[Fraction] | None
    is_accepted: bool | None


@dataclass(frozen=True)
class Standing:
    """`sessions`: live sessions attended. `made_up`: an instructor accepted what makes up for them."""

    pass_mark: Fraction
    modules: Sequence[ModuleStanding]
    sessions: int
    made_up: bool
    has_prior_learning: bool


def missing(standing: Standing) -> list[Missing]:
    """Return what is missing, in the order of the course; the certificate waits for nothing else."""
    found = []
    for module in standing.modules:
        if module.scores is not None and not has_passed(standing, module.scores):
            found.append(Missing(Lack.QUIZ, module.module))
        if module.is_accepted is False:
            found.append(Missing(Lack.ASSIGNMENT, module.module))
    if not (standing.has_prior_learning or standing.sessions >= 1 or standing.made_up):
        found.append(Missing(Lack.ATTENDANCE))
    return found


def has_passed(standing: Standing, scores: Sequence[Fraction]) -> bool:
    """Return whether a quiz is passed: by its best of three attempts, or by its only one for who takes no course."""
    if standing.has_prior_learning:
        return bool(scores) and scores[0] >= PRIOR_PASS_MARK
    return max(scores[:MOST_ATTEMPTS], default=Fraction(-1)) >= standing.pass_mark


def eligible(standing: Standing) -> bool:
    return bool(standing.modules) and not missing(standing)
