"""Evolution of published results over the rounds: totals and dimensions of every comparable publication."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import pandas as pd

from diagnostics.assessments.models import MunicipalScore
from diagnostics.results.models import Publication
from diagnostics.results.queries.level_counts import names_of
from diagnostics.results.queries.published import kin_of
from diagnostics.scoring.instrument import Dimension
from territory.models import Municipality


@dataclass(frozen=True)
class Moment:
    """One municipality's result in one publication. `displayed` and `dimensions` as published; None where it has none."""

    publication: Publication
    displayed: Decimal | None
    level: int | None
    is_partial: bool | None  # None: no result
    dimensions: dict[str, Decimal | None]

    @property
    def compared(self) -> Decimal | None:
        """The total for comparisons: None for a partial result."""
        return None if self.is_partial else self.displayed

    def score_of(self, code: str = "") -> Decimal | None:
        return None if self.is_partial else self.dimensions.get(code) if code else self.displayed


@dataclass(frozen=True)
class Trajectory:
    """One municipality over the rounds, oldest first: a moment per publication, None where it did not take part."""

    municipality: Municipality
    moments: list[Moment | None]

    def scores(self, code: str = "") -> list[Decimal | None]:
        """The scores for comparisons of the total or of a dimension, one per publication."""
        return [None if m is None else m.score_of(code) for m in self.moments]

    @property
    def last_before(self) -> Moment | None:
        """The last moment with a complete result before the newest publication."""
        return next((m for m in reversed(self.moments[:-1]) if m is not None and m.compared is not None), None)

    def last_two(self, code: str = "") -> tuple[Decimal | None, Decimal | None]:
        """The score of the newest publication and the last score before it; a change needs both."""
        *older, now = self.scores(code) or [None]
        return now, next((score for score in reversed(older) if score is not None), None)


@dataclass(frozen=True)
class Evolution:
    """Comparable publications, oldest first, and the trajectory of each municipality, in river order."""

    publications: list[Publication]
    trajectories: list[Trajectory]

    @cached_property
    def by_slug(self) -> dict[str, Trajectory]:
        return {trajectory.municipality.slug: trajectory for trajectory in self.trajectories}

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        return self.publications[-1].round.version.parsed.dimensions if self.publications else ()

    def frame(self, trajectories: Iterable[Trajectory], code: str = "") -> pd.DataFrame:
        """Return a row per round (its name), a column per municipality; cells as published (Decimal).

        None where a municipality has no result or a partial one: what is not compared is not drawn.
        """
        shown = list(trajectories)
        names = names_of([trajectory.municipality for trajectory in shown])
        columns = {name: trajectory.scores(code) for name, trajectory in zip(names, shown, strict=True)}
        return pd.DataFrame(columns, index=[str(p.round) for p in self.publications], dtype=object)


def evolution_of(publications: list[Publication], *, municipality: int | None = None) -> Evolution:
    """Return the evolution over the publications comparable with the newest one; `publications`: newest first.

    One query, for any number of rounds. `municipality`: primary key of the only one.
    """
    chain = [p for p in publications if kin_of(p.round) == kin_of(publications[0].round)][::-1]
    rows = MunicipalScore.objects.filter(run__in=[p.run_id for p in chain]).select_related("municipality")
    rows = rows.defer("detail", "gates", "municipality__facts")
    if municipality is not None:
        rows = rows.filter(municipality=municipality)
    by_run = {p.run_id: n for n, p in enumerate(chain)}
    found: dict[int, Trajectory] = {}
    for row in rows:
        trajectory = found.setdefault(row.municipality_id, Trajectory(row.municipality, [None] * len(chain)))
        codes = {c: Decimal(cells[1]) if cells[1] is not None else None for c, cells in row.dimensions.items()}
        place = by_run[row.run_id]
        level = None if row.partial else row.level
        trajectory.moments[place] = Moment(chain[place], row.displayed, level, row.is_partial, codes)
    order = sorted(found.values(), key=lambda c: _place_in_river(c.municipality))
    return Evolution(chain, order)


def _place_in_river(municipality: Municipality) -> tuple:
    return (municipality.order is None, municipality.order or 0, municipality.sort_key)
