"""One table over all published rounds: a dataset that grows by a version with each publication, from the second round on."""

from datetime import date
from typing import Any

from django.utils import timezone

from core.datasets.fields import NOTE
from core.datasets.files import Contents, Release
from core.datasets.registry import CatalogueEntry
from diagnostics.assessments.models import MunicipalScore
from diagnostics.results.exports.all_rounds import ALL_ROUNDS, CODE, RESULTS
from diagnostics.results.exports.scores import DEMO
from diagnostics.results.models import Publication
from diagnostics.results.queries.open_data.editions import names_of
from diagnostics.results.queries.open_data.rounds import places_of
from diagnostics.results.queries.published import as_public, by_round, kin_of
from diagnostics.results.queries.reference_period import reference_periods
from diagnostics.results.queries.results import published_rounds, rows_of

MOST_ROWS = 200_000  # a sheet that people can still open; beyond it the questions stay in the files of each round
WITHOUT_QUESTIONS = (
    "Las preguntas no están en esta tabla, que sería demasiado larga: están en los archivos de cada ciclo."
)
Row = dict[str, Any]


class AllRounds:
    """A source of open data with one dataset. Each release holds the newest version of every round of its day."""

    tables = (ALL_ROUNDS,)

    def releases(self) -> list[Release]:
        """One query."""
        found: list[Release] = []
        newest: dict[int, Publication] = {}
        for publication in sorted(published_rounds(), key=lambda p: (p.published_at, p.pk)):
            newest[publication.round_id] = publication
            if len(newest) > 1:
                found.append(self._release(len(found) + 1, publication, by_round([*newest.values()])))
        return found[::-1]

    def find(self, code: str, version: int | None) -> Release | None:
        if code != CODE:
            return None
        return next((one for one in self.releases() if version in (None, one.version)), None)

    def contents(self, release: Release) -> Contents:
        """Two queries, for any number of rounds and municipalities."""
        names = places_of(publication.pk for publication in release.origin)
        whole = _holds_questions(release, names)
        stored = MunicipalScore.objects.filter(run__in=[p.run_id for p in release.origin])
        totals: dict[int, list[MunicipalScore]] = {}
        for total in stored.select_related("municipality").order_by("municipality__divipola"):
            if not whole:
                total.detail = total.detail | {"questions": {}}
            totals.setdefault(total.run_id, []).append(total)
        rows = [row for p in release.origin for row in _rows(p, totals.get(p.run_id, []), dict(names.get(p.pk, [])))]
        return Contents(
            rows={ALL_ROUNDS.key: rows},
            keywords=["gobierno abierto", "transparencia", "municipios", "madurez", "evolución"],
            subject={"rounds": [p.round.code for p in release.origin]},
            about=["Solo se comparan los ciclos de un mismo comparable_group.", RESULTS],
            left_out="" if whole else WITHOUT_QUESTIONS,
        )

    def catalogue_entries(self, newest: list[Release]) -> dict[str, CatalogueEntry]:
        """Two queries, and one for each edition of the instrument that this process has not read yet."""
        return {release.code: _catalogued(release) for release in newest}

    def _release(self, version: int, publication: Publication, shown: list[Publication]) -> Release:
        demos = [p.round for p in shown if p.round.is_demo]
        note = f"{DEMO}, en {', '.join(str(round) for round in demos)}" if demos else ""
        return Release(
            code=CODE,
            version=version,
            name="Todos los ciclos",
            title="Resultados del diagnóstico de gobierno abierto",
            published_at=timezone.localtime(publication.published_at),
            tables=self.tables,
            source=self,
            target=publication.round,
            origin=shown,
            note=note,
        )


SOURCE = AllRounds()


def _rows(publication: Publication, totals: list[MunicipalScore], names: dict[str, str]) -> list[Row]:
    round, instrument = publication.round, publication.round.version.parsed
    called, levels = names_of(instrument), {level.number: level.name for level in instrument.levels}
    about: Row = {
        "round": round.code,
        "round_name": round.name,
        "opens_on": _day(round.opens_on),
        "cutoff_on": _day(round.cutoff_on),
        "closes_on": _day(round.closes_on),
        "published_on": timezone.localdate(publication.first_published_at).isoformat(),
        "version": publication.version,
        "instrument": instrument.code,
        "instrument_version": instrument.version,
        "comparable_group": f"{instrument.code}-{kin_of(round)[1]}",
        NOTE.name: DEMO if round.is_demo else "",
    }
    rows = []
    for row in as_public(rows_of(publication.run, totals), round):
        typed = {column.name: column.typed(row[column.name]) for column in ALL_ROUNDS.fields if column.name in row}
        own = {"name": names[row["municipality"]], "code_name": called[row["kind"], row["code"]]}
        rows.append(about | typed | own | {"level_name": levels.get(typed["level"])})
    return rows


def _holds_questions(release: Release, places: dict[int, list[tuple[str, str]]]) -> bool:
    """Whether the table stays below MOST_ROWS with a row for every part of the instrument of every municipality."""
    parts = {p.pk: len(names_of(p.round.version.parsed)) for p in release.origin}
    return sum(parts[publication] * len(found) for publication, found in places.items()) <= MOST_ROWS


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _catalogued(release: Release) -> CatalogueEntry:
    places = places_of(publication.pk for publication in release.origin)
    periods = reference_periods([publication.round for publication in release.origin]).values()
    parts = (
        "en total y por dimensión, indicador y pregunta."
        if _holds_questions(release, places)
        else (f"en total y por dimensión e indicador. {WITHOUT_QUESTIONS}")
    )
    names = {code: name for p in reversed(release.origin) for code, name in places.get(p.pk, [])}
    return CatalogueEntry(
        description=f"Puntaje y nivel de cada municipio en todos los ciclos publicados, en una sola tabla: {parts}",
        keywords=["gobierno abierto", "transparencia", "participación", "municipios", "evolución"],
        places=sorted(names.items()),
        starts_on=min((first for first, _ in periods), default=None),
        ends_on=max((last for _, last in periods), default=None),
    )
