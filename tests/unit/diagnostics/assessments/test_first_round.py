"""The round that boards, the queue of the review and search open on."""

from datetime import UTC, date, datetime, timedelta

import pytest

from diagnostics.assessments.choices import RoundStatus
from diagnostics.assessments.models import Round
from diagnostics.assessments.queries.rounds import first_round

TODAY = date(2027, 3, 10)


def a_round(code: str, *, opens: int | None = -5, age: int = 10, status=RoundStatus.OPEN, rehearsal=False) -> Round:
    """`opens`: days from today; `age`: days since it was made."""
    return Round(
        code=code, status=status, is_rehearsal=rehearsal,
        opens_on=None if opens is None else TODAY + timedelta(days=opens),
        opened_at=datetime(2027, 3, 10, tzinfo=UTC) - timedelta(days=age),
    )  # fmt: skip


IN_ORDER = [
    a_round("real", age=30),
    a_round("real-older", age=40, opens=None),
    a_round("rehearsal", rehearsal=True, age=2),
    a_round("rehearsal-older", rehearsal=True, age=3, opens=0),
    a_round("tomorrow", opens=1, age=1),
    a_round("next-week", opens=7, age=0, rehearsal=True),
    a_round("published", status=RoundStatus.PUBLISHED, age=100),
    a_round("published-before", status=RoundStatus.PUBLISHED, age=200),
    a_round("ended", status=RoundStatus.ENDED, rehearsal=True, age=1),
]


@pytest.mark.parametrize("at", range(len(IN_ORDER)))
def test_order(at):
    rest = IN_ORDER[at:]
    assert first_round(rest, TODAY) is rest[0]
    assert first_round(list(reversed(rest)), TODAY) is rest[0]


def test_none_without_rounds():
    assert first_round([], TODAY) is None
