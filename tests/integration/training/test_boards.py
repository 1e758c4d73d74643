"""Boards of training: who is stuck where, offices without small cells, and a cost that does not grow."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from tests.factories.accounts import make_user
from tests.factories.certificates import ISSUED_AT, finish
from tests.factories.training import AT, make_cohort, make_course, make_enrolment
from training.assignments.choices import WorkState
from training.assignments.models import Work
from training.certificates.actions.issuing import issue
from training.cohorts.models import Enrolment
from training.pages.queries.boards import standings_of
from training.quizzes.models import Attempt

pytestmark = pytest.mark.django_db


def fail(enrolment: Enrolment, *shares: int) -> None:
    for number, share in enumerate(shares, start=1):
        Attempt.objects.create(
            enrolment=enrolment, module="1-responder", number=number, questions=[], started_at=AT, handed_in_at=AT,
            points=str(share), out_of=100, share=share * 100,
        )  # fmt: skip


def test_instructor_sees_who_is_stuck_in_own_cohorts_only(cast):
    cohort = make_cohort(instructor=cast.instructor)
    stuck, passed, late = (make_enrolment(cohort, make_user(), name=name) for name in ("Ana", "Bea", "Cid"))
    fail(stuck, 40, 69)
    fail(passed, 40, 70)
    fail(late, 40)
    Work.objects.create(
        enrolment=passed, module="1-responder", text="x", state=WorkState.HANDED_IN, state_since=AT, handed_in_at=AT
    )
    make_cohort(cohort.version)
    [row] = standings_of(cast.instructor, date(2027, 2, 15))
    assert (row.cohort, row.people, row.works) == (cohort, 3, 1)
    assert row.failed == [stuck]
    assert row.silent == [stuck, passed, late], "enrolled on the 8th"
    assert standings_of(cast.instructor, date(2027, 2, 14))[0].silent == []


def test_offices_hide_small_cells_and_all_where_the_municipality_is_hidden(cast, browser_of):
    shown, hidden = make_cohort(make_course("C01")), make_cohort(make_course("C02"))
    for cohort, office, number in (
        (shown, "Planeación", 6), (shown, "planeacion", 1), (shown, "Hacienda", 3), (shown, "Archivo", 5), (hidden, "Unica", 3)
    ):  # fmt: skip
        made = [make_enrolment(cohort, make_user(), municipality=cast.here, office=office) for _ in range(number)]
        issue(enrolments=[finish(one).pk for one in made], at=ISSUED_AT)
    table = browser_of(cast.liaison).get(f"/formacion/municipios/{cast.here.slug}/?formato=csv").text
    assert "C01,no,Planeación,7" in table
    assert "C01,no,Hacienda,reservado" in table
    assert "C01,no,Archivo,reservado" in table, "with the total it would give the other away"
    assert "Unica" not in table


def test_municipal_people_see_their_own_only(cast, browser_of):
    liaison = browser_of(cast.liaison)
    assert liaison.get("/formacion/", follow=False)["Location"] == f"/formacion/municipios/{cast.here.slug}/"
    other = cast.neighbour.memberships.filter(role__in=[Role.LIAISON, Role.APPROVER]).first().municipality
    assert liaison.get(f"/formacion/municipios/{other.slug}/").status_code == 403


def test_boards_cost_twelve_queries_with_ten_thousand_people(cast, browser_of):
    cohort = make_cohort(make_course("C01"), instructor=cast.instructor)
    people = User.objects.bulk_create(User(email=f"p{n}@masa.example", password="x") for n in range(10_000))
    Enrolment.objects.bulk_create(
        [
            Enrolment(cohort=cohort, user=one, name="Persona", municipality=cast.here, enrolled_at=timezone.now())
            for one in people
        ],
        batch_size=1000,
    )
    browser = browser_of(cast.instructor)  # the header of a coordinator counts five things more
    for address in (
        "/docencia/",
        "/formacion/",
        f"/formacion/municipios/{cast.here.slug}/",
        "/cursos/",
        "/cursos/C01/",
    ):
        browser.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        # Notices, make-ups, works, questions.
        in_the_header = 4 if address.startswith(("/docencia/", "/formacion/")) else 0
        assert len(asked) <= 12 + in_the_header, (
            address,
            "\n".join(one["sql"].partition("FROM")[2][:110] for one in asked),
        )
