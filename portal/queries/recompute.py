"""The worked example of «Cómo recalcular»: one municipality's figures, put together again from the rows of the public files."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.urls import reverse

from core.datasets.files import Release
from diagnostics.results.queries.open_data.rounds import release_of, rows_of_place
from diagnostics.results.queries.published import edition
from diagnostics.results.queries.results import results_of

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
    """Return the example of the round that stands for the valley; None without a complete result.

    Four queries: it reads the frozen document of that municipality alone.
    """
    shown = edition()
    if shown is None:
        return None
    release, publication = release_of(shown.publication), shown.publication
    outcomes = results_of(publication.run, publication.round).outcomes
    place = next((o.municipality for o in outcomes if o.partial is False and o.total.score), None)
    return _example(release, rows_of_place(publication, place)) if place else None


def _example(release: Release, rows: dict[str, list[Row]]) -> Example:
    parts, scores = rows["instrument"], {row["code"]: row for row in rows["scores"]}
    parent = {row["code"]: row["parent"] or "global" for row in parts}
    place = {row["code"]: number for number, row in enumerate(parts)}
    counted = [row for row in rows["answers"] if row["status"] == "scored" and row["score"]]
    question = min(counted, key=lambda row: place[row["question"]])  # answers come in the order of the database
    means, at = [], parent[question["question"]]
    while at:
        terms = [
            (row["code"], row["weight"], scores[row["code"]]["score"])
            for row in parts
            if (row["parent"] or "global") == at and row["weight"] and scores[row["code"]]["score"] is not None
        ]
        means.append(Mean(at, scores[at]["code_name"], terms, scores[at]["displayed"]))
        at = parent.get(at, "")
    return Example(release, question["name"], question, means)
