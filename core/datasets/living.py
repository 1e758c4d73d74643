"""Datasets that grow every day: made from what is public now, without versions (those are in core.datasets.registry)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from core.datasets.registry import CatalogueEntry


@dataclass(frozen=True)
class LivingFile:
    name: str
    holds: str
    path: str
    media_type: str


@dataclass(frozen=True)
class LivingDataset:
    """`path`: of the page that lists the files. `note`: what each file says first."""

    code: str
    title: str
    path: str
    files: tuple[LivingFile, ...]
    entry: CatalogueEntry
    issued_on: date
    changed_on: date
    note: str = ""


_sources: list[Callable[[], list[LivingDataset]]] = []


def register(source: Callable[[], list[LivingDataset]]) -> None:
    """Publish what the source lists, from when the portal starts (AppConfig.ready). It takes a fixed number of queries."""
    if source not in _sources:
        _sources.append(source)


def living() -> list[LivingDataset]:
    return [dataset for source in _sources for dataset in source()]
