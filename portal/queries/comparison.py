"""Comparison of several municipalities."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import ClassVar

from django.core.paginator import Page, Paginator

from core.charts import Chart
from core.numbers import count_in_words
from core.words import joined
from diagnostics.results import charts
from diagnostics.results.models import Publication
from diagnostics.results.queries.level_counts import MEDIAN, Medians, frame_of, medians_of
from diagnostics.results.queries.published import Edition, edition, outcomes_apart
from diagnostics.results.queries.question_results import Dimension
from diagnostics.results.queries.results import Outcome, Results, Score
from diagnostics.results.queries.sentences import NO_CHANGE, apart_sentences
from portal.queries.peers import Peers, peers_of

FEWEST, MOST = 2, 10
MOST_IN_RADAR = 5
CHOICES = 60  # chips per page


@dataclass(frozen=True)
class Ranking:
    """One theme: the chosen municipalities from the highest score to the lowest, those without one last; and the median."""

    name: str
    scores: list[tuple[Outcome, Score]]
    median: Decimal | None

    @property
    def known(self) -> list[Decimal]:
        return [score.displayed for _, score in self.scores if score.displayed is not None]

    @property
    def spread(self) -> Decimal:
        return self.known[0] - self.known[-1] if self.known else Decimal(0)


@dataclass(frozen=True)
class Comparison:
    edition: Edition
    results: Results
    chosen: list[Outcome]
    medians: Medians
    radar: Chart
    leaders: str  # who goes ahead, in a sentence
    left_out: list[Outcome]
    note: str
    is_default: bool
    asked_round: str  # the code of the round that was asked for
    apart: list[tuple[Publication, Outcome]]  # last results of other rounds; none if a round was asked for
    peers: Peers | None  # those of a similar size, if they were asked for
    least: ClassVar[Decimal] = NO_CHANGE

    @property
    def held_back(self) -> list[Outcome]:
        return [o for o in self.chosen if o.is_held_back]

    @property
    def apart_sentences(self) -> list[str]:
        return apart_sentences(self.apart)

    @property
    def choice_words(self) -> str:
        """How many may be chosen: «de dos a nueve», «dos»."""
        most = min(MOST, len(self.results.comparable))
        fewest = count_in_words(FEWEST)
        return fewest if most <= FEWEST else f"de {fewest} a {count_in_words(most)}"

    @property
    def shows_radar(self) -> bool:
        return len(self.chosen) <= MOST_IN_RADAR

    @cached_property
    def slugs(self) -> set[str]:
        return {o.municipality.slug for o in self.chosen}

    def choices(self, number: str | None) -> Page:
        """A page of the municipalities that can be chosen; those already chosen appear on every page."""
        page = Paginator(self.results.comparable, CHOICES).get_page(number)
        offered = {o.municipality.slug for o in page}
        page.object_list = [o for o in self.chosen if o.municipality.slug not in offered] + list(page)
        return page

    @property
    def themes(self) -> list[tuple[str, list[Decimal | None], Decimal | None]]:
        """Name, published score of each chosen municipality, and median; rows of the table."""
        return [
            (
                d.short_name,
                [s.displayed if (s := o.score_of(d.code)) else None for o in self.chosen],
                self.medians.by_code[d.code],
            )
            for d in self.results.instrument.dimensions
        ]

    def having_peers(self, outcomes: Iterable[Outcome]) -> list[Outcome]:
        return [o for o in outcomes if peers_of(self.results, o).are_enough]

    @cached_property
    def rankings(self) -> list[Ranking]:
        """A list per theme, in the order of the edition."""
        return [self._ranking(d) for d in self.results.instrument.dimensions]

    def _ranking(self, dimension: Dimension) -> Ranking:
        scores = [(o, s) for o in self.chosen if (s := o.score_of(dimension.code))]
        scores.sort(key=lambda pair: -1 if pair[1].displayed is None else pair[1].displayed, reverse=True)
        return Ranking(dimension.short_name, scores, self.medians.by_code[dimension.code])

    @property
    def widest(self) -> Ranking:
        """The theme in which they differ most."""
        return max(self.rankings, key=lambda ranking: ranking.spread)


def comparison(slugs: list[str], code: str = "", similar_to: str = "") -> Comparison | None:
    """Compare the municipalities asked for, or all comparable ones if fewer than FEWEST of them are; None if unpublished.

    `code`: a round; by default the one that stands for the valley. `similar_to`: the slug of a municipality that is
    compared with those of its size instead.
    """
    shown = edition(code)
    if shown is None:
        return None
    results = shown.results()
    own = results.by_slug.get(similar_to)
    peers = peers_of(results, own) if own else None
    if peers and peers.are_enough:
        slugs = [o.municipality.slug for o in (peers.own, *peers.nearest(MOST - 1))]
    asked = [o for o in results.outcomes if o.municipality.slug in set(slugs)]
    chosen = [o for o in asked if o.is_comparable]
    note = _note(slugs, asked, chosen) if peers is None or peers.are_enough else peers.sentence
    is_default = len(chosen) < FEWEST
    if is_default:
        chosen = results.comparable
    chosen = chosen[:MOST]
    left_out = [o for o in (results.outcomes if is_default else asked) if not o.is_comparable]
    medians = medians_of(results, chosen)
    frame = frame_of(results, chosen, medians)
    return Comparison(
        edition=shown, results=results, chosen=chosen, medians=medians,
        radar=charts.radar(frame, reference=MEDIAN, least=NO_CHANGE),
        leaders=charts.leader_sentence(
            frame, reference=MEDIAN, medians=frame[MEDIAN].dropna().to_dict(), least=NO_CHANGE
        ),
        left_out=left_out, note=note, is_default=is_default,
        asked_round=code, apart=[] if code else outcomes_apart(shown), peers=peers,
    )  # fmt: skip


def _note(slugs: list[str], asked: list[Outcome], chosen: list[Outcome]) -> str:
    if len(chosen) > MOST:
        return f"Se comparan hasta {count_in_words(MOST)} municipios a la vez; aquí están los primeros."
    if slugs and len(chosen) < FEWEST:
        alone = (
            f"Solo {joined([str(o.municipality) for o in chosen])} se puede comparar. "
            if chosen and len(asked) > 1
            else ""
        )
        return f"{alone}Escoja al menos dos municipios con resultado completo. Mientras tanto, aquí están todos."
    return ""
