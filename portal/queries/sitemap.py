"""The public pages that search engines are told of."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from advisory.pages.queries.catalogue import practice_addresses
from cocreation.pages.queries.addresses import agenda_addresses
from diagnostics.results.queries.published import edition
from followup.pages.queries.addresses import commitment_addresses
from followup.pages.queries.indicator_catalogue import indicator_addresses
from territory.models import Municipality
from training.pages.queries.addresses import training_addresses

STILL = (
    "home", "compare", "question-list", "methodology", "data", "recompute", "news", "glossary", "about", "contact", "press",
    "privacy", "accessibility", "security", "english", "help",
)  # fmt: skip
OF_RESULTS = {"home", "compare", "question-list", "data", "recompute", "news"}
MOST = 50_000  # addresses in one sitemap, by its protocol


@dataclass(frozen=True)
class SitemapPage:
    """`changed_on`: the day of the last publication that the page shows; None if it shows none."""

    path: str
    changed_on: date | None = None


def sitemap_pages() -> list[SitemapPage]:
    """Ten queries, however many pages there are."""
    shown = edition()
    changed_on = max(timezone.localdate(p.published_at) for p in shown.all) if shown else None
    pages = [SitemapPage(reverse(f"portal:{name}"), changed_on if name in OF_RESULTS else None) for name in STILL]
    places = Municipality.objects.in_river_order().values_list("slug", flat=True)
    pages += [SitemapPage(reverse("portal:municipality", args=[slug]), changed_on) for slug in places]
    if shown:
        instrument = shown.round.version.parsed
        codes = [question.code for question in instrument.questions]
        pages += [SitemapPage(reverse("portal:question", args=[code]), changed_on) for code in codes]
        pages += [
            SitemapPage(reverse("portal:publication", args=[p.round.code]), timezone.localdate(p.published_at))
            for p in shown.all
        ]
    parts = (agenda_addresses, training_addresses, commitment_addresses, indicator_addresses, practice_addresses)
    others = [address for part in parts for address in part()]
    pages += [SitemapPage(path, changed_on) for path, changed_on in others]
    return pages[:MOST]
