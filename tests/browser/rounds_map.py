"""The pages of rounds with sample arguments, for `site_map`."""

from collections.abc import Iterator

from django.urls import reverse

from accounts.permissions import Role
from tests.browser.visits import Visit

REFUSED = "is_rehearsal=no&name=Otro&code=demo-2&opens_on=2020-01-01&second_reading_percent=200&todos=1"


def round_visits() -> Iterator[Visit]:
    who = Role.COORDINATOR
    yield Visit("results:round-list", "/ciclos/", who)
    yield Visit("results:round-open", "/ciclos/abrir/", who)
    yield Visit("results:round-open", f"/ciclos/abrir/?{REFUSED}", who)
    for round in ("demo-1", "demo-2"):
        yield Visit("results:round-detail", reverse("results:round-detail", args=[round]), who, holds_demo=True)
