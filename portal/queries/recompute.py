"""The worked example of «Cómo recalcular»: one municipality's figures, put together again from the rows of the public files."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.urls import reverse

from core.datasets.files import Contents, Release
from diagnostics.results.queries.open_data.rounds import SOURCE, release_of
from diagnostics.results.queries.published import edition

CENTS = Decimal("0.01")
Row = dict[str, Any]


@dataclass(frozen=True)
class Mean:
    """A weighted mean: its terms as (code, weight, score), and the figure that is published for it."""

    code: str
    name: str
    terms: list[tuple[str, Decimal, Decimal]]
    published: Decimal

    @property
    def weight(self) -> Decimal:
        return sum((weight for _, weight, _ in self.terms), Decimal(0))

    @property
    def result(self) -> Decimal:
        whole = sum((weight * score for _, weight, score in self.terms), Decimal(0)) / self.weight
        return whole.quantize(CENTS, ROUND_HALF_UP)


@dataclass(frozen=True)
class Example:
    """`question`: an answer with what it is worth; `means`: its indicator, its dimension and the total."""

    release: Release
    place: str
    question: Row
    means: list[Mean]

    @property
    def files(self) -> str:
        return reverse("portal:data") + f"#{self.release.code}"


def example() -> Example | None:
    """Return the example of the round that stands for the valley; None without a complete result. Seven queries."""
    shown = edition()
    if shown is None:
        return None
    release = release_of(shown.publication)
    contents = SOURCE.contents(release)
    places = [row for row in contents.rows["municipalities"] if row["partial"] is False and row["score"]]
    if not places:
        return None
    place = min(places, key=lambda row: (row["order_north_to_south"] or 0, row["municipality"]))
    return _example(release, contents, place)


def _example(release: Release, contents: Contents, place: Row) -> Example:
    code, parts = place["municipality"], contents.rows["instrument"]
    scores = {row["code"]: row for row in contents.rows["scores"] if row["municipality"] == code}
    parent = {row["code"]: row["parent"] or "global" for row in parts}
    own = (row for row in contents.rows["answers"] if row["municipality"] == code and row["status"] == "scored")
    question = next(row for row in own if row["score"])
    means, at = [], parent[question["question"]]
    while at:
        terms = [
            (row["code"], row["weight"], scores[row["code"]]["score"])
            for row in parts
            if (row["parent"] or "global") == at and row["weight"] and scores[row["code"]]["score"] is not None
        ]
        means.append(Mean(at, scores[at]["code_name"], terms, scores[at]["displayed"]))
        at = parent.get(at, "")
    return Example(release, place["name"], question, means)
