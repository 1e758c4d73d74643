"""Reminders of measurements and milestones: who gets which, on which days, once, and all in one message."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership
from accounts.permissions import Role
from followup.commitments.models import Commitment, SecondReading
from followup.indicators.models import Measurement
from followup.pages.actions.reminders import remind_of_due_dates
from followup.pages.choices import DUE_SOON
from followup.pages.tasks import remind_of_due_dates as task
from mail.models import Outbox
from notices.actions import notifications
from notices.choices import DeliveryMode
from notices.models import Notification
from tests.factories.accounts import make_member
from tests.factories.followup import make_approved, make_commitment, make_period, make_sheet
from tests.factories.measuring import PERIOD, give_back, send, write
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
BOGOTA = ZoneInfo("America/Bogota")
DAY = timedelta(days=1)
DUE = date(2026, 10, 30)  # of 2026-T3: thirty days after its last one


def morning(day: date) -> datetime:
    return datetime.combine(day, time(7, 30), BOGOTA)


def remind(day: date) -> int:
    return remind_of_due_dates(at=morning(day))


def told(person) -> list[Notification]:
    return list(Notification.objects.filter(user=person, kind=DUE_SOON.name).order_by("created_at"))


def promise(place, *due: date, **changes) -> Commitment:
    days = {"start": date(2026, 1, 1), "accepted_on": date(2026, 1, 1), "end": date(2027, 6, 30)}
    return make_commitment(place, milestones=[(one, None) for one in due], **days | changes)


@pytest.fixture
def due(cast):
    """A measurement of both municipalities falls due on DUE."""
    return make_sheet()


def days_of_messages(person, since: date, until: date) -> list[date]:
    """Run every morning from `since` up to `until`; return on which ones the person was told."""
    for number in range((until - since).days + 1):
        remind(since + number * DAY)
    return [one.created_at.astimezone(BOGOTA).date() for one in told(person)]


def test_a_measurement_is_reminded_of_thirty_seven_and_one_days_before(cast, due):
    days = days_of_messages(cast.contributor, DUE - 32 * DAY, DUE + 3 * DAY)
    assert days == [DUE - 30 * DAY, DUE - 7 * DAY, DUE - DAY]


def test_a_milestone_is_reminded_of_thirty_seven_and_one_days_before(cast):
    promise(cast.here, DUE)
    days = days_of_messages(cast.liaison, DUE - 32 * DAY, DUE + 3 * DAY)
    assert days == [DUE - 30 * DAY, DUE - 7 * DAY, DUE - DAY]


@pytest.mark.parametrize(
    ("days_before", "reminded"),
    [(31, 0), (30, 1), (25, 1), (24, 0), (8, 0), (7, 1), (5, 1), (4, 0), (2, 0), (1, 1), (0, 1), (-1, 0)],
)
def test_the_first_run_after_days_without_one(cast, days_before, reminded):
    """Before, on and after each of the days: what was missed lately is said, what is long past is not."""
    promise(cast.here, DUE)
    assert remind(DUE - days_before * DAY) == reminded


def test_one_message_lists_all_by_date_with_what_to_bring(cast, due):
    promise(cast.here, DUE - 6 * DAY, DUE, title="Abrir los datos")
    assert remind(DUE - 7 * DAY) == 3
    (one,) = told(cast.liaison)
    assert (one.title, one.url) == ("Seguimiento: 3 plazos por vencer", "/seguimiento/")
    assert one.body == (
        "Sábado 24 de octubre de 2026, queda 1 día:\n"
        "• CO-1 «Abrir los datos»: evidencia del hito 1, «Hito 1»\n\n"
        "Viernes 30 de octubre de 2026, quedan 7 días:\n"
        "• IND-03 PQRSD respondidas en término, julio a septiembre de 2026: medición de Aquí\n"
        "• CO-1 «Abrir los datos»: evidencia del hito 2, «Hito 2»\n\n"
        "Lo que ya está enviado o tiene su evidencia no aparece."
    )
    assert "CO-1" not in told(cast.contributor)[0].body, "who measures does not write commitments"
    assert "medición de Allá" in told(cast.neighbour)[0].body


def test_on_the_day_itself_it_falls_due_today(cast):
    promise(cast.here, DUE)
    remind(DUE)
    assert told(cast.liaison)[0].body.startswith("Viernes 30 de octubre de 2026, vence hoy:")


def test_a_second_run_says_nothing_not_even_of_what_came_meanwhile(cast, due):
    day = DUE - 7 * DAY
    assert [remind(day), remind(day)] == [3, 0]
    promise(cast.here, DUE)
    assert remind(day) == 0
    assert len(told(cast.liaison)) == 1


def test_days_without_a_run_are_caught_up_in_one_message(cast):
    promise(cast.here, DUE, DUE + DAY, DUE + 2 * DAY)
    remind(DUE - 8 * DAY)
    assert told(cast.liaison) == []
    assert [remind(DUE - 5 * DAY), remind(DUE - 4 * DAY)] == [1, 0]
    (one,) = told(cast.liaison)
    assert [one.body.count(f"hito {number},") for number in (1, 2, 3)] == [1, 1, 1]


def test_what_was_said_yesterday_is_not_said_again_beside_what_is_new(cast):
    promise(cast.here, DUE, DUE + DAY)
    remind(DUE - 7 * DAY)
    remind(DUE - 6 * DAY)
    assert ["hito 1," in one.body for one in told(cast.liaison)] == [True, False]
    assert ["hito 2," in one.body for one in told(cast.liaison)] == [False, True]


def test_who_joins_later_is_told_what_the_others_know(cast, due):
    remind(DUE - 7 * DAY)
    Membership.objects.create(user=cast.newcomer, role=Role.CONTRIBUTOR, municipality=cast.here)
    assert remind(DUE - 6 * DAY) == 1
    assert "quedan 6 días" in told(cast.newcomer)[0].body


def test_a_metropolitan_commitment_is_reminded_to_who_manages_them(cast):
    promise(None, DUE, municipalities=[cast.here, cast.there])
    assert remind(DUE - DAY) == 1
    assert len(told(cast.coordinator)) == 1


def test_what_waits_for_approval_or_has_it_is_not_reminded_of_and_what_came_back_is(cast, due):
    row = send(cast.here, cast.liaison)
    make_approved(due, cast.there, PERIOD, 9, 10)
    assert remind(DUE - 7 * DAY) == 0
    give_back(row, cast.coordinator)
    assert remind(DUE - 6 * DAY) == 2
    assert {one.user for one in Notification.objects.filter(kind=DUE_SOON.name)} == {cast.contributor, cast.liaison}


def test_a_draft_is_reminded_of_but_not_an_invented_one(cast, due):
    write(cast.here, cast.liaison)
    assert remind(DUE - 7 * DAY) == 3
    Notification.objects.all().delete()
    Measurement.objects.update(is_demo=True)
    assert remind(DUE - 7 * DAY) == 1, "the other municipality"


def test_a_closed_period_is_not_reminded_of(cast, due):
    period = make_period(PERIOD)
    period.locked_at, period.locked_by, period.lock_reason = morning(DUE), cast.coordinator, "Se cerró."
    period.save()
    assert remind(DUE - 7 * DAY) == 0


def test_a_term_shorter_than_thirty_days_is_first_reminded_of_when_its_period_is_over(cast):
    make_sheet(lag_days=28)
    ends = date(2026, 9, 30)
    promise(cast.here, ends + 6 * DAY, code="CO-2")  # so that the liaison was reminded the day before
    days = days_of_messages(cast.liaison, ends - DAY, ends)
    assert days == [ends - DAY, ends]
    assert ["IND-03" in one.body for one in told(cast.liaison)] == [False, True]


@pytest.mark.parametrize("kind", ["done", "closed", "proposed", "accepted tomorrow", "demo"])
def test_commitments_of_which_nothing_is_expected(cast, kind):
    day = DUE - 7 * DAY
    row = promise(
        cast.here, DUE, accepted_on={"proposed": None, "accepted tomorrow": day + DAY}.get(kind, date(2026, 1, 1)),
        is_demo=kind == "demo",
    )  # fmt: skip
    if kind == "done":
        row.milestones.update(done_on=day)
    if kind == "closed":
        SecondReading.objects.create(
            commitment=row, completion="limitado", words="Falta la mitad.", closed_on=day, by=cast.reviewer,
            office="Otra oficina",
        )  # fmt: skip
    assert remind(day) == 0


def test_who_left_is_not_told(cast, due):
    Membership.objects.filter(user=cast.contributor).update(ended_at=morning(DUE - 9 * DAY))
    remind(DUE - 7 * DAY)
    assert told(cast.contributor) == []


def test_mail_follows_what_each_person_chose(cast, due, time_machine, django_capture_on_commit_callbacks):
    day = DUE - 7 * DAY
    time_machine.move_to(morning(day))
    for person, wanted in ((cast.contributor, DeliveryMode.DIGEST), (cast.neighbour, DeliveryMode.PORTAL)):
        notifications.set_preferences(person=person, wanted={DUE_SOON: wanted}, by=person, at=morning(day))
    with django_capture_on_commit_callbacks(execute=True):
        assert task() == 3
    (message,) = mail.outbox
    assert message.to == [cast.liaison.email]
    assert message.subject == "Seguimiento: 1 plazo por vencer"
    assert "quedan 7 días" in message.body
    assert Outbox.objects.count() == 1
    assert notifications.send_digests(at=morning(day)) == 1


def queries_of(day: date) -> int:
    with CaptureQueriesContext(connection) as found:
        assert remind(day) > 0
    return len(found)


def test_as_many_queries_for_many_municipalities_as_for_two(cast, due):
    promise(cast.here, DUE)
    remind(DUE - 30 * DAY)  # the words of texts are read once
    few = queries_of(DUE - 7 * DAY)
    for number in range(12):
        place = make_municipality()
        make_member(Role.LIAISON, place)
        make_member(Role.CONTRIBUTOR, place)
        promise(place, DUE, DUE + DAY, code=f"CO-{number + 10}")
    assert queries_of(DUE - DAY) == few <= 20
