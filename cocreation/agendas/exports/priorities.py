"""The priorities of an agenda as JSON, CSV and Pabulib (.pb). No row of a person but in .pb, where nothing names one."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from cocreation.ranking.equal_shares import Voter
from cocreation.ranking.places import Ranked
from cocreation.ranking.readings import Readings
from cocreation.ranking.votes import FEASIBILITY, PEOPLE, URGENCY

COLUMNS = (
    "challenge", "place", "score", "displayed", "people", "urgency", "scope", "feasibility", "voters", "municipalities",
    "undecided",
)  # fmt: skip


def document(found: Readings) -> dict[str, Any]:
    """Return the three readings. `score` and `scope` are exact text («263/90»); `equal_shares` is None without supports."""
    shares, reading = found.equal_shares, found.stability
    return {
        "ranking": [row(found, one) for one in found.rows],
        "stability": {
            "leave_one_out": {code: [times, reading.voters] for code, times in reading.leave_one_out.items()},
            "weights": {code: [times, reading.corners] for code, times in reading.weights.items()},
        },
        "equal_shares": shares
        and {"chosen": list(shares.chosen), "completed": list(shares.completed), "without_any": shares.without_any},
    }


def row(found: Readings, one: Ranked) -> dict[str, Any]:
    return {
        "challenge": one.code,
        "place": one.place,
        "score": None if one.score is None else str(one.score),
        "displayed": None if one.score is None else two_decimals(one.score),
        "people": number(one.medians[PEOPLE]),
        "urgency": number(one.medians[URGENCY]),
        "scope": str(one.challenge.scope),
        "feasibility": number(one.medians[FEASIBILITY]),
        "voters": found.voters.get(one.code, 0),
        "municipalities": one.challenge.municipalities,
        "undecided": one.code in found.stability.undecided,
    }


def two_decimals(value: Fraction) -> str:
    """263/90 → 2.92, rounded half up once from the exact value."""
    cents = Decimal(value.numerator * 1000 // value.denominator) / 1000  # ROUND_HALF_UP needs no more than the third
    return str(cents.quantize(Decimal("0.01"), ROUND_HALF_UP))


def number(median: Fraction | None) -> float | int | None:
    """A median is whole or a half, which a float holds exactly."""
    return median if median is None else median.numerator if median.denominator == 1 else float(median)


def pabulib(
    code: str, name: str, ranked: Sequence[str], places: int, people: Iterable[Voter], texts: Mapping[str, str]
) -> str:  # fmt: skip
    """Return the supports of ranked challenges as a Pabulib file, with the places as budget and cost 1.

    Voters are numbered in the order of what they support: no number leads back to a person.
    """
    ballots = sorted(sorted(person.supports & set(ranked)) for person in people if person.supports & set(ranked))
    meta = {
        "description": _cell(name), "country": "Colombia", "unit": "Valle de Aburra", "instance": code,
        "num_projects": len(ranked), "num_votes": len(ballots), "budget": places, "vote_type": "approval",
        "rule": "equalshares", "currency": "place", "language": "es",
    }  # fmt: skip
    lines = ["META", "key;value", *(f"{key};{value}" for key, value in meta.items())]
    lines += ["PROJECTS", "project_id;cost;votes;name"]
    lines += [f"{code};1;{sum(code in ballot for ballot in ballots)};{_cell(texts[code])}" for code in ranked]
    lines += ["VOTES", "voter_id;vote", *(f"{n};{','.join(ballot)}" for n, ballot in enumerate(ballots, start=1))]
    return "\n".join([*lines, ""])


def _cell(text: str) -> str:
    return " ".join(text.replace(";", ",").split())
