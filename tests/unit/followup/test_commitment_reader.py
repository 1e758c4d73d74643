"""The reader of the file of commitments: whatever a row says, it is read or refused in sentences; and bad rows cost little."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.downloads import no_formula
from core.refusals import Refusal
from followup.commitments.exports.columns import COLUMNS, without_apostrophe
from followup.commitments.loaders.commitments import read_commitments
from tests.steps import at_most

GOOD = {
    "code": "C-1", "title": "Abrir la mesa", "municipalities": "05001;05079", "office": "Secretaría", "agreed_on": "2027-01-10",
    "start": "2027-02-01", "end": "2027-12-31", "milestones": "Acto~2027-03-31~|Sesión~2027-11-30~2027-11-30",
}  # fmt: skip
PLACES = {"05001", "05079"}
CELLS = st.text("0123456789-~|;:\\,=+@ aé\"'\n\t\u202e\x00", max_size=30) | st.sampled_from(
    ["2027-02-30", "05001", "5079", "brecha:a:05001:b", "acuerdo:a:b", "mensual", "completo", "A~2027-01-01", "'=x"]
)


def text_of(*rows: dict[str, str]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def read(*rows: dict[str, str]):
    return read_commitments(text_of(*rows), name="c.csv", municipalities=PLACES)


@given(st.dictionaries(st.sampled_from(COLUMNS), CELLS))
def test_any_row_is_read_or_refused_in_sentences(cells: dict[str, str]):
    try:
        (row,) = read(GOOD | cells)
    except Refusal as refusal:
        row, said = None, refusal.details or [refusal.message]
    if row is None:
        assert all("línea" in line for line in said)
        return
    assert row.start <= min(row.end, row.original_end)
    assert bool(row.closing) == bool(row.closed_on)
    assert 1 <= len(row.municipalities) <= 2
    assert row.milestones or row.agreed_on is None


@given(st.text('=+-@ab;," ', max_size=20))
def test_what_keeps_a_spreadsheet_from_running_a_cell_is_undone(text: str):
    assert without_apostrophe(no_formula(text)) == text


@pytest.mark.parametrize("separator", [";", "|", " ", " ; "])
def test_municipalities_are_separated_as_people_do_and_keep_their_zero(separator: str):
    (row,) = read(GOOD | {"municipalities": separator.join(["5079", "'05001"])})
    assert row.municipalities == ("05001", "05079")


def test_empty_columns_say_what_is_usual():
    (row,) = read(GOOD)
    assert (row.cadence, row.original_end, row.origin, row.reason) == ("trimestral", row.end, None, "")


@pytest.mark.parametrize(
    "cell", ["|" * 20_000, "~" * 20_000, "\\" * 20_000, "a~b|" * 5_000, ";" * 20_000, "=;" * 10_000]
)
@pytest.mark.parametrize("column", ["milestones", "municipalities", "origin", "title"])
def test_a_bad_cell_costs_its_length(column: str, cell: str):
    with at_most(600_000), pytest.raises(Refusal):
        read(GOOD | {column: cell}, GOOD | {"code": "C-1"})
