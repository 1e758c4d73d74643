"""Counts the work of a call instead of timing it: lines of Python, calls of C functions, and what Unicode has to sort."""

import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any


class TooManySteps(BaseException):
    """The call took more steps than it may. No `except Exception` of the code under test catches it."""


class Steps:
    """`count`: lines of Python run and C functions called so far, these with what they walk through."""

    def __init__(self, most: int):
        self.count, self._most = 0, most

    def _step(self, more: int = 0) -> None:
        self.count += 1 + more
        if self.count > self._most:
            sys.settrace(None)
            sys.setprofile(None)
            raise TooManySteps(f"more than {self._most} steps")

    def line(self, frame: FrameType, event: str, about: Any) -> Callable:
        if event == "line":
            self._step()
        return self.line

    def call(self, frame: FrameType, event: str, about: Any) -> None:
        if event == "c_call":
            self._step(_walked(about))


def _walked(function: Any) -> int:
    """What a method of a list or a text walks through to its end: elements, or thousands of letters."""
    of, name = getattr(function, "__self__", None), function.__name__
    if isinstance(of, list):
        return len(of) if name in ("count", "index", "remove") else 0
    whole = name in ("count", "replace", "split", "lower", "casefold", "translate", "encode", "decode")
    return len(of) // 1000 if whole and isinstance(of, str | bytes) else 0


@contextmanager
def at_most(most: int) -> Iterator[Steps]:
    """Fail as soon as the block takes more than `most` steps, so that a test of endless work ends too."""
    steps, before = Steps(most), (sys.gettrace(), sys.getprofile())
    sys.settrace(steps.line)
    sys.setprofile(steps.call)
    try:
        yield steps
    finally:
        sys.settrace(before[0])
        sys.setprofile(before[1])
        if steps.count > most:  # somebody may have swallowed it
            raise TooManySteps(f"more than {most} steps")


class Sorting:
    """Stands where a module has `unicodedata`, and counts the moves by which `normalize` puts combining marks in order.

    The library sorts the marks of a letter by insertion: it moves as often as there are pairs in the wrong order.
    """

    def __init__(self) -> None:
        self.moves = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(unicodedata, name)

    def normalize(self, form: str, text: str) -> str:
        alone = "NFKD" if "K" in form else "NFD"
        before: Counter[int] = Counter()
        for letter in "".join(unicodedata.normalize(alone, letter) for letter in text):
            rank = unicodedata.combining(letter)
            if rank:
                self.moves += sum(count for other, count in before.items() if other > rank)
                before[rank] += 1
            else:
                before.clear()
        return unicodedata.normalize(form, text)
