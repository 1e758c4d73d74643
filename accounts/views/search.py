"""Search over everything that the apps offer to the user (core.search.sources)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import signed_in
from core.search.columns import LONGEST_QUERY, words_of
from core.search.sources import sources
from core.web.pagination import paginate

FIRST, PER_PAGE = 6, 30  # results of a group: of all groups at once, and of one alone


@require_safe
@signed_in
def search(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    only = request.GET.get("en", "")
    offered = [source for source in sources() if source.name == only] or sources()
    is_one = len(offered) == 1
    groups = []
    for source in offered if words_of(text) else ():
        page = paginate(request, source.rows(request.user, text), PER_PAGE if is_one else FIRST)
        groups.append({"source": source, "page": page, "found": source.shown(request.user, list(page.object_list))})
    context = {"text": text, "groups": groups, "is_one": is_one, "longest": LONGEST_QUERY}
    context["is_empty"] = bool(text) and not any(group["found"] for group in groups)
    return render(request, "accounts/search.html", context)
