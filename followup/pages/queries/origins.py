"""The page of what a commitment was born from."""

from django.urls import reverse

from cocreation.agreements.models import AgreedItem
from diagnostics.results.queries.published import edition
from followup.commitments.choices import OriginKind
from followup.commitments.models import Origin


def address_of(origin: Origin) -> str:
    """Return the path of its public page; "" where there is none. Two queries."""
    if origin.kind == OriginKind.GAP:
        shown = edition()
        is_there = shown is not None and origin.key in shown.round.version.parsed.question_by_code
        return reverse("portal:question", args=[origin.key]) if is_there else ""
    if origin.kind == OriginKind.AGREEMENT:
        item = AgreedItem.objects.public().filter(agenda__code=origin.process, code=origin.key)
        found = item.select_related("agenda").first()
        return found.get_absolute_url() if found else ""
    return ""
