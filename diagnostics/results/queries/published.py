"""Published data only: publications and their frozen runs. Every public page reads through this module."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.db.models import F, Max, Q

from core.datasets.files import LICENCE
from core.web.addresses import absolute
from diagnostics.assessments.models import MunicipalScore, Round
from diagnostics.instruments.models import InstrumentVersion
from diagnostics.results.exports import DEMO
from diagnostics.results.models import Correction, Erratum, Publication, PublishedMunicipality
from diagnostics.results.queries.gaps import Said
from diagnostics.results.queries.results import (
    MUNICIPALITY_FIELDS,
    TOTAL_FIELDS,
    Outcome,
    Results,
    published_rounds,
    results_from,
    results_of,
    score_rows,
)
from diagnostics.results.queries.sentences import published_words

Totals = dict[int, dict[int, Decimal]]  # by run, then by municipality


@dataclass(frozen=True)
class Edition:
    """One publication with the previous comparable one: same instrument, same major version."""

    publication: Publication
    previous: Publication | None
    all: list[Publication]

    @property
    def round(self) -> Round:
        return self.publication.round

    @property
    def is_reference(self) -> bool:
        """Whether this round stands for the valley: pages show it unless another one is asked for."""
        return self.publication == reference_of(self.all)

    @property
    def chain(self) -> list[Publication]:
        """This publication and the earlier comparable ones, newest first."""
        older = self.all[self.all.index(self.publication) :]
        return [p for p in older if kin_of(p.round) == kin_of(self.round)]

    def showing(self, publication: Publication) -> "Edition":
        """Another publication of the same list."""
        return _edition_of(publication, self.all)

    @property
    def published_words(self) -> str:
        """When the round was published, and when its last erratum was, if there is one."""
        last = self.publication
        return published_words(last, last.published_at if last.version > 1 else None)

    def file_name(self, kind: str) -> str:
        """The name of a file that a page offers, without its ending."""
        return f"{kind}-{self.round.code}-v{self.publication.version}"

    def file_notes(self, path: str, *more: str) -> list[str]:
        """Return what every table that a page offers says: demonstration, round, version, licence, and the page as its source."""
        return [
            *([f"{DEMO}."] if self.round.is_demo else []),
            f"{self.round}, versión {self.publication.version}.",
            *more,
            f"Licencia {LICENCE['title']}.",
            f"Fuente: {settings.PORTAL_NAME}, {absolute(path)}",
        ]

    def results(self) -> Results:
        """Return the results of all municipalities, without detail. One query."""
        return results_of(self.publication.run, self.round)


def edition(code: str | None = None, version: int | None = None) -> Edition | None:
    """Return the publication that stands for the valley, or that of the round with a code; None when there is none.

    One query. `version`: a version before an erratum; by default the newest.
    """
    every = published_rounds()
    publications = _current(every)
    if code:
        chosen = [p for p in publications if p.round.code == code]
    else:
        chosen = [reference_of(publications)] if publications else []
    if chosen and version is not None:
        chosen = [p for p in every if p.round_id == chosen[0].round_id and p.version == version]
        publications = chosen + [p for p in publications if chosen and p.round_id != chosen[0].round_id]
    if not chosen:
        return None
    return _edition_of(chosen[0], publications)


def version_in_use(shown: Edition | None) -> InstrumentVersion | None:
    """Return the instrument of what stands for the valley; before any, the one frozen last, else the newest draft.

    None without one. A draft can still change, so it comes only as a last resort. One query, none with `shown`.
    """
    if shown is not None:
        return shown.round.version
    rows = InstrumentVersion.objects.select_related("instrument")
    return rows.order_by(F("frozen_at").desc(nulls_last=True), "-loaded_at").first()


def first_edition(publication: Publication, every: list[Publication]) -> Edition:
    """Return a publication with those that there were on its day."""
    return _edition_of(publication, _current([p for p in every if p.published_at <= publication.published_at]))


def edition_about(slug: str, code: str | None) -> tuple[Edition, Publication | None] | None:
    """Return what pages of a municipality show, and the last publication that holds it; None when there is none.

    The last publication, unless a round is named. Two queries, one with a single publication.
    """
    shown = edition(code)
    if shown is None:
        return None
    latest = next(iter(publications_about(slug, shown.all)), None)
    return (shown.showing(latest) if latest and not code else shown), latest


def publications_about(slug: str, every: list[Publication]) -> list[Publication]:
    """Return those of the publications that hold a municipality, in their order. One query if there are several."""
    if len(every) < 2:
        return every
    rows = PublishedMunicipality.objects.filter(publication__in=every, municipality__slug=slug)
    about = set(rows.values_list("publication", flat=True))
    return [p for p in every if p.pk in about]


def outcomes_apart(shown: Edition) -> list[tuple[Publication, Outcome]]:
    """Return the municipalities whose last publication is not the one shown, with that result. Two queries, or none.

    A municipality of the round shown stands apart only in a later one.
    """
    if len(shown.all) < 2:
        return []
    place = {p.pk: n for n, p in enumerate(shown.all)}
    rows = PublishedMunicipality.objects.filter(publication__in=shown.all).values_list("municipality", "publication")
    latest: dict[int, int] = {}
    for municipality, publication in rows:
        latest[municipality] = min(place[publication], latest.get(municipality, len(place)))
    apart = {m: shown.all[n] for m, n in latest.items() if shown.all[n] != shown.publication}
    if not apart:
        return []
    wanted = Q()
    for publication in set(apart.values()):
        wanted |= Q(run=publication.run_id, municipality__in=[m for m, p in apart.items() if p == publication])
    totals = (
        MunicipalScore.objects.filter(wanted).select_related("municipality").only(*TOTAL_FIELDS, *MUNICIPALITY_FIELDS)
    )
    by_run: dict[int, list[MunicipalScore]] = {}
    for total in totals:
        by_run.setdefault(total.run_id, []).append(total)
    return [
        (publication, outcome)
        for publication in shown.all
        for outcome in results_from(by_run.get(publication.run_id, []), publication.run, publication.round).outcomes
    ]


def _edition_of(publication: Publication, every: list[Publication]) -> Edition:
    older = every[every.index(publication) + 1 :]
    kin = [p for p in older if kin_of(p.round) == kin_of(publication.round)]
    return Edition(publication, next((p for p in kin if _stands_for_all(p, every)), None), every)


def reference_of(publications: list[Publication]) -> Publication:
    """Return the last published round that is not partial; `publications`: the current ones, newest first, at least one.

    A round of three of ten municipalities does not take the place of the one that all ten were compared in
    (docs/decisions/0031).
    """
    return next((p for p in publications if _stands_for_all(p, publications)), publications[0])


def _stands_for_all(publication: Publication, every: list[Publication]) -> bool:
    """Whether it publishes more than half as many results as the largest round."""
    return 2 * publication.result_count > max(p.result_count for p in every)


def _current(publications: list[Publication]) -> list[Publication]:
    """Keep the newest version of each round, in the order of `by_round`."""
    newest: dict[int, Publication] = {}
    for publication in by_round(publications):
        newest.setdefault(publication.round_id, publication)
    return list(newest.values())


def by_round(publications: list[Publication]) -> list[Publication]:
    """Sort publications by round, the last published first, and within a round by version, newest first.

    A round keeps the date of its first version: an old one that is corrected today does not become the newest.
    """
    return sorted(publications, key=lambda p: (p.first_published_at, p.round_id, p.version), reverse=True)


def kin_of(round: Round) -> tuple[int, int]:
    """Return the key that comparable rounds share: the instrument and the major version of its edition."""
    return round.version.instrument_id, round.version.order[0]


def totals_of(publication: Publication) -> dict[int, Decimal]:
    """Return the published totals by municipality id, of complete results. One query."""
    return totals_of_all([publication])[publication.run_id]


def every_total_of(publication: Publication) -> dict[int, Decimal]:
    """Return what `totals_of` does, with the totals of partial results. One query."""
    rows = MunicipalScore.objects.filter(run=publication.run, displayed__isnull=False)
    return dict(rows.values_list("municipality_id", "displayed"))


def totals_of_all(publications: list[Publication]) -> Totals:
    """Return what `totals_of` does, by run id. One query, none without publications."""
    totals: Totals = {p.run_id: {} for p in publications}
    if totals:
        rows = MunicipalScore.objects.filter(run__in=totals, partial=False, displayed__isnull=False)
        for run, municipality, displayed in rows.values_list("run_id", "municipality_id", "displayed"):
            totals[run][municipality] = displayed
    return totals


def details_of_all(publications: list[Publication]) -> dict[int, dict[int, dict[str, Any]]]:
    """Return what `detail_of` does for every complete result, by run id, then by municipality id. One query."""
    details: dict[int, dict[int, dict[str, Any]]] = {p.run_id: {} for p in publications}
    rows = MunicipalScore.objects.filter(run__in=details, partial=False, displayed__isnull=False)
    for run, municipality, detail in rows.values_list("run", "municipality", "detail"):
        details[run][municipality] = detail
    return details


def theme_scores_of(publication: Publication, code: str) -> dict[int, Decimal]:
    """Return the published scores of one theme by municipality id, of complete results. One query."""
    rows = MunicipalScore.objects.filter(run=publication.run, partial=False, displayed__isnull=False)
    found = {
        municipality: dimensions[code][1]
        for municipality, dimensions in rows.values_list("municipality_id", "dimensions")
        if code in dimensions
    }
    return {municipality: Decimal(displayed) for municipality, displayed in found.items() if displayed is not None}


def detail_of(publication: Publication, municipality_id: int) -> dict:
    """Return the indicators and questions of one municipality's published total. One query."""
    rows = MunicipalScore.objects.filter(run=publication.run, municipality_id=municipality_id)
    return rows.values_list("detail", flat=True).first() or {}


