"""Follow-up, pages: indicators with every light, one without values, and the account of a light."""

from collections.abc import Iterator

from territory.models import Municipality
from tests.browser.visits import Visit
from tests.factories.followup import make_sheet
from tests.factories.indicator_series import rich_set


def visits() -> Iterator[Visit]:
    places = list(Municipality.objects.in_river_order())
    rich_set(places, seed=7)
    make_sheet(code="IND-25")
    yield Visit("followup:indicator-list", "/indicadores/")
    for code in ("IND-01", "IND-05", "IND-07", "IND-08", "IND-25"):  # a ratio, a sum, without valley, of rounds, empty
        yield Visit("followup:indicator", f"/indicadores/{code}/")
    yield Visit("followup:indicator", f"/indicadores/IND-02/?municipio={places[-1].slug}")
    yield Visit("followup:indicator", "/indicadores/IND-99/", status=404)
