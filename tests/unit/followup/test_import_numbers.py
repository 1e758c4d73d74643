"""Numbers of a file: read exactly, or refused with a reason; never guessed."""

from decimal import Decimal, InvalidOperation

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.indicators.loaders.lines import Faults, Line, number_fault, number_in

FIGURES, DECIMALS = 15, 6
ODD = [
    "١٢",
    "1_000",
    "0x10",
    "1e3",
    "--5",
    "+5",
    ".5",
    "5.",
    "",
    "NaN",
    "-Infinity",
    "1 000",
    "1\u202f000",
    "½",
    "9" * 16,
    "0.9999999999999999",
    "9999999999.999999",
]


@given(st.one_of(st.text(max_size=30), st.decimals(allow_nan=True).map(str), st.integers().map(str)))
def test_what_is_read_is_the_number_itself_and_fits_its_column(text):
    if not text or number_fault(text, decimals=DECIMALS):
        return
    number = Decimal(text)
    assert number.is_finite()
    assert len(number.normalize().as_tuple().digits) <= FIGURES
    assert abs(number) < 10**FIGURES
    assert number == round(number, DECIMALS)


@given(st.integers(-(10**9) + 1, 10**9 - 1), st.integers(0, 10**6 - 1))
def test_every_number_that_fits_is_read(whole, after):
    text = f"{whole}.{after:06}"
    line, faults = Line(2, {"numerator": text}), Faults()
    assert number_in(line, "numerator", faults, decimals=DECIMALS) == Decimal(text)
    assert faults.found == []


@pytest.mark.parametrize("text", [one for one in ODD if one])
def test_what_only_looks_like_a_number_is_refused(text):
    assert number_fault(text, decimals=DECIMALS)


@given(st.text(alphabet="0123456789.,-% eE", max_size=12))
def test_no_text_breaks_the_reader(text):
    fault = number_fault(text, decimals=DECIMALS)
    try:
        assert fault or Decimal(text).is_finite()
    except InvalidOperation:
        pytest.fail(f"{text!r} was taken for a number")
