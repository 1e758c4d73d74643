"""Notifications about a round itself: that it opened, changed its days or its municipalities, or is over.

Each returns how many people were notified.
"""

from collections.abc import Collection
from datetime import date, datetime

from django.urls import reverse

from accounts.permissions import Permission
from accounts.queries import people_who, teams_who
from core.words import counted, named
from diagnostics.assessments.choices.notifications import CLOSES_EARLY, DAYS_CHANGED, LEFT_ROUND, OPENED_REVIEWERS
from diagnostics.assessments.models import Assessment, Round
from diagnostics.assessments.queries.round_words import OPENING_TEXTS, day_words, opening_values, period_of
from notices.actions.notifications import tell
from notices.choices import NoticeText
from territory.models import Municipality

CONFLICTS = "review:conflicts-declare"


def that_it_opened(*, round: Round, places: Collection[Municipality], at: datetime) -> int:
    """Notify liaisons and mayors' offices, and the reviewers of all municipalities."""
    welcomed = [_welcome(round, place, teams, who, at) for who, teams in _municipal() for place in places]
    reviewers = {person.pk for person in people_who(Permission.REVIEW_ANSWERS, None)}
    tell(
        to=reviewers,
        text=OPENED_REVIEWERS,
        values={
            "ciclo": named(round),
            "cuantos_municipios": counted(len(places), "municipio", "municipios"),
            "periodo": period_of(round),
        },
        key=f"round:{round.pk}:opened:reviewers",
        url=reverse(CONFLICTS, args=[round.code]),
        at=at,
    )
    return len(reviewers.union(*welcomed))


def that_it_joined(*, round: Round, place: Municipality, at: datetime) -> int:
    return len(set().union(*(_welcome(round, place, teams, who, at) for who, teams in _municipal())))


def that_it_was_removed(*, round: Round, place: Municipality, reviewers: Collection[int], at: datetime) -> int:
    """`reviewers`: those to whom its review had been assigned."""
    people = teams_who([Permission.VIEW_ASSESSMENT]).get(place.pk, [])
    values = {"municipio": str(place), "en_ciclo": named(round, "en")}
    team = _tell(people, round, f"removed:{place.pk}", LEFT_ROUND, values, "", at)
    others = set(reviewers) - team
    return len(
        team | _tell(others, round, f"removed:{place.pk}", LEFT_ROUND, values, reverse("review:review-list"), at)
    )


def that_days_changed(*, round: Round, before: dict[str, date | None], reason: str, at: datetime) -> int:
    """`before`: the days that changed, by the name of the field."""
    names = {"opens_on": "Abre", "closes_on": "Cierra", "cutoff_on": "Corte"}
    lines = [f"{names[name]}: {day_words(day)} → {day_words(getattr(round, name))}." for name, day in before.items()]
    return _tell_everybody(round, "days", DAYS_CHANGED, {"cambios": " ".join(lines), "razon": reason}, at)


def that_it_closes_early(*, round: Round, reason: str, at: datetime) -> int:
    return _tell_everybody(round, "closed", CLOSES_EARLY, {"fecha": day_words(round.closes_on), "razon": reason}, at)


def that_it_is_over(*, round: Round, text: NoticeText, at: datetime, reason: str = "") -> int:
    """Notify of the end of a rehearsal or of a cancellation."""
    return _tell_everybody(round, "over", text, {"razon": reason}, at, url=reverse("assessments:work-home"))


def _municipal() -> list[tuple[Permission, dict[int, list[int]]]]:
    return [(who, teams_who([who])) for who in OPENING_TEXTS]


def _welcome(round: Round, place: Municipality, teams: dict[int, list[int]], who: Permission, at: datetime) -> set[int]:
    url, values = reverse("assessments:assessment-detail", args=[round.code, place.slug]), opening_values(round, place)
    return _tell(teams.get(place.pk, []), round, f"opened:{place.pk}:{who}", OPENING_TEXTS[who], values, url, at)


def _tell_everybody(
    round: Round, event: str, text: NoticeText, values: dict[str, str], at: datetime, url: str = ""
) -> int:
    """Notify the teams of the municipalities of the round and the reviewers of all, each person once.

    Whoever works in one municipality gets its page; in several, their own work.
    """
    teams = teams_who([Permission.VIEW_ASSESSMENT])
    values = values | {"ciclo": named(round), "del_ciclo": named(round, "de")}
    rows = Assessment.objects.filter(round=round).select_related("municipality")
    pages: dict[int, str] = {}
    for place in [row.municipality for row in rows.in_river_order()]:
        own = reverse("assessments:assessment-detail", args=[round.code, place.slug])
        for person in teams.get(place.pk, []):
            pages[person] = url or (reverse("assessments:work-home") if person in pages else own)
    for person in people_who(Permission.REVIEW_ANSWERS, None):
        pages.setdefault(person.pk, reverse("review:review-list"))
    people: dict[str, list[int]] = {}
    for one, page in pages.items():
        people.setdefault(page, []).append(one)
    for page, those in people.items():
        _tell(those, round, event, text, values, page, at)
    return len(pages)


def _tell(
    people: Collection[int], round: Round, event: str, text: NoticeText, values: dict[str, str], url: str, at: datetime
) -> set[int]:
    if not people:
        return set()
    # The moment tells a second change of days from the first.
    key = f"round:{round.pk}:{event}:{at.isoformat()}"
    url = url or reverse("assessments:work-home")
    tell(to=people, text=text, values=values, key=key, url=url, at=at)
    return set(people)
