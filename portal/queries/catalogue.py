"""The catalogue of open data for machines: DCAT-AP 3 as self-contained JSON-LD."""

from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from core.datasets import registry
from core.datasets.files import LICENCE, PACKAGE
from core.datasets.living import LivingDataset, LivingFile, living
from core.datasets.registry import CatalogueEntry
from core.web.addresses import absolute
from portal.queries.open_data import CSV, JSON, SUM, XLSX, File, PublishedDataset, published_datasets

JSON_LD = "application/ld+json"
LANGUAGE = "es"
EU = "http://publications.europa.eu/resource/authority"
PROFILE = "https://semiceu.github.io/DCAT-AP/releases/3.0.0/"
PACKAGE_STANDARD = "https://specs.frictionlessdata.io/tabular-data-package/"
FILE_TYPES = {CSV: "CSV", XLSX: "XLSX", JSON: "JSON", SUM: "TXT"}
CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
Node = dict[str, Any]


def catalogue() -> Node:
    """Return the catalogue: every dataset with the files of its current version. A fixed number of queries."""
    datasets, growing = published_datasets(), living()
    entries = registry.catalogue_entries([dataset.newest.release for dataset in datasets])
    document = {
        "@context": CONTEXT,
        "@id": absolute(reverse("portal:data-catalogue")),
        "@type": "dcat:Catalog",
        "dct:title": _words("Datos abiertos de Innovación Pública 360"),
        "dct:description": _words(
            "Resultados publicados del diagnóstico de gobierno abierto de las alcaldías del Valle de Aburrá: puntajes, "
            "respuestas, evidencias públicas, instrumento y correcciones; lo que se propone, vota y responde en "
            "las agendas; los cursos con cuántas personas se certificaron; y los compromisos con su estado."
        ),
        "dct:publisher": _publisher(),
        "dct:language": _of(f"{EU}/language/SPA"),
        "dct:license": _of(LICENCE["path"]),
        "dct:conformsTo": _of(PROFILE),
        "foaf:homepage": _of(absolute(reverse("portal:data"))),
        "dcat:dataset": [
            *(_dataset(one, entries[one.newest.release.code]) for one in datasets),
            *(_living_dataset(one) for one in growing),
        ],
    }
    if datasets or growing:
        issued = [v.release.published_at.date() for one in datasets for v in one.versions]
        changed = [one.newest.release.published_at.date() for one in datasets]
        addresses = [*map(_address_of, datasets), *(absolute(one.path) for one in growing)]
        document |= {
            "dcat:service": [_service(addresses)],
            "dct:issued": _date(min(issued + [one.issued_on for one in growing])),
            "dct:modified": _date(max(changed + [one.changed_on for one in growing])),
        }
    return document


def _dataset(shown: PublishedDataset, entry: CatalogueEntry) -> Node:
    release, newest_day = shown.newest.release, shown.newest.release.published_at.date()
    issued, title = shown.versions[-1].release.published_at.date(), f"{release.title}. {release.name}"
    node = _described(release.code, title, _address_of(shown), entry, release.note, issued, newest_day)
    node |= {"dct:accrualPeriodicity": _of(f"{EU}/frequency/IRREG"), "dcat:version": str(release.version)}
    if entry.conforms_to:
        path, title = entry.conforms_to
        node["dct:conformsTo"] = {"@id": absolute(path), "@type": "dct:Standard", "dct:title": _words(title)}
    if entry.provenance:
        node["dct:provenance"] = {"@type": "dct:ProvenanceStatement", "rdfs:label": _words(entry.provenance)}
    node["dcat:distribution"] = [_distribution(file, newest_day) for file in shown.newest.files]
    if release.reason:
        node["adms:versionNotes"] = _words(release.reason)
    return node | _temporal(entry)


def _living_dataset(one: LivingDataset) -> Node:
    node = _described(one.code, one.title, absolute(one.path), one.entry, one.note, one.issued_on, one.changed_on)
    node["dct:accrualPeriodicity"] = _of(f"{EU}/frequency/CONT")
    node["dcat:distribution"] = [_living_distribution(file, one) for file in one.files]
    return node | _temporal(one.entry)


def _described(
    code: str, title: str, address: str, entry: CatalogueEntry, note: str, issued: date, modified: date
) -> Node:  # fmt: skip
    """What every dataset says of itself."""
    node = {
        "@id": address,
        "@type": "dcat:Dataset",
        "dct:identifier": code,
        "dct:title": _words(title),
        "dct:description": _words(f"{entry.description} {note}." if note else entry.description),
        "dct:publisher": _publisher(),
        "dcat:contactPoint": _contact(),
        "dcat:keyword": [_words(word) for word in entry.keywords],
        "dcat:theme": _of(f"{EU}/data-theme/GOVE"),
        "dct:language": _of(f"{EU}/language/SPA"),
        "dct:accessRights": _of(f"{EU}/access-right/PUBLIC"),
        "dct:issued": _date(issued),
        "dct:modified": _date(modified),
        "dcat:landingPage": _of(address),
    }
    spatial = {"dct:spatial": [_place(code, name) for code, name in entry.places]} if entry.places else {}
    return node | spatial


