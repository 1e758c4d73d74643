"""Transfer, read from the last two comparable published rounds (training.grading.transfer)."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils import timezone

from diagnostics.assessments.models import Round
from diagnostics.instruments.queries.editions import editions_back
from diagnostics.results.queries.gaps import standings_by_question
from diagnostics.results.queries.published import Edition, details_of_all, edition
from diagnostics.scoring.equivalence import SAME, match
from training.courses.models import CourseVersion
from training.courses.queries.versions import parsed_in_order
from training.grading.transfer import Reading, change_in, read
from training.learning.queries.bridges import served_by
from training.pages.queries.counts import certified_until

Scores = dict[int, dict[str, Fraction]]  # by municipality, then by question


@dataclass(frozen=True)
class CourseTransfer:
    version: CourseVersion
    questions: int
    reading: Reading


@dataclass(frozen=True)
class Transfer:
    """`until`: the last day whose certificates count. `courses`: those with both sides, by code."""

    before: Round
    now: Round
    until: date
    courses: list[CourseTransfer]

    @property
    def places(self) -> int:
        """The most municipalities that one row compares."""
        return max((one.reading.places for one in self.courses), default=0)


def transfer_of(versions: list[CourseVersion]) -> Transfer | None:
    """Return what each of the courses shows; None without two comparable rounds. Courses with an empty side are left out.

    A round of demonstration is read with certificates of demonstration only, and the other way round; two rounds of which only
    one is of demonstration are not compared. Seven queries at most, however many municipalities, people and courses there are.
    """
    shown = edition()
    if shown is None or shown.previous is None or shown.round.is_demo != shown.previous.round.is_demo:
        return None
    before, now = _scores(shown)
    until = timezone.localdate(shown.publication.first_published_at)
    certified = certified_until(until, is_demo=shown.round.is_demo)
    found = []
    for version, course in zip(versions, parsed_in_order(versions), strict=True):
        questions = served_by(course)
        changes = {
            place: change
            for place in before.keys() & now.keys()
            if (change := change_in(questions, before[place], now[place])) is not None
        }
        reading = read(changes, certified.get(version.course.code, {}))
        if reading.is_readable:
            found.append(CourseTransfer(version, len(questions), reading))
    return Transfer(shown.previous.round, shown.round, until, found)


def _scores(shown: Edition) -> tuple[Scores, Scores]:
    """Return the points of both rounds under the codes of the later one, for questions that are the same in both."""
    assert shown.previous is not None
    publications = [shown.previous, shown.publication]
    then, now = (one.round.version for one in publications)
    details = details_of_all(publications)
    editions = editions_back(now, then)
    same = {}
    for question in now.parsed.questions:
        matched = match(question, editions)
        if matched.relation == SAME:
            same[matched.questions[0].code] = question.code
    earlier, later = (
        {
            place: {one.question.code: one.exact for one in standings_by_question(version.parsed, detail)}
            for place, detail in details[publication.run_id].items()
        }
        for publication, version in zip(publications, (then, now), strict=True)
    )
    return {
        place: {same[code]: points for code, points in scores.items() if code in same}
        for place, scores in earlier.items()
    }, later
