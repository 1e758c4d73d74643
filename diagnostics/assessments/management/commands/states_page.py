"""docs/states.md, written from diagnostics/assessments/choices/process.py."""

from core.commands import GeneratedPage
from diagnostics.assessments.choices import PASSES_BY_ITSELF, STEPS, TERMS, WAITS_FOR, State


def page() -> str:
    """Return the text of the page: the diagram, every state, every step."""
    lines = [
        "# States of a diagnosis",
        "",
        "Written by `manage.py states_page` from `diagnostics/assessments/choices/process.py`; change it there.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        f"    [*] --> {State.NOT_STARTED.value}",
        *(f'    state "{state.label}" as {state.value}' for state in State),
        *(f"    {step.source.value} --> {step.target.value}: {step.verb}" for step in STEPS),
        f"    {State.PUBLISHED.value} --> [*]",
        "```",
        "",
        "| Code | State | Who acts | Term, working days | When it ends |",
        "| --- | --- | --- | --- | --- |",
    ]
    for state in State:
        term = TERMS.get(
            state, "until the round closes" if state in (State.NOT_STARTED, State.SELF_ASSESSMENT) else "–"
        )
        over = (
            "passes on by itself"
            if state in PASSES_BY_ITSELF
            else "stays, and is said to be late"
            if term != "–"
            else "–"
        )
        lines.append(f"| `{state.value}` | {state.label} | {WAITS_FOR[state].label} | {term} | {over} |")
    lines += [
        "",
        "Outside its term nothing is written in a state, by either side, until coordination extends it (`actions.terms`).",
        "",
        "| From | To | In the log | Who | When | Only in time |",
        "| --- | --- | --- | --- | --- | :-: |",
    ]
    lines += [
        f"| `{s.source.value}` | `{s.target.value}` | `{s.verb}` | {s.who} | {s.when} | {'●' if s.in_time else ''} |"
        for s in STEPS
    ]
    return "\n".join(lines) + "\n"


class Command(GeneratedPage):
    help = "Print docs/states.md; with --check only tell whether the file is current."
    name = "states.md"

    def page(self) -> str:
        return page()
