"""Notifications to people, and news by mail to followers, that results are public or corrected: one text serves both."""

from datetime import datetime

from django.urls import reverse

from accounts.permissions import Permission
from accounts.queries import teams_who
from core.versioned_text.queries import filled
from core.words import named
from diagnostics.assessments.models import Round
from diagnostics.results.choices.texts import CORRECTED, PUBLISHED
from notices.actions import following
from notices.actions.notifications import tell
from notices.choices import NoticeText
from territory.models import Municipality


def that_it_was_published(*, round: Round, places: list[Municipality], at: datetime) -> None:
    """Notify people and followers of all municipalities that the results are public: one notification per person."""
    _tell_all(round, places, f"published:{round.pk}", PUBLISHED, {}, at)


def that_it_was_corrected(
    *, round: Round, places: list[Municipality], version: int, changes: list[str], reason: str, at: datetime
) -> None:
    """Notify people and followers of the municipalities that an erratum corrects. `changes`: one sentence per answer."""
    names = ", ".join(str(place) for place in places)
    values = {"municipios": names, "cambios": "\n".join(changes), "razon": reason}
    _tell_all(round, places, f"erratum:{round.pk}:{version}", CORRECTED, values, at)


def _tell_all(
    round: Round, places: list[Municipality], key: str, text: NoticeText, values: dict[str, str], at: datetime
) -> None:
    teams = teams_who([Permission.VIEW_ASSESSMENT])
    people = {person for place in places for person in teams.get(place.pk, [])}
    # The page is of an app above this one, which may not be imported; its URL name may be used.
    url = reverse("portal:publication", args=[round.code])
    values = values | {"del_ciclo": named(round, "de")}
    tell(to=people, text=text, values=values, key=key, url=url, at=at)
    said = filled(text.key, values)
    subject, lines = said.heading, [line for line in said.text.splitlines() if line]
    if round.is_demo:
        subject = f"Demostración: {subject}"
        lines = ["Datos inventados: no describen a ningún municipio real.", *lines]
    topics = [f"municipality:{place.slug}" for place in places]
    following.tell(topics=topics, key=key, subject=subject, lines=lines, path=url, at=at)
