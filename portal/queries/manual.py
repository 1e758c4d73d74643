"""The help: the tasks of data/help/manual.yaml, which of them belongs to a page, and those of each manual."""

from dataclasses import dataclass
from functools import cache

import yaml
from django.conf import settings

from accounts.permissions import Role
from accounts.queries import holdings_of
from portal.choices import Manual

_OF_ROLE = {
    Role.CONTRIBUTOR: Manual.CONTRIBUTOR,
    Role.LIAISON: Manual.LIAISON,
    Role.APPROVER: Manual.APPROVER,
    Role.REVIEWER: Manual.REVIEWER,
    Role.COORDINATOR: Manual.COORDINATOR,
    Role.ADMIN: Manual.ADMIN,
}


@dataclass(frozen=True)
class Topic:
    """One task. `key`: part of its address. `pages`: names of addresses, or how they begin, whose help it is.

    `picture`: what static/help/KEY.webp shows, or nothing.
    """

    key: str
    title: str
    who: tuple[Manual, ...]
    pages: tuple[str, ...]
    steps: tuple[str, ...]
    notes: tuple[str, ...] = ()
    picture: str = ""

    @property
    def image(self) -> str:
        return f"help/{self.key}.webp"


@cache
def topics() -> tuple[Topic, ...]:
    """Return the tasks in the order of the manual."""
    text = (settings.BASE_DIR / "data" / "help" / "manual.yaml").read_text(encoding="utf-8")
    return tuple(
        Topic(
            key=one["key"],
            title=one["title"],
            who=tuple(Manual(name) for name in one["who"]),
            pages=tuple(one["pages"]),
            steps=tuple(one["steps"]),
            notes=tuple(one.get("notes", ())),
            picture=one.get("picture", ""),
        )
        for one in yaml.safe_load(text)
    )


def topic_of_page(view_name: str) -> Topic | None:
    """Return the task whose page this is: the one that names the longest beginning of the address's name."""
    fitting = [(len(page), topic) for topic in topics() for page in topic.pages if view_name.startswith(page)]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def topic_named(key: str) -> Topic | None:
    return next((topic for topic in topics() if topic.key == key), None)


def topics_of(manual: Manual) -> list[Topic]:
    return [topic for topic in topics() if manual in topic.who]


def own_manuals(user) -> list[Manual]:
    """Return the manuals of the roles that the user holds."""
    held = {_OF_ROLE[holding.role] for holding in holdings_of(user) if holding.role in _OF_ROLE}
    return [manual for manual in Manual if manual in held]
