"""The rows of the board: the municipalities of a round, filtered and sorted as the address says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property

from accounts.queries import MissingRole
from core.words import counted, joined
from diagnostics.assessments.choices import Party, State
from diagnostics.assessments.models import Assessment
from diagnostics.results.queries.board import Progress, ProgressRow
from territory.queries import Group

GROUP, STATE, WAITS_FOR, SORT = "grupo", "estado", "espera", "orden"  # query parameters
FILTERS = (GROUP, STATE, WAITS_FOR, SORT)
STATES, PARTIES = list(State), list(Party)
NEVER = datetime.min.replace(tzinfo=UTC)


def _urgency(row: ProgressRow) -> tuple:
    assessment = row.assessment
    return assessment.waits_for == Party.NOBODY, assessment.due_on or date.max


# Sort keys by query parameter. Sorting is stable, so equal rows stay in river order.
SORTS: dict[str, tuple[str, Callable[[ProgressRow], object]]] = {
    "urgencia": ("Urgencia", _urgency),
    "rio": ("De norte a sur", lambda row: 0),
    "nombre": ("Nombre", lambda row: row.assessment.municipality.sort_key),
    "estado": ("Estado", lambda row: STATES.index(State(row.assessment.state))),
    "espera": ("A quién espera", lambda row: PARTIES.index(Party(row.assessment.waits_for))),
    "avance": ("Menos respondido primero", lambda row: row.percent),
    "movimiento": ("Más tiempo sin movimiento", lambda row: row.assessment.changed_at or NEVER),
}
USUAL = "urgencia"


@dataclass(frozen=True)
class Choice:
    name: str
    label: str
    value: str
    options: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class BoardRows:
    """`rows` of the municipalities of `progress`; `choices` are the filters with what they offer and hold."""

    rows: list[ProgressRow]
    progress: Progress
    choices: list[Choice] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.progress.assessments)

    @property
    def is_filtered(self) -> bool:
        return bool(self.words)

    @property
    def count(self) -> str:
        """«6 de 10 municipios»; "" for all of them."""
        return f"{len(self.rows)} de {counted(self.total, 'municipio', 'municipios')}" if self.is_filtered else ""

    @property
    def scope(self) -> str:
        """«6 de 10 municipios (Grupo: Zona norte)»; "" for all of them."""
        return f"{self.count} ({joined(self.words)})" if self.is_filtered else ""

    @cached_property
    def places(self) -> set[int]:
        return {row.assessment.municipality_id for row in self.rows}

    @cached_property
    def shown(self) -> Progress:
        """The progress of the municipalities that the filters keep, in river order."""
        if not self.is_filtered:
            return self.progress
        kept = [a for a in self.progress.assessments if a.municipality_id in self.places]
        return replace(self.progress, assessments=kept)

    @property
    def words(self) -> list[str]:
        """The filters in force: «Grupo: Zona norte»."""
        return [
            f"{one.label}: {dict(one.options)[one.value]}" for one in self.choices if one.value and one.name != SORT
        ]

    @property
    def sort_words(self) -> str:
        sort = self.choices[-1]
        return dict(sort.options)[sort.value].lower()


def rows_of(
    progress: Progress, groups: list[Group], asked: Mapping[str, str], missing: Mapping[int, list[MissingRole]]
) -> BoardRows:
    """Return the rows that the address asks for; an unknown value of a parameter filters nothing."""
    every = progress.assessments
    by_code = {group.code: group for group in groups}
    offered = {
        GROUP: ("Grupo", [(group.code, group.name) for group in groups]),
        STATE: ("Estado", [(s.value, s.label) for s in STATES if any(a.state == s for a in every)]),
        WAITS_FOR: ("Espera a", [(p.value, p.label) for p in PARTIES if any(a.waits_for == p for a in every)]),
        SORT: ("Orden", [(name, label) for name, (label, _) in SORTS.items()]),
    }
    chosen = {name: asked.get(name, "") for name in offered}
    chosen = {name: value if value in dict(offered[name][1]) else "" for name, value in chosen.items()}
    sort = chosen[SORT] = chosen[SORT] or USUAL

    def fits(assessment: Assessment) -> bool:
        group = by_code.get(chosen[GROUP])
        return (
            (group is None or assessment.municipality_id in group.places)
            and chosen[STATE] in ("", assessment.state)
            and chosen[WAITS_FOR] in ("", assessment.waits_for)
        )

    rows = progress.steps(filter(fits, every), missing)
    rows.sort(key=SORTS[sort][1])
    choices = [Choice(name, label, chosen[name], options) for name, (label, options) in offered.items()]
    return BoardRows(rows, progress, [one for one in choices if one.options])
