"""Follow-up, pages: indicators with every light, one without values, and the account of a light."""

from collections.abc import Iterator

from territory.models import Municipality
from tests.browser.visits import Visit
from tests.factories.followup import make_sheet
from tests.factories.indicator_series import rich_set


def visits() -> Iterator[Visit]:
    places = list(Municipality.objects.in_river_order())
    rich_set(places, seed=7, prefix="LUZ")
    make_sheet(code="LUZ-25")
    yield Visit("followup:indicator-list", "/indicadores/")
    for code in ("LUZ-01", "LUZ-05", "LUZ-07", "LUZ-08", "LUZ-25"):  # a ratio, a sum, without valley, of rounds, empty
        yield Visit("followup:indicator", f"/indicadores/{code}/")
    yield Visit("followup:indicator", f"/indicadores/LUZ-02/?municipio={places[-1].slug}")
    yield Visit("followup:indicator", "/indicadores/IND-99/", status=404)
