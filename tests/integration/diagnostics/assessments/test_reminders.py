"""Telling the people of a diagnosis: how much time and work is left, and that it was sent."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from accounts.models import Membership
from core.process import working_days
from core.process.deadlines import warning_due
from diagnostics.assessments import tasks
from diagnostics.assessments.actions import assessments, reminders
from diagnostics.assessments.choices import RoundStatus, State
from diagnostics.assessments.choices.notifications import DEADLINE, SENT, TURN
from diagnostics.assessments.models import Assessment, Round
from diagnostics.assessments.queries.deadlines import due_deadlines
from diagnostics.review.actions import signing
from diagnostics.review.choices import SignerRole
from notices.actions import notifications
from notices.choices import DeliveryMode
from notices.models import Notification
from territory.models import Municipality
from tests.factories.diagnostics import end_term, make_filled, make_round, make_version
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
BOGOTA = ZoneInfo("America/Bogota")
CLOSES = date(2027, 3, 31)  # after Holy Week
TODAY = date(2027, 3, 17)  # seven working days before


def morning(day: date) -> datetime:
    return datetime.combine(day, time(7), BOGOTA)


def remind(day: date = TODAY) -> int:
    return reminders.remind_of_deadlines(at=morning(day))


def told() -> list[tuple[int, str]]:
    return sorted(Notification.objects.values_list("user", "title"))


@pytest.fixture
def closing(cast, assessment) -> Assessment:
    """`here` and `there` fill in a round that closes on CLOSES."""
    end_term(assessment.round, CLOSES)
    return assessment


def test_each_team_learns_how_much_time_is_left(cast, closing):
    assert remind() == 3
    here = "Quedan 7 días hábiles para enviar el diagnóstico de Aquí"
    there = "Quedan 7 días hábiles para enviar el diagnóstico de Allá"
    assert told() == sorted([(cast.contributor.pk, here), (cast.liaison.pk, here), (cast.neighbour.pk, there)])
    assert set(Notification.objects.values_list("kind", flat=True)) == {DEADLINE.name}
    assert Notification.objects.get(user=cast.liaison).url == "/diagnostico/ciclo/aqui/"


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ((5, 0, 0), "Faltan 5 respuestas de 5."),
        ((5, 4, 0), "Falta 1 respuesta de 5."),
        ((5, 4, 1), "Faltan 1 respuesta de 5 y 1 evidencia."),
        ((84, 72, 3), "Faltan 12 respuestas de 84 y 3 evidencias."),
        ((5, 5, 1), "Falta 1 evidencia."),
        ((5, 5, 2), "Faltan 2 evidencias."),
        ((5, 5, 0), "Todo está respondido y con evidencia: falta enviarlo."),
    ],
)
def test_notice_says_how_much_work_is_left(cast, closing, counts, sentence):
    fields = dict(zip(("applicable_count", "answered_count", "unproven_count"), counts, strict=True))
    Assessment.objects.filter(pk=closing.pk).update(**fields)
    remind()
    body = Notification.objects.get(user=cast.liaison).body
    assert body == f"El plazo del ciclo de prueba vence el miércoles 31 de marzo de 2027. {sentence}"


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ((5, 5, 0), "Todo está respondido y con evidencia. Falta 1 dato del municipio."),
        ((5, 4, 1), "Faltan 1 respuesta de 5 y 1 evidencia. Falta 1 dato del municipio."),
    ],
)
def test_notice_says_that_facts_of_the_municipality_are_missing(cast, closing, counts, sentence):
    Municipality.objects.filter(pk=cast.here.pk).update(facts={})
    fields = dict(zip(("applicable_count", "answered_count", "unproven_count"), counts, strict=True))
    Assessment.objects.filter(pk=closing.pk).update(**fields)
    remind()
    assert Notification.objects.get(user=cast.liaison).body.endswith(f"de 2027. {sentence}")


def test_facts_that_are_missing_are_counted(cast, closing):
    assert [deadline.missing_facts for deadline in due_deadlines(TODAY)] == [0, 0]
    assert reminders._work_left(closing, 2)[-1] == "Faltan 2 datos del municipio."


def test_counts_are_those_of_the_stored_answers(cast, closing):
    make_filled(closing, cast.contributor)
    remind()
    assert Notification.objects.get(user=cast.liaison).body.endswith("falta enviarlo.")


def test_same_warning_is_given_once_and_the_next_one_again(cast, closing):
    days = [TODAY + timedelta(days=n) for n in range(15)]
    assert [remind(day) for day in days for _ in range(2)] == [3, 0, *[0] * 24, 3, 0, 0, 0]
    titles = Notification.objects.filter(user=cast.liaison).order_by("created_at").values_list("title", flat=True)
    assert [title.partition(" para")[0] for title in titles] == ["Quedan 7 días hábiles", "Queda 1 día hábil"]


def test_warning_of_a_day_when_nothing_ran_is_given_the_day_after(cast, closing):
    assert remind(working_days.add(CLOSES, -6)) == 3
    assert remind(CLOSES) == 3
    assert Notification.objects.filter(user=cast.liaison).latest("created_at").title.startswith("Hoy vence el plazo")


def test_longer_term_is_warned_of_again(cast, closing):
    assert remind() == 3
    end_term(closing.round, date(2027, 5, 14))
    day = working_days.add(date(2027, 5, 14), -7)
    assert [remind(day), remind(day)] == [3, 0]
    assert "vence el viernes 14 de mayo de 2027" in Notification.objects.latest("pk").body


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2027, 3, 4), "Queda 1 día hábil"),
        (date(2027, 3, 5), "Vence el domingo 7 de marzo el plazo"),
        (date(2027, 3, 6), "Vence el domingo 7 de marzo el plazo"),
        (date(2027, 3, 7), "Hoy vence el plazo"),
    ],
)
def test_term_that_ends_on_a_sunday_ends_today_only_on_that_sunday(cast, closing, day, said):
    end_term(closing.round, date(2027, 3, 7))
    remind(day)
    title = Notification.objects.get(user=cast.liaison).title
    assert title == f"{said} para enviar el diagnóstico de Aquí"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (4, "Puede enviarlo hasta el <strong>domingo 7 de marzo</strong>. Queda 1 día hábil."),
        (5, "Vence el <strong>domingo 7 de marzo</strong>, y antes no queda otro día hábil."),
        (7, "El plazo vence <strong>hoy</strong>."),
    ],
)
def test_page_says_the_same_of_a_term_that_ends_on_a_sunday(cast, closing, browser_of, time_machine, day, said):
    end_term(closing.round, date(2027, 3, 7))
    time_machine.move_to(morning(date(2027, 3, day)), tick=False)
    page = browser_of(cast.contributor).get("/diagnostico/ciclo/aqui/").text
    assert said in page
    assert "0 días" not in page


def test_warnings_by_days_left():
    told = {days: warning_due(days) for days in range(-2, 40) if warning_due(days) is not None}
    assert told == {0: 1, 1: 1, 5: 7, 6: 7, 7: 7} | dict.fromkeys(range(25, 31), 30)


@pytest.mark.parametrize("days", [30, 7, 1])
def test_thirty_seven_and_one_working_days_before(cast, closing, days):
    day = working_days.add(CLOSES, -days)
    assert [deadline.days_left for deadline in due_deadlines(day)] == [days, days]
    assert remind(day) == 3


def test_who_joins_later_is_told_what_the_others_know_already(cast, closing):
    remind()
    Membership.objects.create(user=cast.newcomer, role="contributor", municipality=cast.here)
    assert remind(TODAY + timedelta(days=1)) == 1
    assert Notification.objects.get(user=cast.newcomer).title.startswith("Quedan 6 días hábiles")


@pytest.mark.parametrize("state", [state for state in State if state not in ("not_started", "self_assessment")])
def test_what_was_sent_is_not_warned_of(cast, closing, state):
    said = "Sin personal" if state == State.WITHDRAWN else ""
    Assessment.objects.filter(pk=closing.pk).update(state=state, withdrawn_because=said)
    assert remind() == 1
    assert told()[0][0] == cast.neighbour.pk


@pytest.mark.parametrize(
    "fields",
    [
        {"closes_on": None}, {"closes_on": TODAY - timedelta(days=1)}, {"status": RoundStatus.PUBLISHED},
        {"opens_on": TODAY + timedelta(days=1)}, {"closes_on": TODAY + timedelta(days=200)},
    ],
    ids=str,
)  # fmt: skip
def test_round_without_a_term_ahead_warns_nobody(closing, fields):
    end_term(closing.round, fields.get("closes_on", CLOSES))
    Round.objects.filter(pk=closing.round_id).update(**fields)
    assert remind() == 0


def test_who_left_is_not_told(cast, closing):
    Membership.objects.filter(user=cast.contributor).update(ended_at=morning(TODAY))
    remind()
    assert cast.contributor.pk not in {user for user, _ in told()}


def test_beat_asks_at_seven_in_bogota_and_the_mail_leaves(
    cast, closing, time_machine, django_capture_on_commit_callbacks
):
    from innovacion360.celery import app

    entry = app.conf.beat_schedule["remind-of-deadlines"]
    assert (entry["schedule"].hour, entry["schedule"].minute, str(app.timezone)) == ({7}, {0}, "America/Bogota")
    assert entry["task"] == tasks.remind_of_deadlines.name
    time_machine.move_to(morning(TODAY))
    with django_capture_on_commit_callbacks(execute=True):
        assert tasks.remind_of_deadlines() == 3
    (message,) = [message for message in mail.outbox if message.to == [cast.liaison.email]]
    assert message.subject == "Quedan 7 días hábiles para enviar el diagnóstico de Aquí"
    assert "Faltan 5 respuestas de 5." in message.body


def test_reading_the_terms_costs_the_same_for_many_municipalities(cast, django_assert_num_queries):
    places = [make_municipality() for _ in range(12)]
    make_round(*places, version=make_version(), code="grande", closes_on=CLOSES)
    with django_assert_num_queries(1):
        assert len(due_deadlines(TODAY)) == 12


# --- Sent ---


def submit(assessment: Assessment, cast) -> None:
    assessments.submit(assessment=assessment, even_if_partial=True, by=cast.liaison, at=morning(TODAY))


def sign(assessment: Assessment, cast) -> None:
    words = {"name": "Ana Prueba", "role": SignerRole.MAYOR, "position": "Alcaldesa"}
    signing.sign(assessment=assessment, by=cast.approver, at=morning(TODAY), **words)


def test_town_hall_learns_that_it_waits_for_its_signature(cast, assessment):
    make_filled(assessment, cast.contributor, {"A-01": "3"})
    submit(assessment, cast)
    told = Notification.objects.get()
    assert (told.user, told.kind, told.url) == (cast.approver, TURN.name, "/diagnostico/ciclo/aqui/firma/")
    assert told.title == "El diagnóstico de Aquí espera la firma de la alcaldía"
    assert told.body.endswith("Hasta el lunes 29 de marzo."), "five working days"


def test_team_and_reviewers_learn_that_it_was_sent(cast, assessment):
    make_filled(assessment, cast.contributor, {"A-01": "3"})
    submit(assessment, cast)
    Notification.objects.all().delete()
    sign(assessment, cast)
    ours = ("El diagnóstico de Aquí está en revisión", "/diagnostico/ciclo/aqui/")
    theirs = ("Aquí envió su diagnóstico", "/revision/ciclo/aqui/")
    expected = {cast.contributor.pk: ours, cast.liaison.pk: ours, cast.approver.pk: ours}
    expected |= {cast.reviewer.pk: theirs, cast.coordinator.pk: theirs}
    rows = Notification.objects.values_list("user", "title", "url")
    assert {user: (title, url) for user, title, url in rows} == expected
    assert Notification.objects.count() == 5
    assert all("ciclo de prueba" in body for body in Notification.objects.values_list("body", flat=True))


def test_refused_sending_tells_nobody(cast, assessment):
    make_filled(assessment, cast.contributor, {"A-01": "3"})
    with pytest.raises(assessments.NotReady):
        assessments.submit(assessment=assessment, even_if_partial=False, by=cast.liaison, at=morning(TODAY))
    assert Notification.objects.count() == 0


def test_reviewer_who_wants_it_at_once_gets_the_mail(
    cast, assessment, time_machine, django_capture_on_commit_callbacks
):
    time_machine.move_to(morning(TODAY))
    notifications.set_preferences(
        person=cast.reviewer, wanted={SENT: DeliveryMode.AT_ONCE}, by=cast.reviewer, at=morning(TODAY)
    )
    make_filled(assessment, cast.contributor, {"A-01": "3"})
    with django_capture_on_commit_callbacks(execute=True):
        submit(assessment, cast)
        sign(assessment, cast)
    assert [message.to for message in mail.outbox] == [[cast.approver.email], [cast.reviewer.email]]
    assert "Ya puede revisar sus respuestas del ciclo de prueba." in mail.outbox[1].body
