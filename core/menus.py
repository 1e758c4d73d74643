"""The menus of people who are signed in. Each app registers its own links when the portal starts (AppConfig.ready)."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Menu(StrEnum):
    WORK = "work"  # the header of every page
    ACCOUNT = "account"  # the tabs of one's own account
    FOOT = "foot"


@dataclass(frozen=True)
class Link:
    """One link of a menu. Templates ask for it by `name`: {{ links.NAME }}.

    permissions: one of them opens it; without any, everybody who is signed in sees it.
    position: the menu is in this order.
    count: how many things wait behind it for a user, called only where the number is printed; `count_label`: what they are.
    views: names of further views at which the link is marked as the open one.
    """

    name: str
    label: str
    url_name: str
    position: int
    menu: Menu = Menu.WORK
    permissions: tuple[str, ...] = ()
    count: Callable[[Any], int] | None = None
    count_label: str = ""
    views: tuple[str, ...] = ()


_registered: dict[str, Link] = {}


def register(*links: Link) -> None:
    for link in links:
        assert link.name not in _registered, f"two links are named {link.name}"
        _registered[link.name] = link


def links() -> list[Link]:
    """Return all links, in the order of their positions."""
    return sorted(_registered.values(), key=lambda link: link.position)
