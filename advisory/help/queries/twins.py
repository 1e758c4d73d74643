"""Municipalities that resemble one and do better in a theme, from what was published and the facts of the territory."""

from dataclasses import dataclass
from fractions import Fraction

from advisory.matching.twins import Profile, Twin, twins
from diagnostics.assessments.models import MunicipalScore
from diagnostics.results.queries.published import edition
from diagnostics.results.queries.results import MUNICIPALITY_FIELDS, TOTAL_FIELDS, Outcome, Results, results_from
from territory.models import Municipality
from territory.queries import rural_share


@dataclass(frozen=True)
class ThemeTwin:
    """A municipality that does better in a theme; `score`, `own`: of the theme, as published."""

    outcome: Outcome
    twin: Twin
    score: Fraction
    own: Fraction


@dataclass(frozen=True)
class Twins:
    """`by_theme`: the nearest first, by the code of the theme."""

    results: Results
    is_demo: bool
    by_theme: dict[str, list[ThemeTwin]]


def twins_of(place: Municipality, round: str) -> Twins | None:
    """Return the twins of a municipality in a published round; None without a complete result in it. Two queries."""
    shown = edition(round)
    if shown is None:
        return None
    run = shown.publication.run
    fields = (*TOTAL_FIELDS, *MUNICIPALITY_FIELDS, "municipality__facts")
    totals = MunicipalScore.objects.filter(run=run).select_related("municipality").only(*fields)
    results = results_from(totals, run, shown.round)
    own = results.by_slug.get(place.slug)
    if own is None or not own.is_comparable:
        return None
    return Twins(
        results, shown.round.is_demo, {one.code: _in_theme(results, own, one.code) for one, _ in own.dimensions}
    )


def _in_theme(results: Results, own: Outcome, theme: str) -> list[ThemeTwin]:
    mine = _profile(own, theme)
    found = twins(mine, [_profile(one, theme) for one in results.comparable])
    return [
        ThemeTwin(results.by_slug[one.profile.code], one, one.profile.score, mine.score)
        for one in found
        if one.profile.score is not None and mine.score is not None
    ]


def _profile(outcome: Outcome, theme: str) -> Profile:
    score, share = outcome.score_of(theme), rural_share(outcome.municipality.facts)
    return Profile(
        outcome.municipality.slug, Fraction(score.score) if score and score.score is not None else None,
        population=outcome.municipality.population, rural=share[0] if share else None,
    )  # fmt: skip