def document_of(publication: Publication, municipality_id: int) -> dict[str, Any]:
    """Return one municipality's published document (queries.snapshots). One query."""
    rows = PublishedMunicipality.objects.filter(publication=publication, municipality=municipality_id)
    return rows.values_list("document", flat=True).first() or {}


def frozen_of(publications: Iterable[Publication], municipality_id: int) -> dict[int, tuple[dict, dict]]:
    """Return the document and the detail of one municipality in each publication, by its primary key. Two queries."""
    wanted = {p.run_id: p.pk for p in publications}
    documents = PublishedMunicipality.objects.filter(publication__in=wanted.values(), municipality=municipality_id)
    details = MunicipalScore.objects.filter(run__in=wanted, municipality=municipality_id)
    by_run = dict(details.values_list("run", "detail"))
    said = dict(documents.values_list("publication", "document"))
    return {pk: (said.get(pk) or {}, by_run.get(run) or {}) for run, pk in wanted.items()}


def said_of(document: dict[str, Any]) -> Said:
    """Return the declared values and accepted evidence of a published document."""
    answers = document.get("answers", {}).items()
    return {code: (a["value"], a["evidence_accepted"]) for code, a in answers if not a["not_applicable"]}


def errata_of(round: Round) -> list[Erratum]:
    """Return the errata of a round, newest first, with their publication. One query."""
    rows = Erratum.objects.filter(publication__round=round).select_related("publication")
    return list(rows.order_by("-publication__version"))


