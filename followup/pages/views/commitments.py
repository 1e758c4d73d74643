"""Public pages of commitments: the list, one of them, its feed and its calendar file."""

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import public
from cocreation.agendas.choices import Tag
from core.calendar.event import CONTENT_TYPE
from core.search.columns import LONGEST_QUERY
from core.web.pagination import paginate
from core.web.public_limit import limited
from followup.commitments.choices import State
from followup.commitments.models import Commitment
from followup.commitments.queries.public import public_commitments
from followup.evidence.models import FollowupEvidence
from followup.pages.presenters.commitment import CommitmentPage
from followup.pages.presenters.listing import Line, state_filters
from followup.pages.queries.commitments import Wanted, found, with_rows
from followup.pages.queries.due_dates import calendar_of, whole_calendar
from followup.pages.queries.happenings import happenings_of
from followup.pages.views.feeds import HappeningFeed, Told
from territory.models import Municipality

PER_PAGE = 50


@require_safe
@public
@limited
def commitment_list(request: HttpRequest) -> HttpResponse:
    """Six queries, however many commitments there are."""
    today, wanted = timezone.localdate(), Wanted.of(request.GET)
    listed = found(wanted, today)
    page = paginate(request, listed.rows, PER_PAGE)
    lines = [Line(row, on) for on, row in with_rows(page.object_list)]
    is_demo = bool(lines) and all(line.row.is_demo for line in lines)  # then the page says it, else each row does
    context = {
        "wanted": wanted, "page": page, "lines": lines, "states": state_filters(request.GET, wanted.state, listed.counts),
        "total": sum(listed.counts.values()), "longest": LONGEST_QUERY, "tags": Tag.choices, "state_choices": State.choices,
        "municipalities": Municipality.objects.in_river_order(), "is_demo": is_demo, "says_demo": not is_demo,
    }  # fmt: skip
    return render(request, "followup/pages/commitment_list.html", context)


@require_safe
@public
@limited
def commitment(request: HttpRequest, code: str) -> HttpResponse:
    one = _whole(code)
    context = {"page": CommitmentPage(one, timezone.localdate()), "commitment": one, "is_demo": one.is_demo}
    return render(request, "followup/pages/commitment.html", context)


@require_safe
@public
@limited
def commitment_feed(request: HttpRequest, code: str) -> HttpResponse:
    one = _whole(code)
    told = Told(
        f"compromiso:{one.code}", one.title, f"{one.get_absolute_url()}#novedades",
        reverse("followup:commitment-feed", args=[one.code]), happenings_of(one, list(one.news.all())), is_demo=one.is_demo,
    )  # fmt: skip
    return HappeningFeed(told)(request)


@require_safe
@public
@limited
def commitment_dates(request: HttpRequest, code: str) -> HttpResponse:
    one = _whole(code)
    return _calendar(calendar_of([one], name=one.title), f"compromiso-{one.code}")


@require_safe
@public
@limited
def all_dates(request: HttpRequest) -> HttpResponse:
    return _calendar(whole_calendar(timezone.localdate()), "compromisos")


def _calendar(body: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        body, headers={"Content-Type": CONTENT_TYPE, "Content-Disposition": f'attachment; filename="{name}.ics"'}
    )


def _whole(code: str) -> Commitment:
    shown = FollowupEvidence.objects.published()
    rows = public_commitments().with_parts().select_related("municipality", "origin", "second_reading", "indicator")  # type: ignore[attr-defined]
    parts = (Prefetch("milestones__evidence", shown), Prefetch("news__evidence", shown))
    return get_object_or_404(rows.prefetch_related("news", *parts), code=code)
