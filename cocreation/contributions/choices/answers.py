"""The four fixed parts of an answer, and the words of offices."""

from collections.abc import Mapping

from cocreation.agendas.choices import StageCode
from cocreation.contributions.choices import LONGEST_HEADLINE, Kind, Outcome

# What is written in which stage.
KIND_OF_STAGE: Mapping[str, Kind] = {StageCode.PROBLEMS.value: Kind.PROBLEM, StageCode.IDEAS.value: Kind.IDEA}
PARTS: Mapping[str, str] = {
    "taken_up": "Qué se acoge",
    "not_taken_up": "Qué no, y por qué",
    "resources": "Con qué recursos",
    "what_follows": "Qué sigue",
}
# Parts without which an answer with that outcome says nothing.
NEEDED: Mapping[Outcome, tuple[str, ...]] = {
    Outcome.YES: ("taken_up",),
    Outcome.PARTLY: ("taken_up", "not_taken_up"),
    Outcome.NO: ("not_taken_up",),
}
# What a review may answer, by what was answered before: no less.
NO_LESS: Mapping[Outcome, tuple[Outcome, ...]] = {
    Outcome.YES: (Outcome.YES,),
    Outcome.PARTLY: (Outcome.PARTLY, Outcome.YES),
    Outcome.NO: (Outcome.NO, Outcome.PARTLY, Outcome.YES),
}
LONGEST_TYPED_HEADLINE = LONGEST_HEADLINE - len("En parte: ")


def headline_of(outcome: Outcome, typed: str) -> str:
    """Return the first sentence of an answer, which begins with its outcome, however the person began it."""
    rest = typed.strip()
    for label in sorted(Outcome.labels, key=len, reverse=True):
        if rest.casefold().startswith(label.casefold()) and rest[len(label) : len(label) + 1] in (":", ",", "."):
            rest = rest[len(label) + 1 :].strip()
            break
    return f"{Outcome(outcome).label}: {rest}"


def reasoned(outcome: Outcome, taken_up: str, reason: str) -> dict[str, str]:
    """Return the two parts of an answer to several contributions: what all share, and the own reason of this one."""
    if outcome == Outcome.YES:
        return {"taken_up": f"{reason.strip()}\n\n{taken_up.strip()}".strip(), "not_taken_up": ""}
    return {"taken_up": taken_up if outcome == Outcome.PARTLY else "", "not_taken_up": reason}


def parts_in(outcome: Outcome, taken_up: str, not_taken_up: str) -> tuple[str, str]:
    """Return what all share of «Qué se acoge», and the own reason: the inverse of `reasoned`."""
    if outcome == Outcome.YES:
        own, _, shared = taken_up.partition("\n\n")
        return shared, own
    return taken_up, not_taken_up
