"""A municipality's result as a PDF of at most two pages, with the words and figures of its public page."""

from base64 import b64decode, b64encode
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse

from core.datasets.files import LICENCE
from core.numbers import score as number
from core.numbers import signed
from core.web import page_cache
from core.web.addresses import absolute
from diagnostics.results.exports import DEMO
from portal.exports.one_pager import one_pager_pdf
from portal.queries.municipality.facts import Fact
from portal.queries.municipality.page import Page, municipality_page
from portal.queries.municipality.themes import Theme

KEPT = 3600  # seconds


def one_pager_of(slug: str, code: str | None) -> bytes | None:
    """Return the PDF of a municipality's last published result, or of that in a round; None if there is no such page.

    Kept until something is published.
    """
    key = f"one-pager:{settings.RELEASE}:{page_cache.edition()}:{slug}:{code or ''}"
    kept: str | None = cache.get(key)
    if kept is not None:
        return b64decode(kept)
    page = municipality_page(slug, code)
    if page is None or page.edition is None or page.outcome is None:
        return None
    written = one_pager_pdf(_written(page))
    cache.set(key, b64encode(written).decode(), KEPT)  # the cache takes what JSON holds
    return written


def _written(page: Page) -> dict[str, Any]:
    assert page.edition is not None
    assert page.outcome is not None
    round, publication, total = page.edition.round, page.edition.publication, page.outcome.total
    has_result = page.outcome.has_result
    why = f"{page.gate[0]} {page.gate[1]}" if page.gate else ""
    return {
        "title": f"{page.share_title}, {round}",
        "place": str(page.municipality),
        "round": str(round),
        "about": f"Resultado de gobierno abierto de su alcaldía. {round}, {page.published_words}.",
        "summary": page.summary,
        "publisher": settings.PUBLISHER_NAME,
        "credit": f"{settings.PUBLISHER_NAME} · {LICENCE['name'].replace('-', ' ')}",
        "demo": DEMO if round.is_demo else "",
        "score": number(total.displayed) if has_result else "",
        "level": page.outcome.level_number,
        "word": page.outcome.level_words,
        "meaning": [page.level_note.means, *page.level_note.asks] if page.level_note else [],
        "why": why,
        "sentences": [str(phrase) for phrase in page.phrases[int(has_result) :]],  # the first one is drawn
        "has_median": page.medians is not None,
        "key": _key(page),
        "themes": [_theme(theme) for theme in page.themes],
        "total": {
            "score": number(total.displayed),
            "median": number(page.medians.total if page.medians else None),
            "difference": signed(page.total_difference),
        },
        "strengths": [_strength(one) for one in page.strengths],
        "gaps": [_gap(one) for one in page.gaps],
        "address": absolute(f"{page.municipality.get_absolute_url()}?ciclo={round.code}"),
        "files": absolute(f"{reverse('portal:data')}#{round.code}"),
        "version": f"{publication.version}, {page.edition.published_words}",
        "sha256": publication.run.inputs_sha256,
        "licence": f"{LICENCE['title']}, {LICENCE['path']}",
    }


def _key(page: Page) -> str:
    colour = "El color de la barra es el nivel del tema."
    if page.medians is None:
        return colour
    return f"{colour} La raya es la mediana de los {page.medians.count} municipios con resultado completo."


def _theme(theme: Theme) -> dict[str, Any]:
    low = f"{theme.low_words}, sin nivel" if theme.is_low else "–"
    return {
        "name": theme.name,
        "score": number(theme.displayed),
        "width": float(theme.displayed or 0),
        "colour": theme.level_number,
        "reference": None if theme.median is None else float(theme.median),
        "median": number(theme.median),
        "difference": signed(theme.difference),
        "level": f"{theme.level_number} {theme.level_name}" if theme.level_number else low,
        "holds_back": theme.holds_back,
    }


def _strength(fact: Fact) -> dict[str, str]:
    note = f"{fact.question.code} · {fact.dimension.short_name} · {number(fact.standing.score)} de 100 puntos"
    return {"title": fact.heading, "text": "" if fact.statement else fact.words, "note": note}


def _gap(fact: Fact) -> dict[str, str]:
    assert fact.gap is not None
    note = f"{fact.question.code} · {number(fact.standing.score)} de 100 hoy · {signed(fact.gap.gain)} puntos al total si lo da"
    words = [] if fact.statement else [fact.words.rstrip(".") + "."]
    return {
        "title": fact.heading,
        "text": " ".join([*words, f"El paso siguiente: {fact.gap.next_step}"]),
        "note": note,
    }
