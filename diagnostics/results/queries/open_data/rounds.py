"""The open data of published rounds: their releases, and the rows of their files from frozen data."""

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from core.datasets.files import Contents, Release
from core.datasets.registry import CatalogueEntry
from diagnostics.results.exports.open_data import RESOURCES, SCORES
from diagnostics.results.exports.scores import DEMO
from diagnostics.results.models import Correction, Erratum, Publication, PublishedMunicipality
from diagnostics.results.queries.level_counts import medians_of
from diagnostics.results.queries.open_data.editions import names_of, options_of, parts_of, rules_of
from diagnostics.results.queries.proofs import proofs_note
from diagnostics.results.queries.published import Edition, by_round, public_rows
from diagnostics.results.queries.question_results import NOT_APPLICABLE, UNANSWERED
from diagnostics.results.queries.reference_period import reference_periods
from diagnostics.results.queries.results import Outcome, Results, published_rounds, results_of
from diagnostics.review.queries.entries import Entry
from diagnostics.scoring import columns
from diagnostics.scoring.instrument import NUMERIC, SCALE, Instrument, Question
from territory.models import Municipality

Row = dict[str, Any]


class PublishedRounds:
    """A source of open data: each published round is a dataset, each of its publications a release."""

    tables = RESOURCES

    def releases(self) -> list[Release]:
        """Two queries."""
        reasons = dict(Erratum.objects.values_list("publication", "reason"))
        return [
            release_of(publication, reasons.get(publication.pk, "")) for publication in by_round(published_rounds())
        ]

    def find(self, code: str, version: int | None) -> Release | None:
        rows = _publications().filter(round__code=code)
        if version is not None:
            rows = rows.filter(version=version)
        publication = rows.order_by("-version").first()
        return release_of(publication) if publication else None

    def contents(self, release: Release) -> Contents:
        """Five queries, for any number of municipalities."""
        return _contents(release.origin)

    def catalogue_entries(self, newest: list[Release]) -> dict[str, CatalogueEntry]:
        places = places_of(release.origin.pk for release in newest)
        periods = reference_periods([release.target for release in newest])
        return {
            release.code: _catalogued(
                release, places.get(release.origin.pk, []), *periods.get(release.target.pk, (None, None))
            )
            for release in newest
        }


SOURCE = PublishedRounds()


def release_of(publication: Publication, reason: str = "") -> Release:
    """Return a publication as a release. `reason`: of its erratum, empty for the first version."""
    round = publication.round
    return Release(
        code=round.code,
        version=publication.version,
        name=round.name,
        title=round.version.name,
        published_at=timezone.localtime(publication.published_at),
        tables=RESOURCES,
        source=SOURCE,
        target=round,
        origin=publication,
        reason=reason,
        note=DEMO if round.is_demo else "",
        document_holds="Todas las tablas, el instrumento completo y la identidad del cálculo, en un solo documento.",
        # The page belongs to an app above this one: use its address, do not import it.
        page=reverse("portal:publication", args=[round.code]),
        page_label=f"Cómo se publicó {round}",
    )


def _publications() -> QuerySet[Publication]:
    return Publication.objects.select_related("run", "round__version__instrument").defer("round__version__content")


def _contents(publication: Publication) -> Contents:
    round, version = publication.round, publication.round.version
    instrument = version.parsed
    publication.run.round = round
    scores = public_rows(Edition(publication, None, [publication]))
    results = results_of(publication.run, round)
    documents = dict(
        PublishedMunicipality.objects.filter(publication=publication).values_list("municipality", "document")
    )
    outcomes = sorted(results.outcomes, key=lambda o: o.municipality.divipola)
    said = {o.municipality.divipola: documents.get(o.municipality.pk, {}).get("answers", {}) for o in outcomes}
    signed = {o.municipality.divipola: documents.get(o.municipality.pk, {}).get("signed_at", "") for o in outcomes}
    names = {o.municipality.divipola: _name_of(o, documents) for o in outcomes}
    answers = _answers(scores, said, signed, instrument)
    identity = publication.run.identity
    edition = {
        "code": instrument.code,
        "version": instrument.version,
        "sha256": version.content_sha256,
        "content": instrument.content,
    }
    return Contents(
        rows={
            "scores": _scores(scores, names, instrument),
            "municipalities": _municipalities(outcomes, documents),
            "instrument": parts_of(instrument),
            "options": options_of(instrument),
            "rules": rules_of(instrument),
            "answers": [row | {"name": names[row["municipality"]]} for row in answers],
            "medians": _medians(results),
            "errata": _errata(publication, names, instrument),
        },
        keywords=["gobierno abierto", "transparencia", "municipios", "madurez"],
        subject={"round": {"code": round.code, "name": round.name, "is_demo": round.is_demo}},
        provenance={"run": identity},
        # A database may return the keys of a document in another order than they were stored.
        document={"edition": json.loads(json.dumps(edition, sort_keys=True))},
        about=[
            f"Cálculo: motor {identity['engine_version']}, huella de las entradas {identity['inputs_sha256']}.",
            *sorted({row["proofs_note"] for row in answers} - {""}),
            "score es el puntaje exacto y displayed el publicado, con dos decimales. Vacío no es cero: no hay dato.",
        ],
    )


