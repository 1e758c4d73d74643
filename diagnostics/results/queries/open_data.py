"""The open data of a publication: its rows from what is frozen, and the files that were written."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.core.files import File
from django.db.models import QuerySet
from django.utils import timezone

from core.stored_files import fingerprint
from diagnostics.results.exports.open_data import Dataset, Files, file_names
from diagnostics.results.models import Correction, OpenDataFile, Publication, PublishedMunicipality
from diagnostics.results.models.open_data import open_data_storage, place_of
from diagnostics.results.queries.across import NOT_APPLICABLE, UNANSWERED
from diagnostics.results.queries.published import Edition, public_rows
from diagnostics.results.queries.results import Outcome, results_of
from diagnostics.review.queries.entries import Entry
from diagnostics.scoring.instrument import Instrument

EIGHT = Decimal("0.00000001")
Row = dict[str, Any]


def publication_of(code: str, version: int | None = None) -> Publication | None:
    """Return the newest version of the result of a round, or the one asked for; None when there is none. One query."""
    rows = _publications().filter(round__code=code)
    if version is not None:
        rows = rows.filter(version=version)
    return rows.order_by("-version").first()


def _publications() -> QuerySet[Publication]:
    return Publication.objects.select_related("run", "round__version__instrument").defer("round__version__content")


def names_of(publication: Publication) -> list[str]:
    """Return the names of the files that a publication has, written or not."""
    return file_names(publication.round.code, publication.version)


def written_file(publication: Publication, name: str) -> OpenDataFile | None:
    """Return a file that lies whole in its place; None while it does not. One query."""
    row = OpenDataFile.objects.filter(publication=publication, name=name).first()
    return row if row and is_in_place(publication, row) else None


def is_in_place(publication: Publication, row: OpenDataFile) -> bool:
    """Tell whether the bytes of a written file are there, as many as were written."""
    storage, place = open_data_storage(), place_of(publication, row.name)
    return storage.exists(place) and storage.size(place) == row.size


def opened(publication: Publication, name: str) -> File:
    """Return a written file, open to be read piece by piece."""
    return open_data_storage().open(place_of(publication, name))


def unwritten() -> list[Publication]:
    """Return the publications of which some file was not written or is no longer in its place. Two queries."""
    return list(_without(is_in_place))


def damaged() -> dict[Publication, list[str]]:
    """Return the publications of which a file was not written, is lost or has other bytes, with the names of those files.

    Two queries; every file is read.
    """
    return _without(is_whole)


def is_whole(publication: Publication, row: OpenDataFile) -> bool:
    """Tell whether a written file can be read and its bytes are those that were written."""
    try:
        return fingerprint(open_data_storage(), place_of(publication, row.name)) == (row.sha256, row.size)
    except OSError:
        return False


def _without(is_right: Callable[[Publication, OpenDataFile], bool]) -> dict[Publication, list[str]]:
    publications = list(_publications().order_by("pk"))
    rows: dict[int, dict[str, OpenDataFile]] = {}
    for row in OpenDataFile.objects.all():
        rows.setdefault(row.publication_id, {})[row.name] = row
    found = {}
    for publication in publications:
        written = rows.get(publication.pk, {})
        names = [n for n in names_of(publication) if n not in written or not is_right(publication, written[n])]
        if names:
            found[publication] = names
    return found


def files_of(publication: Publication) -> Files:
    """Return the files of a publication, made from what it froze. Five queries, however many places."""
    version = publication.round.version
    instrument = version.parsed
    publication.run.round = publication.round
    scores = public_rows(Edition(publication, None, [publication]))
    results = results_of(publication.run, publication.round)
    documents = dict(
        PublishedMunicipality.objects.filter(publication=publication).values_list("municipality", "document")
    )
    outcomes = sorted(results.outcomes, key=lambda o: o.municipality.divipola)
    said = {o.municipality.divipola: documents.get(o.municipality.pk, {}).get("answers", {}) for o in outcomes}
    data = Dataset(
        code=publication.round.code,
        version=publication.version,
        name=publication.round.name,
        title=version.name,
        published_at=timezone.localtime(publication.published_at),
        is_demo=publication.round.is_demo,
        identity=publication.run.identity,
        edition={
            "code": instrument.code,
            "version": instrument.version,
            "sha256": version.content_sha256,
            "content": instrument.content,
        },
        scores=scores,
        rows={
            "municipalities": _municipalities(outcomes, documents),
            "instrument": _instrument(instrument),
            "answers": _answers(scores, said, instrument),
            "errata": _errata(publication),
        },
    )
    return Files(data)


def _municipalities(outcomes: list[Outcome], documents: dict[int, dict[str, Any]]) -> list[Row]:
    rows = []
    for outcome in outcomes:
        place, total = outcome.municipality, outcome.total
        document = documents.get(place.pk, {})
        rows.append(
            {
                "municipality": place.divipola,
                # As they were; publications from before these were frozen take what they are.
                "name": document.get("name", place.name),
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


def _instrument(instrument: Instrument) -> list[Row]:
    whole = sum((d.weight for d in instrument.dimensions), Fraction(0)) or Fraction(1)
    rows = []
    for dimension in instrument.dimensions:
        points = 100 * dimension.weight / whole
        rows.append(_part("dimension", dimension.code, None, dimension.name, dimension.weight, points))
        inside = sum((i.weight for i in dimension.indicators), Fraction(0)) or Fraction(1)
        for indicator in dimension.indicators:
            share = points * indicator.weight / inside
            rows.append(_part("indicator", indicator.code, dimension.code, indicator.name, indicator.weight, share))
            for q in indicator.questions:
                part = _part("question", q.code, indicator.code, q.text, q.weight, instrument.points(q))
                rows.append(
                    part
                    | {
                        "type": q.type,
                        "evidence": q.evidence,
                        "evidence_asked": q.evidence_describe or None,
                        "critical": q.critical,
                        "na_allowed": q.na_allowed,
                        "conditional": q.applies_when is not None,
                    }
                )
    return rows


def _part(kind: str, code: str, parent: str | None, text: str, weight: Fraction, points: Fraction) -> Row:
    of_questions = dict.fromkeys(("type", "evidence", "evidence_asked", "critical", "na_allowed", "conditional"))
    own = {"kind": kind, "code": code, "parent": parent, "text": text}
    return own | {"weight": _decimal(weight), "points_of_total": _decimal(points)} | of_questions


def _decimal(value: Fraction) -> Decimal:
    exact = (Decimal(value.numerator) / Decimal(value.denominator)).quantize(EIGHT, ROUND_HALF_UP)
    return exact.normalize() if exact != exact.to_integral_value() else exact.quantize(Decimal(1))


def _answers(
    scores: list[dict[str, str]], said: dict[str, dict[str, dict[str, Any]]], instrument: Instrument
) -> list[Row]:
    rows = []
    for score in scores:
        if score["kind"] != "question":
            continue
        answer = said[score["municipality"]].get(score["code"], {})
        question = instrument.question_by_code[score["code"]]
        applies = score["status"] != "not_applicable"
        is_na = answer.get("not_applicable", False)
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
            }
        )
    return rows


def _proof(proof: dict[str, str]) -> str:
    return proof["url"] or f"{proof['name']} (sha256:{proof['sha256']})"


def _errata(publication: Publication) -> list[Row]:
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
        }
        for row in rows
    ]
    return sorted(found, key=lambda row: (row["version"], row["municipality"], row["question"]))
