"""The days that are proposed for a new agenda."""

from datetime import date

from cocreation.agendas.choices.schedule import length_of, proposed
from cocreation.agendas.choices.stages import StageCode


def test_stages_follow_one_another_in_working_days():
    # 2027-01-30 is a Saturday; Monday 22 March is a public holiday.
    found = proposed(date(2027, 1, 30), {StageCode.CALL: 5, StageCode.PROBLEMS: 30})
    assert found == {
        StageCode.CALL: (date(2027, 2, 1), date(2027, 2, 5)), StageCode.PROBLEMS: (date(2027, 2, 8), date(2027, 3, 19)),
    }  # fmt: skip
    assert proposed(date(2027, 3, 22), {StageCode.CALL: 1}) == {StageCode.CALL: (date(2027, 3, 23), date(2027, 3, 23))}


def test_length_counts_both_ends():
    assert length_of(date(2027, 2, 1), date(2027, 2, 5)) == 5
    assert length_of(date(2027, 2, 6), date(2027, 2, 7)) == 1  # a weekend lasts a day at least
