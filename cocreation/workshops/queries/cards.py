"""Cards by what is typed of them, what was typed last, and contributions by channel."""

from typing import NamedTuple

from django.db.models import Count, QuerySet

from cocreation.agendas.choices import Channel
from cocreation.agendas.models import Agenda, Challenge, Participant
from cocreation.contributions.choices import CARD, ContributionState, Origin
from cocreation.workshops.choices import PREFIX
from cocreation.workshops.models import CardEntry, CardKit, Workshop
from core.receipts import codes
from core.receipts.models import Receipt
from core.words import folded
from territory.models import Municipality

LAST = 20  # entries shown


class Numbered(NamedTuple):
    """A challenge under the digits that stand for it. `challenge`: None for the problem without one, under 0."""

    key: str
    challenge: Challenge | None


class ByChannel(NamedTuple):
    counts: dict[str, int]  # label of the channel → contributions
    total: int


def card_of(agenda: Agenda, typed: str) -> Participant | None:
    """Return the card of a typed number («412», «TJ-0412») or of its code."""
    bare = typed.strip().upper().removeprefix(PREFIX).removeprefix("TJ")
    cards = agenda.participants.filter(channel=Channel.CARD).select_related("card")
    if bare.isdecimal() and len(bare) <= 6:
        return cards.filter(code=f"{PREFIX}{int(bare):04d}").first()
    if not codes.normalized(typed):
        return None
    # People with the permission type codes from paper that lies before them: no limit of tries.
    receipt = Receipt.objects.filter(kind=CARD, code_hmac=codes.hashed(typed)).first()
    return cards.filter(pk=receipt.subject_id).first() if receipt else None


def numbered(challenges: list[Challenge]) -> list[Numbered]:
    """Return the challenges under keys of the same width, and 0 for none."""
    width = len(str(len(challenges)))
    return [
        Numbered("0".zfill(width), None),
        *(Numbered(str(n).zfill(width), one) for n, one in enumerate(challenges, start=1)),
    ]


def challenge_of(choices: list[Numbered], typed: str) -> Numbered | None:
    """Return the choice of a typed key («2», «02») or code («MOV-1»)."""
    bare = typed.strip().upper()
    return next(
        (
            one
            for one in choices
            if (bare.isdecimal() and bare.zfill(len(one.key)) == one.key)
            or (one.challenge and one.challenge.code.upper() == bare)
        ),
        None,
    )


def place_of(places: list[Municipality], typed: str) -> list[Municipality]:
    """Return the places whose name begins with what was typed; the one of that very name alone."""
    wanted = folded(typed)
    if exact := [place for place in places if folded(place.name) == wanted]:
        return exact
    return [place for place in places if folded(place.name).startswith(wanted)]


def last_entries(workshop: Workshop) -> QuerySet[CardEntry]:
    rows = workshop.entries.select_related("participant", "challenge", "contribution__municipality")
    return rows.prefetch_related("contribution__attachments")[:LAST]


def by_channel(agenda: Agenda) -> ByChannel:
    """Return the contributions of the agenda by channel, without the withdrawn ones; they add up to the total. One query."""
    rows = agenda.contributions.exclude(state=ContributionState.WITHDRAWN).order_by()
    found = dict(rows.values_list("channel").annotate(n=Count("pk")))
    counts = {origin.label: found.get(origin, 0) for origin in Origin}
    return ByChannel(counts, sum(found.values()))


def kits_of(workshop: Workshop) -> QuerySet[CardKit]:
    """With how many cards were typed, `used`."""
    used = Count("cards__participant__card_entries__participant", distinct=True)
    return workshop.kits.annotate(used=used).select_related("made_by")
