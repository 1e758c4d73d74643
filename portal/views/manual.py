"""The help: manuals by role, and the page of each task."""

from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import public
from core.web.addresses import is_own
from core.web.page_cache import cached_page
from portal.choices import Manual
from portal.queries.manual import own_manuals, topic_named, topics_of


@require_safe
@public
@cached_page
def help_index(request: HttpRequest) -> HttpResponse:
    own = own_manuals(request.user)
    manuals = [(manual, topics_of(manual)) for manual in sorted(Manual, key=lambda manual: manual not in own)]
    return render(request, "portal/help.html", {"manuals": manuals, "own": own} | _frame(request))


@require_safe
@public
@cached_page
def help_manual(request: HttpRequest, manual: str) -> HttpResponse:
    if manual not in Manual.values:
        raise Http404
    found = Manual(manual)
    return render(request, "portal/help_manual.html", {"manual": found, "topics": topics_of(found)} | _frame(request))


@require_safe
@public
@cached_page
def help_topic(request: HttpRequest, topic: str) -> HttpResponse:
    found = topic_named(topic)
    if found is None:
        raise Http404
    near = [one for one in topics_of(found.who[0]) if one != found]
    return render(
        request, "portal/help_topic.html", {"topic": found, "near": near, "manual": found.who[0]} | _frame(request)
    )


def _frame(request: HttpRequest) -> dict[str, str]:
    """The template to extend: whoever is signed in keeps the header of their work, and the way back to the page they left."""
    if not request.user.is_authenticated:
        return {"frame": "base.html"}
    came_from = request.headers.get("Referer", "")
    left = urlsplit(came_from)._replace(scheme="", netloc="").geturl() if is_own(request, came_from) else ""
    is_page = left.startswith("/") and not left.startswith(("//", reverse("portal:help")))
    return {"frame": "base_work.html", "left": left if is_page else ""}
