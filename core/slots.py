"""Extension points for apps above, which fill them in AppConfig.ready.

An app never imports one above it; where its pages or its arithmetic need something from there, it calls its slot.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Asked:
    """`subjects`: at which level the place stands in each; None where it has none. `user`: who reads the page."""

    place: Any
    process: str
    subjects: Mapping[str, int | None]
    user: Any


@dataclass(frozen=True)
class HelpItem:
    """`kind`, `key`: what it is. `near`: 1 about the very subject, 2 about its group, 4 about its theme.

    `fits`: it takes from the level where the place stands; None if it does not say. `worked`, `tried`: of those who tried it and
    came to an end. `note`: what stands behind the link.
    """

    kind: str
    key: str
    label: str
    url: str
    note: str = ""
    near: int = 1
    fits: bool | None = None
    worked: int = 0
    tried: int = 0
    is_demo: bool = False


# Called as function(asked) → {subject: [HelpItem]}; two queries at most, however many subjects there are.
help_items = Slot()


def items_for(asked: Asked) -> dict[str, list[HelpItem]]:
    """Return what all apps have for each subject, in no order."""
    found: dict[str, list[HelpItem]] = {subject: [] for subject in asked.subjects}
    for filler in help_items:
        offered: Mapping[str, Iterable[HelpItem]] = filler(asked)
        for subject in found:
            found[subject].extend(offered.get(subject, ()))
    return found
