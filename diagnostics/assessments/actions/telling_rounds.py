"""Notifications about a round itself: that it opened, changed its days or its municipalities, or is over."""

from collections.abc import Collection
from datetime import date, datetime

from django.urls import reverse

from accounts.permissions import Permission
from accounts.queries import people_who, teams_who
from core.words import counted, named
from diagnostics.assessments.choices.notifications import ROUND
from diagnostics.assessments.models import Assessment, Round
from diagnostics.assessments.queries.round_words import FIRST_STEPS, day_words, opening_message, period_of
from notices.actions.notifications import notify
from territory.models import Municipality

CONFLICTS = "review:conflicts-declare"


def that_it_opened(*, round: Round, places: Collection[Municipality], at: datetime) -> int:
    """Notify liaisons and mayors' offices, and the reviewers of all municipalities; return how many people."""
    told = sum(_welcome(round, place, teams, who, at) for who, teams in _municipal() for place in places)
    return told + notify(
        to=[person.pk for person in people_who(Permission.REVIEW_ANSWERS, None)],
        kind=ROUND,
        key=f"round:{round.pk}:opened:reviewers",
        title=f"Se abre {named(round)} con {counted(len(places), 'municipio', 'municipios')}",
        body=f"{period_of(round)} Antes de revisar, diga si algo lo une a algún municipio.",
        url=reverse(CONFLICTS, args=[round.code]),
        at=at,
    )


def that_it_joined(*, round: Round, place: Municipality, at: datetime) -> None:
    for who, teams in _municipal():
        _welcome(round, place, teams, who, at)


def that_it_was_removed(*, round: Round, place: Municipality, reviewers: Collection[int], at: datetime) -> None:
    """`reviewers`: those to whom its review had been assigned."""
    title = f"{place} ya no participa {named(round, 'en')}"
    body = "No había respondido nada. Si cree que es un error, hable con la coordinación metropolitana."
    people = teams_who([Permission.VIEW_ASSESSMENT]).get(place.pk, [])
    _tell(people, round, f"removed:{place.pk}", title, body, "", at)
    body, url = "Ya no tiene que revisarlo: no había respondido nada.", reverse("review:review-list")
    _tell(reviewers, round, f"removed:{place.pk}:reviewers", title, body, url, at)


def that_days_changed(*, round: Round, before: dict[str, date | None], reason: str, at: datetime) -> None:
    """`before`: the days that changed, by the name of the field."""
    names = {"opens_on": "Abre", "closes_on": "Cierra", "cutoff_on": "Corte"}
    lines = [f"{names[name]}: {day_words(day)} → {day_words(getattr(round, name))}." for name, day in before.items()]
    _tell_everybody(round, "days", f"Cambian las fechas {named(round, 'de')}", f"{' '.join(lines)} Razón: {reason}", at)


def that_it_closes_early(*, round: Round, reason: str, at: datetime) -> None:
    body = f"El último día para responder es hoy, {day_words(round.closes_on)}. Quien tiene prórroga la conserva. Razón: {reason}"
    _tell_everybody(round, "closed", f"La autoevaluación {named(round, 'de')} cierra hoy", body, at)


def that_it_is_over(*, round: Round, title: str, body: str, at: datetime) -> None:
    """Notify of the end of a rehearsal or of a cancellation."""
    _tell_everybody(round, "over", title, body, at, url=reverse("assessments:work-home"))


def _municipal() -> list[tuple[Permission, dict[int, list[int]]]]:
    return [(who, teams_who([who])) for who in FIRST_STEPS]


def _welcome(round: Round, place: Municipality, teams: dict[int, list[int]], who: Permission, at: datetime) -> int:
    said = opening_message(round, place, who)
    url = reverse("assessments:assessment-detail", args=[round.code, place.slug])
    return _tell(teams.get(place.pk, []), round, f"opened:{place.pk}:{who}", said.title, said.body, url, at)


def _tell_everybody(round: Round, event: str, title: str, body: str, at: datetime, url: str = "") -> None:
    """Notify the team of each municipality of the round, by its own page, and the reviewers of all."""
    teams = teams_who([Permission.VIEW_ASSESSMENT])
    rows = Assessment.objects.filter(round=round).select_related("municipality")
    for place in [row.municipality for row in rows.in_river_order()]:
        own = url or reverse("assessments:assessment-detail", args=[round.code, place.slug])
        _tell(teams.get(place.pk, []), round, f"{event}:{place.pk}", title, body, own, at)
    reviewers = [person.pk for person in people_who(Permission.REVIEW_ANSWERS, None)]
    _tell(reviewers, round, f"{event}:reviewers", title, body, reverse("review:review-list"), at)


def _tell(people: Collection[int], round: Round, event: str, title: str, body: str, url: str, at: datetime) -> int:
    if not people:
        return 0
    # The moment tells a second change of days from the first.
    key = f"round:{round.pk}:{event}:{at.isoformat()}"
    url = url or reverse("assessments:work-home")
    return notify(to=people, kind=ROUND, key=key, title=title, body=body, url=url, at=at)
