"""Publications and errata, newest first, for the news page and its feeds."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid5

from django.urls import reverse

from core.numbers import score as number
from core.words import counted, joined, named
from diagnostics.assessments.models import MunicipalScore
from diagnostics.results.models import Erratum, Publication
from diagnostics.results.queries.errata import AnswerChange, changes_of
from diagnostics.results.queries.published import Edition, Totals, first_edition, totals_of_all
from diagnostics.results.queries.results import Outcome, published_rounds, results_from
from diagnostics.results.queries.sentences import NO_CHANGE, change_sentence
from portal.queries.municipality.phrases import result_phrase
from territory.models import Municipality


@dataclass(frozen=True)
class News:
    """A publication or erratum. `lines`: sentences; `path`: its page; `places`: slugs concerned, empty for all."""

    publication: Publication
    title: str
    lines: list[str]
    path: str
    places: frozenset[str]
    changes: tuple[AnswerChange, ...] = ()  # of an erratum
    about: str = ""  # the municipality whose own words these are

    @property
    def at(self) -> datetime:
        return self.publication.published_at

    @property
    def is_erratum(self) -> bool:
        return self.publication.version > 1

    @property
    def key(self) -> str:
        """Identifier for feeds that does not depend on the portal's address."""
        own = f":{self.about}" if self.about else ""
        return uuid5(NAMESPACE_URL, f"ip360:{self.publication.round.code}:{self.publication.version}{own}").urn


def news() -> list[News]:
    """Return all news, newest first. At most five queries."""
    return _news(published_rounds())


def _news(publications: list[Publication]) -> list[News]:
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
    """Return the news that concern one municipality, in its own words: rounds concern all, errata those they correct.

    At most six queries, and one for each edition of the instrument that this process has not read yet.
    """
    publications = published_rounds()
    runs = {publication.run_id: publication for publication in publications}
    totals = MunicipalScore.objects.filter(run__in=runs, municipality=municipality).select_related("municipality")
    outcomes = {}
    for total in totals.defer("municipality__facts"):
        publication = runs[total.run_id]
        [outcomes[publication.pk]] = results_from([total], publication.run, publication.round).outcomes
    concerned = (one for one in _news(publications) if not one.places or municipality.slug in one.places)
    return [_own(one, municipality, publications, outcomes) for one in concerned]


def _own(
    one: News, place: Municipality, publications: list[Publication], outcomes: Mapping[int, Outcome | None]
) -> News:
    """An entry as one municipality reads it: its own result, its change, what was corrected of it."""
    outcome = outcomes.get(one.publication.pk)
    path = f"{place.get_absolute_url()}?{urlencode({'ciclo': one.publication.round.code})}"
    own = replace(one, about=place.slug, path=path)
    if one.is_erratum:
        lines = [one.lines[0], *(str(change) for change in one.changes if change.municipality.slug == place.slug)]
        return replace(own, lines=lines + _result(outcome, place))
    previous = next((p for p in _earlier(one.publication, publications) if _is_complete(outcomes.get(p.pk))), None)
    then = outcomes.get(previous.pk) if previous else None
    where = named(one.publication.round)
    said = f"{number(outcome.total.displayed)} de 100 puntos" if outcome and outcome.has_result else "sin resultado"
    return replace(
        own, title=f"{place} en {where}: {said}", lines=_result(outcome, place) + _change(outcome, then, previous)
    )


def _earlier(publication: Publication, publications: list[Publication]) -> list[Publication]:
    """The comparable publications before one, newest first, as they were on its day: those that the page compares."""
    return first_edition(publication, publications).chain[1:]


def _is_complete(outcome: Outcome | None) -> bool:
    return outcome is not None and outcome.is_comparable


def _result(outcome: Outcome | None, place: Municipality) -> list[str]:
    if outcome is None:
        return [f"La alcaldía de {place} no hizo parte de este ciclo."]
    if not outcome.has_result:
        return [f"La alcaldía de {place} quedó sin resultado en este ciclo."]
    if outcome.is_comparable:
        return [str(result_phrase(outcome))]
    points = f"La alcaldía de {place} sumó {number(outcome.total.displayed)} de 100 puntos"
    return [f"{points}, pero el resultado es parcial y no tiene nivel."]


def _change(outcome: Outcome | None, then: Outcome | None, previous: Publication | None) -> list[str]:
    """The change of the total between two complete results."""
    if previous is None or not outcome or not then or not outcome.is_comparable or not then.is_comparable:
        return []
    now, before = outcome.total.displayed, then.total.displayed
    if now is None or before is None:
        return []
    since = f"{named(previous.round, 'desde')}: de {number(before)} a {number(now)} puntos"
    return [f"{change_sentence(now, before)} {since}."]


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
    return News(publication, title, lines, _page_of(publication), places, tuple(changes))
