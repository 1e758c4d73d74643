"""Editions of the instrument used by published rounds."""

from typing import Any

from rest_framework.exceptions import NotFound

from accounts.access import public
from core.web.api import PagedQuery, api_page, described, paged
from portal.api.reading import PublishedView
from portal.api.serializers import InstrumentHead, InstrumentShape
from portal.queries.rounds import used_editions


@public
@described("Las ediciones del instrumento usadas en ciclos publicados.")
class Instruments(PublishedView):
    query = PagedQuery
    shape = paged(InstrumentHead)

    def read(self, wanted: dict[str, Any]) -> dict[str, Any]:
        return api_page(self.request, wanted, used_editions())


@public
@described(
    "Una edición completa: dimensiones, indicadores, preguntas con sus criterios, niveles y puertas.",
    code="Código del instrumento.",
    version="Versión de la edición, como 1.0.0.",
)
class OneInstrument(PublishedView):
    shape = InstrumentShape

    def read(self, wanted: dict[str, Any], code: str, version: str) -> Any:
        for used in used_editions():
            if (used.version.instrument.code, used.version.version) == (code, version):
                return used.version.parsed
        raise NotFound("No hay una edición con ese código y esa versión en los ciclos publicados.")
