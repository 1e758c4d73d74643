"""Sentences about sightings."""

from dataclasses import dataclass

from core.numbers import joined, share
from core.words import counted
from followup.commitments.models import Commitment
from followup.sightings.queries.reading import Counts


def sentences_of(counts: Counts) -> list[str]:
    """«14 personas contaron qué encontraron: 9 lo vieron, 3 lo vieron en parte y 2 no.» and how many were answered."""
    if not counts.total:
        return ["Nadie ha contado todavía qué encontró."]
    several = counts.total != 1
    parts = [
        f"{number} {first if not before else words}"
        for number, first, words, before in (
            (counts.yes, "lo vieron" if counts.yes != 1 else "lo vio", "", 0),
            (counts.partly, "lo vieron en parte" if counts.partly != 1 else "lo vio en parte", "en parte", counts.yes),
            (counts.no, "no lo encontraron" if counts.no != 1 else "no lo encontró", "no", counts.yes + counts.partly),
        )
        if number
    ]
    told = f"{counted(counts.total, 'persona', 'personas')} {'contaron qué encontraron' if several else 'contó qué encontró'}"
    answered = f"respondió {counts.answered}" if counts.answered else "todavía no ha respondido"
    return [f"{told}: {joined(parts)}.", f"La dependencia {answered}."]


@dataclass(frozen=True)
class Part:
    """One part of the bar, in per cent of its width. `name`: its class; `label`: its words in the key."""

    name: str
    label: str
    at: float
    width: float


def bar_of(counts: Counts) -> list[Part]:
    """The same counts as lengths, left to right."""
    parts, at = [], 0.0
    for name, word, number in (
        ("fu-sp1", "sí", counts.yes),
        ("fu-sp2", "en parte", counts.partly),
        ("fu-sp3", "no", counts.no),
    ):
        width = share(number, counts.total)
        if number:
            parts.append(Part(name, f"{number} {word}", at, width))
        at += width
    return parts


def channels_of(commitment: Commitment) -> list[tuple[str, str]]:
    """Names and addresses of the PQRSD pages that are known: of who answers, or of those that the commitment is about."""
    own = commitment.municipality
    places = [own] if own else list(commitment.municipalities.in_river_order())
    known = ((row.name, str(row.facts.get("pqrsd", ""))) for row in places)
    return [(name, address) for name, address in known if address.startswith("https://")]
