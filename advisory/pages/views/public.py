"""Public pages of good practices: the list with its search, and one of them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import public
from advisory.pages.presenters.listing import facets_of
from advisory.pages.presenters.practice import PracticePage, withdrawn_words
from advisory.pages.queries import search
from advisory.pages.queries.themes import dimensions
from advisory.practices.models import Practice, PracticeVersion
from advisory.practices.queries.public import public_practices, withdrawn_in_public
from core.search.columns import LONGEST_QUERY
from core.web.pagination import paginate
from core.web.public_limit import limited
from territory.models import Municipality

PER_PAGE = 20


@require_safe
@public
@limited
def practice_list(request: HttpRequest) -> HttpResponse:
    """Five queries, however many practices there are."""
    wanted, themes = search.Wanted.of(request.GET), dimensions()
    page = paginate(request, search.found(wanted, themes), PER_PAGE)
    places = list(Municipality.objects.in_river_order())
    is_demo = bool(page.object_list) and all(
        one.practice.is_demo for one in page
    )  # then the page says it, else each row does
    context = {
        "wanted": wanted, "page": page, "longest": LONGEST_QUERY, "is_demo": is_demo, "says_demo": not is_demo,
        "facets": facets_of(wanted, search.counts(wanted, themes), places, themes),
    }  # fmt: skip
    return render(request, "advisory/pages/practice_list.html", context)


@require_safe
@public
@limited
def practice(request: HttpRequest, code: str) -> HttpResponse:
    version = public_practices().filter(practice__code=code).first()
    if version is None:
        return _withdrawn(request, code)
    versions = list(PracticeVersion.objects.filter(practice=version.practice_id).order_by("number"))
    page = PracticePage(version, versions, dimensions(), timezone.localdate())
    return render(request, "advisory/pages/practice.html", {"page": page, "is_demo": version.practice.is_demo})


def _withdrawn(request: HttpRequest, code: str) -> HttpResponse:
    """The place of one that was public: its title, the day and the reason, as gone."""
    row: Practice | None = withdrawn_in_public().filter(code=code).first()
    if row is None:
        raise Http404("No hay una práctica pública con ese código.")
    context = {
        "practice": row, "title": row.versions.order_by("-number")[0].title, "is_demo": row.is_demo,
        "words": withdrawn_words(timezone.localdate(row.state_since)),
    }  # fmt: skip
    return render(request, "advisory/pages/withdrawn.html", context, status=410)
