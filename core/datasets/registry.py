"""Registry of dataset sources: apps register theirs; the data page, the catalogue and the files list all of them."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from core.datasets.fields import Resource
from core.datasets.files import Contents, Files, Release


@dataclass(frozen=True)
class CatalogueEntry:
    """Metadata of a dataset in the catalogue (DCAT-AP 3). `conforms_to`: path and title of a page.

    `places`: (code, name) of each place covered. `provenance`: how the figures were produced. `starts_on`, `ends_on`: the period
    that they speak of, not the days of the survey.
    """

    description: str
    keywords: list[str]
    conforms_to: tuple[str, str] | None = None
    provenance: str = ""
    places: list[tuple[str, str]] = field(default_factory=list)
    starts_on: date | None = None
    ends_on: date | None = None


class Source(Protocol):
    """Publishes datasets of one kind. `tables`: those that its releases usually hold, for the dictionary."""

    tables: tuple[Resource, ...]

    def releases(self) -> list[Release]:
        """Return every release: newest dataset first, and within it the newest version first. A fixed number of queries."""

    def find(self, code: str, version: int | None) -> Release | None:
        """Return one version of a dataset, the newest for version None; None if it does not exist. One query."""

    def contents(self, release: Release) -> Contents:
        """Return the content of a release's files."""

    def catalogue_entries(self, newest: list[Release]) -> dict[str, CatalogueEntry]:
        """Return the entries of the newest releases, by code. A fixed number of queries."""


logger = logging.getLogger(__name__)
_sources: list[Source] = []


def register(source: Source) -> None:
    """Publish what the source lists, from when the portal starts (AppConfig.ready)."""
    if source not in _sources:
        _sources.append(source)


def sources() -> Iterator[Source]:
    return iter(_sources)


def releases() -> list[Release]:
    """Return every release of every source.

    A code names one folder and one address: it belongs to the first source that publishes it, and is left out of the others.
    """
    owners: dict[str, Source] = {}
    found = []
    for source in _sources:
        for release in source.releases():
            if owners.setdefault(release.code, source) is source:
                found.append(release)
            else:
                logger.error("open data of %s are left out: another source publishes that code", release.code)
    return found


def catalogue_entries(newest: list[Release]) -> dict[str, CatalogueEntry]:
    """Return the catalogue entries of the newest releases, by code. One query per source."""
    found: dict[str, CatalogueEntry] = {}
    for source in _sources:
        found |= source.catalogue_entries([release for release in newest if release.source is source])
    return found


def find(code: str, version: int | None = None) -> Release | None:
    """Return one version of a dataset, the newest for None; None where there is none.

    A query per source until found, two where a version is asked for.
    """
    for source in _sources:
        if found := source.find(code, version):
            return found
        if version is not None and source.find(code, None):
            return None  # the code is that source's, as in `releases`
    return None


def files_of(release: Release) -> Files:
    return Files(release, release.source.contents(release))