def corrected_at(
    publication: Publication, questions: Iterable[str], municipality: int | None = None
) -> datetime | None:
    """Return when an erratum last changed an answer to these questions (codes), up to this version. One query."""
    rows = Correction.objects.filter(
        erratum__publication__round=publication.round_id,
        erratum__publication__version__lte=publication.version,
        answer__question__code__in=questions,
    )
    if municipality is not None:
        rows = rows.filter(answer__assessment__municipality=municipality)
    return rows.aggregate(at=Max("erratum__publication__published_at"))["at"]


def versions_of(code: str) -> list[Publication]:
    """Return every version of the result of a round, newest first, with round and edition. One query."""
    return [p for p in published_rounds() if p.round.code == code]


def public_rows(shown: Edition, municipality: str = "") -> list[dict[str, str]]:
    """Return the rows of the public file: as stored, without a level where the pages say «resultado parcial»."""
    return as_public(score_rows(shown.publication.run, municipality), shown.round)


def as_public(rows: list[dict[str, str]], round: Round) -> list[dict[str, str]]:
    """Take the level from rows of a scores table where the pages say «resultado parcial»."""
    partial = {row["municipality"] for row in rows if row["kind"] == "global" and row["partial"] == "si"}
    minimum = round.version.parsed.minimum_dimension_coverage
    for row in rows:
        if row["municipality"] in partial and (row["kind"] == "global" or _is_low(row, minimum)):
            row |= {"level": "", "level_before_gates": ""}
    return rows


def _is_low(row: dict[str, str], minimum: Fraction) -> bool:
    return row["kind"] == "dimension" and row["coverage"] != "" and Decimal(row["coverage"]) < minimum
