"""Published rounds and the editions they used, for the API."""

from dataclasses import dataclass

from diagnostics.assessments.models import Round
from diagnostics.instruments.models import InstrumentVersion
from diagnostics.results.models import Publication
from diagnostics.results.queries.published import by_round, errata_of, versions_of
from diagnostics.results.queries.results import published_rounds

LICENCE = {
    "name": "CC BY 4.0",
    "url": "https://creativecommons.org/licenses/by/4.0/",
}


@dataclass(frozen=True)
class Version:
    """One version of a result. `erratum`: its reason, None for the first."""

    publication: Publication
    is_current: bool
    erratum: str | None


@dataclass(frozen=True)
class PublishedRound:
    """A round with every version of its result, newest first."""

    versions: list[Version]

    @property
    def newest(self) -> Publication:
        return self.versions[0].publication

    @property
    def round(self) -> Round:
        return self.newest.round


@dataclass(frozen=True)
class UsedEdition:
    """An edition and the codes of the published rounds that used it, newest first."""

    version: InstrumentVersion
    rounds: list[str]


def published_round(code: str) -> PublishedRound | None:
    """Return a published round, None for any other code. Two queries."""
    publications = versions_of(code)
    if not publications:
        return None
    reasons = {erratum.publication_id: erratum.reason for erratum in errata_of(publications[0].round)}
    return PublishedRound([Version(p, p == publications[0], reasons.get(p.pk)) for p in publications])


def used_editions() -> list[UsedEdition]:
    """Return the editions of the published rounds, most recently used first. One query."""
    found: dict[int, UsedEdition] = {}
    for publication in by_round(published_rounds()):
        round = publication.round
        edition = found.setdefault(round.version_id, UsedEdition(round.version, []))
        if round.code not in edition.rounds:
            edition.rounds.append(round.code)
    return list(found.values())
