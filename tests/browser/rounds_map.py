"""The pages by which coordination conducts a round, with sample arguments; for `site_map`."""

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
        for route in ("results:round-detail", "results:errata", "results:round-scores"):
            yield Visit(route, reverse(route, args=[round]), who, holds_demo=True)
        yield Visit("results:agreement", reverse("results:agreement", args=[round]), Role.REVIEWER, holds_demo=True)
    for route in ("review:terms-extend", "results:remind", "results:write-liaisons", "review:review-assign"):
        yield Visit(route, reverse(route, args=["demo-2"]), who, holds_demo=True)
    one = reverse("review:term-extend", args=["demo-2", "medellin"])
    yield Visit("review:term-extend", one, who, holds_demo=True)
