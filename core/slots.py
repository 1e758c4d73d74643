"""Places that an app leaves open for apps above it, which fill them when the portal starts (AppConfig.ready).

An app below never imports one above; where its pages or its arithmetic need something of theirs, it asks its slot.
"""

from collections.abc import Callable, Iterator
from typing import Any


class Slot:
    """Functions that apps above have put in; each is called as the slot's own documentation says."""

    def __init__(self) -> None:
        self._fillers: list[Callable[..., Any]] = []

    def fill(self, filler: Callable[..., Any]) -> None:
        if filler not in self._fillers:
            self._fillers.append(filler)

    def __iter__(self) -> Iterator[Callable[..., Any]]:
        return iter(self._fillers)


# Parts of pages: (slot of a page, words of the link, name of the URL, which takes the arguments of the slot). One that no app
# serves is left out. Filled by AppConfig.ready(), drawn by {% fragments %}.
FRAGMENTS: list[tuple[str, str, str]] = []


def register_fragment(slot: str, label: str, url_name: str) -> None:
    """Add a part to a slot of a page, when the portal starts (AppConfig.ready)."""
    if (slot, label, url_name) not in FRAGMENTS:
        FRAGMENTS.append((slot, label, url_name))
