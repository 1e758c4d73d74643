"""Municipalities: reference data."""

from typing import Any

from rest_framework.exceptions import NotFound

from accounts.access import public
from core.web.api import PagedQuery, api_page, described, paged
from portal.api.reading import PublishedView
from portal.api.serializers import Place
from territory.models import Municipality


@public
@described("Los municipios, de norte a sur.")
class Places(PublishedView):
    query = PagedQuery
    shape = paged(Place)

    def read(self, wanted: dict[str, Any]) -> dict[str, Any]:
        return api_page(self.request, wanted, list(Municipality.objects.in_river_order()))


@public
@described("Un municipio.", divipola="Código DIVIPOLA del municipio.")
class OnePlace(PublishedView):
    shape = Place

    def read(self, wanted: dict[str, Any], divipola: str) -> Municipality:
        found = Municipality.objects.filter(divipola=divipola).first()
        if found is None:
            raise NotFound("No hay un municipio con ese código. Escríbalo completo, con su cero inicial.")
        return found
