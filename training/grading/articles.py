"""Where a text names articles of norms, and which."""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

_NUMBER = r"\d+(?:\.\d+)*"
_ORDINALS = ("primer", "segund", "tercer", "cuart", "quint", "sext", "séptim", "octav", "noven", "décim")
_ORDINAL = rf"(?:{'|'.join(_ORDINALS)})[oa]?\b"
_ONE = re.compile(rf"\bart(?:[íi]culo|\.|)\s+({_NUMBER}|{_ORDINAL})", re.IGNORECASE)
_SEPARATOR = r"\s*(?:,|;|-|–|\by\b|\be\b|\bo\b|\bu\b|\bal?\b|\bhasta\b)+\s*(?:\b(?:el|los)\b\s*)?"
_SEVERAL = re.compile(rf"\bart(?:[íi]culos|s\.?)\s+({_NUMBER}(?:[º°.]*{_SEPARATOR}{_NUMBER})*)", re.IGNORECASE)
_RANGE = re.compile(r"(\d+)[º°.]*\s*(?:-|–|\bal?\b|\bhasta\b)\s*(?:\bel\b\s*)?(\d+)(?![\d.]*\.\d)", re.IGNORECASE)
_ANNEX = re.compile(r"\banexos?\s+(\d+)(?:\s+y\s+(\d+))?", re.IGNORECASE)
_LONGEST_RANGE = 200


class Mention(NamedTuple):
    """`start`, `end`: of the words in the text that name it, with those of a list that it is part of."""

    start: int
    end: int
    article: str


def articles_in(text: str) -> Iterator[Mention]:
    """Yield the articles that a text names: «artículo 9», «arts. 15 a 17» (15-17), «artículo primero» (1)."""
    for found in _ONE.finditer(text):
        said = found[1].lower()
        ordinal = next((n for n, stem in enumerate(_ORDINALS, start=1) if said.startswith(stem)), 0)
        yield Mention(*found.span(), str(ordinal or said))
    for found in _SEVERAL.finditer(text):
        ranges = [f"{low}-{high}" for low, high in _RANGE.findall(found[1])]
        for number in dict.fromkeys([*ranges, *re.findall(_NUMBER, _RANGE.sub(" ", found[1]))]):
            yield Mention(*found.span(), number)


def annexes_in(text: str) -> Iterator[Mention]:
    """Yield the annexes that a text names, as «Anexo 2»."""
    for found in _ANNEX.finditer(text):
        for number in filter(None, found.groups()):
            yield Mention(*found.span(), f"Anexo {number}")


def missing(article: str, known: Collection[str]) -> str:
    """Return the article that is not known, "" if it is; a range is if it is named whole or every article of it is."""
    low, _, high = article.partition("-")
    if article in known or not high:
        return "" if article in known else article
    if not 0 < int(high) - int(low) <= _LONGEST_RANGE:
        return article
    return next((str(n) for n in range(int(low), int(high) + 1) if str(n) not in known), "")


def is_within(article: str, ranges: Collection[str]) -> bool:
    """Return whether one of the ranges («9-11») holds the article."""
    spans = [one.split("-") for one in ranges if "-" in one]
    return article.isdigit() and any(int(low) <= int(article) <= int(high) for low, high in spans)
