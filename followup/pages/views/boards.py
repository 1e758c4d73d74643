"""«Seguimiento»: the board of the metropolitan team, and what a town hall has to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import can, requires
from accounts.permissions import Permission
from core.downloads import table_response
from followup.commitments.presenters.work import NOTHING, rows_for
from followup.commitments.queries.work import listed, visible_to
from followup.indicators.presenters import line_of
from followup.indicators.queries.work import expected_of, places_to_measure
from followup.pages.access import ways_of
from followup.pages.choices import BOARD, TOWN_HALL, Asks
from followup.pages.presenters.board import Standings, decisions_of
from followup.pages.presenters.board_filter import BoardFilter
from followup.pages.presenters.dates import next_dates
from followup.pages.presenters.heat import Heat
from followup.pages.queries import board as queries

MOST = 12  # rows of a list that has its own page


@require_safe
@requires(*BOARD, *TOWN_HALL)
def board(request: HttpRequest) -> HttpResponse:
    if not any(can(request.user, one) for one in BOARD):
        return _of_town_hall(request)
    found, now = queries.board(), timezone.localtime()
    wanted = BoardFilter.of(request.GET, found)
    heat = Heat(found.series, now.date(), wanted.municipality)
    if "formato" in request.GET:
        return table_response(heat.table(), request.GET["formato"])
    commitments = wanted.commitments(found.commitments)
    standings = Standings.of(commitments, now.date())
    late = standings.late()
    sheets = {one.sheet.code: one.sheet for one in found.series}
    waits = decisions_of(standings, wanted.measurements(found.waiting), sheets)
    decisions = wanted.decisions(waits)
    context = {
        "now": now, "heat": heat, "missing": heat.missing(), "decisions": decisions[:MOST], "all_decisions": len(decisions),
        "standings": standings, "late": late[:MOST], "all_late": len(late), "commitments": len(commitments), "wanted": wanted,
        "measures": [one for one in waits if one.kind == Asks.VALUE][:MOST],
        "approves": can(request.user, Permission.APPROVE_MEASUREMENTS),
        "ways": ways_of(request.user),
        "is_demo": any(one.has_demo for one in found.series) or any(row.is_demo for row in found.commitments),
    }  # fmt: skip
    return render(request, "followup/pages/board.html", context)


def _of_town_hall(request: HttpRequest) -> HttpResponse:
    """What is ours, what is late, and which dates come."""
    user, today = request.user, timezone.localdate()
    places = list(places_to_measure(user)) if can(user, Permission.WRITE_MEASUREMENTS) else []
    lines = [line_of(one, today) for one in expected_of(places, today)] if places else []
    rows = rows_for(listed(visible_to(user).filter(second_reading=None)), today, for_team=False)
    to_do = [line for line in lines if line.one.waits_for_town_hall]
    needs = [one for one in rows if one.urgency < NOTHING - 1]
    context = {
        "to_do": to_do[:MOST], "measures": len(to_do), "late": sum(line.is_late for line in to_do),
        "needs": needs[:MOST], "all_needs": len(needs), "rows": rows, "measuring": bool(places),
        "dates": next_dates(lines, rows, today), "ways": ways_of(user),
        "is_demo": any(one.row.is_demo for one in rows) or any(line.one.row and line.one.row.is_demo for line in lines),
    }  # fmt: skip
    return render(request, "followup/pages/town_hall.html", context)
