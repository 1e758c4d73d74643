"""The commitments of the public list, and those of one municipality."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from cocreation.agendas.choices import Tag
from core.search.columns import LONGEST_QUERY, having_words
from followup.commitments.choices import State
from followup.commitments.models import Commitment
from followup.commitments.queries.public import public_commitments
from followup.commitments.queries.standing import Stood, stood
from territory.models import Municipality

SEARCHED = ("code", "title", "office", "what_changes")
LAST = (State.FULFILLED, State.NOT_FULFILLED)  # nothing of them is waited for


@dataclass(frozen=True)
class Wanted:
    """What the list was asked for; "" for whatever it holds."""

    text: str = ""
    place: str = ""
    state: str = ""
    tag: str = ""

    @classmethod
    def of(cls, asked) -> "Wanted":
        state, tag = asked.get("estado", ""), asked.get("etiqueta", "")
        return cls(
            asked.get("q", "").strip()[:LONGEST_QUERY], asked.get("municipio", "")[:80],
            state if state in State.values else "", tag if tag in Tag.values else "",
        )  # fmt: skip

    @property
    def is_anything(self) -> bool:
        return bool(self.text or self.place or self.state or self.tag)


@dataclass(frozen=True)
class Found:
    """`counts`: by state, whichever was asked for. `rows`: those of the state asked for, what ends first on top."""

    counts: dict[State, int]
    rows: list[Stood]


def found(wanted: Wanted, today: date) -> Found:
    """Return the commitments of the list. Three queries, however many there are."""
    standings = stood(_filtered(wanted), today)
    counted = Counter(State(one.standing.state.value) for one in standings)
    kept = [one for one in standings if not wanted.state or one.standing.state.value == wanted.state]
    kept.sort(key=lambda one: (State(one.standing.state.value) in LAST, one.promise.end, one.code))
    return Found({state: counted[state] for state in State}, kept)


def with_rows(standings: Sequence[Stood]) -> list[tuple[Stood, Commitment]]:
    """Return each with its row. Two queries."""
    if not standings:
        return []
    rows = Commitment.objects.filter(pk__in=[one.pk for one in standings]).select_related("municipality", "origin")
    by_key = {row.pk: row for row in rows.prefetch_related("municipalities")}
    return [(one, by_key[one.pk]) for one in standings if one.pk in by_key]


def _filtered(wanted: Wanted) -> QuerySet[Commitment]:
    rows = public_commitments()
    if wanted.text:
        rows = having_words(rows, wanted.text, *SEARCHED)
    if wanted.place:
        here = Municipality.objects.filter(slug=wanted.place)
        rows = rows.filter(Q(municipality__in=here) | Q(pk__in=Commitment.objects.filter(municipalities__in=here)))
    if wanted.tag:
        rows = rows.annotate(tags_as_text=Cast("tags", TextField())).filter(tags_as_text__contains=f'"{wanted.tag}"')
    return rows
