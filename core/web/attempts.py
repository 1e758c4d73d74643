"""Limits of attempts within any span of time, with the true time until the next one.

Each attempt takes a slot that is free again when its span is over. Several processes never take more than there are;
an attempt that succeeded gives its slot back. Counted in the cache «counts», also while Redis is away.
"""

import time
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from math import ceil

from django.core.cache import caches


@dataclass(frozen=True)
class Limit:
    """At most so many attempts within any so many seconds."""

    action: str
    most: int
    seconds: int


class Exhausted(Exception):
    """Nothing was counted; `seconds` until every limit has a slot."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"wait {seconds:.0f} s")
        self.seconds = max(1, ceil(seconds))


@dataclass(frozen=True)
class Attempt:
    """What one attempt took. `was_last`: one of its limits has no slot left."""

    slots: tuple[str, ...]
    was_last: bool

    def take_back(self) -> None:
        caches["counts"].delete_many(self.slots)


def take(*counted: tuple[Limit, str]) -> Attempt:
    """Count one attempt against each limit, for what stands beside it (an address, a network; only its hash is kept).

    All or none: raises Exhausted where one of them has no slot.
    """
    counts, now = caches["counts"], time.time()
    all_slots = [_slots(limit, who) for limit, who in counted]
    taken = counts.get_many(chain.from_iterable(all_slots))
    mine: list[str] = []
    for (limit, _), slots in zip(counted, all_slots, strict=True):
        free = (slot for slot in slots if slot not in taken and counts.add(slot, now, timeout=limit.seconds))
        slot = next(free, None)
        if slot is None:
            counts.delete_many(mine)
            raise Exhausted(_wait(counted, all_slots, now))
        mine.append(slot)
    was_last = any(sum(slot in taken for slot in slots) + 1 >= len(slots) for slots in all_slots)
    return Attempt(tuple(mine), was_last)


def forget(*counted: tuple[Limit, str]) -> None:
    """Give back every slot."""
    caches["counts"].delete_many(list(chain.from_iterable(_slots(limit, who) for limit, who in counted)))


def _wait(counted: tuple[tuple[Limit, str], ...], all_slots: list[list[str]], now: float) -> float:
    taken = caches["counts"].get_many(chain.from_iterable(all_slots))
    waits = [0.0]
    for (limit, _), slots in zip(counted, all_slots, strict=True):
        times = [taken[slot] for slot in slots if slot in taken]
        if len(times) == limit.most:
            waits.append(min(times) + limit.seconds - now)
    return max(waits)


def _slots(limit: Limit, who: str) -> list[str]:
    hashed = sha256(who.encode()).hexdigest()
    return [f"attempt:{limit.action}:{hashed}:{number}" for number in range(limit.most)]