def _address_of(shown: PublishedDataset) -> str:
    return absolute(f"{reverse('portal:data')}#{shown.newest.release.code}")


def _service(datasets: list[str]) -> Node:
    """The read API, as one more way to every dataset."""
    endpoint = absolute(reverse("api:index"))
    return {
        "@id": endpoint,
        "@type": "dcat:DataService",
        "dct:title": _words("API de datos de Innovación Pública 360, versión 1"),
        "dct:description": _words(
            "Resultados, preguntas, respuestas y evolución de los ciclos publicados, en JSON. Se lee sin cuenta y sin llave."
        ),
        "dct:publisher": _publisher(),
        "dcat:contactPoint": _contact(),
        "dct:license": _of(LICENCE["path"]),
        "dct:accessRights": _of(f"{EU}/access-right/PUBLIC"),
        "dct:language": _of(f"{EU}/language/SPA"),
        "dcat:endpointURL": _of(endpoint),
        "dcat:endpointDescription": _of(absolute(reverse("api:schema"))),
        "dcat:landingPage": _of(absolute(reverse("api:redoc"))),
        "dcat:servesDataset": [_of(address) for address in datasets],
    }


def _temporal(entry: CatalogueEntry) -> Node:
    period = {"dcat:startDate": entry.starts_on, "dcat:endDate": entry.ends_on}
    known = {name: _date(day) for name, day in period.items() if day}
    return {"dct:temporal": {"@type": "dct:PeriodOfTime"} | known} if known else {}


def _distribution(file: File, issued: date) -> Node:
    node = _downloaded(file, FILE_TYPES[file.format], issued, "STABLE")
    if file.name == PACKAGE:
        node["dct:conformsTo"] = {"@id": PACKAGE_STANDARD, "@type": "dct:Standard"}
    if file.sha256:
        node |= {
            "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(file.size)},
            "spdx:checksum": {
                "@type": "spdx:Checksum",
                "spdx:algorithm": _of("spdx:checksumAlgorithm_sha256"),
                "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": file.sha256},
            },
        }
    return node


def _living_distribution(file: LivingFile, of: LivingDataset) -> Node:
    """Size and hash change with each contribution: they are left out."""
    kind = file.name.rpartition(".")[2].upper()
    return _downloaded(file, kind if kind in FILE_TYPES else "TXT", of.changed_on, "AVAILABLE")


def _downloaded(file: File | LivingFile, kind: str, issued: date, availability: str) -> Node:
    address = _of(absolute(file.path))
    return {
        "@id": address["@id"],
        "@type": "dcat:Distribution",
        "dct:title": _words(file.name),
        "dct:description": _words(file.holds),
        "dcat:accessURL": address,
        "dcat:downloadURL": address,
        "dct:license": _of(LICENCE["path"]),
        "dct:issued": _date(issued),
        "dct:language": _of(f"{EU}/language/SPA"),
        "dcat:mediaType": _of(f"https://www.iana.org/assignments/media-types/{file.media_type}"),
        "dct:format": _of(f"{EU}/file-type/{kind}"),
        "dcatap:availability": _of(f"{EU}/planned-availability/{availability}"),
    }


def _place(code: str, name: str) -> Node:
    """A municipality by its DIVIPOLA code."""
    return {
        "@type": "dct:Location",
        "dct:identifier": {"@type": "xsd:string", "@value": code},
        "skos:notation": f"DIVIPOLA {code}",
        "skos:prefLabel": _words(name),
    }


def _publisher() -> Node:
    return {"@id": absolute("/#editor"), "@type": "foaf:Agent", "foaf:name": _words(settings.PUBLISHER_NAME)}


def _contact() -> Node:
    card = {"@type": "vcard:Organization", "vcard:fn": _words(settings.PUBLISHER_NAME)}
    if settings.CONTACT_EMAIL:
        return card | {"vcard:hasEmail": _of(f"mailto:{settings.CONTACT_EMAIL}")}
    return card | {"vcard:hasURL": _of(absolute(reverse("portal:contact")))}


def _of(identifier: str) -> Node:
    return {"@id": identifier}


def _words(text: str) -> Node:
    return {"@language": LANGUAGE, "@value": text}


def _date(day: date) -> Node:
    return {"@type": "xsd:date", "@value": day.isoformat()}
