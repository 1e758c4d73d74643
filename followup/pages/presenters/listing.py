"""One commitment in a list, and the states to filter by."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from core.words import counted, first_ones, long_date
from followup.commitments.choices import State
from followup.commitments.models import Commitment
from followup.commitments.queries.standing import Stood
from followup.pages.presenters.commitment import StateWords, state_words
from followup.rules.states import Why

NAMED = 2  # municipalities of a shared commitment before the others are counted


@dataclass(frozen=True)
class Line:
    """`row`: with its municipalities and origin fetched."""

    row: Commitment
    on: Stood

    @property
    def state(self) -> StateWords:
        return state_words(self.on)

    @property
    def places(self) -> str:
        names = [place.name for place in self.row.municipalities.all()]
        return first_ones(names, NAMED) if names else "Área Metropolitana"

    @property
    def until(self) -> str:
        return f"hasta el {long_date(self.row.end)}"

    @property
    def born_from(self) -> str:
        origin = getattr(self.row, "origin", None)
        return f"nace de {origin.key}" if origin else ""

    @property
    def steps(self) -> int:
        return len(self.on.promise.milestones)

    @property
    def done_words(self) -> str:
        return (
            f"{self.on.done} de {counted(self.steps, 'hito', 'hitos')} con evidencia"
            if self.steps
            else "Sin hitos todavía"
        )

    @property
    def marks(self) -> str:
        """Beside the state: what its name alone would hide, and the marks that are no state."""
        waits = self.on.standing.why == Why.ENDED_DONE
        beside = "hecho; espera segunda lectura" if waits else self.state.completion
        return " · ".join(filter(None, (beside, *self.on.marks)))


@dataclass(frozen=True)
class StateFilter:
    label: str
    count: int
    query: str
    is_chosen: bool


def state_filters(asked: QueryDict, chosen: str, counts: Mapping[State, int]) -> list[StateFilter]:
    """Return a link for each state that some commitment has; what else was asked for is kept."""
    found = []
    for state in State:
        if counts[state] or state.value == chosen:
            query = asked.copy()
            query["estado"] = state.value
            query.pop("page", None)
            found.append(StateFilter(state.label, counts[state], f"?{query.urlencode()}", state.value == chosen))
    return found
