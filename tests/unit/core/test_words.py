"""Numbers and moments as people say them."""

from datetime import UTC, datetime, timedelta

import pytest

from core.words import counted_in_words, moment_in_words, one_line

NOW = datetime(2027, 4, 28, 13, 15, tzinfo=UTC)  # 8:15 in Bogotá


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "cero decisiones"),
        (1, "una decisión"),
        (2, "dos decisiones"),
        (10, "diez decisiones"),
        (11, "11 decisiones"),
    ],
)
def test_small_numbers_are_words(number, said):
    assert counted_in_words(number, "decisión", "decisiones", feminine=True) == said


def test_one_agrees_with_its_noun():
    assert counted_in_words(1, "recordatorio", "recordatorios") == "un recordatorio"


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(minutes=25), "hoy, 7:50"),
        (timedelta(hours=9), "ayer, 23:15"),
        (timedelta(days=6), "hace 6 días"),
        (timedelta(days=40), "el 19 de marzo de 2027"),
    ],
)
def test_moments_are_said_from_today(ago, said):
    assert moment_in_words(NOW - ago, NOW) == said


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ana \u00a0 María ", "Ana María"),
        ("Ana\r\nBcc: x@y.example", "Ana Bcc: x@y.example"),
        ("\u202egpj.exe\u2066", "gpj.exe"),
        ("a\x00b\x1bc\x85d\u2028e", "a b c d e"),
        ("\ud800a", "a"),
        ("\u200b\u2060\x07", ""),
        ("Peñol n\u0303", "Peñol ñ"),
        ("Bello\uffff\ufffe", "Bello"),
    ],
)
def test_one_line(typed: str, kept: str):
    assert one_line(typed) == kept
