"""Until when an opinion is answered: 15 working days, kept as the day that was promised. Received before Easter."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from citizens.actions import feedback as acts
from citizens.models import Feedback
from tests.factories.citizens import REPLY, make_feedback

pytestmark = pytest.mark.django_db
LAST_DAY = date(2027, 3, 29)  # 22, 25 and 26 March are holidays


def at(month: int, day: int) -> datetime:
    return datetime(2027, month, day, 9, 0, tzinfo=ZoneInfo("America/Bogota"))


@pytest.fixture
def kept(cast) -> Feedback:
    return make_feedback(cast.here)


def test_day_is_counted_in_working_days_and_kept(cast, kept, settings):
    assert kept.answer_by == LAST_DAY
    settings.OPINION_ANSWER_DAYS = 3
    assert make_feedback(cast.here).answer_by == date(2027, 3, 8)
    kept.refresh_from_db()
    assert kept.answer_by == LAST_DAY


@pytest.mark.parametrize("address", ["/opiniones/nueva/", "/opiniones/", "/municipios/aqui/"])
@pytest.mark.parametrize(("days", "words"), [(15, "15 días hábiles"), (1, "1 día hábil")])
def test_term_is_said_before_one_writes(client, cast, text_of, settings, address, days, words):
    settings.OPINION_ANSWER_DAYS = days
    assert f"La respuesta se publica a más tardar {words} después de recibir la opinión." in text_of(
        client.get(address)
    )


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (at(3, 29), "La respuesta se espera a más tardar el 29 de marzo de 2027."),
        (at(3, 30), "Tarde La respuesta se esperaba a más tardar el 29 de marzo de 2027: va tarde 1 día hábil."),
        (at(4, 1), "Tarde La respuesta se esperaba a más tardar el 29 de marzo de 2027: va tarde 3 días hábiles."),
    ],
)
def test_open_opinion_says_until_when_and_how_late(client, kept, text_of, time_machine, day, said):
    time_machine.move_to(day, tick=False)
    assert said in text_of(client.get(kept.get_absolute_url()))
    assert said in text_of(client.get("/opiniones/?estado=esperan"))


def test_opinion_is_late_on_the_weekend_after_its_day(client, kept, text_of, time_machine):
    Feedback.objects.update(answer_by=date(2027, 3, 19))
    time_machine.move_to(at(3, 20), tick=False)
    assert "Tarde La respuesta se esperaba a más tardar el 19 de marzo de 2027." in text_of(
        client.get(kept.get_absolute_url())
    )


def test_answered_opinion_has_no_term_any_more(client, cast, kept, text_of, time_machine):
    acts.answer(feedback=kept, text=REPLY, by=cast.liaison, at=at(4, 1))
    time_machine.move_to(at(4, 2), tick=False)
    for address in (kept.get_absolute_url(), "/opiniones/"):
        text = text_of(client.get(address))
        assert REPLY in text
        assert "a más tardar el" not in text
        assert "Tarde" not in text


def test_office_sees_the_day_in_its_queue(browser_of, cast, kept, text_of, time_machine):
    time_machine.move_to(at(3, 10), tick=False)
    assert "La respuesta se espera a más tardar el 29 de marzo de 2027." in text_of(
        browser_of(cast.liaison).get("/opiniones/atender/")
    )
