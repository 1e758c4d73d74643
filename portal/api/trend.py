"""Published results over the rounds."""

from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from accounts.access import public
from core.web.api import PagedQuery, api_page, described, paged
from portal.api.reading import PublishedView
from portal.api.serializers import TrendRow
from portal.queries.trend import codes_of, rows_of, trend
from territory.models import Municipality


class TrendQuery(PagedQuery):
    municipality = serializers.CharField(required=False, max_length=20, help_text="Código DIVIPOLA.")
    code = serializers.CharField(required=False, max_length=40, help_text="De una dimensión; «global» para el total.")


@public
@described(
    "Los totales y dimensiones publicados a lo largo de los ciclos.",
    "Los ciclos que se pueden comparar con el más reciente: mismo instrumento y misma versión mayor, cada uno con la "
    "versión vigente de su resultado. Del primero al más reciente, por municipio: cada uno tiene su fila en cada ciclo, y lo "
    "que un ciclo no publicó va como null.",
)
class Trend(PublishedView):
    query = TrendQuery
    shape = paged(TrendRow)

    def read(self, wanted: dict[str, Any]) -> dict[str, Any]:
        found = trend(_place(wanted))
        if "code" in wanted and wanted["code"] not in codes_of(found):
            raise ValidationError(f"No hay un total ni una dimensión publicada con el código «{wanted['code']}».")
        rows = [row for row in rows_of(found) if wanted.get("code", row["code"]) == row["code"]]
        return api_page(self.request, wanted, rows)


def _place(wanted: dict[str, Any]) -> Municipality | None:
    if "municipality" not in wanted:
        return None
    place = Municipality.objects.filter(divipola=wanted["municipality"]).first()
    if place is None:
        raise ValidationError(f"No hay un municipio con el código «{wanted['municipality']}».")
    return place
