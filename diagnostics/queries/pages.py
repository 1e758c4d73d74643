"""What the municipality's pages show, gathered from one reading of the questionnaire."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from diagnostics.models import Assessment
from diagnostics.queries.feedback import Feedback, feedback_of
from diagnostics.queries.filling import Cell, Filling, OptionLinks, Part, filling_of
from diagnostics.scoring.instrument import Dimension, Indicator, Instrument, Question
from diagnostics.scoring.values import in_words, number_for_screen


@dataclass(frozen=True)
class Panel:
    """One question on its page. `shown` is the answer to put in the inputs: what was typed, else what is stored."""

    cell: Cell
    feedback: Feedback
    points: float
    outcome: str = ""
    typed: Any = None  # forms.municipality.Typed

    @property
    def question(self) -> Question:
        return self.cell.question

    @property
    def is_conflict(self) -> bool:
        return self.outcome == "conflict"

    @property
    def link_error(self) -> str:
        return self.typed.link_error if self.typed else ""

    @property
    def value(self) -> str:
        return self.typed.draft.value if self.typed and self.is_conflict else self.cell.value

    @property
    def chosen(self) -> set[str]:
        return set(self.value.split("|"))

    @property
    def numbers(self) -> list[str]:
        """The one or two numbers of a numeric answer, as Colombia writes them."""
        parts = self.value.split("/") if self.value else []
        return [number_for_screen(part.strip()) for part in parts]

    @property
    def not_applicable(self) -> bool:
        if self.typed and self.is_conflict:
            return self.typed.draft.not_applicable
        return bool(self.cell.answer and self.cell.answer.not_applicable)

    @property
    def na_reason(self) -> str:
        if self.typed and self.is_conflict:
            return self.typed.draft.na_reason
        return self.cell.answer.na_reason if self.cell.answer else ""

    @property
    def link_texts(self) -> dict[str, str]:
        """What stands in the inputs for links, by option: as typed while something of it was not saved."""
        if self.typed and (self.is_conflict or self.link_error):
            return self.typed.link_texts
        return {option: "\n".join(urls) for option, urls in self.cell.links.items()}

    @property
    def seen_version(self) -> int:
        """The version this screen has seen: after a conflict still the old one, until she chooses."""
        return self.typed.draft.seen_version if self.typed and self.is_conflict else self.cell.version

    @property
    def mine_in_words(self) -> list[str]:
        links = self.typed.draft.links if self.typed else {}
        return _said(self.question, self.value, self.na_reason if self.not_applicable else None, links)

    @property
    def theirs_in_words(self) -> list[str]:
        answer = self.cell.answer
        reason = answer.na_reason if answer and answer.not_applicable else None
        return _said(self.question, self.cell.value, reason, self.cell.links)


def _said(question: Question, value: str, na_reason: str | None, links: OptionLinks) -> list[str]:
    """Return an answer and its proofs in words; `na_reason` is None where the question applies."""
    words = in_words(question, value) if na_reason is None else [f"No aplica: {na_reason or 'sin razón escrita'}"]
    return words + [f"Prueba: {url}" for urls in links.values() for url in urls]


@dataclass(frozen=True)
class FillPage:
    """The page of one indicator: its panels, its place among the others, and how far the whole questionnaire is."""

    indicator: Indicator
    dimension: Dimension
    panels: list[Panel]
    hidden: list[Cell]  # questions that do not apply to this municipality
    siblings: list[Part]  # indicators of the same dimension, for the navigation
    before: Indicator | None
    after: Indicator | None
    here: Part
    whole: Part

    @property
    def has_faults(self) -> bool:
        return any(p.is_conflict or p.link_error for p in self.panels)


def fill_page(
    assessment: Assessment,
    filling: Filling,
    indicator: Indicator,
    typed: dict[str, Any] | None = None,
    outcomes: dict[str, str] | None = None,
) -> FillPage:
    """Gather the page of an indicator; `typed` and `outcomes` tell what was just submitted and what became of it."""
    instrument = filling.instrument
    cells = [filling.cells[q.code] for q in indicator.questions]
    before, after = neighbours_of(instrument, indicator)
    dimension = instrument.dimension_of[indicator.code]
    return FillPage(
        indicator=indicator,
        dimension=dimension,
        panels=[
            Panel(
                cell=cell,
                feedback=feedback_of(filling, cell),
                points=float(instrument.points(cell.question)),
                outcome=(outcomes or {}).get(cell.question.code, ""),
                typed=(typed or {}).get(cell.question.code),
            )
            for cell in cells
            if cell.applies
        ],
        hidden=[cell for cell in cells if not cell.applies],
        siblings=[filling.part(i) for i in dimension.indicators],
        before=before,
        after=after,
        here=filling.part(indicator),
        whole=filling.whole,
    )


def question_panel(page: FillPage, code: str) -> Panel:
    """Return the panel of a question; one that stopped applying meanwhile gets a panel all the same."""
    for panel in page.panels:
        if panel.question.code == code:
            return panel
    cell = next(cell for cell in page.hidden if cell.question.code == code)
    return Panel(cell=cell, feedback=Feedback("", None, None, "", []), points=0)


def neighbours_of(instrument: Instrument, indicator: Indicator) -> tuple[Indicator | None, Indicator | None]:
    """Return the indicators before and after one, in the instrument's order."""
    order = instrument.indicators
    place = order.index(indicator)
    return (order[place - 1] if place else None), (order[place + 1] if place + 1 < len(order) else None)


@dataclass(frozen=True)
class Task:
    """One thing left to do: an answer or a proof, with the points of the total that hang on it."""

    cell: Cell
    indicator: Indicator
    kind: str  # unanswered | invalid | reason | proof
    points: float


@dataclass(frozen=True)
class Work:
    """«Mi trabajo»: how far the questionnaire is, and what is left in the order that yields most."""

    filling: Filling
    tasks: list[Task]
    first: Task | None
    missing_facts: list[Any]
    days_left: int | None
    minutes: int
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        return not self.tasks and not self.missing_facts


MINUTES = {"unanswered": 3, "invalid": 1, "reason": 1, "proof": 2}


def work_of(assessment: Assessment, *, today: date) -> Work:
    """Return what is left to do in an assessment (one query)."""
    filling = filling_of(assessment)
    instrument = filling.instrument
    tasks = [task for cell in filling.whole.applicable if (task := _task(filling, cell))]
    counts = {kind: sum(t.kind == kind for t in tasks) for kind in MINUTES}
    closes_on = assessment.round.closes_on
    return Work(
        filling=filling,
        tasks=sorted(tasks, key=lambda task: -task.points),
        first=tasks[0] if tasks else None,
        missing_facts=[a for a in instrument.attributes_read if filling.facts.get(a.code) is None],
        days_left=(closes_on - today).days if closes_on else None,
        minutes=sum(MINUTES[kind] * count for kind, count in counts.items()),
        counts=counts,
    )


def _task(filling: Filling, cell: Cell) -> Task | None:
    instrument, question = filling.instrument, cell.question
    indicator = instrument.indicator_of[question.code]
    worth = float(instrument.points(question))
    if cell.error:
        return Task(cell, indicator, "invalid", worth)
    if cell.lacks_reason:
        return Task(cell, indicator, "reason", worth)
    if not cell.is_answered:
        return Task(cell, indicator, "unanswered", worth)
    if cell.unproven:
        could_be = feedback_of(filling, cell).could_be or 0
        return Task(cell, indicator, "proof", worth * (could_be - (cell.score or 0)) / 100)
    return None
