"""The days that are proposed for the stages of a new agenda."""

from collections.abc import Mapping
from datetime import date

from cocreation.agendas.choices.stages import StageCode
from core.process import working_days

# Working days of each stage, for an agenda without a template.
LENGTHS = {
    StageCode.CALL: 15, StageCode.PROBLEMS: 20, StageCode.CHALLENGES: 15, StageCode.IDEAS: 25, StageCode.PROTOTYPES: 40,
    StageCode.COMMITMENTS: 25, StageCode.FOLLOW_UP: 240, StageCode.CLOSING: 15,
}  # fmt: skip
Days = tuple[date, date]


def length_of(opens: date, closes: date) -> int:
    """Return the working days from one day to the other, both included; at least 1."""
    return max(working_days.between(opens, closes) + working_days.is_working(opens), 1)


def proposed(first_day: date, lengths: Mapping[StageCode, int]) -> dict[StageCode, Days]:
    """Return the first and last day of each stage, one after the other, from the first working day on."""
    found: dict[StageCode, Days] = {}
    opens = first_day if working_days.is_working(first_day) else working_days.add(first_day, 1)
    for code, length in lengths.items():
        closes = working_days.add(opens, length - 1)
        found[code] = opens, closes
        opens = working_days.add(closes, 1)
    return found
