"""Checks the links that rows hold, site by site, and records the outcome; reactions are up to the app of the row."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib import import_module
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F, Q

from files import tasks
from files.loaders import web_check
from files.loaders.web_check import Outcome
from files.models import CLAIM_LASTS, LinkChecked, LinkCheckedQuerySet

logger = logging.getLogger(__name__)

# Addresses that one request has looked at beside the weekly checks; without a worker it waits for them itself.
MOST_NOW, MOST_NOW_WITHOUT_WORKER = 1000, 4
# The run of one site must end within the time limit of a task, even if every link times out.
MOST_LINKS, MOST_OF_A_SITE = 150, 12


class Link(NamedTuple):
    """A link to check: the label of its model, the primary key of its row, and its address."""

    model: str
    key: int
    url: str


@dataclass(frozen=True)
class LinkSource:
    """A model whose links are checked, and the module of its app that reacts to the outcome.

    The module is imported at the first check, not at start-up, and called in the transaction that records a check:
    lock(rows): return the row of a queryset of at most one, locked, after whatever the app locks before it; None if it is gone.
    on_link_broken(row, at): the check failed for the second time in a row.
    on_link_restored(row, at): it was broken, and opens again.
    """

    model: type[LinkChecked]
    module: str


SOURCES: dict[str, LinkSource] = {}  # by label of the model; filled in AppConfig.ready of the apps above


def register(source: LinkSource) -> None:
    SOURCES[source.model._meta.label_lower] = source


@transaction.atomic
def note_check(*, link: Link, outcome: Outcome, at: datetime, claimed_at: datetime | None = None) -> None:
    """Record the outcome of a check; a row whose address changed meanwhile is left alone.

    `claimed_at`: when the check was claimed, so that a repeated report counts once. Only broken and refused links count as
    failures, unsure ones do not.
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
    """Claim the links that are due and return them by site.

    A link is due after a week, or after a day while it fails; at most MOST_LINKS in all and MOST_OF_A_SITE per site.
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
    found = []
    for label, source in SOURCES.items():
        rows = source.model.objects.due_for_check(at).order_by(F("checked_at").asc(nulls_first=True), "pk")
        for key, url, checked_at in rows.values_list("pk", "url", "checked_at")[: 5 * MOST_LINKS]:
            found.append((checked_at, Link(label, key, url)))
    found.sort(key=lambda pair: (pair[0] is not None, pair[0]))
    return [link for _, link in found]


def _claim(links: list[Link], at: datetime) -> set[Link]:
    """Mark links as claimed; return those that no other process claimed meanwhile."""
    taken = set()
    for label, source in SOURCES.items():
        wanted = {link.key: link for link in links if link.model == label}
        due = source.model.objects.due_for_check(at).filter(pk__in=wanted)
        keys = set(due.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True))
        source.model.objects.filter(pk__in=keys).update(check_claimed_at=at)
        taken |= {wanted[key] for key in keys}
    return taken


def check_due_links(*, at: datetime) -> int:
    """Enqueue the check of the due links, one task per site; return how many. Nothing if LINK_CHECKS is off."""
    if not settings.LINK_CHECKS:
        return 0
    sites = claim_due_links(at=at)
    for links in sites.values():
        tasks.check_links_of_site.delay(links=links, claimed_at=at.isoformat())
    return sum(map(len, sites.values()))


def links_waiting(at: datetime) -> int:
    """Return how many links are due for a check. One query per model with links."""
    return sum(source.model.objects.due_for_check(at).count() for source in SOURCES.values())


@transaction.atomic
def check_now(*, rows: LinkCheckedQuerySet, at: datetime) -> None:
    """Enqueue on commit the check of rows of one model, whenever they are due; those whose check is under way are left out.

    Also if LINK_CHECKS is off, which stops only the checks that nobody asked for. At most MOST_NOW addresses.
    """
    label = rows.model._meta.label_lower
    under_way = Q(check_claimed_at__gte=at - CLAIM_LASTS) & (
        Q(checked_at=None) | Q(checked_at__lt=F("check_claimed_at"))
    )
    free = rows.exclude(under_way).filter(url__isnull=False)
    most = MOST_NOW_WITHOUT_WORKER if tasks.check_links_of_site.app.conf.task_always_eager else MOST_NOW
    urls = list(free.order_by("url").values_list("url", flat=True).distinct()[:most])
    found = rows.model.objects.filter(pk__in=free.filter(url__in=urls).values("pk"))
    by_site: dict[str, list[Link]] = {}
    for key, url in (
        found.select_for_update(skip_locked=True, of=("self",)).order_by("url", "pk").values_list("pk", "url")
    ):
        by_site.setdefault(urlsplit(url).netloc.lower(), []).append(Link(label, key, url))
    keys = [link.key for links in by_site.values() for link in links]
    rows.model.objects.filter(pk__in=keys).update(check_claimed_at=at)
    for links in by_site.values():
        transaction.on_commit(
            partial(tasks.check_links_of_site.delay, links=links, claimed_at=at.isoformat()), robust=True
        )


def check_links_of_site(*, links: list[Link], claimed_at: datetime, at: Callable[[], datetime]) -> None:
    """Check the links of one site in sequence, each address once, with a pause between them; `at` is the clock.

    What is more than MOST_OF_A_SITE addresses is left to the next task.
    """
    agent = f"InnovacionPublica360 ({settings.SITE_URL}; revisa si las direcciones abren)"
    by_url: dict[str, list[Link]] = {}
    for link in links:
        by_url.setdefault(link.url, []).append(link)
    for number, (url, same) in enumerate(list(by_url.items())[:MOST_OF_A_SITE]):
        if number:
            time.sleep(settings.LINK_CHECK_PAUSE)
        outcome = web_check.check(url, agent=agent, allowed=settings.LINK_CHECK_ALLOWED)
        for link in same:
            try:
                note_check(link=link, outcome=outcome, at=at(), claimed_at=claimed_at)
            except DatabaseError:  # due again after CLAIM_LASTS; the others go on
                logger.exception("check of %s %d was not written", link.model, link.key)
    if rest := [link for same in list(by_url.values())[MOST_OF_A_SITE:] for link in same]:
        tasks.check_links_of_site.delay(links=rest, claimed_at=claimed_at.isoformat())
