"""Pagination of the lists of pages."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

ROWS = 60  # of a table; keeps the page under 150 kB


def paginate(request: HttpRequest, items: Sequence | Any, per_page: int = ROWS) -> Page:
    """Return the page named by `?page=`, or the nearest existing one."""
    return Paginator(items, per_page).get_page(request.GET.get("page"))
