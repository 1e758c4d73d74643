"""Publications and errata, newest first, for the news page and its feeds."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from django.urls import reverse

from core.words import counted, joined, named
from diagnostics.results.models import Erratum, Publication
from diagnostics.results.queries.errata import AnswerChange, changes_of
from diagnostics.results.queries.published import Edition, Totals, first_edition, totals_of_all
from diagnostics.results.queries.results import published_rounds
from diagnostics.results.queries.sentences import NO_CHANGE
from territory.models import Municipality


@dataclass(frozen=True)
class News:
    """A publication or erratum. `lines`: sentences; `path`: its page; `places`: slugs concerned, empty for all."""

    publication: Publication
    title: str
    lines: list[str]
    path: str
    places: frozenset[str]

    @property
    def at(self) -> datetime:
        return self.publication.published_at

    @property
    def is_erratum(self) -> bool:
        return self.publication.version > 1

    @property
    def key(self) -> str:
        """Identifier for feeds that does not depend on the portal's address."""
        return uuid5(NAMESPACE_URL, f"ip360:{self.publication.round.code}:{self.publication.version}").urn


def news() -> list[News]:
    """Return all news, newest first. At most five queries."""
    publications = published_rounds()
    if not publications:
        return []
    errata = {erratum.publication_id: erratum for erratum in Erratum.objects.select_related("publication")}
    changes = changes_of(errata.values())
    first = {p.pk: first_edition(p, publications) for p in publications if p.version == 1}
    totals = totals_of_all([p for one in first.values() if one.previous for p in (one.publication, one.previous)])
    found = []
    for publication in publications:
        if publication.version == 1:
            found.append(_first(first[publication.pk], totals))
        elif erratum := errata.get(publication.pk):
            found.append(_correction(publication, erratum, changes[erratum.pk]))
    return found


def news_of(municipality: Municipality) -> list[News]:
    """Return the news that concern one municipality: rounds concern all, errata the municipalities they correct."""
    return [one for one in news() if not one.places or municipality.slug in one.places]


def _first(shown: Edition, totals: Totals) -> News:
    """The entry of a round as it was on its day: later errata and rounds do not change it."""
    publication = shown.publication
    lines = ["El puntaje, el nivel y la cuenta completa de cada municipio, el mismo día para todos."]
    if shown.previous:
        lines += _movement(shown.previous, totals[publication.run_id], totals[shown.previous.run_id])
    return News(publication, f"Se publicó {named(publication.round)}", lines, _page_of(publication), frozenset())


def _page_of(publication: Publication) -> str:
    return reverse("portal:publication", args=[publication.round.code])


def _movement(previous: Publication, now: dict[int, Decimal], before: dict[int, Decimal]) -> list[str]:
    """How many municipalities rose, fell and stayed since the previous round."""
    changes = [now[place] - before[place] for place in now if place in before]
    if not changes:
        return []
    up, down = sum(c >= NO_CHANGE for c in changes), sum(c <= -NO_CHANGE for c in changes)
    same = len(changes) - up - down
    parts = [
        counted(up, "municipio subió", "municipios subieron"),
        counted(down, "bajó", "bajaron"),
        counted(same, "sigue sin cambio apreciable", "siguen sin cambio apreciable"),
    ]
    return [f"Frente {named(previous.round, 'a')}: {joined(parts)}."]


def _correction(publication: Publication, erratum: Erratum, changes: list[AnswerChange]) -> News:
    title = f"Fe de erratas {named(publication.round, 'de')}, versión {publication.version}"
    places = frozenset(change.municipality.slug for change in changes)
    lines = [erratum.reason, *(str(change) for change in changes)]
    return News(publication, title, lines, _page_of(publication), places)
