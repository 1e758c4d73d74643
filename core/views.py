"""The health check."""

import logging
from collections.abc import Callable
from uuid import uuid4

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 when database and cache work, else 503; names the failing part, never the cause (that is in the log)."""
    parts = {"database": _answers(_ask_database), "cache": _answers(_ask_cache)}
    is_well = all(parts.values())
    body = {"status": "ok" if is_well else "failing"} | {
        name: "ok" if answers else "failing" for name, answers in parts.items()
    }
    return JsonResponse(body, status=200 if is_well else 503)


def _answers(ask: Callable[[], None]) -> bool:
    try:
        ask()
    except Exception:  # drivers raise many types; the answer is always "failing"
        logger.exception("health check failed: %s", ask.__name__)
        return False
    return True


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_cache() -> None:
    # A unique key: concurrent checks must not read each other's value.
    key = f"core:health:{uuid4()}"
    cache.set(key, "ok", timeout=10)
    if cache.get(key) != "ok":
        raise ConnectionError("the cache forgot what it was told")
    cache.delete(key)
