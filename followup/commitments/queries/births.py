"""What a commitment may be born from: a gap of a published result, or an agreed item. Named in addresses as KIND:…"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.text import Truncator

from cocreation.agreements.choices import ItemState
from cocreation.agreements.models import AgreedItem
from core.words import named
from diagnostics.results.queries.improvement.gaps import step_up
from followup.commitments.choices import LONGEST_TEXT, LONGEST_TITLE, OriginKind
from territory.models import Municipality


@dataclass(frozen=True)
class Birth:
    """`origin`: fields of Origin. `municipalities`: to which it belongs. `quote`: its words; `about`: where they come from.

    `title`, `what_changes`: suggestions for the form.
    """

    origin: dict[str, Any]
    municipalities: Sequence[Municipality]
    title: str
    what_changes: str
    about: str
    quote: str
    points: Decimal | None = None  # of the total, that the step of a gap brings


def birth_of(name: str) -> Birth | None:
    """Return the origin of that name as it stands today; None if it is not public, or not agreed."""
    kind, _, rest = name.partition(":")
    parts = rest.split(":")
    if kind == OriginKind.GAP and len(parts) == 3:
        return _gap(*parts)
    if kind == OriginKind.AGREEMENT and len(parts) == 2:
        return _agreement(*parts)
    return None


def _gap(round: str, divipola: str, question: str) -> Birth | None:
    found = step_up(round, divipola, question)
    if found is None:
        return None
    step = found.gain.step
    origin = {
        "kind": OriginKind.GAP, "process": round, "key": question, "municipality": found.municipality,
        "label": Truncator(f"{question} {step.question.text}").chars(500),
        "step": {"from": step.source, "to": step.target, "text": found.text, "points": str(found.gain.points)},
    }  # fmt: skip
    about = f"Una brecha de {found.municipality} en la pregunta {question} {named(found.round, 'de')}"
    return Birth(
        origin, [found.municipality], Truncator(title_of(found.text)).chars(LONGEST_TITLE),
        Truncator(found.text).chars(LONGEST_TEXT), about, step.question.text,
        Decimal(found.gain.points.numerator) / found.gain.points.denominator,
    )  # fmt: skip


def _agreement(agenda: str, code: str) -> Birth | None:
    rows = AgreedItem.objects.public().select_related("agenda")
    item = rows.filter(agenda__code=agenda, code=code, state=ItemState.AGREED).first()
    if item is None:
        return None
    accepted = item.acceptances.filter(number=item.version, is_accepted=True).values("municipality")
    origin = {
        "kind": OriginKind.AGREEMENT, "process": agenda, "key": code,
        "label": Truncator(f"{code} {item.title}").chars(500), "step": {},
    }  # fmt: skip
    return Birth(
        origin, list(Municipality.objects.in_river_order().filter(pk__in=accepted)),
        Truncator(item.title).chars(LONGEST_TITLE), Truncator(item.text).chars(LONGEST_TEXT),
        f"El acuerdo {code} de la agenda «{item.agenda.name}»", item.title,
    )  # fmt: skip


def title_of(step: str) -> str:
    """The text of a level as a promise of its own: «Además, …» leans on the level below, which nobody reads there."""
    said = step.removeprefix("Además, ").rstrip(".")
    return said[:1].upper() + said[1:]
