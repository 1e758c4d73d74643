"""Where the steps up of one question may end (scoring.steps), each end with its effort and what conditions read of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, combinations
from typing import Any

from diagnostics.scoring.conditions import question_atom
from diagnostics.scoring.instrument import MULTI, Instrument, Question
from diagnostics.scoring.questions import ZERO, question_score
from diagnostics.scoring.steps import Step, steps_of
from diagnostics.scoring.values import read

Truths = tuple[bool, ...]
MOST_SUBSETS = 4096  # of the options of one question that conditions read


class TooMuchWork(ArithmeticError):
    """The edition has so many conditions or so much effort that a way cannot be found in a bounded time."""


@dataclass(frozen=True)
class Move:
    """`steps`: those taken; none is to stay. `truths`: of the atoms that read the question, in the order given."""

    steps: tuple[Step, ...]
    score: Fraction
    truths: Truths

    @property
    def effort(self) -> int:
        return sum(step.effort for step in self.steps)


def moves_of(
    instrument: Instrument, question: Question, value: str, evidence: str, atoms: Sequence[dict[str, Any]]
) -> list[Move]:
    """Return every end worth taking of an applicable question, the one where it stays first.

    Of a multiple, for each number of further options and each choice among those that `atoms` read: the rest are the ones
    with most points. Raises TooMuchWork.
    """

    def move(path: Sequence[Step]) -> Move:
        said, proof = (path[-1].value, path[-1].evidence) if path else (value, evidence)
        declared = read(question, said)
        score = question_score(instrument, question, declared, proof) if declared else ZERO
        return Move(tuple(path), score, tuple(question_atom(atom, question, declared) for atom in atoms))

    if not question.is_scored:
        return [move(())]
    path: list[Step] = []
    found = [move(path)]
    while steps := steps_of(instrument, question, *_end(path, value, evidence)):
        if question.type == MULTI and not steps[0].proves:
            read_ones = {atom["value"] for atom in atoms}
            ends = _chosen(instrument, question, path, (value, evidence), read_ones)
            return [*found, *(move(end) for end in ends)]
        path.append(steps[0])
        found.append(move(path))
    return found


def _end(path: Sequence[Step], value: str, evidence: str) -> tuple[str, str]:
    return (path[-1].value, path[-1].evidence) if path else (value, evidence)


def _chosen(
    instrument: Instrument, question: Question, path: list[Step], start: tuple[str, str], read_ones: set[str]
) -> Iterator[list[Step]]:
    """Yield the paths on which further options of a multiple are added."""
    open_ones = [step.target for step in steps_of(instrument, question, *_end(path, *start))]
    points = {option.code: option.points for option in question.options}
    told = [code for code in open_ones if code in read_ones]
    others = sorted((code for code in open_ones if code not in read_ones), key=lambda code: -points[code])
    if 2 ** len(told) > MOST_SUBSETS:
        raise TooMuchWork
    for subset in chain.from_iterable(combinations(told, size) for size in range(len(told) + 1)):
        taken = list(path)
        for number, code in enumerate([*subset, *others], start=1):
            steps = steps_of(instrument, question, *_end(taken, *start))
            taken.append(next(step for step in steps if step.target == code))
            if number >= max(len(subset), 1):
                yield list(taken)
