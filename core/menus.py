"""Menus of signed-in users. Each app registers its links in AppConfig.ready."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Menu(StrEnum):
    WORK = "work"  # header of every page
    MORE = "more"  # the same header, under «Más»: what is opened now and then
    TOOLS = "tools"  # beside the name
    ACCOUNT = "account"  # tabs of the account pages
    FOOT = "foot"


@dataclass(frozen=True)
class Link:
    """One link of a menu. Templates get it by `name`: {{ links.NAME }}.

    permissions: any one of them shows the link; with none, every signed-in user sees it. unless: any one of them hides it.
    position: sort key in the menu.
    count: number of items waiting for a user, called only where it is printed; `count_label`: the noun after it.
    shown: asked with the request on every page, so without a query; False hides the link.
    views: further views for which the link is marked as current.
    """

    name: str
    label: str
    url_name: str
    position: int
    menu: Menu = Menu.WORK
    permissions: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    count: Callable[[Any], int] | None = None
    count_label: str = ""
    views: tuple[str, ...] = ()
    shown: Callable[[Any], bool] | None = None


_registered: dict[str, Link] = {}


def register(*links: Link) -> None:
    for link in links:
        assert link.name not in _registered, f"two links are named {link.name}"
        _registered[link.name] = link


def links() -> list[Link]:
    return sorted(_registered.values(), key=lambda link: link.position)
