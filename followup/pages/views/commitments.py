"""Public pages of commitments: the list, one of them, its feed and its calendar file."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from accounts.access import public
from cocreation.agendas.choices import Tag
from core.calendar.event import CONTENT_TYPE
from core.datasets.files import LICENCE
from core.search.columns import LONGEST_QUERY
from core.web.addresses import absolute
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
from followup.pages.queries.happenings import Happening, happenings_of
from territory.models import Municipality

PER_PAGE, ENTRIES = 50, 50


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


class CommitmentFeed(Feed):
    """What happened to one commitment; entry ids are stable if the portal moves."""

    feed_type = Atom1Feed
    language = "es-CO"

    def get_object(self, request: HttpRequest, code: str) -> Commitment:
        return _whole(code)

    def title(self, one: Commitment) -> str:
        return f"{'Datos de demostración. ' if one.is_demo else ''}{one.title}: novedades"

    def link(self, one: Commitment) -> str:
        return absolute(one.get_absolute_url())

    def feed_url(self, one: Commitment) -> str:
        return absolute(reverse("followup:commitment-feed", args=[one.code]))

    def author_name(self, one: Commitment) -> str:
        return settings.PUBLISHER_NAME

    def feed_copyright(self, one: Commitment) -> str:
        return LICENCE["title"]

    def items(self, one: Commitment) -> list[tuple[Commitment, Happening]]:
        return [(one, happening) for happening in happenings_of(one, list(one.news.all()))[:ENTRIES]]

    def item_title(self, item: tuple[Commitment, Happening]) -> str:
        return f"{item[1].title} · {item[0].title}"

    def item_description(self, item: tuple[Commitment, Happening]) -> str:
        return item[1].text

    def item_link(self, item: tuple[Commitment, Happening]) -> str:
        return f"{absolute(item[0].get_absolute_url())}#novedades"

    def item_guid(self, item: tuple[Commitment, Happening]) -> str:
        return f"urn:innovacion360:compromiso:{item[0].code}:{item[1].key}"

    def item_pubdate(self, item: tuple[Commitment, Happening]):
        return item[1].at

    item_updateddate = item_pubdate


@require_safe
@public
@limited
def commitment_feed(request: HttpRequest, code: str) -> HttpResponse:
    return CommitmentFeed()(request, code=code)


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
