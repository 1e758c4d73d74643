"""The reading of transfer in words and rows."""

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from core.numbers import signed
from core.words import counted
from training.grading.transfer import Side
from training.pages.queries.transfer import Transfer


class TransferRow(NamedTuple):
    """`certified`, `others`: mean change in points and the number of municipalities."""

    code: str
    title: str
    questions: int
    certified: tuple[str, int]
    others: tuple[str, int]


def transfer_rows(transfer: Transfer) -> list[TransferRow]:
    return [
        TransferRow(
            one.version.course.code,
            one.version.title,
            one.questions,
            _cell(one.reading.certified),
            _cell(one.reading.others),
        )
        for one in transfer.courses
    ]


def transfer_sentence(transfer: Transfer) -> str:
    """Say what the table shows, and that it is an association; "" where nothing can be read."""
    if not transfer.courses:
        return ""
    more = sum(one.reading.rose_more for one in transfer.courses)
    among = counted(transfer.places, "municipio", "municipios")
    return (
        f"En {more} de {counted(len(transfer.courses), 'curso', 'cursos')}, sus preguntas subieron más, o bajaron menos, donde "
        f"hay personas certificadas. Es una asociación, con n = {among}: no dice que "
        "el curso sea la causa."
    )


def _cell(side: Side | None) -> tuple[str, int]:
    assert side is not None, "a course without both sides is not listed"
    return _points(side.mean), side.places


def _points(value: Fraction) -> str:
    return signed(Decimal(value.numerator) / value.denominator)
