"""Transfer on the metropolitan board: from the last two comparable rounds, without small counts, at a bounded cost."""

import copy
import re
from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from diagnostics.instruments import models as instruments
from territory.models import Municipality
from tests.factories.accounts import make_user
from tests.factories.certificates import finish
from tests.factories.diagnostics import AT as PUBLISHED
from tests.factories.results import edition_of_three, levels, make_places, make_published_round, publish_edition
from tests.factories.training import course_content, make_cohort, make_course, make_enrolment
from training.certificates.actions import changing
from training.certificates.actions.issuing import issue
from training.certificates.models import Certificate
from training.courses.models import CourseVersion, courses
from training.courses.queries.versions import newest_versions
from training.grading.transfer import Reading, Side
from training.pages.queries.transfer import transfer_of

pytestmark = pytest.mark.django_db
LATER = PUBLISHED + timedelta(days=365)


def course_serving(code: str, *questions: str, **changes) -> CourseVersion:
    modules = copy.deepcopy(course_content()["modules"])
    for module in modules:
        for one in module["lessons"]:
            one["questions"] = []
    modules[0]["lessons"][0]["questions"] = list(questions)
    modules[0]["task"]["questions"] = []
    return make_course(code, modules=modules, **changes)


def certify(version: CourseVersion, place: Municipality, number: int, *, at: datetime = PUBLISHED, demo: bool = False):
    cohort = make_cohort(version, is_demonstration=demo)
    made = [finish(make_enrolment(cohort, make_user(), municipality=place)).pk for _ in range(number)]
    issue(enrolments=made, at=at)


@pytest.fixture
def places() -> list[Municipality]:
    return make_places(5)


@pytest.fixture
def two_rounds(places) -> list[Municipality]:
    """INF: +50, +25, 0, 0 and −25 points; the other themes stay."""
    make_published_round({place: levels(1, 2, 2) for place in places}, code="uno")
    now = dict(zip(places, [levels(n, 2, 2) for n in (3, 2, 1, 1, 0)], strict=True))
    make_published_round(now, code="dos", at=LATER)
    return places


def test_both_sides_are_read_with_small_counts_on_neither(two_rounds):
    version = course_serving("C10", "INF-01", "INF-02")
    for place, number in zip(two_rounds, (6, 5, 2, 3, 0), strict=True):
        certify(version, place, number)
    found = transfer_of(newest_versions())
    assert (str(found.before.code), found.now.code, found.until) == ("uno", "dos", LATER.date())
    [row] = found.courses
    assert row.reading == Reading(Side(2, Fraction(75, 2)), Side(1, Fraction(-25)))
    assert (row.questions, found.places) == (2, 3)


def test_certificates_of_after_the_round_and_revoked_ones_do_not_count(cast, two_rounds):
    version = course_serving("C10", "INF-01")
    certify(version, two_rounds[0], 5)
    certify(version, two_rounds[1], 5, at=LATER + timedelta(days=2))
    [row] = transfer_of(newest_versions()).courses
    assert row.reading.certified == Side(1, Fraction(50))
    for one in Certificate.objects.all():
        changing.revoke(certificate=one, reason="Se emitió por error.", by=cast.coordinator, at=LATER)
    assert transfer_of(newest_versions()).courses == []


def test_certificates_of_a_demonstration_say_nothing_of_a_real_round(two_rounds):
    certify(course_serving("C10", "INF-01"), two_rounds[0], 6, demo=True)
    assert transfer_of(newest_versions()).courses == []


def test_a_partial_result_is_not_read(places):
    version = course_serving("C10", "INF-01")
    certify(version, places[0], 5)
    make_published_round({place: levels(1, 2, 2) for place in places}, code="uno")
    now = {place: levels(2, 2, 2) for place in places} | {places[1]: {"INF-01": 4, "INF-02": 4, "ESC-01": 2}}
    make_published_round(now, code="dos", at=LATER)
    [row] = transfer_of(newest_versions()).courses
    assert row.reading == Reading(Side(1, Fraction(25)), Side(3, Fraction(25)))


def test_a_question_that_the_edition_changed_is_not_compared(places):
    version = course_serving("C10", "INF-01", "INF-02")
    certify(version, places[0], 5)
    make_published_round({place: levels(1, 2, 2) for place in places}, code="uno")
    edition = edition_of_three("1.1.0")
    edition["dimensions"][0]["indicators"][0]["questions"][1] |= {"previous": {"relation": "new"}}
    answers = {place: {**levels(1, 2, 2), "INF-01": 2, "INF-02": 4} for place in places}
    publish_edition(edition, answers, code="dos", at=LATER)
    [row] = transfer_of(newest_versions()).courses
    assert row.reading == Reading(Side(1, Fraction(25)), Side(4, Fraction(25))), "INF-02 alone rose by 75"


def test_board_shows_the_table_and_one_sentence_that_names_no_cause(cast, browser_of, two_rounds):
    version = course_serving("C10", "INF-01", title="Informar bien")
    certify(version, two_rounds[0], 6)
    page = browser_of(cast.coordinator).get("/formacion/").text
    part = page[page.index('id="h-cambio"') :]
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", part))
    for said in (
        "C10 Informar bien 1 +50,00 (n = 1) 0,00 (n = 4)",
        "En 1 de 1 curso, sus preguntas subieron más, o bajaron menos, donde hay personas certificadas.",
        "Es una asociación, con n = 5 municipios: no dice que el curso sea la causa.",
    ):
        assert said in text.replace("\xa0", " ")


def test_board_says_why_it_cannot_be_read(cast, browser_of, places):
    browser = browser_of(cast.coordinator)
    course_serving("C10", "INF-01")
    assert "no hay dos ciclos publicados que se comparen" in browser.get("/formacion/").text
    make_published_round({place: levels(1, 2, 2) for place in places}, code="uno")
    assert "no hay dos ciclos publicados que se comparen" in browser.get("/formacion/").text
    make_published_round({place: levels(2, 2, 2) for place in places}, code="dos", at=LATER)
    page = browser.get("/formacion/").text
    assert "ningún curso tiene a la vez" in page
    assert "no hay dos ciclos" not in page


def test_cost_does_not_grow_with_courses_and_places(two_rounds):
    seen = []
    for number in (1, 8):
        for one in range(number):
            certify(course_serving(f"C{number}{one}", "INF-01", "ESC-01"), two_rounds[one % 4], 5)
        courses._PARSED.clear()
        instruments.instruments._PARSED.clear()
        versions = newest_versions()
        with CaptureQueriesContext(connection) as asked:
            assert len(transfer_of(versions).courses) == (1 if number == 1 else 9)
        seen.append(len(asked))
    assert seen[0] == seen[1] <= 7


def test_board_costs_the_same_with_more_courses(cast, browser_of, two_rounds):
    browser, seen = browser_of(cast.coordinator), []
    for number in (1, 8):
        for one in range(number):
            certify(course_serving(f"C{number}{one}", "INF-01"), two_rounds[one % 4], 5)
        browser.get("/formacion/")
        with CaptureQueriesContext(connection) as asked:
            assert browser.get("/formacion/").status_code == 200
        seen.append(len(asked))
    assert seen[0] == seen[1] <= 20, "five count what waits in the header of a coordinator"
