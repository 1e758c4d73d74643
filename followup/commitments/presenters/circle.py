"""Commitments beside what they were born from, in words."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.utils.http import urlencode

from cocreation.agreements.models import AgreedItem
from core.words import long_date, named
from followup.commitments.choices import OriginKind, State
from followup.commitments.models import Commitment
from followup.commitments.presenters.wording import DONE, TAGS, label_of
from followup.commitments.queries.circle import Born, PlaceQuestions, address_of
from followup.rules import states
from followup.rules.states import Why


class BornRow(NamedTuple):
    """`born`: «Nació de esta brecha en el ciclo uno»; "" beside what it was born from."""

    url: str
    code: str
    title: str
    state: str
    kind: str
    until: str
    born: str
    is_demo: bool


class QuestionRow(NamedTuple):
    """`take_up`: address of the form that makes the gap a commitment; "" for who may not."""

    code: str
    text: str
    rows: list[BornRow]
    take_up: str


def question_rows(found: PlaceQuestions, day: date) -> list[QuestionRow]:
    """Return the questions with something to say, in the order of the edition."""
    rows = [
        QuestionRow(
            one.code, one.text, [_of_gap(born, day) for born in found.born.get(one.code, [])],
            take_up_address(OriginKind.GAP, found.round.code, found.municipality.divipola, one.code)
            if one.code in found.open_gaps else "",
        )
        for one in found.questions
    ]  # fmt: skip
    return [row for row in rows if row.rows or row.take_up]


def item_rows(rows: Iterable[Commitment], day: date) -> list[BornRow]:
    return [born_row(one, day) for one in rows]


def take_up_of_item(item: AgreedItem) -> str:
    return take_up_address(OriginKind.AGREEMENT, item.agenda.code, item.code)


def take_up_address(*origin: str) -> str:
    form = address_of("commitments:new")
    return f"{form}?{urlencode({'origen': ':'.join(origin)})}" if form else ""


def born_row(row: Commitment, day: date, born: str = "") -> BornRow:
    on = states.standing(row.rules, day)
    state = DONE if on.why == Why.ENDED_DONE else label_of(row.rules, on)
    kind, _ = TAGS[State(on.state.value)]
    url, until = address_of("followup:commitment", row.code), f"hasta el {long_date(row.end)}"
    return BornRow(url, row.code, row.title, state, kind, until, born, row.is_demo)


def _of_gap(born: Born, day: date) -> BornRow:
    said = f"Nació de esta brecha {named(born.round, 'en')}" if born.is_earlier else ""
    return born_row(born.commitment, day, said)
