"""The state in words: the rule of each row, what would change it, and the marks beside it."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from followup.commitments.models import Commitment, Lowering, PromiseVersion, SecondReading
from followup.commitments.presenters.standing import quiet_days, shown_of
from followup.commitments.queries.standing import stood
from followup.rules.states import Why
from tests.factories.followup import make_commitment

pytestmark = pytest.mark.django_db
START, DUE, END = date(2027, 2, 1), date(2027, 5, 31), date(2027, 12, 15)
ONE = timedelta(1)


def made(cast, *, done=None, **changes):
    fields = {"start": START, "end": END, "accepted_on": date(2027, 1, 15)} | changes
    row = make_commitment(cast.here, milestones=[(DUE, done)], **fields)
    return type(row).objects.with_parts().get(pk=row.pk)


@pytest.mark.parametrize(
    ("changes", "day", "why", "label", "rule", "then"),
    [
        (
            {"accepted_on": None},
            START,
            Why.NOT_ACCEPTED,
            "Propuesto",
            "todavía no la ha aceptado",
            "cuando la dependencia responsable lo acepte",
        ),
        ({}, START - ONE, Why.NOT_STARTED, "Acordado", "empieza el 1 de febrero de 2027", "el 1 de febrero de 2027."),
        ({}, START, Why.STARTED, "En marcha", "ningún hito está vencido", "si el 31 de mayo de 2027 termina sin"),
        ({}, DUE, Why.STARTED, "En marcha", "ningún hito está vencido", "si el 31 de mayo de 2027 termina sin"),
        (
            {},
            DUE + ONE,
            Why.MILESTONE_LATE,
            "En riesgo",
            "el 1, el 31 de mayo de 2027",
            "si adjuntan la evidencia del hito 1",
        ),
        ({"done": DUE}, DUE + ONE, Why.STARTED, "En marcha", "ningún hito", "si la segunda lectura"),
        ({}, END, Why.MILESTONE_LATE, "En riesgo", "venció un hito", "a más tardar el 15 de diciembre de 2027"),
        ({}, END + ONE, Why.ENDED_UNDONE, "No cumplido", "falta 1 hito con evidencia", "si adjuntan la evidencia"),
        ({"done": DUE}, END + ONE, Why.ENDED_DONE, "En marcha", "espera segunda lectura", "si la segunda lectura"),
    ],
)
def test_each_rule_says_itself_and_what_would_change_it(cast, changes, day, why, label, rule, then):
    shown = shown_of(made(cast, **changes), day)
    assert (shown.standing.why, shown.label) == (why, label)
    assert rule in shown.rule
    assert any(then in when for _, when in shown.changes)


def test_closed_ones_say_what_the_reader_found(cast):
    row = made(cast, done=DUE)
    SecondReading.objects.create(commitment=row, completion="limitado", words="Falta la mitad.", closed_on=END)
    shown = shown_of(type(row).objects.with_parts().get(pk=row.pk), END)
    assert (shown.label, shown.since, shown.changes) == ("No cumplido, avance limitado", END, [])
    assert shown.rule.endswith("15 de diciembre de 2027: avance limitado. Falta la mitad.")


def test_lowered_ones_say_who_when_and_why(cast):
    row = made(cast)
    Lowering.objects.create(
        commitment=row, to="en_riesgo", reason="Paró la obra.", since=START, office="Coordinación", by=cast.coordinator
    )
    row = type(row).objects.with_parts().get(pk=row.pk)
    shown = shown_of(row, START + ONE)
    assert shown.label == "En riesgo"
    assert shown.rule.startswith("Una persona lo bajó a «en riesgo»: por sus fechas estaría «en marcha».")
    assert shown.rule.endswith(" Coordinación, el 1 de febrero de 2027: Paró la obra.")
    assert shown.changes[0][0] == "Vuelve a «en marcha»"


def test_work_page_and_public_page_say_the_same_of_the_state_and_name_milestones_by_their_number(
    cast, client, browser_of
):
    """The first milestone was taken away by a change: the second one is still called so."""
    today = timezone.localdate()
    row = make_commitment(
        cast.here, start=today - 90 * ONE, milestones=[(today, None), (today - 9 * ONE, None), (today, None)]
    )
    row.milestones.filter(number=1).delete()
    pages = (
        client.get(f"/compromisos/{row.code}/"),
        browser_of(cast.liaison).get(f"/seguimiento/compromisos/{row.code}/"),
    )
    for page in pages:
        text = " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())
        assert "Está en riesgo porque venció un hito sin evidencia (el 2, el " in text
        assert "si adjuntan la evidencia del hito 2 a más tardar el " in text


def test_changed_dates_are_a_mark_with_both_dates(cast):
    row = made(cast, original_end=date(2027, 6, 30))
    for number in (1, 2, 3):
        PromiseVersion.objects.create(
            commitment=row, number=number, content={}, reason="x" * (number > 1), made_on=START, made_at=timezone.now()
        )
    row = type(row).objects.with_parts().get(pk=row.pk)
    on_the_day, after = shown_of(row, date(2027, 6, 30)), shown_of(row, date(2027, 7, 1))
    assert on_the_day.marks == [
        "Reformulado: 2 cambios. Prometido para el 30 de junio de 2027; hoy, el 15 de diciembre de 2027.",
        "Sin novedades hace 149 días.",
    ]
    assert "No se cumplió en su fecha original, el 30 de junio de 2027." in after.marks


@pytest.mark.parametrize(
    ("cadence", "told", "quiet_from"),
    [
        ("mensual", date(2027, 3, 10), date(2027, 4, 24)),  # expected on April 10; ten working days end on the 23rd
        ("trimestral", date(2027, 3, 10), date(2027, 6, 25)),  # expected on June 10; ten working days end on the 24th
        ("mensual", None, date(2027, 3, 16)),  # since it began in February: March 1, and until the 15th
    ],
)
def test_silence_is_a_mark_after_the_cadence_and_ten_working_days(cast, cadence, told, quiet_from):
    row = made(cast, cadence=cadence)
    assert quiet_days(row, told, quiet_from - ONE) == 0
    assert quiet_days(row, told, quiet_from) == (quiet_from - (told or START)).days


def test_a_promise_misses_its_original_date_only_once_it_is_one(cast):
    """Accepted after the end that was promised first: until then it is a proposal, and misses nothing."""
    made(cast, original_end=DUE, accepted_on=END - ONE)
    missed = [
        stood(Commitment.objects.all(), day)[0].missed_original_end for day in (END - ONE - ONE, END - ONE)
    ]  # fmt: skip
    assert missed == [False, True]
