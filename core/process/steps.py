"""Process: a table of states, the party that must act in each, their terms, and every step between them.

`core.process.transitions` moves rows through it, `core.process.deadlines` watches its deadlines, `docs/states.md` prints it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import TextChoices


class Step(NamedTuple):
    """One transition: the verb of the audit log, who performs it, and when, in Spanish.

    `in_time`: only until the deadline of the source state.
    """

    source: TextChoices
    target: TextChoices
    verb: str
    who: str
    when: str
    in_time: bool = True


@dataclass(frozen=True)
class Process:
    """`title`: English heading in `docs/states.md`. `initial`: state of a new row.

    `terms`: working days that a state lasts. `own_terms`: states whose last day the row itself knows (WithDeadlines.own_due_on),
    with the wording of docs/states.md. `moves_on`: states that end automatically at their deadline; any other becomes overdue.
    `paused_in`: state → the state whose clock it stops. States missing from `waits_for` wait for no party.
    """

    title: str
    states: type[TextChoices]
    initial: TextChoices
    steps: tuple[Step, ...]
    waits_for: Mapping[TextChoices, TextChoices] = field(default_factory=dict)
    terms: Mapping[TextChoices, int] = field(default_factory=dict)
    own_terms: Mapping[TextChoices, str] = field(default_factory=dict)
    moves_on: frozenset[TextChoices] = frozenset()
    paused_in: Mapping[TextChoices, TextChoices] = field(default_factory=dict)

    def step(self, source: str, verb: str, target: str) -> Step | None:
        return next((s for s in self.steps if (s.source, s.verb, s.target) == (source, verb, target)), None)

    @property
    def with_deadline(self) -> set[TextChoices]:
        return set(self.terms) | set(self.own_terms)


_registered: list[Process] = []


def register(process: Process) -> None:
    if process not in _registered:
        _registered.append(process)


def registered() -> tuple[Process, ...]:
    return tuple(_registered)


_sections: list[Callable[[], str]] = []


def register_section(section: Callable[[], str]) -> None:
    """Add a section at the end of docs/states.md, for a table of another kind."""
    if section not in _sections:
        _sections.append(section)


def states_page(processes: tuple[Process, ...]) -> str:
    lines = [
        "# States",
        "",
        "Written by `manage.py states_page` from the tables of steps (`choices`); change them there.",
    ]
    for process in processes:
        lines += _section_of(process)
    return "\n".join(lines) + "\n" + "".join(section() for section in _sections)


def _section_of(process: Process) -> list[str]:
    ends = [state for state in process.states if not any(step.source == state for step in process.steps)]
    lines = [
        "",
        f"## {process.title}",
        "",
        "```mermaid",
        "stateDiagram-v2",
        f"    [*] --> {process.initial.value}",
        *(f'    state "{state.label}" as {state.value}' for state in process.states),
        *(f"    {step.source.value} --> {step.target.value}: {step.verb}" for step in process.steps),
        *(f"    {state.value} --> [*]" for state in ends),
        "```",
        "",
        "| Code | State | Who acts | Term, working days | When it ends |",
        "| --- | --- | --- | --- | --- |",
    ]
    for state in process.states:
        acts = process.waits_for.get(state)
        lines.append(
            f"| `{state.value}` | {state.label} | {acts.label if acts else '–'} | {_term(process, state)}"
            f" | {_at_its_end(process, state)} |"
        )
    if process.with_deadline:
        lines += [
            "",
            "Outside its term nothing is written in a state, by either side, until it is extended (`core.process.deadlines`).",
        ]
    lines += [
        "",
        "| From | To | In the log | Who | When | Only in time |",
        "| --- | --- | --- | --- | --- | :-: |",
    ]
    return lines + [
        f"| `{s.source.value}` | `{s.target.value}` | `{s.verb}` | {s.who} | {s.when}"
        f" | {'●' if s.in_time and s.source in process.with_deadline else ''} |"
        for s in process.steps
    ]


def _term(process: Process, state: TextChoices) -> str:
    return str(process.terms.get(state) or process.own_terms.get(state, "–"))


def _at_its_end(process: Process, state: TextChoices) -> str:
    if state not in process.with_deadline:
        return "–"
    return "moves on by itself" if state in process.moves_on else "stays, and is said to be late"
