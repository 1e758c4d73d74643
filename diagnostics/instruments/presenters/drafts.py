"""Wording of the pages of a draft: kinds of parts in URLs, and the obstacles to its publication."""

from django.urls import reverse

from diagnostics.instruments.choices import PartKind
from diagnostics.instruments.loaders.draft_checks import Check
from diagnostics.instruments.loaders.drafts import RULES
from diagnostics.instruments.loaders.nodes import Place
from diagnostics.instruments.models import EditionDraft

KIND_WORDS = {PartKind.DIMENSION: "dimension", PartKind.INDICATOR: "indicador", PartKind.QUESTION: "pregunta"}


def obstacles_of(draft: EditionDraft, check: Check) -> list[dict[str, str]]:
    return [{"url": _page_of(draft, *place.part), "text": sentence(place, words)} for place, words in check.obstacles]


def sentence(place: Place, words: str) -> str:
    return f"{place[:1].upper()}{place[1:]}: {words}."


def _page_of(draft: EditionDraft, kind: str, code: str) -> str:
    if kind in PartKind.values and code:
        return reverse("instruments:draft-part", args=[draft.pk, KIND_WORDS[PartKind(kind)], code])
    return reverse("instruments:draft-rules" if kind == RULES else "instruments:draft-head", args=[draft.pk])
