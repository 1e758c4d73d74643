"""What signed-in users can search. Each app registers its sources in AppConfig.ready; the page is in accounts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Found:
    """One result: a link and a line of context."""

    title: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Source:
    """`name`: its value in the address. `position`: sort key on the page.

    rows: user and text → the matching rows that this user may see, a list or an ordered QuerySet; only a slice is fetched.
    shown: user and that slice → its results, in a constant number of queries.
    """

    name: str
    title: str
    position: int
    rows: Callable[[Any, str], Sequence]
    shown: Callable[[Any, Sequence], list[Found]]


_registered: dict[str, Source] = {}


def register(*sources: Source) -> None:
    for source in sources:
        assert source.name not in _registered, f"two sources of the search are named {source.name}"
        _registered[source.name] = source


def sources() -> list[Source]:
    return sorted(_registered.values(), key=lambda source: source.position)
