"""The living diagnosis: links are opened, terms are watched, and only the answers that rest on what fell reopen."""

import logging
import time
from collections.abc import Callable
from datetime import date, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from core import audit
from core.web import web_check
from core.web.web_check import Outcome
from diagnostics.assessments.choices import Reopening
from diagnostics.assessments.models import Assessment, Evidence
from diagnostics.review import tasks
from diagnostics.review.actions import reopening
from files.choices import BROKEN_AFTER

logger = logging.getLogger(__name__)

# One run of a site must end within the time limit of a task, even when every link hangs.
MOST_LINKS, MOST_OF_A_SITE = 150, 12


@transaction.atomic
def note_check(
    *, evidence_id: int, url: str, outcome: Outcome, at: datetime, claimed_at: datetime | None = None
) -> None:
    """Write how the check of a link went; what changed its address meanwhile is left alone.

    `claimed_at`: when the check was given out; the same check told twice counts once. Only what is surely gone counts as a
    failure. At the second one in a row its answers reopen; when it opens again, those that nobody touched close again.
    """
    locked = _locked(Evidence.objects.filter(pk=evidence_id, url=url))
    if locked is None:
        return
    assessment, evidence = locked
    if claimed_at and evidence.checked_at and evidence.checked_at >= claimed_at:
        return
    was_broken = evidence.check_failures >= BROKEN_AFTER
    evidence.checked_at, evidence.check_result = at, "" if outcome.state == web_check.OK else outcome.words
    if outcome.state == web_check.OK:
        evidence.check_failures = 0
    elif outcome.state in (web_check.BROKEN, web_check.REFUSED):
        evidence.check_failures = min(evidence.check_failures + 1, 99)
    evidence.save(update_fields=["checked_at", "check_result", "check_failures"])
    if not was_broken and evidence.check_failures >= BROKEN_AFTER:
        reopening.reopen(assessment=assessment, evidence=evidence, why=Reopening.LINK_BROKEN, at=at)
    elif was_broken and not evidence.check_failures:
        reopening.close_untouched(evidence=evidence, today=timezone.localdate(at))
        audit.record(by=None, verb="evidence.opens_again", target=evidence, scope=assessment, at=at)


@transaction.atomic
def note_expiry(*, evidence_id: int, today: date, at: datetime) -> None:
    """Reopen the answers that rest on an evidence whose date is over, once for each date."""
    locked = _locked(Evidence.objects.expired(today).filter(pk=evidence_id))
    if locked is None:
        return
    assessment, evidence = locked
    evidence.expiry_noted = evidence.expires_on
    evidence.save(update_fields=["expiry_noted"])
    reopening.reopen(assessment=assessment, evidence=evidence, why=Reopening.EXPIRED, at=at)


def _locked(found) -> tuple[Assessment, Evidence] | None:
    """Lock a diagnosis and then its evidence, in the order in which people's own writes do."""
    owner = found.values_list("assessment", flat=True).first()
    if owner is None:
        return None
    assessment = Assessment.objects.select_for_update(of=("self",)).with_context().filter(pk=owner).first()
    evidence = Evidence.objects.select_for_update(of=("self",)).filter(pk__in=found.values("pk")).first()
    return (assessment, evidence) if evidence else None


@transaction.atomic
def claim_due_links(*, at: datetime) -> dict[str, list[tuple[int, str]]]:
    """Return the links to open now, (evidence, address) by site, and mark them as given out so that nobody else opens them.

    A link is due after a week, after a day while it fails; at most MOST_LINKS in all and MOST_OF_A_SITE of one site.
    """
    by_site: dict[str, list[tuple[int, str]]] = {}
    due = Evidence.objects.due_for_check(at=at).order_by(F("checked_at").asc(nulls_first=True), "pk")
    for key, url in due.values_list("pk", "url")[: 5 * MOST_LINKS]:
        site = by_site.setdefault(urlsplit(url).netloc.lower(), [])
        if len(site) < MOST_OF_A_SITE and sum(map(len, by_site.values())) < MOST_LINKS:
            site.append((key, url))
    wanted = [key for links in by_site.values() for key, _ in links]
    locked = (
        Evidence.objects.due_for_check(at=at).filter(pk__in=wanted).select_for_update(skip_locked=True, of=("self",))
    )
    taken = set(locked.values_list("pk", flat=True))
    Evidence.objects.filter(pk__in=taken).update(check_claimed_at=at)
    mine = {site: [link for link in links if link[0] in taken] for site, links in by_site.items()}
    return {site: links for site, links in mine.items() if links}


def check_due_links(*, at: datetime) -> int:
    """Have the due links opened, one task for each site; return how many. Nothing where link checks are off."""
    if not settings.LINK_CHECKS:
        return 0
    sites = claim_due_links(at=at)
    for links in sites.values():
        tasks.check_links_of_site.delay(links=links, claimed_at=at.isoformat())
    return sum(map(len, sites.values()))


def check_links_of_site(*, links: list[tuple[int, str]], claimed_at: datetime, at: Callable[[], datetime]) -> None:
    """Open the links of one site one after another, with a pause between them; `at` gives the time of each."""
    agent = f"InnovacionPublica360 ({settings.SITE_URL}; revisa si los enlaces abren)"
    for number, (key, url) in enumerate(links):
        if number:
            time.sleep(settings.LINK_CHECK_PAUSE)
        outcome = web_check.check(url, agent=agent, allowed=settings.LINK_CHECK_ALLOWED)
        try:
            note_check(evidence_id=key, url=url, outcome=outcome, at=at(), claimed_at=claimed_at)
        except DatabaseError:  # one that cannot be written now is due again in some hours; the others go on
            logger.exception("check of evidence %d was not written", key)


def note_expiries(*, today: date, at: datetime) -> int:
    """Note every evidence whose date is newly over; return how many."""
    keys = list(Evidence.objects.expired(today).values_list("pk", flat=True))
    for key in keys:
        note_expiry(evidence_id=key, today=today, at=at)
    return len(keys)
