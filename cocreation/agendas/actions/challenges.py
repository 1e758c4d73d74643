"""The challenges of an agenda."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cocreation.agendas.actions.locks import lock
from cocreation.agendas.actions.manage import require_seen
from cocreation.agendas.choices import MOST_CHALLENGES, Theme
from cocreation.agendas.choices.stages import Act, Actor
from cocreation.agendas.models import Agenda, Challenge
from cocreation.agendas.queries.manage import challenge_seen, challenges_in_use
from cocreation.agendas.queries.stages import require_act
from cocreation.ranking.places import MOST_MUNICIPALITIES
from core import audit
from core.refusals import Refusal
from territory.models import Municipality


class InUse(Refusal):
    """Somebody voted for the challenge, supported it or wrote to it."""

    is_conflict = True


class BadPlaces(Refusal):
    """A challenge names one to ten municipalities of its agenda."""


@transaction.atomic
def add_challenge(
    *, agenda: Agenda, theme: str, text: str, municipalities: Sequence[Municipality], tags: Sequence[str], place: int,
    by: User, at: datetime,
) -> Challenge:  # fmt: skip
    """Add a challenge with the next code of its theme; `place`: 1 is the first. Refuses NotInThisStage, BadPlaces."""
    row = lock(agenda)
    _require_writing(row, at)
    _require_places(row, municipalities)
    codes = set(row.challenges.values_list("code", flat=True))
    if len(codes) >= MOST_CHALLENGES:
        raise Refusal(f"Una agenda tiene hasta {MOST_CHALLENGES} retos.")
    prefix = Theme(theme).prefix
    code = next(code for n in range(1, MOST_CHALLENGES + 2) if (code := f"{prefix}-{n}") not in codes)
    challenge = Challenge.objects.create(
        agenda=row, code=code, theme=theme, text=text.strip(), tags=list(tags), position=len(codes)
    )
    challenge.municipalities.set(municipalities)
    _move(row, challenge, place)
    _no_longer_as_loaded(row)
    audit.record(by=by, verb="challenge.added", target=challenge, at=at)
    return challenge


@transaction.atomic
def change_challenge(
    *, challenge: Challenge, theme: str, text: str, municipalities: Sequence[Municipality], tags: Sequence[str],
    place: int, seen: str, by: User, at: datetime,
) -> Challenge:  # fmt: skip
    """Change a challenge and its place. Refuses Stale, NotInThisStage, BadPlaces; InUse for what people already answered to."""
    agenda = lock(challenge.agenda)
    row = _locked(challenge)
    require_seen(challenge_seen(row), seen)
    _require_writing(agenda, at)
    _require_places(agenda, municipalities)
    places = set(row.municipalities.values_list("pk", flat=True))
    differs = row.text != text.strip() or places != {one.pk for one in municipalities} or row.theme != theme
    if differs and row.pk in challenges_in_use(agenda):
        raise InUse(f"El reto {row.code} ya tiene votos, apoyos o aportes: su texto, tema y municipios no cambian.")
    row.theme, row.text, row.tags = theme, text.strip(), list(tags)
    row.save()
    row.municipalities.set(municipalities)
    _move(agenda, row, place)
    _no_longer_as_loaded(agenda)
    audit.record(by=by, verb="challenge.edited", target=row, at=at)
    return row


@transaction.atomic
def remove_challenge(*, challenge: Challenge, seen: str, by: User, at: datetime) -> None:
    """Take a challenge out of its agenda. Refuses Stale, NotInThisStage, InUse."""
    agenda = lock(challenge.agenda)
    row = _locked(challenge)
    require_seen(challenge_seen(row), seen)
    _require_writing(agenda, at)
    if row.pk in challenges_in_use(agenda):
        raise InUse(f"El reto {row.code} ya tiene votos, apoyos o aportes: no se puede quitar.")
    audit.record(by=by, verb="challenge.removed", target=agenda, at=at, data={"challenge": row.code})
    row.delete()
    _renumber(list(agenda.challenges.all()))
    _no_longer_as_loaded(agenda)


def _locked(challenge: Challenge) -> Challenge:
    """Locked so that nobody votes for it meanwhile. Refuses one that somebody took out."""
    row = Challenge.objects.select_for_update(of=("self",)).select_related("agenda").filter(pk=challenge.pk).first()
    if row is None:
        raise InUse("Otra persona quitó este reto mientras usted lo veía.")
    return row


def _require_writing(agenda: Agenda, at: datetime) -> None:
    if agenda.published_at:
        require_act(agenda, Act.WRITE_CHALLENGE, Actor.FACILITATOR, timezone.localdate(at))


def _require_places(agenda: Agenda, municipalities: Sequence[Municipality]) -> None:
    if not 1 <= len(municipalities) <= MOST_MUNICIPALITIES:
        sentence = f"Elija de 1 a {MOST_MUNICIPALITIES} municipios."
        raise BadPlaces(sentence, fields={"municipalities": [sentence]})
    own = set(agenda.municipalities.values_list("pk", flat=True))
    if any(place.pk not in own for place in municipalities):
        sentence = "Elija municipios de la agenda."
        raise BadPlaces(sentence, fields={"municipalities": [sentence]})


def _move(agenda: Agenda, challenge: Challenge, place: int) -> None:
    others = list(agenda.challenges.exclude(pk=challenge.pk))
    others.insert(min(max(place - 1, 0), len(others)), challenge)
    _renumber(others)


def _renumber(rows: Sequence[Challenge]) -> None:
    for position, row in enumerate(rows):
        row.position = position
    Challenge.objects.bulk_update(rows, ["position"])


def _no_longer_as_loaded(agenda: Agenda) -> None:
    Agenda.objects.filter(pk=agenda.pk).update(content_sha256="")
