"""The public pages of follow-up that search engines are told of."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from followup.commitments.queries.public import public_commitments


def commitment_addresses() -> Iterator[tuple[str, date | None]]:
    """Yield the path of each page; on which day it last changed is not known. One query."""
    yield reverse("followup:commitment-list"), None
    yield reverse("followup:data"), None
    for code in public_commitments().order_by("code").values_list("code", flat=True):
        yield reverse("followup:commitment", args=[code]), None