def rows_of_place(publication: Publication, place: Municipality) -> dict[str, list[Row]]:
    """Return the rows of one municipality in the tables of scores and answers, with those of the instrument. Two queries."""
    instrument, code = publication.round.version.parsed, place.divipola
    scores = public_rows(Edition(publication, None, [publication]), code)
    document = PublishedMunicipality.objects.get(publication=publication, municipality=place).document
    names = {code: document.get("name", place.name)}
    answers = _answers(scores, {code: document.get("answers", {})}, {code: document.get("signed_at", "")}, instrument)
    return {
        "scores": _scores(scores, names, instrument),
        "answers": [row | {"name": names[code]} for row in answers],
        "instrument": parts_of(instrument),
    }


def _scores(scores: list[dict[str, str]], names: dict[str, str], instrument: Instrument) -> list[Row]:
    called = names_of(instrument)
    stored = [column for column in SCORES.fields if column.name in columns.SCORES]
    return [
        {column.name: column.typed(row[column.name]) for column in stored}
        | {"name": names[row["municipality"]], "code_name": called[row["kind"], row["code"]]}
        for row in scores
    ]


def _medians(results: Results) -> list[Row]:
    medians, called = medians_of(results), names_of(results.instrument)
    found = [("global", "global", medians.total), *(("dimension", c, m) for c, m in medians.by_code.items())]
    return [
        {"kind": kind, "code": code, "code_name": called[kind, code], "median": value, "municipalities": medians.count}
        for kind, code, value in found
    ]


def _name_of(outcome: Outcome, documents: dict[int, dict[str, Any]]) -> str:
    """As frozen; older publications did not freeze it and take the current one."""
    return documents.get(outcome.municipality.pk, {}).get("name", outcome.municipality.name)


def _catalogued(
    release: Release, places: list[tuple[str, str]], starts_on: date | None, ends_on: date | None
) -> CatalogueEntry:
    round, run = release.target, release.origin.run
    return CatalogueEntry(
        description="Puntaje exacto y publicado de cada municipio, en total y por dimensión, indicador y pregunta, con las "
        "respuestas definitivas, sus evidencias públicas, el instrumento y las correcciones.",
        keywords=["gobierno abierto", "transparencia", "participación", "municipios"],
        conforms_to=(reverse("portal:methodology"), f"{round.version.name}, versión {round.version.version}"),
        provenance=f"Cálculo con el motor {run.engine_version}; huella SHA-256 de las entradas {run.inputs_sha256}.",
        places=places,
        starts_on=starts_on,
        ends_on=ends_on,
    )


