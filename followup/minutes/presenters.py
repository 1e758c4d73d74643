"""The rows of the board in the words of the minutes."""

from datetime import date

from django.urls import reverse

from followup.minutes.actions import BoardRow
from followup.minutes.choices import LONGEST_ABOUT, LONGEST_TITLE, Section
from followup.pages.presenters.board import Decision, Late, Standings, decisions_of
from followup.pages.presenters.heat import Heat, Missing
from followup.pages.queries.board import Board


def rows_of(found: Board, day: date) -> list[BoardRow]:
    """Return what the board shows on that day, in its order."""
    standings = Standings.of(found.commitments, day)
    sheets = {one.sheet.code: one.sheet for one in found.series}
    return [
        *(_waiting(one) for one in decisions_of(standings, found.waiting, sheets)),
        *(_late(one) for one in standings.late()),
        *(_missing(one) for one in Heat(found.series, day).missing()),
    ]


def has_demo(found: Board) -> bool:
    return any(one.has_demo for one in found.series) or any(row.is_demo for row in found.commitments)


def _waiting(one: Decision) -> BoardRow:
    about = f"{one.about} {one.waits[0].upper()}{one.waits[1:]}."
    return _row(Section.WAITING, one.address, one.code, one.title, about, one.tag[0])


def _late(one: Late) -> BoardRow:
    since = f"Venció: {one.what[0].lower()}{one.what[1:]}, {one.days}" if one.days else one.what
    about = f"{one.who}. {since}. Final: {one.end}."
    return _row(
        Section.LATE, reverse("commitments:work", args=[one.row.code]), one.row.code, one.row.title, about, one.state
    )


def _missing(one: Missing) -> BoardRow:
    return _row(Section.MISSING, one.place.get_absolute_url(), "", one.place.name, f"{one.words}.", "")


def _row(section: Section, address: str, code: str, title: str, about: str, mark: str) -> BoardRow:
    return BoardRow(section, address, code, title[:LONGEST_TITLE], about[:LONGEST_ABOUT], mark)
