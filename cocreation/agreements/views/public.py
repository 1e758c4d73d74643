"""Public pages of agreed items."""

from itertools import pairwise

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import public
from cocreation.agendas.models import Agenda
from cocreation.agreements.choices import AGREEMENT
from cocreation.agreements.models import AgreedItem
from cocreation.agreements.queries.items import stands_of
from core.trace.queries import line_of
from core.versioned_text.differences import word_differences
from core.web.pagination import paginate
from core.web.public_limit import limited


@require_safe
@public
@limited
def item_list(request: HttpRequest, code: str) -> HttpResponse:
    agenda = get_object_or_404(Agenda.objects.published(), code=code)
    items = AgreedItem.objects.public().filter(agenda=agenda).select_related("agenda", "challenge").order_by("pk")
    return render(request, "cocreation/agreements/items.html", {"agenda": agenda, "page": paginate(request, items)})


@require_safe
@public
@limited
def item(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """The text that stands, who accepted it and who did not, where it comes from, and each version with what changed."""
    found = get_object_or_404(
        AgreedItem.objects.public().select_related("agenda", "challenge"), agenda__code=code, code=number
    )
    versions = list(found.versions.all())
    changes = [(after, word_differences(before.text, after.text)) for before, after in pairwise(versions)]
    context = {
        "agenda": found.agenda, "item": found, "stands": stands_of(found), "changes": changes[::-1], "first": versions[0],
        "line": line_of(AGREEMENT, found.pk),
        "sources": found.contributions.public().select_related("agenda").order_by("code"),
    }  # fmt: skip
    return render(request, "cocreation/agreements/item.html", context)
