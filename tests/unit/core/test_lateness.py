"""Lateness is counted in working days and said with its unit, by one function for every page."""

from datetime import date

import pytest

from core.process.deadlines import days_late, deadline_words, late_words
from diagnostics.assessments.models import Assessment, Round

FRIDAY = date(2027, 4, 30)


def row(due_on: date | None, *days_off: str) -> Assessment:
    return Assessment(round=Round(extra_days_off=list(days_off)), due_on=due_on)


@pytest.mark.parametrize(
    ("today", "days", "words"),
    [
        (date(2027, 4, 28), None, "Vence el viernes 30 de abril: quedan 2 días hábiles"),
        (date(2027, 4, 29), None, "Vence el viernes 30 de abril: queda 1 día hábil"),
        (FRIDAY, None, "Vence hoy"),
        (date(2027, 5, 1), 0, "Venció el viernes 30 de abril"),  # a Saturday
        (date(2027, 5, 3), 1, "Venció el viernes 30 de abril: tarde 1 día hábil"),
        (date(2027, 5, 11), 6, "Venció el viernes 30 de abril: tarde 6 días hábiles"),  # the 10th is a holiday
    ],
)
def test_deadline_is_said_in_working_days(today, days, words):
    assert (days_late(row(FRIDAY), today), deadline_words(row(FRIDAY), today)) == (days, words)


def test_days_off_of_the_round_do_not_count():
    assert days_late(row(FRIDAY, "2027-05-03"), date(2027, 5, 4)) == 1


def test_without_deadline_nothing_is_late():
    assert (days_late(row(None), FRIDAY), deadline_words(row(None), FRIDAY)) == (None, "")


@pytest.mark.parametrize(
    ("days", "words"), [(0, "acaba de vencer"), (1, "tarde 1 día hábil"), (9, "tarde 9 días hábiles")]
)
def test_lateness_in_words(days, words):
    assert late_words(days) == words
