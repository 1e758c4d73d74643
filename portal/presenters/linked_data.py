"""What search engines read of a public page: JSON-LD in the words of schema.org."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from core.datasets import registry
from core.datasets.files import LICENCE
from core.web.addresses import absolute
from portal.queries.open_data import Page as OpenDataPage
from portal.queries.open_data import PublishedDataset
from territory.models import Municipality

SCHEMA = "https://schema.org"
Node = dict[str, Any]


def organisation_of(place: Municipality) -> Node:
    """The town hall that a page is about."""
    return {
        "@context": SCHEMA,
        "@type": "GovernmentOrganization",
        "name": f"Alcaldía de {place}",
        "areaServed": {"@type": "AdministrativeArea", "name": str(place), "identifier": place.divipola},
        "subjectOf": {"@type": "WebPage", "url": absolute(place.get_absolute_url())},
    }


def datasets_of(page: OpenDataPage) -> Node:
    """Every dataset of the page, with the files of its newest version."""
    entries = registry.catalogue_entries([one.newest.release for one in page.datasets])
    return {
        "@context": SCHEMA,
        "@type": "DataCatalog",
        "name": "Datos abiertos de Innovación Pública 360",
        "url": absolute(reverse("portal:data")),
        "publisher": _publisher(),
        "dataset": [_dataset(one, entries[one.newest.release.code]) for one in page.datasets],
    }


def _dataset(shown: PublishedDataset, entry: registry.CatalogueEntry) -> Node:
    release = shown.newest.release
    node = {
        "@type": "Dataset",
        "name": f"{release.title}. {release.name}",
        "description": f"{entry.description} {release.note}".strip(),
        "url": absolute(f"{reverse('portal:data')}#{release.code}"),
        "license": LICENCE["path"],
        "creator": _publisher(),
        "isAccessibleForFree": True,
        "inLanguage": "es-CO",
        "version": str(release.version),
        "datePublished": shown.versions[-1].release.published_at.date().isoformat(),
        "dateModified": release.published_at.date().isoformat(),
        "keywords": list(entry.keywords),
        "spatialCoverage": [{"@type": "Place", "name": name, "identifier": code} for code, name in entry.places],
        "distribution": [
            {"@type": "DataDownload", "name": file.name, "encodingFormat": file.media_type, "contentUrl": absolute(file.path)}
            for file in shown.newest.files
        ],
    }  # fmt: skip
    days = [day.isoformat() for day in (entry.starts_on, entry.ends_on) if day]
    return node | ({"temporalCoverage": "/".join(days)} if len(days) == 2 else {})


def _publisher() -> Node:
    return {"@type": "Organization", "name": settings.PUBLISHER_NAME, "url": absolute(reverse("portal:about"))}
