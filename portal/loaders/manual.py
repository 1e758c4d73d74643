"""The tasks of the manual, from data/help/manual.yaml."""

from dataclasses import dataclass
from functools import cache

import yaml
from django.conf import settings

from portal.choices import Manual


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
