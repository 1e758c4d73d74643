"""The page of open data: every version of every published round with its files, and the dictionary."""

from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from core import workbook
from diagnostics.assessments.models import Round
from diagnostics.results.exports.open_data import CSV_FILES, LICENCE, PACKAGE, SUMS, citation_of, file_names
from diagnostics.results.exports.open_data_fields import RESOURCES, Resource
from diagnostics.results.exports.open_data_fields import SCORES as SCORES_TABLE
from diagnostics.results.models import Erratum, OpenDataFile, Publication
from diagnostics.results.queries.published import by_round
from diagnostics.results.queries.results import published_rounds

SCORES = SCORES_TABLE.file
API_PAGE = "/api/v1/swagger/"
CSV, XLSX, JSON, SUM = "CSV", "XLSX", "JSON", "SHA-256"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: workbook.XLSX,
    JSON: "application/json",
    SUM: "text/plain; charset=utf-8",
}
HOLDS = {
    XLSX: "Todas las tablas en un libro, con el diccionario y cómo leerlo.",
    JSON: "Todas las tablas, el instrumento completo y la identidad del cálculo, en un solo documento.",
    PACKAGE: "Descripción de las tablas para programas (Frictionless Data Package).",
    SUMS: "Huella de cada archivo, para comprobar la descarga.",
}


@dataclass(frozen=True)
class File:
    """One file that is offered. `size` in bytes and `sha256` are None until it was written."""

    name: str
    format: str
    holds: str
    path: str
    size: int | None
    sha256: str | None

    @property
    def media_type(self) -> str:
        return TYPES[self.format].partition(";")[0]


@dataclass(frozen=True)
class Version:
    """One version of a result. `reason`: of its erratum, empty for the first."""

    publication: Publication
    reason: str
    files: list[File]

    @property
    def citation(self) -> str:
        shown, edition = self.publication, self.publication.round.version
        return citation_of(edition.name, str(shown.round), shown.version, timezone.localtime(shown.published_at))


@dataclass(frozen=True)
class PublishedRound:
    """A round with its versions, the one in force first."""

    round: Round
    versions: list[Version]

    @property
    def newest(self) -> Version:
        return self.versions[0]


@dataclass(frozen=True)
class Page:
    rounds: list[PublishedRound]
    api: str
    site: str

    @property
    def demo_round(self) -> Round | None:
        """A round of demonstration among those shown, so that the page says so."""
        return next((r.round for r in self.rounds if r.round.is_demo), None)

    @property
    def tables(self) -> tuple[Resource, ...]:
        return RESOURCES

    @property
    def licence(self) -> dict[str, str]:
        return LICENCE


def page_of() -> Page:
    """Return what the page of open data shows: at most three queries."""
    return Page(published_data(), api_page(), settings.SITE_URL)


def published_data() -> list[PublishedRound]:
    """Return every published round with all its versions and files, newest round first (three queries)."""
    publications = published_rounds()
    written: dict[int, dict[str, OpenDataFile]] = {}
    for row in OpenDataFile.objects.all():
        written.setdefault(row.publication_id, {})[row.name] = row
    reasons = dict(Erratum.objects.values_list("publication", "reason"))
    found = []
    for _, versions in groupby(by_round(publications), key=lambda p: p.round_id):
        rows = [Version(p, reasons.get(p.pk, ""), files(p, written.get(p.pk, {}))) for p in versions]
        found.append(PublishedRound(rows[0].publication.round, rows))
    return found


def files_of(publication: Publication) -> list[File]:
    """Return the files of one publication. One query."""
    rows = OpenDataFile.objects.filter(publication=publication)
    return files(publication, {row.name: row for row in rows})


def files(publication: Publication, written: dict[str, OpenDataFile]) -> list[File]:
    """Return the files of a publication, with size and hash where they were written."""
    code, version = publication.round.code, publication.version
    found = []
    for name in file_names(code, version):
        row = written.get(name)
        path = reverse("portal:data-file", args=[code, version, name])
        found.append(File(name, format_of(name), _holds(name), path, row and row.size, row and row.sha256))
    return found


def format_of(name: str) -> str:
    """Return the format of a file as people call it."""
    ending = name.rpartition(".")[2].upper()
    return ending if ending in TYPES else SUM


def type_of(name: str) -> str:
    """Return the content type of a file."""
    return TYPES[format_of(name)]


def _holds(name: str) -> str:
    if name in CSV_FILES:
        return CSV_FILES[name].description
    return HOLDS.get(name) or HOLDS[format_of(name)]


def api_page() -> str:
    """Return the address at which the interface for programs can be tried; empty while there is none."""
    try:
        resolve(API_PAGE)
    except Resolver404:
        return ""
    return API_PAGE
