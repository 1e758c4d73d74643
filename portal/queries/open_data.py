"""The open data page: every version of every dataset with its files, and the dictionary."""

from dataclasses import dataclass
from itertools import chain, groupby

from django.conf import settings
from django.urls import Resolver404, resolve, reverse

from core import workbook
from core.datasets import registry
from core.datasets.fields import Resource
from core.datasets.files import LICENCE, PACKAGE, SUMS, Release
from core.datasets.living import LivingDataset, living
from core.datasets.queries import all_rows, as_written, rows_of
from core.models import DatasetFile

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
    PACKAGE: "Descripción de las tablas para programas (Frictionless Data Package).",
    SUMS: "Huella de cada archivo, para comprobar la descarga.",
}


@dataclass(frozen=True)
class File:
    """A downloadable file. `size` in bytes and `sha256` are None until it is written."""

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
    release: Release
    files: list[File]

    @property
    def workbook(self) -> File:
        return next(file for file in self.files if file.format == XLSX)

    @property
    def is_written(self) -> bool:
        return all(file.sha256 for file in self.files)


@dataclass(frozen=True)
class PublishedDataset:
    """A dataset with its versions, the current one first."""

    versions: list[Version]

    @property
    def newest(self) -> Version:
        return self.versions[0]

    @property
    def older(self) -> list[Version]:
        return self.versions[1:]


@dataclass(frozen=True)
class Page:
    datasets: list[PublishedDataset]
    living: list[LivingDataset]
    api: str
    site: str

    @property
    def current(self) -> list[PublishedDataset]:
        """The newest dataset of each source."""
        return [next(same) for _, same in groupby(self.datasets, key=_source)]

    @property
    def earlier(self) -> list[PublishedDataset]:
        return [one for _, same in groupby(self.datasets, key=_source) for one in list(same)[1:]]

    @property
    def is_demo(self) -> bool:
        """One of the datasets shown is a demonstration."""
        notes = [dataset.newest.release.note for dataset in self.datasets] + [one.note for one in self.living]
        return any(notes)

    @property
    def tables(self) -> dict[str, Resource]:
        """Every table, by what names it on the page: its key, with a number where another source has a table of that key."""
        found: dict[str, Resource] = {}
        for table in chain.from_iterable(source.tables for source in registry.sources()):
            same = sum(other.key == table.key for other in found.values())
            found[f"{table.key}-{same + 1}" if same else table.key] = table
        return found

    @property
    def licence(self) -> dict[str, str]:
        return LICENCE


def _source(dataset: PublishedDataset) -> int:
    return id(dataset.newest.release.source)


def open_data_page() -> Page:
    return Page(published_datasets(), living(), api_page(), settings.SITE_URL)


def published_datasets() -> list[PublishedDataset]:
    """Return every dataset with all its versions and files. One query, and those of the sources."""
    written = all_rows()
    found = []
    for _, releases in groupby(registry.releases(), key=lambda release: release.code):
        versions = [_version(one, written.get((one.code, one.version), {})) for one in releases]
        found.append(PublishedDataset(versions))
    return found


def files_of(release: Release) -> list[File]:
    return _version(release, rows_of(release)).files


def _version(current: Release, written: dict[str, DatasetFile]) -> Version:
    release = as_written(current, written)
    return Version(release, _files(release, written))


def _files(release: Release, written: dict[str, DatasetFile]) -> list[File]:
    found = []
    for name in release.file_names:
        row = written.get(name)
        path = reverse("portal:data-file", args=[release.code, release.version, name])
        found.append(File(name, format_of(name), _holds(release, name), path, row and row.size, row and row.sha256))
    return found


def format_of(name: str) -> str:
    ending = name.rpartition(".")[2].upper()
    return ending if ending in TYPES else SUM


def type_of(name: str) -> str:
    return TYPES[format_of(name)]


def _holds(release: Release, name: str) -> str:
    if name in release.table_of:
        return release.table_of[name].description
    return HOLDS.get(name) or (release.document_holds if format_of(name) == JSON else HOLDS[format_of(name)])


def api_page() -> str:
    """Return the path of the API's interactive page; "" if it does not resolve."""
    try:
        resolve(API_PAGE)
    except Resolver404:
        return ""
    return API_PAGE
