"""Public proofs of published answers, why there are none, and which of their files anybody may open.

What a frozen publication lists may be opened, unless it is reserved, withheld or flagged at the time of asking.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from diagnostics.assessments.models import Evidence
from diagnostics.results.models import Publication, PublishedMunicipality
from diagnostics.review.queries.entries import Entry
from diagnostics.scoring.instrument import Instrument, Question
from files.choices import FILE_KINDS

# Why an answer shows no proof.
IMPORTED = "Resultado importado: su revisión se hizo fuera del portal, que no tiene sus evidencias."
UNPUBLISHED = "Su evidencia aceptada no se publica: está reservada por ley o tiene datos personales."
NOT_KEPT = "Esta versión se publicó sin su evidencia."


@dataclass(frozen=True)
class PublicFile:
    """The file of a proof: its kind in words, its size in bytes, and its address, None if it cannot be opened."""

    kind: str
    size: int | None
    address: str | None


NO_FILE = PublicFile("", None, None)
FilesByPlace = Mapping[int, Mapping[str, PublicFile]]  # by primary key of the municipality and SHA-256


@dataclass(frozen=True)
class PublicProof:
    """A proof as it was published; `url` is "" for a file."""

    name: str
    url: str
    sha256: str
    option: str
    place: str
    file: PublicFile = NO_FILE

    @property
    def address(self) -> str | None:
        """Where it opens: the link, or the file; None for a file that cannot be opened."""
        return self.url or self.file.address


def proofs_of(answer: Mapping[str, Any], files: Mapping[str, PublicFile]) -> list[PublicProof]:
    """Return the distinct public proofs of an answer of a document: the same one may prove several options."""
    rows = {(p["name"], p["url"], p["sha256"], p["place"]): p for p in answer.get("evidence", [])}
    return [
        PublicProof(p["name"], p["url"], p["sha256"], p["option"], p["place"], files.get(p["sha256"], NO_FILE))
        for p in rows.values()
    ]


def proofs_note(answer: Mapping[str, Any], *, signed_at: str, instrument: Instrument, question: Question) -> str:
    """Return why an answer of a document has no public proof although the edition demands one; "" otherwise.

    `signed_at`: of its document. Without it the result was not made in this portal.
    """
    na = answer.get("not_applicable", False)
    entry = Entry(answer.get("value", ""), na, na, answer.get("evidence_accepted", ""))
    if answer.get("evidence") or not entry.exceeds(instrument, question):
        return ""
    if not signed_at:
        return IMPORTED
    return UNPUBLISHED if answer.get("has_unpublished_proof") else NOT_KEPT


def files_among(answers: Iterable[tuple[int, Mapping[str, Any]]], publication: Publication) -> FilesByPlace:
    """Return the files that prove answers, given as (primary key of the municipality, answer). One query, none without files."""
    wanted: dict[int, set[str]] = {}
    for place, answer in answers:
        if found := {proof["sha256"] for proof in answer.get("evidence", []) if not proof["url"]}:
            wanted.setdefault(place, set()).update(found)
    if not wanted:
        return {}
    code = publication.round.code
    rows: dict[tuple[int, str], list[Evidence]] = {}
    for row in _evidence(assessment__municipality__in=list(wanted), sha256__in=list(set().union(*wanted.values()))):
        rows.setdefault((row.assessment.municipality_id, row.sha256), []).append(row)
    return {
        place: {sha256: _file(rows.get((place, sha256), []), code) for sha256 in hashes}
        for place, hashes in wanted.items()
    }


def published_file(code: str, slug: str, sha256: str) -> Evidence | None:
    """Return the proof of a municipality with a file that anybody may open; None for any other. One or two queries.

    Every version of a round's result counts: an erratum stands beside the version that it corrects.
    """
    found = _open_row(list(_evidence(assessment__municipality__slug=slug, sha256=sha256)), code)
    if found is None:
        return None
    documents = PublishedMunicipality.objects.filter(publication__round__code=code, municipality__slug=slug)
    is_listed = any(_lists(document, sha256) for document in documents.values_list("document", flat=True))
    return found if is_listed else None


def _lists(document: Mapping[str, Any], sha256: str) -> bool:
    proofs = (proof for answer in document.get("answers", {}).values() for proof in answer.get("evidence", []))
    return any(not proof["url"] and proof["sha256"] == sha256 for proof in proofs)


def _evidence(**lookups: Any) -> QuerySet[Evidence]:
    """Files in all rounds of municipalities: one round may have found what another did not."""
    rows = Evidence.objects.filter(**lookups).exclude(file="").order_by("pk")
    return rows.select_related("assessment__municipality", "assessment__round")


def _open_row(rows: list[Evidence], code: str) -> Evidence | None:
    """Return the row in a round, if nothing with the same content is closed there or withheld in any round."""
    own = [row for row in rows if row.assessment.round.code == code]
    is_open = all(row.opens_to_everybody for row in own) and all(row.withheld_at is None for row in rows)
    return own[0] if own and is_open else None


def _file(rows: list[Evidence], code: str) -> PublicFile:
    if not rows:  # the content was replaced
        return NO_FILE
    address = None
    if found := _open_row(rows, code):
        # The page belongs to an app above this one: use its address, do not import it.
        address = reverse("portal:proof-file", args=[code, found.assessment.municipality.slug, found.sha256])
    return PublicFile(FILE_KINDS.get(rows[0].media_type, ""), rows[0].size, address)
