"""Opening the links that rows hold, site by site, and writing how it went; what follows is up to the app of the row."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F

from core.web import web_check
from core.web.web_check import Outcome
from files import tasks
from files.models import LinkChecked

logger = logging.getLogger(__name__)

# One run of a site must end within the time limit of a task, even when every link hangs.
MOST_LINKS, MOST_OF_A_SITE = 150, 12


class Link(NamedTuple):
    """A link to open: the label of its model, the primary key of its row, and its address."""

    model: str
    key: int
    url: str


@dataclass(frozen=True)
class LinkSource:
    """A model whose links are opened, and the module of its app with what is done about them.

    The module is imported with the first check, not with the portal, and called in the transaction that writes a check:
    lock(rows): of rows, one at most, return that one locked, and first whatever the app locks before it; None: it is gone.
    on_link_broken(row, at): the link surely does not open, for the second time in a row.
    on_link_restored(row, at): it was broken, and opens again.
    """

    model: type[LinkChecked]
    module: str


SOURCES: dict[str, LinkSource] = {}  # by the label of the model; filled by AppConfig.ready() of the apps above


def register(source: LinkSource) -> None:
    SOURCES[source.model._meta.label_lower] = source


@transaction.atomic
def note_check(*, link: Link, outcome: Outcome, at: datetime, claimed_at: datetime | None = None) -> None:
    """Write how the check of a link went; what changed its address meanwhile is left alone.

    `claimed_at`: when the check was given out; the same check told twice counts once. Only what is surely gone counts as a
    failure.
    """
    source = SOURCES[link.model]
    reactions = import_module(source.module)
    row: LinkChecked | None = reactions.lock(source.model.objects.filter(pk=link.key, url=link.url))
    if row is None or (claimed_at and row.checked_at and row.checked_at >= claimed_at):
        return
    was_broken = row.is_broken
    row.checked_at, row.check_result = at, "" if outcome.state == web_check.OK else outcome.words
    if outcome.state == web_check.OK:
        row.check_failures = 0
    elif outcome.state in (web_check.BROKEN, web_check.REFUSED):
        row.check_failures = min(row.check_failures + 1, 99)
    row.save(update_fields=["checked_at", "check_result", "check_failures"])
    if row.is_broken != was_broken:
        (reactions.on_link_broken if row.is_broken else reactions.on_link_restored)(row, at)


@transaction.atomic
def claim_due_links(*, at: datetime) -> dict[str, list[Link]]:
    """Return the links to open now, by site, and mark them as given out so that nobody else opens them.

    A link is due after a week, after a day while it fails; at most MOST_LINKS in all and MOST_OF_A_SITE of one site.
    """
    by_site: dict[str, list[Link]] = {}
    for link in _due(at):
        site = by_site.setdefault(urlsplit(link.url).netloc.lower(), [])
        if len(site) < MOST_OF_A_SITE and sum(map(len, by_site.values())) < MOST_LINKS:
            site.append(link)
    taken = _claim([link for links in by_site.values() for link in links], at)
    mine = {site: [link for link in links if link in taken] for site, links in by_site.items()}
    return {site: links for site, links in mine.items() if links}


def _due(at: datetime) -> list[Link]:
    """Return links that are due: those never opened first, then those that wait longest."""
    found = []
    for label, source in SOURCES.items():
        rows = source.model.objects.due_for_check(at).order_by(F("checked_at").asc(nulls_first=True), "pk")
        for key, url, checked_at in rows.values_list("pk", "url", "checked_at")[: 5 * MOST_LINKS]:
            found.append((checked_at, Link(label, key, url)))
    found.sort(key=lambda pair: (pair[0] is not None, pair[0]))
    return [link for _, link in found]


def _claim(links: list[Link], at: datetime) -> set[Link]:
    """Mark links as given out; return those that nobody else took meanwhile."""
    taken = set()
    for label, source in SOURCES.items():
        wanted = {link.key: link for link in links if link.model == label}
        due = source.model.objects.due_for_check(at).filter(pk__in=wanted)
        keys = set(due.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True))
        source.model.objects.filter(pk__in=keys).update(check_claimed_at=at)
        taken |= {wanted[key] for key in keys}
    return taken


def check_due_links(*, at: datetime) -> int:
    """Have the due links opened, one task for each site; return how many. Nothing where link checks are off."""
    if not settings.LINK_CHECKS:
        return 0
    sites = claim_due_links(at=at)
    for links in sites.values():
        tasks.check_links_of_site.delay(links=links, claimed_at=at.isoformat())
    return sum(map(len, sites.values()))


def check_links_of_site(*, links: list[Link], claimed_at: datetime, at: Callable[[], datetime]) -> None:
    """Open the links of one site one after another, with a pause between them; `at` gives the time of each."""
    agent = f"InnovacionPublica360 ({settings.SITE_URL}; revisa si los enlaces abren)"
    for number, link in enumerate(links):
        if number:
            time.sleep(settings.LINK_CHECK_PAUSE)
        outcome = web_check.check(link.url, agent=agent, allowed=settings.LINK_CHECK_ALLOWED)
        try:
            note_check(link=link, outcome=outcome, at=at(), claimed_at=claimed_at)
        except DatabaseError:  # one that cannot be written now is due again in some hours; the others go on
            logger.exception("check of %s %d was not written", link.model, link.key)
