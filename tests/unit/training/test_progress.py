"""Eligibility for a certificate: a literal truth table of the one rule."""

from fractions import Fraction
from itertools import product

import pytest

from training.grading.progress import Lack, Missing, ModuleStanding, Standing, eligible, missing

QUIZ, ASSIGNMENT, ATTENDANCE = Missing(Lack.QUIZ, "m"), Missing(Lack.ASSIGNMENT, "m"), Missing(Lack.ATTENDANCE)


def standing(scores, is_accepted, sessions=0, made_up=False, prior=False) -> Standing:
    shares = None if scores is None else [Fraction(score, 100) for score in scores]
    return Standing(Fraction(70, 100), [ModuleStanding("m", shares, is_accepted)], sessions, made_up, prior)


@pytest.mark.parametrize(
    ("found", "lacks"),
    [
        (standing([70], True, 1), []),
        (standing([69], True, 1), [QUIZ]),
        (standing([], True, 1), [QUIZ]),
        (standing([10, 20, 70], True, 1), []),
        (standing([10, 20, 30, 100], True, 1), [QUIZ]),  # a fourth attempt never counts
        (standing([100], False, 1), [ASSIGNMENT]),
        (standing([100], None, 1), []),
        (standing(None, None, 1), []),
        (standing([100], True, 0), [ATTENDANCE]),
        (standing([100], True, 0, made_up=True), []),
        (standing([100], True, 2), []),
        (standing([], False, 0), [QUIZ, ASSIGNMENT, ATTENDANCE]),
        (standing([85], True, prior=True), []),
        (standing([84], True, prior=True), [QUIZ]),
        (standing([84, 100], True, prior=True), [QUIZ]),  # in one attempt
        (standing([84], True, 2, prior=True), [QUIZ]),
        (standing([85], False, prior=True), [ASSIGNMENT]),
    ],
)
def test_what_is_missing(found, lacks):
    assert missing(found) == lacks
    assert eligible(found) == (not lacks)


def test_eligible_is_every_rule_at_once():
    for score, accepted, sessions, made_up, prior in product(
        (69, 70, 84, 85), (True, False), (0, 1), (True, False), (True, False)
    ):
        expected = accepted and (score >= 85 if prior else score >= 70 and (sessions or made_up))
        assert eligible(standing([score], accepted, sessions, made_up, prior)) == bool(expected)


def test_a_course_without_modules_certifies_nobody():
    assert not eligible(Standing(Fraction(7, 10), [], 2, True, False))
