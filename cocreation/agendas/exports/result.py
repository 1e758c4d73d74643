"""The frozen result as a document: counts, ranking and readings, enough to compute it again; no row of a person."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from hashlib import sha256
from typing import Any

from django.utils import timezone

from cocreation.agendas.choices import DEMO
from cocreation.agendas.exports.priorities import document, number
from cocreation.ranking.equal_shares import Voter
from cocreation.ranking.groups import LeftOut, left_out, medians_by_group, sizes
from cocreation.ranking.places import WEIGHTS, first_ones
from cocreation.ranking.readings import Readings
from cocreation.ranking.votes import CRITERIA, NO_VOTES, Tally, Vote

FORMAT = "1.0"


def result_document(
    agenda: Any, found: Readings, *, challenges: Iterable[Any], tallied: Tally, votes: Sequence[Vote],
    voters: Sequence[Voter], supporters: Sequence[Voter], at: datetime,
) -> dict[str, Any]:  # fmt: skip
    """Return the document. `agenda`, `challenges`: rows of the models, these with their municipalities prefetched."""
    return {
        "format": FORMAT,
        **({"note": DEMO} if agenda.is_demo else {}),
        "agenda": {"code": agenda.code, "name": agenda.name, "is_demo": agenda.is_demo, "places": found.places},
        "taken_at": timezone.localtime(at).isoformat(timespec="seconds"),
        "weights": {name: str(weight) for name, weight in WEIGHTS.items()},
        "challenges": [
            {
                "code": one.code, "theme": one.theme, "text": one.text,
                "municipalities": sorted(place.divipola for place in one.municipalities.all()),
                "votes": {name: list(tallied.get(one.code, {}).get(name, NO_VOTES)) for name in CRITERIA},
                "supports": found.supports.get(one.code, 0),
            }
            for one in challenges
        ],
        "voters": {
            "total": len(voters),
            "by_group": sizes(voter.group for voter in voters),
            "by_municipality": sizes(voter.municipality for voter in voters),
        },
        **document(found),
        "left_out": _left_out(found, supporters),
        "medians_by_group": _medians(medians_by_group(votes, {voter.code: voter.group for voter in voters})),
    }  # fmt: skip


def canonical(found: Mapping[str, Any]) -> tuple[str, str]:
    """Return the text of a document, the same for the same content, and its SHA-256."""
    content = json.dumps(found, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    return content, sha256(content.encode()).hexdigest()


def _left_out(found: Readings, supporters: Sequence[Voter]) -> dict[str, Any] | None:
    """How many persons support nothing on each list, or None without supports."""
    shares = found.equal_shares
    if shares is None:
        return None
    ranked = [row.code for row in found.rows if row.place is not None]
    lists = first_ones(found.rows, found.places), [*shares.chosen, *shares.completed]
    everybody, by_group, by_place = left_out(supporters, ranked, *lists)
    return _counts(everybody) | {
        "by_group": {one.name: _counts(one) for one in by_group},
        "by_municipality": {one.name: _counts(one) for one in by_place},
    }


def _counts(one: LeftOut) -> dict[str, Any]:
    return {"voters": one.voters, "ranking": one.ranking, "equal_shares": one.equal_shares}


def _medians(found: Mapping[str, Mapping[str, Mapping[str, Fraction | None]]]) -> dict[str, Any]:
    return {
        group: {code: {name: number(value) for name, value in medians.items()} for code, medians in rows.items()}
        for group, rows in found.items()
    }
