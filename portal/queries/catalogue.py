"""The catalogue of open data for machines: DCAT-AP 3 as JSON-LD that can be read without any other request."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from diagnostics.assessments.models import Round
from diagnostics.results.exports.open_data import LICENCE, PACKAGE
from diagnostics.results.exports.scores import DEMO
from diagnostics.results.models import Publication, PublishedMunicipality
from portal.queries.open_data import CSV, JSON, SUM, XLSX, File, PublishedRound, published_data

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
    """Return the catalogue: one dataset per published round, with the files of its version in force (four queries)."""
    rounds = published_data()
    places = _places(r.newest.publication.pk for r in rounds)
    document = {
        "@context": CONTEXT,
        "@id": _address(reverse("portal:data-catalogue")),
        "@type": "dcat:Catalog",
        "dct:title": _words("Datos abiertos de Innovación Pública 360"),
        "dct:description": _words(
            "Resultados publicados del diagnóstico de gobierno abierto de las alcaldías del Valle de Aburrá: puntajes, "
            "respuestas, pruebas públicas, instrumento y correcciones."
        ),
        "dct:publisher": _publisher(),
        "dct:language": _of(f"{EU}/language/SPA"),
        "dct:license": _of(LICENCE["path"]),
        "dct:conformsTo": _of(PROFILE),
        "foaf:homepage": _of(_address(reverse("portal:data"))),
        "dcat:dataset": [_dataset(r, places.get(r.newest.publication.pk, [])) for r in rounds],
    }
    if rounds:
        document |= {
            "dct:issued": _date(min(_day(v.publication) for r in rounds for v in r.versions)),
            "dct:modified": _date(max(_day(r.newest.publication) for r in rounds)),
        }
    return document


def _dataset(shown: PublishedRound, places: list[tuple[str, str]]) -> Node:
    round, newest = shown.round, shown.newest
    note = f" {DEMO}." if round.is_demo else ""
    first = _day(shown.versions[-1].publication)
    node = {
        "@id": _address(f"{reverse('portal:data')}#{round.code}"),
        "@type": "dcat:Dataset",
        "dct:identifier": round.code,
        "dct:title": _words(f"{round.version.name}. {round}"),
        "dct:description": _words(
            f"Puntaje exacto y publicado de cada municipio, en total y por dimensión, indicador y pregunta, con las "
            f"respuestas definitivas, sus pruebas públicas, el instrumento y las correcciones.{note}"
        ),
        "dct:publisher": _publisher(),
        "dcat:contactPoint": _contact(),
        "dcat:keyword": [_words(w) for w in ("gobierno abierto", "transparencia", "participación", "municipios")],
        "dcat:theme": _of(f"{EU}/data-theme/GOVE"),
        "dct:language": _of(f"{EU}/language/SPA"),
        "dct:accessRights": _of(f"{EU}/access-right/PUBLIC"),
        "dct:accrualPeriodicity": _of(f"{EU}/frequency/IRREG"),
        "dct:issued": _date(first),
        "dct:modified": _date(_day(newest.publication)),
        "dcat:version": str(newest.publication.version),
        "dcat:landingPage": _of(_address(f"{reverse('portal:data')}#{round.code}")),
        "dct:conformsTo": {
            "@id": _address(reverse("portal:methodology")),
            "@type": "dct:Standard",
            "dct:title": _words(f"{round.version.name}, versión {round.version.version}"),
        },
        "dct:provenance": {
            "@type": "dct:ProvenanceStatement",
            "rdfs:label": _words(
                f"Cálculo con el motor {newest.publication.run.engine_version}; huella SHA-256 de las entradas "
                f"{newest.publication.run.inputs_sha256}."
            ),
        },
        "dct:spatial": [_place(code, name) for code, name in places],
        "dcat:distribution": [_distribution(file, _day(newest.publication)) for file in newest.files],
    }
    if newest.reason:
        node["adms:versionNotes"] = _words(newest.reason)
    return node | _temporal(round)


def _temporal(round: Round) -> Node:
    end = round.cutoff_on or round.closes_on
    period = {"dcat:startDate": round.opens_on, "dcat:endDate": end}
    known = {name: _date(day) for name, day in period.items() if day}
    return {"dct:temporal": {"@type": "dct:PeriodOfTime"} | known} if known else {}


def _distribution(file: File, issued: date) -> Node:
    address = _of(_address(file.path))
    node = {
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
        "dct:format": _of(f"{EU}/file-type/{FILE_TYPES[file.format]}"),
        "dcatap:availability": _of(f"{EU}/planned-availability/STABLE"),
    }
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


def _places(publications: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    rows = PublishedMunicipality.objects.filter(publication__in=list(publications))
    found: dict[int, list[tuple[str, str]]] = {}
    fields = ("publication", "municipality__divipola", "municipality__name")
    for publication, code, name in rows.order_by("municipality__divipola").values_list(*fields):
        found.setdefault(publication, []).append((code, name))
    return found


def _place(code: str, name: str) -> Node:
    """A municipality by its DIVIPOLA code, under the country by its code."""
    return {
        "@type": "dct:Location",
        "dct:identifier": {"@type": "xsd:string", "@value": code},
        "skos:notation": f"DIVIPOLA {code}",
        "skos:prefLabel": _words(name),
    }


def _publisher() -> Node:
    return {"@id": _address("/#editor"), "@type": "foaf:Agent", "foaf:name": _words(settings.PUBLISHER_NAME)}


def _contact() -> Node:
    card = {"@type": "vcard:Organization", "vcard:fn": _words(settings.PUBLISHER_NAME)}
    if settings.CONTACT_EMAIL:
        return card | {"vcard:hasEmail": _of(f"mailto:{settings.CONTACT_EMAIL}")}
    return card | {"vcard:hasURL": _of(_address(reverse("portal:data")))}


def _day(publication: Publication) -> date:
    return timezone.localdate(publication.published_at)


def _address(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _of(identifier: str) -> Node:
    return {"@id": identifier}


def _words(text: str) -> Node:
    return {"@language": LANGUAGE, "@value": text}


def _date(day: date) -> Node:
    return {"@type": "xsd:date", "@value": day.isoformat()}
