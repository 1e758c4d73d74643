"""What the work screens of one commitment begin with."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from core.forms import SeenForm
from core.refusals import Stale
from core.web.edge import Attempt
from followup.commitments.choices import Act
from followup.commitments.models import Commitment
from followup.commitments.presenters.standing import shown_of
from followup.commitments.queries.who import has_part, why_not
from followup.commitments.queries.work import visible_to, with_everything


def commitment_for(request: HttpRequest, code: str, *acts: Act) -> Commitment:
    """Return a commitment that the person works on: 404 for others, 403 where no role of theirs grants one of the acts."""
    row = get_object_or_404(with_everything(visible_to(request.user)), code=code)
    if acts and not any(has_part(request.user, act, row) for act in acts):
        raise PermissionDenied
    return row


def page_of(request: HttpRequest, row: Commitment, act: Act, here: str, **more: Any) -> dict[str, Any]:
    """Return what the page of one act shows. `closed`: why it is not its time; then the page offers no form."""
    today = timezone.localdate()
    return {
        "commitment": row, "shown": shown_of(row, today), "closed": why_not(request.user, act, row, today), "here": here,
        "is_demo": row.is_demo,
        "crumbs": [
            {"url": reverse("commitments:work-list"), "text": "Compromisos"},
            {"url": reverse("commitments:work", args=[row.code]), "text": row.code},
        ],
    } | more  # fmt: skip


def seen_anew(form: BaseForm, tried: Attempt | None, row: Commitment) -> None:
    """Let the page, which shows the row as it is now, be sent again."""
    if tried is not None and isinstance(tried.refusal, Stale) and isinstance(form, SeenForm):
        form.now_seen(Commitment.objects.values_list("version", flat=True).get(pk=row.pk))
