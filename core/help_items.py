"""Help on subjects of a page, such as questions of the diagnosis: apps fill the slot, a page asks for many subjects at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.slots import Slot


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
