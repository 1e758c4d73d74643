"""Extension points for apps above, which fill them in AppConfig.ready.

An app never imports one above it; where its pages or its arithmetic need something from there, it calls its slot.
"""

from collections.abc import Callable, Iterator
from typing import Any


class Slot:
    """Functions registered by apps above; each slot documents how they are called."""

    def __init__(self) -> None:
        self._fillers: list[Callable[..., Any]] = []

    def fill(self, filler: Callable[..., Any]) -> None:
        if filler not in self._fillers:
            self._fillers.append(filler)

    def __iter__(self) -> Iterator[Callable[..., Any]]:
        return iter(self._fillers)


# Address of the help of a page, from the name of its address; "" if there is none. Filled once, drawn by {% help_address %}.
help_of_page = Slot()

# Called as function(people=, at=) by `seed_demo`, with the accounts by role: what apps above add to the demonstration.
on_demonstration = Slot()

# Parts of pages: (slot of a page, label of the link, name of the URL, which takes the arguments of the slot). A fragment whose
# URL no app serves is skipped. Filled in AppConfig.ready, drawn by {% fragments %}.
FRAGMENTS: list[tuple[str, str, str]] = []


def register_fragment(slot: str, label: str, url_name: str) -> None:
    """Add a part to a slot of a page, when the portal starts (AppConfig.ready)."""
    if (slot, label, url_name) not in FRAGMENTS:
        FRAGMENTS.append((slot, label, url_name))
