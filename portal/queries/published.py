"""What is public: publications and their frozen runs, and nothing else. Every public page reads through here."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from diagnostics.models import Answer, MunicipalScore, Publication, Round
from diagnostics.queries.gaps import Said
from diagnostics.queries.results import Results, published_rounds, results_of, score_rows


@dataclass(frozen=True)
class Edition:
    """One publication with the one before it that can be compared: same instrument, same major version."""

    publication: Publication
    previous: Publication | None
    all: list[Publication]

    @property
    def round(self) -> Round:
        return self.publication.round

    @property
    def is_newest(self) -> bool:
        return self.publication == self.all[0]

    def results(self) -> Results:
        """Return the results of all municipalities, without detail: one query."""
        return results_of(self.publication.run, self.round)


def edition(code: str | None = None) -> Edition | None:
    """Return the newest publication, or that of the round with a code; None when there is none. One query."""
    publications = _current(published_rounds())
    chosen = publications[:1] if not code else [p for p in publications if p.round.code == code]
    if not chosen:
        return None
    older = publications[publications.index(chosen[0]) + 1 :]
    previous = next((p for p in older if _kin(p.round) == _kin(chosen[0].round)), None)
    return Edition(chosen[0], previous, publications)


def _current(publications: list[Publication]) -> list[Publication]:
    """Of each round, keep the newest version of its result, newest round first."""
    seen: set[int] = set()
    return [p for p in publications if not (p.round_id in seen or seen.add(p.round_id))]


def _kin(round: Round) -> tuple[int, int]:
    return round.version.instrument_id, round.version.order[0]


def totals_of(publication: Publication) -> dict[int, Decimal]:
    """Return the published total of each municipality with a complete result, by its id. One query."""
    rows = MunicipalScore.objects.filter(run=publication.run, partial=False, displayed__isnull=False)
    return dict(rows.values_list("municipality_id", "displayed"))


def total_of(publication: Publication, municipality_id: int) -> Decimal | None:
    """Return one municipality's published total, None when it had none or it was partial. One query."""
    rows = MunicipalScore.objects.filter(run=publication.run, municipality_id=municipality_id, partial=False)
    return rows.values_list("displayed", flat=True).first()


def detail_of(publication: Publication, municipality_id: int) -> dict:
    """Return the indicators and questions of one municipality's published total. One query."""
    rows = MunicipalScore.objects.filter(run=publication.run, municipality_id=municipality_id)
    return rows.values_list("detail", flat=True).first() or {}


def said_of(publication: Publication, municipality_id: int) -> Said:
    """Return what one municipality declared and the proofs accepted, in the published layer. One query."""
    rows = Answer.objects.filter(
        assessment__round=publication.round_id, assessment__municipality=municipality_id,
        layer=publication.run.layer, not_applicable=False,
    )  # fmt: skip
    return {
        code: (value, proof) for code, value, proof in rows.values_list("question__code", "value", "evidence_accepted")
    }


def public_rows(shown: Edition) -> list[dict[str, str]]:
    """Return the rows of the public file: as stored, with no level where the pages say «resultado parcial»."""
    rows = score_rows(shown.publication.run)
    partial = {row["municipality"] for row in rows if row["kind"] == "global" and row["partial"] == "si"}
    minimum = shown.round.version.parsed.minimum_dimension_coverage
    for row in rows:
        if row["municipality"] in partial and (row["kind"] == "global" or _is_low(row, minimum)):
            row |= {"level": "", "level_before_gates": ""}
    return rows


def _is_low(row: dict[str, str], minimum: Fraction) -> bool:
    return row["kind"] == "dimension" and row["coverage"] != "" and Decimal(row["coverage"]) < minimum