def places_of(publications: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    """Return the code and name of each municipality, by publication. One query."""
    rows = PublishedMunicipality.objects.filter(publication__in=list(publications))
    found: dict[int, list[tuple[str, str]]] = {}
    fields = ("publication", "municipality__divipola", "document__name", "municipality__name")
    for publication, code, frozen, current in rows.order_by("municipality__divipola").values_list(*fields):
        found.setdefault(publication, []).append((code, frozen or current))  # as in `_name_of`
    return found


def _municipalities(outcomes: list[Outcome], documents: dict[int, dict[str, Any]]) -> list[Row]:
    rows = []
    for outcome in outcomes:
        place, total = outcome.municipality, outcome.total
        document = documents.get(place.pk, {})
        rows.append(
            {
                "municipality": place.divipola,
                "name": _name_of(outcome, documents),
                # As frozen; older publications did not freeze these and take the current ones.
                "official_name": document.get("official_name", place.official_name) or None,
                "order_north_to_south": document.get("order", place.order),
                "state": document.get("state") or None,
                "withdrawn_because": document.get("withdrawn_because") or None,
                "signed_on": document.get("signed_at") or None,
                "score": total.score,
                "displayed": total.displayed,
                "coverage": total.coverage,
                "level": outcome.level.number if outcome.level else None,
                "level_name": outcome.level.name if outcome.level else None,
                "level_before_gates": outcome.level_before_gates.number
                if outcome.level and outcome.level_before_gates
                else None,
                "held_back_by": sorted({code for gate in outcome.acting_gates for code in gate["codes"]})
                if outcome.level
                else [],
                "partial": outcome.partial,
                "status": total.status,
                "facts": dict(sorted(document.get("facts", {}).items())),
            }
        )
    return rows


def _answers(
    scores: list[dict[str, str]],
    said: dict[str, dict[str, dict[str, Any]]],
    signed: dict[str, str],
    instrument: Instrument,
) -> list[Row]:
    rows = []
    for score in scores:
        if score["kind"] != "question":
            continue
        answer = said[score["municipality"]].get(score["code"], {})
        question = instrument.question_by_code[score["code"]]
        applies = score["status"] != "not_applicable"
        is_na = answer.get("not_applicable", False)
        dimension = instrument.dimension_of[instrument.indicator_of[score["code"]].code]
        entry = Entry(answer.get("value", ""), is_na, is_na, answer.get("evidence_accepted", ""))
        rows.append(
            {
                "municipality": score["municipality"],
                "question": score["code"],
                "value": entry.value if applies else "",
                "in_words": [NOT_APPLICABLE] if not applies else entry.words(question) if entry.value else [UNANSWERED],
                "not_applicable": not applies,
                "evidence_accepted": entry.evidence_accepted if applies else "",
                "score": Decimal(score["score"]) if score["score"] else None,
                "displayed": Decimal(score["displayed"]) if score["displayed"] else None,
                "status": score["status"],
                "proofs": list(dict.fromkeys(map(_proof, answer.get("evidence", [])))),
                "corrected": answer.get("corrected", False),
                "proofs_note": proofs_note(
                    answer, signed_at=signed[score["municipality"]], instrument=instrument, question=question
                )
                if applies
                else "",
                "dimension": dimension.code,
                "dimension_name": dimension.name,
                "question_text": question.text,
                **_numbers(question, entry.value if applies else ""),
            }
        )
    return rows


def _numbers(question: Question, value: str) -> Row:
    """Return the numbers that an answer says; None where it says none."""
    found: Row = dict.fromkeys(("number", "numerator", "denominator"))
    if not value or question.type not in (SCALE, NUMERIC):
        return found
    if question.numeric is not None and question.numeric.is_ratio:
        found["numerator"], found["denominator"] = map(Decimal, value.split("/"))
        return found
    return found | {"number": Decimal(value)}


def _proof(proof: dict[str, str]) -> str:
    return proof["url"] or f"{proof['name']} (sha256:{proof['sha256']})"


def _errata(publication: Publication, names: dict[str, str], instrument: Instrument) -> list[Row]:
    rows = Correction.objects.filter(
        erratum__publication__round=publication.round, erratum__publication__version__lte=publication.version
    ).select_related("erratum__publication", "answer__question", "answer__assessment__municipality")
    found = [
        {
            "version": row.erratum.publication.version,
            "published_on": timezone.localdate(row.erratum.publication.published_at).isoformat(),
            "reason": row.erratum.reason,
            "municipality": row.answer.assessment.municipality.divipola,
            "question": row.answer.question.code,
            "value": row.value,
            "not_applicable": row.not_applicable,
            "evidence_accepted": row.evidence_accepted,
            "name": names[row.answer.assessment.municipality.divipola],
            "question_text": instrument.question_by_code[row.answer.question.code].text,
        }
        for row in rows
    ]
    return sorted(found, key=lambda row: (row["version"], row["municipality"], row["question"]))
