"""The priorities of an agenda: ranking, stability and equal shares of what was voted and supported."""

from django.db.models import Count, Exists, OuterRef

from cocreation.agendas.models import Agenda, Participant, Vote
from cocreation.ranking import votes
from cocreation.ranking.equal_shares import Voter
from cocreation.ranking.places import Challenge
from cocreation.ranking.readings import Readings, readings_of
from core.refusals import Refusal


def agenda_named(code: str) -> Agenda:
    """Return the agenda of a code. Raises Refusal."""
    agenda = Agenda.objects.filter(code=code).first()
    if agenda is None:
        raise Refusal(f"No hay una agenda con el código «{code[:40]}».")
    return agenda


def challenges_of(agenda: Agenda) -> list[Challenge]:
    """Return the challenges with at least one municipality, in the order of the agenda. One query."""
    rows = agenda.challenges.annotate(places=Count("municipalities")).filter(places__gt=0).order_by("position")
    return [Challenge(code, places) for code, places in rows.values_list("code", "places")]


def priorities_of(agenda: Agenda, places: int | None = None) -> Readings:
    """Return all three readings. `places`: instead of the agenda's. Four queries; memory for every vote."""
    return readings_of(challenges_of(agenda), votes_of(agenda), supporters_of(agenda), places or agenda.places)


def tally_of(agenda: Agenda) -> dict[str, dict[str, votes.Counts]]:
    """Return the counts of the votes by challenge and criterion: medians without reading a single vote. One query."""
    rows = Vote.objects.filter(challenge__agenda=agenda).values_list("challenge__code", "criterion", "value")
    return votes.tally_of_counts(rows.annotate(number=Count("pk")).order_by())


def votes_of(agenda: Agenda) -> list[votes.Vote]:
    """Return one vote per person and challenge. One query."""
    found: dict[tuple[int, str], dict[str, int]] = {}
    rows = Vote.objects.filter(challenge__agenda=agenda).order_by()
    for person, challenge, criterion, value in rows.values_list(
        "participant", "challenge__code", "criterion", "value"
    ).iterator():
        found.setdefault((person, challenge), {})[criterion] = value
    return [votes.Vote(str(person), challenge, **values) for (person, challenge), values in found.items()]


def voters_of(agenda: Agenda) -> list[Voter]:
    """Return the participants with a vote, without what they support. One query."""
    cast = Vote.objects.filter(participant=OuterRef("pk"), challenge__agenda=agenda)
    rows = Participant.objects.filter(Exists(cast), agenda=agenda).order_by("pk")
    return [
        Voter(str(person), frozenset(), group, municipality or "")
        for person, group, municipality in rows.values_list("pk", "group", "municipality__divipola")
    ]


def supporters_of(agenda: Agenda) -> list[Voter]:
    """Return the participants with a support. Two queries."""
    supports: dict[int, set[str]] = {}
    pairs = agenda.challenges.exclude(supports=None).values_list("supports__participant", "code")
    for person, challenge in pairs.order_by():
        supports.setdefault(person, set()).add(challenge)
    rows = Participant.objects.filter(agenda=agenda).values_list("pk", "group", "municipality__divipola")
    return [
        Voter(str(person), frozenset(supports[person]), group, municipality or "")
        for person, group, municipality in rows.order_by("pk")
        if person in supports
    ]
