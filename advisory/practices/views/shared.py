"""What the work screens of one practice begin with."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Permission
from advisory.practices.models import Practice
from advisory.practices.queries.who import Act, has_part, why_not
from core.forms import SeenForm
from core.refusals import Stale
from core.web.edge import Attempt

EVERYBODY = (Permission.WRITE_PRACTICES, Permission.REVIEW_PRACTICES)


def practice_for(request: HttpRequest, code: str, *acts: Act) -> Practice:
    """Return a practice that the person works on: 404 for others, 403 where no role of theirs grants one of the acts."""
    row = get_object_or_404(Practice.objects.visible_to(request.user).with_context(), code=code)
    if acts and not any(has_part(request.user, act, row) for act in acts):
        raise PermissionDenied
    return row


def page_of(request: HttpRequest, row: Practice, act: Act, here: str, **more: Any) -> dict[str, Any]:
    """Return what the page of one act shows. `closed`: why it is not its time; then the page offers no form."""
    return {
        "practice": row, "closed": why_not(request.user, act, row, timezone.localdate()), "here": here, "is_demo": row.is_demo,
        "crumbs": [
            {"url": reverse("practices:work-list"), "text": "Prácticas"},
            {"url": reverse("practices:work", args=[row.code]), "text": row.code},
        ],
    } | more  # fmt: skip


def seen_anew(form: SeenForm, tried: Attempt | None, row: Practice) -> None:
    """Let the page, which shows the row as it is now, be sent again."""
    if tried is not None and isinstance(tried.refusal, Stale):
        form.now_seen(Practice.objects.values_list("version", flat=True).get(pk=row.pk))
