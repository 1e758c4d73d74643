"""The living diagnosis: links are opened, terms are watched, and only the answers that rest on what fell reopen."""

import time
from collections.abc import Callable
from datetime import date, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F

from accounts.actions.notifications import notify
from accounts.choices import NotificationKind
from accounts.permissions import Permission
from accounts.queries import people_who
from core import audit, web_check
from core.web_check import Outcome
from diagnostics import tasks
from diagnostics.actions.evidence import close_reopened
from diagnostics.choices import Layer, Reopening, State
from diagnostics.models import Answer, AnswerReview, Assessment, Evidence
from diagnostics.queries.filling import BROKEN_AFTER

# One run of a site must end within the time limit of a task, even when every link hangs.
MOST_LINKS, MOST_OF_A_SITE = 150, 12


@transaction.atomic
def note_check(*, evidence_id: int, url: str, outcome: Outcome, at: datetime) -> None:
    """Write how the check of a link went; what changed its address meanwhile is left alone.

    Only what is surely gone counts as a failure. At the second one in a row its answers reopen; when it opens again, those
    that nobody touched close again.
    """
    evidence = Evidence.objects.select_for_update().filter(pk=evidence_id, url=url).first()
    if evidence is None:
        return
    was_broken = evidence.check_failures >= BROKEN_AFTER
    evidence.checked_at, evidence.check_result = at, "" if outcome.state == web_check.OK else outcome.words
    if outcome.state == web_check.OK:
        evidence.check_failures = 0
    elif outcome.state in (web_check.BROKEN, web_check.REFUSED):
        evidence.check_failures = min(evidence.check_failures + 1, 99)
    evidence.save(update_fields=["checked_at", "check_result", "check_failures"])
    if not was_broken and evidence.check_failures >= BROKEN_AFTER:
        _reopen(evidence, Reopening.LINK_BROKEN, at)
    elif was_broken and not evidence.check_failures:
        close_reopened(evidence)
        audit.record(by=None, verb="evidence.opens_again", target=evidence, at=at)


@transaction.atomic
def note_expiry(*, evidence_id: int, today: date, at: datetime) -> None:
    """Reopen the answers that rest on an evidence whose date is over; the same day twice does nothing more."""
    evidence = Evidence.objects.select_for_update().filter(pk=evidence_id, expires_on__lt=today).first()
    if evidence is not None:
        _reopen(evidence, Reopening.EXPIRED, at)


def _reopen(evidence: Evidence, why: Reopening, at: datetime) -> None:
    """In review the answers take changes again and lose the reviewer's mark; elsewhere people are only told."""
    assessment = Assessment.objects.select_for_update(of=("self",)).with_context().get(pk=evidence.assessment_id)
    answers = Answer.objects.filter(
        evidence_uses__evidence=evidence, assessment=assessment, layer=Layer.SELF_ASSESSED
    ).distinct()
    codes = list(answers.order_by("question__position").values_list("question__code", flat=True).distinct())
    if not codes:
        return
    if assessment.state == State.IN_REVIEW:
        keys = list(answers.filter(reopened_at=None).values_list("pk", flat=True))
        Answer.objects.filter(pk__in=keys).update(reopened_at=at, reopening=why)
        gone, _ = AnswerReview.objects.filter(answer__in=keys).delete()
        for key in keys:
            audit.record(by=None, verb="answer.reopened", target=Answer(pk=key), at=at, data={"why": why})
        if gone:
            _tell_reviewers(assessment, evidence, why, codes, at)
    _tell_municipality(assessment, evidence, why, codes, at)


def _tell_municipality(
    assessment: Assessment, evidence: Evidence, why: Reopening, codes: list[str], at: datetime
) -> None:
    takes_changes = assessment.is_fillable or assessment.state == State.IN_REVIEW
    what = (
        "Cámbiela por una que sirva."
        if takes_changes
        else "El resultado no cambia; téngalo presente para el ciclo siguiente."
    )
    notify(
        to=[person.pk for person in people_who(Permission.FILL_ANSWERS, assessment.municipality)],
        kind=NotificationKind.REOPENED if assessment.state == State.IN_REVIEW else NotificationKind.EVIDENCE,
        key=_key(evidence, why),
        title=f"{why.label}: {', '.join(codes)}",
        body=f"«{evidence.name[:120]}» prueba {', '.join(codes)} en {assessment}. {what}",
        url=f"{assessment.get_absolute_url()}evidencias/{evidence.pk}/",
        at=at,
    )


def _tell_reviewers(assessment: Assessment, evidence: Evidence, why: Reopening, codes: list[str], at: datetime) -> None:
    notify(
        to=[person.pk for person in people_who(Permission.REVIEW_ANSWERS, assessment.municipality)],
        kind=NotificationKind.EVIDENCE,
        key=f"review {_key(evidence, why)}",
        title=f"Por marcar otra vez: {', '.join(codes)} de {assessment.municipality}",
        body=f"{why.label}. El municipio puede cambiar esas respuestas; las marcas que tenían se quitaron.",
        url=f"/revision/{assessment.round.code}/{assessment.municipality.slug}/",
        at=at,
    )


def _key(evidence: Evidence, why: Reopening) -> str:
    term = f" {evidence.expires_on}" if why == Reopening.EXPIRED else ""
    return f"{why} {evidence.pk} r{evidence.revision}{term}"


@transaction.atomic
def claim_due_links(*, at: datetime) -> dict[str, list[tuple[int, str]]]:
    """Return the links to open now, (evidence, address) by site, and mark them as taken so that nobody else opens them too.

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
    Evidence.objects.filter(pk__in=taken).update(checked_at=at)
    mine = {site: [link for link in links if link[0] in taken] for site, links in by_site.items()}
    return {site: links for site, links in mine.items() if links}


def check_due_links(*, at: datetime) -> int:
    """Have the due links opened, one task for each site; return how many. Nothing where link checks are off."""
    if not settings.LINK_CHECKS:
        return 0
    sites = claim_due_links(at=at)
    for links in sites.values():
        tasks.check_links_of_site.delay(links=links)
    return sum(map(len, sites.values()))


def check_links_of_site(*, links: list[tuple[int, str]], at: Callable[[], datetime]) -> None:
    """Open the links of one site one after another, with a pause between them; `at` gives the time of each."""
    agent = f"InnovacionPublica360 ({settings.SITE_URL}; revisa si los enlaces abren)"
    for number, (key, url) in enumerate(links):
        if number:
            time.sleep(settings.LINK_CHECK_PAUSE)
        outcome = web_check.check(url, agent=agent, allowed=settings.LINK_CHECK_ALLOWED)
        note_check(evidence_id=key, url=url, outcome=outcome, at=at())


def note_expiries(*, today: date, at: datetime) -> int:
    """Note every evidence whose date is over in a diagnosis that is not closed; return how many."""
    keys = list(Evidence.objects.expired(today).values_list("pk", flat=True))
    for key in keys:
        note_expiry(evidence_id=key, today=today, at=at)
    return len(keys)
