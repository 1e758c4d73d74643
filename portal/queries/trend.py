"""Published results over the rounds, as rows."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from diagnostics.assessments.models import MunicipalScore
from diagnostics.results.models import Publication
from diagnostics.results.queries.published import edition
from diagnostics.results.queries.results import MUNICIPALITY_FIELDS, TOTAL_FIELDS, Outcome, Score, results_from
from diagnostics.scoring.instrument import Instrument
from territory.models import Municipality

GLOBAL = "global"
NOTHING = Score(None, None, None, None, "")

Trend = list[tuple[Publication, dict[str, Outcome]]]  # comparable rounds, oldest first, with their outcomes by DIVIPOLA


def trend(place: Municipality | None = None) -> Trend:
    """Return the results of all rounds comparable with the newest one; empty before a publication.

    Two queries, and one for each edition of the instrument that this process has not read yet.
    """
    newest = edition()
    if newest is None:
        return []
    chain = newest.showing(newest.all[0]).chain[::-1]
    totals = MunicipalScore.objects.filter(run__in=[p.run_id for p in chain]).select_related("municipality")
    if place is not None:
        totals = totals.filter(municipality=place)
    by_run: dict[int, list[MunicipalScore]] = {}
    for total in totals.only(*TOTAL_FIELDS, *MUNICIPALITY_FIELDS):
        by_run.setdefault(total.run_id, []).append(total)
    found = [(p, results_from(by_run.get(p.run_id, []), p.run, p.round).outcomes) for p in chain]
    return [(p, {o.municipality.divipola: o for o in outcomes}) for p, outcomes in found]


def codes_of(found: Trend) -> set[str]:
    """Return the codes that occur in rows: the total and every dimension of a round."""
    return {GLOBAL, *(d.code for publication, _ in found for d in _instrument(publication).dimensions)}


def rows_of(found: Trend) -> list[dict[str, Any]]:
    """Return a row per municipality, round and total or dimension, in river order, oldest round first.

    A municipality has a row in every round; what a round did not publish about it is None.
    """
    places = {o.municipality.divipola: o.municipality for _, outcomes in found for o in outcomes.values()}
    order = sorted(places.values(), key=lambda p: (p.order is None, p.order or 0, p.sort_key))
    return [
        row
        for place in order
        for publication, outcomes in found
        for row in _rows(place, publication, outcomes.get(place.divipola))
    ]


def _rows(place: Municipality, publication: Publication, outcome: Outcome | None) -> Iterator[dict[str, Any]]:
    round, instrument = publication.round, _instrument(publication)
    base = {
        "round": round.code,
        "round_name": round.name,
        "version": publication.version,
        "published_at": publication.published_at,
        "is_demo": round.is_demo,
        "municipality": place.divipola,
        "name": place.name,
    }
    total = outcome.total if outcome else NOTHING
    level = outcome.level if outcome else None
    own = {"kind": GLOBAL, "code": GLOBAL, "code_name": "Total", "partial": outcome.partial if outcome else None}
    yield base | own | _figures(total, has_level=level is not None)
    for dimension in instrument.dimensions:
        score = (outcome.score_of(dimension.code) if outcome else None) or NOTHING
        is_low = score.coverage is not None and score.coverage < instrument.minimum_dimension_coverage
        names = {"kind": "dimension", "code": dimension.code, "code_name": dimension.name, "partial": None}
        yield base | names | _figures(score, has_level=not (is_low and outcome and outcome.partial))


def _figures(score: Score, *, has_level: bool) -> dict[str, Decimal | int | str | None]:
    level = score.level if has_level else None
    return {
        "score": score.score,
        "displayed": score.displayed,
        "coverage": score.coverage,
        "level": level.number if level else None,
        "level_name": level.name if level else None,
        "status": score.status or None,
    }


def _instrument(publication: Publication) -> Instrument:
    return publication.round.version.parsed
