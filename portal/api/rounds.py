"""Published rounds and their scores."""

from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError

from accounts.access import public
from core.web.api import PagedQuery, Query, api_page, described, paged
from diagnostics.assessments.choices import ScoreStatus
from diagnostics.results.exports import DEMO
from diagnostics.results.queries import published
from diagnostics.results.queries.open_data.editions import names_of
from diagnostics.results.queries.open_data.rounds import places_of, release_of
from portal.api.reading import PublishedView, edition_of
from portal.api.serializers import RoundHead, RoundShape, ScoreRow
from portal.queries.open_data import files_of
from portal.queries.rounds import LICENCE, published_round

ROUND = "Código de un ciclo publicado."
KINDS = ("global", "dimension", "indicator", "question")


class OfVersion(Query):
    version = serializers.IntegerField(
        min_value=1,
        max_value=999,
        required=False,
        help_text="Como era antes de una fe de erratas; si falta, la vigente.",
    )


class ScoresQuery(PagedQuery, OfVersion):
    municipality = serializers.CharField(required=False, max_length=20, help_text="Código DIVIPOLA.")
    kind = serializers.ChoiceField(KINDS, required=False)
    code = serializers.CharField(
        required=False,
        max_length=40,
        help_text="Código de una dimensión, un indicador o una pregunta; «global» para el total. No es el code de la dirección, "
        "que es el del ciclo.",
    )
    level = serializers.IntegerField(required=False, min_value=1, max_value=9, help_text="Nivel de madurez.")
    status = serializers.ChoiceField(ScoreStatus.values, required=False)


@public
@described("Los ciclos publicados, del más reciente al primero.")
class Rounds(PublishedView):
    query = PagedQuery
    shape = paged(RoundHead)

    def read(self, wanted: dict[str, Any]) -> dict[str, Any]:
        newest = published.edition()
        return api_page(self.request, wanted, newest.all if newest else [])


@public
@described("Un ciclo publicado: versiones, fes de erratas, licencia y archivos.", code=ROUND)
class OneRound(PublishedView):
    shape = RoundShape

    def read(self, wanted: dict[str, Any], code: str) -> dict[str, Any]:
        found = published_round(code)
        if found is None:
            raise NotFound("No hay un ciclo publicado con ese código.")
        newest = found.newest
        release = release_of(newest)
        return {
            "round": found.round, "version": newest.version, "published_at": newest.published_at,
            "licence": LICENCE | {"attribution": release.citation}, "versions": found.versions, "files": files_of(release),
        }  # fmt: skip


@public
@described(
    "Los puntajes de un ciclo en filas: los mismos del archivo CSV.",
    "Totales, dimensiones, indicadores y preguntas de cada municipio, con las columnas y los textos del archivo.",
    code=ROUND,
)
class Scores(PublishedView):
    query = ScoresQuery
    shape = paged(
        ScoreRow,
        round=serializers.CharField(),
        version=serializers.IntegerField(help_text="La versión del resultado que se lee."),
        is_demo=serializers.BooleanField(help_text="true: todas estas cifras son inventadas."),
        note=serializers.CharField(allow_blank=True, help_text="Lo que hay que decir al usarlas; vacío si nada."),
    )

    def read(self, wanted: dict[str, Any], code: str) -> dict[str, Any]:
        edition = edition_of(code, wanted.get("version"))
        round = edition.round
        about = {"round": round.code, "version": edition.publication.version, "is_demo": round.is_demo}
        rows = chosen(published.public_rows(edition, wanted.get("municipality", "")), wanted)
        names = dict(places_of([edition.publication.pk])[edition.publication.pk])
        called = names_of(round.version.parsed)
        for row in rows:
            row |= {"name": names[row["municipality"]], "code_name": called[row["kind"], row["code"]]}
        return api_page(self.request, wanted, rows) | about | {"note": DEMO if round.is_demo else ""}


def chosen(rows: list[dict[str, str]], wanted: dict[str, Any]) -> list[dict[str, str]]:
    """Return the rows of a scores table that match the filter. Refuses (400) a municipality or a code that no row has."""
    for name, what in (("municipality", "un municipio"), ("code", "una parte del instrumento")):
        if name in wanted and all(row[name] != wanted[name] for row in rows):
            raise ValidationError(f"Este ciclo no tiene {what} con el código «{wanted[name]}».")
    filters = {
        name: str(wanted[name]) for name in ("municipality", "kind", "code", "level", "status") if name in wanted
    }
    return [row for row in rows if all(row[name] == value for name, value in filters.items())]
