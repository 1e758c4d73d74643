"""One page of a list, as the address of the request names it."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

ROWS = 60  # of a table: the page stays under 150 kB with any number of municipalities


def paginate(request: HttpRequest, items: Sequence | Any, per_page: int = ROWS) -> Page:
    """Return the page that `?page=` names; one that does not exist gives the nearest one."""
    return Paginator(items, per_page).get_page(request.GET.get("page"))
