"""Feeds of what happened to one commitment or indicator."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Atom1Feed

from core.datasets.files import LICENCE
from core.web.addresses import absolute
from followup.pages.queries.happenings import Happening

ENTRIES = 50
DEMO = "Datos de demostración. "


@dataclass(frozen=True)
class Told:
    """What a feed is about. `key` begins the ids of its entries; `path`, of the page; `feed_path`, its own."""

    key: str
    name: str
    path: str
    feed_path: str
    happenings: Sequence[Happening]
    is_demo: bool


class HappeningFeed(Feed):
    """Entry ids are stable if the portal moves."""

    feed_type = Atom1Feed
    language = "es-CO"
    author_name = settings.PUBLISHER_NAME
    feed_copyright = LICENCE["title"]

    def __init__(self, told: Told) -> None:
        self.told = told

    def title(self) -> str:
        return f"{DEMO if self.told.is_demo else ''}{self.told.name}: novedades"

    def link(self) -> str:
        return absolute(self.told.path.partition("#")[0])

    def feed_url(self) -> str:
        return absolute(self.told.feed_path)

    def items(self) -> Sequence[Happening]:
        return self.told.happenings[:ENTRIES]

    def item_title(self, one: Happening) -> str:
        return f"{DEMO if one.is_demo else ''}{one.title} · {self.told.name}"

    def item_description(self, one: Happening) -> str:
        return one.text

    def item_link(self, one: Happening) -> str:
        return absolute(self.told.path)

    def item_guid(self, one: Happening) -> str:
        return f"urn:innovacion360:{self.told.key}:{one.key}"

    def item_pubdate(self, one: Happening) -> datetime:
        return one.at

    item_updateddate = item_pubdate
