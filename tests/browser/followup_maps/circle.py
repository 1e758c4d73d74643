"""Follow-up, the circle: what was born from a gap and from an agreement, as pages of their own."""

from collections.abc import Iterator

from territory.models import Municipality
from tests.browser.agreements_map import ENDED
from tests.browser.visits import Visit


def visits() -> Iterator[Visit]:
    place = Municipality.objects.get(slug="copacabana").divipola
    yield Visit("commitments:of-questions", f"/compromisos/de/brechas/demo-1/{place}/TRA/", holds_demo=True)
    yield Visit("commitments:of-item", f"/compromisos/de/acuerdo/{ENDED}/AC-01/", holds_demo=True)
