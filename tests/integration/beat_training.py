"""Cases of training for test_beat.py: what stands there before an entry of the schedule runs, and what it does."""

from collections.abc import Callable, Iterator

CASES: dict[str, Callable[..., Iterator[None]]] = {}
