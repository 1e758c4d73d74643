"""The indicators that published results are the source of (core.indicators.sources): IND-01 and IND-02.

They are measured once a round. Partial results are not compared anywhere, so they are not measured either.
"""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils import timezone

from core.indicators.sources import Count
from diagnostics.assessments.models import MunicipalScore
from diagnostics.instruments.models import InstrumentVersion
from diagnostics.instruments.queries.editions import editions_back
from diagnostics.results.models import Publication
from diagnostics.results.queries.gaps import COUNTED
from diagnostics.results.queries.published import by_round
from diagnostics.results.queries.results import published_rounds
from diagnostics.scoring.equivalence import SAME, match
from territory.models import Municipality

CLOSED = Fraction(75)  # points of a question at level 3: from there on it is no gap
Scores = dict[str, Fraction]  # by question, of those that apply


def measured_rounds() -> list[tuple[date, Publication]]:
    """Return the newest version of each published round with its cut-off, the latest first. One query.

    A round without a cut-off stands on its last day, or on the day it was published. Of several rounds on one day, the one
    published last counts, and a real one before a demonstration.
    """
    newest: dict[int, Publication] = {}
    for publication in by_round(published_rounds()):
        newest.setdefault(publication.round_id, publication)
    by_day: dict[date, Publication] = {}
    for publication in sorted(newest.values(), key=lambda one: one.round.is_demo):
        by_day.setdefault(cut_off_of(publication), publication)
    return sorted(by_day.items(), key=lambda pair: pair[0], reverse=True)


def cut_off_of(publication: Publication) -> date:
    round = publication.round
    return round.cutoff_on or round.closes_on or timezone.localdate(publication.first_published_at)


def final_score(municipality: Municipality, starts_on: date, ends_on: date, *, is_demo: bool = False) -> Count | None:
    """IND-01: the final score of the last round whose cut-off lies in the period, as it was published (two decimals).

    The published figure and not the stored one with more decimals: what stands on the page of the municipality is what is judged.
    None without a complete result. Two queries.
    """
    found = _round_in(measured_rounds(), starts_on, ends_on, is_demo)
    total = found and _complete([found[1]], municipality).get(found[1].pk)
    if not total or total.displayed is None:
        return None
    return Count(total.displayed, None, (_input(total),))


def closed_gaps(municipality: Municipality, starts_on: date, ends_on: date, *, is_demo: bool = False) -> Count | None:
    """IND-02: of the questions below level 3 in the round before, those at level 3 or more in the last one of the period.

    The round before is the last earlier one of the same instrument with a complete result of the municipality; demonstrations
    follow only demonstrations. Only questions that are the same in both editions and apply in both. None without two results.
    Two queries, up to four between editions.
    """
    rounds = measured_rounds()
    found = _round_in(rounds, starts_on, ends_on, is_demo)
    if found is None:
        return None
    day, publication = found
    earlier = [one for cut_off, one in rounds if cut_off < day and _follows(publication, one)]
    totals = _complete([publication, *earlier], municipality)
    before = next((one for one in earlier if one.pk in totals), None)
    if before is None or publication.pk not in totals:
        return None
    now, then = totals[publication.pk], totals[before.pk]
    same = same_questions(publication.round.version, before.round.version)
    scores, were = applicable(now.detail), applicable(then.detail)
    gaps = [code for code, old in same.items() if code in scores and were.get(old, CLOSED) < CLOSED]
    closed = sum(scores[code] >= CLOSED for code in gaps)
    return Count(closed, len(gaps), (_input(now), _input(then)))


def same_questions(now: InstrumentVersion, then: InstrumentVersion) -> dict[str, str]:
    """Return the code in the earlier edition of each question that is the same in both."""
    editions = editions_back(now, then)
    matched = {question.code: match(question, editions) for question in now.parsed.questions}
    return {code: found.questions[0].code for code, found in matched.items() if found.relation == SAME}


def applicable(detail: dict[str, Any]) -> Scores:
    """Return the points of the questions that apply, from the `detail` of a total; an unanswered one has none."""
    return {
        code: Fraction(score or 0) for code, (score, status) in detail.get("questions", {}).items() if status in COUNTED
    }


def _round_in(
    rounds: list[tuple[date, Publication]], starts_on: date, ends_on: date, is_demo: bool
) -> tuple[date, Publication] | None:
    own = (pair for pair in rounds if pair[1].round.is_demo == is_demo)
    return next((pair for pair in own if starts_on <= pair[0] <= ends_on), None)


def _follows(now: Publication, before: Publication) -> bool:
    same_instrument = now.round.version.instrument_id == before.round.version.instrument_id
    return same_instrument and now.round.is_demo == before.round.is_demo


def _complete(publications: Iterable[Publication], municipality: Municipality) -> dict[int, MunicipalScore]:
    """Return the complete results of a municipality by publication. One query."""
    runs = {one.run_id: one.pk for one in publications}
    rows = MunicipalScore.objects.filter(
        run__in=runs, municipality=municipality, partial=False, displayed__isnull=False
    )
    return {runs[row.run_id]: row for row in rows.defer("dimensions", "gates")}


def _input(total: MunicipalScore) -> str:
    return f"assessments.municipalscore:{total.pk}"
