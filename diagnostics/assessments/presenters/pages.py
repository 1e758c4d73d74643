"""What the pages of the questionnaire show, built from one reading of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from core.words import changed_meanwhile, moment
from diagnostics.assessments.choices import Claim
from diagnostics.assessments.forms.municipality import Typed
from diagnostics.assessments.models import Assessment
from diagnostics.assessments.queries.feedback import Feedback, feedback_of
from diagnostics.assessments.queries.filling import Cell, Filling, OptionLinks, Part, takes_changes
from diagnostics.assessments.queries.teams import Shares
from diagnostics.scoring.instrument import Dimension, Indicator, Instrument, Question, atoms
from diagnostics.scoring.values import in_words, number_for_screen


@dataclass(frozen=True)
class Panel:
    """One question on its page. After a conflict the inputs show what was typed, else what is stored."""

    cell: Cell
    feedback: Feedback
    points: float
    outcome: str = ""
    typed: Typed | None = None
    is_open: bool = False  # the current user may answer it
    previous: Any = None  # its answer of the previous round
    reader: int | None = None  # user id of the current user
    asked: str = ""  # what the review asks to clarify
    due_on: date | None = None  # of the assessment

    @property
    def open_until(self) -> date | None:
        """The last day of a reopened answer: its own, or that of all clarifications."""
        return (self.cell.answer and self.cell.answer.reopened_until) or self.due_on

    @property
    def question(self) -> Question:
        return self.cell.question

    @property
    def is_live(self) -> bool:
        """Whether it is asked may change while the page is open, because its condition reads an answer."""
        return any("question" in atom for atom in atoms(self.question.applies_when))

    @property
    def is_conflict(self) -> bool:
        return self.outcome == "conflict"

    @property
    def is_too_long(self) -> bool:
        return self.outcome == "too_long"

    @property
    def is_as_typed(self) -> bool:
        """The inputs show what was typed, because it was not saved."""
        return self.typed is not None and (self.is_conflict or self.is_too_long)

    @property
    def is_own_change(self) -> bool:
        """The stored answer was written by the current user: in a conflict, in another window of theirs."""
        return self.cell.answer is not None and self.cell.answer.changed_by_id == self.reader

    @property
    def changed_meanwhile(self) -> str:
        mine_at = self.cell.answer.changed_at if self.cell.answer and self.is_own_change else None
        return changed_meanwhile("cambió esta respuesta", mine_at=mine_at, seen="la escribía")

    @property
    def stored_by(self) -> str:
        answer = self.cell.answer
        if answer is None:
            return ""
        name = "Usted, en otra ventana" if self.is_own_change else answer.author or "Otra persona"
        return f"{name}, {moment(answer.changed_at)}"

    @property
    def link_error(self) -> str:
        return self.typed.link_error if self.typed else ""

    @property
    def has_fault(self) -> bool:
        return bool(self.is_as_typed or self.link_error)

    @property
    def value(self) -> str:
        return self.typed.draft.value if self.is_as_typed else self.cell.value

    @property
    def chosen(self) -> set[str]:
        return set(self.value.split("|"))

    @property
    def numbers(self) -> list[str]:
        is_ratio = self.question.numeric is not None and self.question.numeric.is_ratio
        parts = self.value.split("/") if is_ratio else [self.value]
        return [number_for_screen(part.strip()) for part in parts]

    @property
    def not_applicable(self) -> bool:
        if self.is_as_typed:
            return self.typed.draft.not_applicable
        return bool(self.cell.answer and self.cell.answer.not_applicable)

    @property
    def claim(self) -> str:
        if self.is_as_typed:
            return self.typed.draft.claim
        return self.cell.answer.previous_claim if self.cell.answer else ""

    @property
    def needs_current_answer(self) -> bool:
        return self.claim in (Claim.CHANGED, Claim.GONE) and not (self.value or self.not_applicable)

    @property
    def contradicts_previous(self) -> bool:
        return bool(
            self.previous and self.claim == Claim.SAME and self.previous.differs(self.value, self.not_applicable)
        )

    @property
    def na_reason(self) -> str:
        if self.is_as_typed:
            return self.typed.draft.na_reason
        return self.cell.answer.na_reason if self.cell.answer else ""

    @property
    def link_texts(self) -> dict[str, str]:
        """Contents of the link inputs by option: as typed while part of them was not saved."""
        if self.is_as_typed or self.link_error:
            return self.typed.link_texts
        return {option: "\n".join(urls) for option, urls in self.cell.links.items()}

    @property
    def seen_version(self) -> int:
        """The version this page has seen: after a conflict still the old one, until the person chooses."""
        return self.typed.draft.seen_version if self.is_as_typed else self.cell.version

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
    """Return an answer and its proofs in words; `na_reason` is None unless «no aplica» was declared."""
    words = in_words(question, value) if na_reason is None else [f"No aplica: {na_reason or 'sin razón escrita'}"]
    return words + [f"Evidencia: {url}" for urls in links.values() for url in urls]


@dataclass(frozen=True)
class FillPage:
    """The page of one indicator, with its neighbours and the progress of the whole questionnaire."""

    indicator: Indicator
    dimension: Dimension
    panels: list[Panel]
    siblings: list[Part]  # indicators of the same dimension, for the navigation
    before: Indicator | None
    after: Indicator | None
    here: Part
    whole: Part

    @property
    def has_faults(self) -> bool:
        return any(panel.has_fault for panel in self.panels)


@dataclass(frozen=True)
class PageState:
    """What a page of the questionnaire shows beside the answers, by the code of the question.

    `opens` tells whether the current user may answer a question; `typed` and `outcomes` are what was just submitted
    and its result; `previous` is the answer of the previous round; `reader` is the id of the current user; `asked` is what
    the review asks to clarify, until `due_on`.
    """

    opens: Callable[[Cell], bool] = lambda cell: False
    typed: dict[str, Any] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)
    previous: dict[str, Any] = field(default_factory=dict)
    reader: int | None = None
    asked: dict[str, str] = field(default_factory=dict)
    due_on: date | None = None


def panels_of(filling: Filling, questions: Iterable[Question], page_state: PageState) -> list[Panel]:
    return [
        Panel(
            cell=cell,
            feedback=feedback_of(filling, cell),
            points=float(filling.instrument.points(cell.question)),
            outcome=page_state.outcomes.get(cell.question.code, ""),
            typed=page_state.typed.get(cell.question.code),
            is_open=page_state.opens(cell),
            previous=page_state.previous.get(cell.question.code),
            reader=page_state.reader,
            asked=page_state.asked.get(cell.question.code, ""),
            due_on=page_state.due_on,
        )
        for cell in (filling.cells[question.code] for question in questions)
    ]


def fill_page(filling: Filling, indicator: Indicator, page_state: PageState) -> FillPage:
    instrument = filling.instrument
    before, after = neighbours_of(instrument, indicator)
    dimension = instrument.dimension_of[indicator.code]
    return FillPage(
        indicator=indicator,
        dimension=dimension,
        panels=panels_of(filling, indicator.questions, page_state),
        siblings=[filling.part(i) for i in dimension.indicators],
        before=before,
        after=after,
        here=filling.part(indicator),
        whole=filling.whole,
    )


@dataclass(frozen=True)
class WholePage:
    """Several dimensions on one page: `sections` holds (dimension, [(indicator, its panels)])."""

    sections: list[tuple[Dimension, list[tuple[Part, list[Panel]]]]]
    whole: Part

    @property
    def panels(self) -> list[Panel]:
        return [panel for _, parts in self.sections for _, panels in parts for panel in panels]


def whole_page(filling: Filling, dimensions: Iterable[Dimension], page_state: PageState) -> WholePage:
    sections = [
        (d, [(filling.part(i), panels_of(filling, i.questions, page_state)) for i in d.indicators]) for d in dimensions
    ]
    return WholePage(sections, filling.whole)


def opener(
    assessment: Assessment, instrument: Instrument, shares: Shares, user, *, may_fill: bool
) -> Callable[[Cell], bool]:
    """Return a function that tells whether the user may answer a cell (`may_fill`: they fill in this municipality at all)."""

    today = timezone.localdate()

    def opens(cell: Cell) -> bool:
        dimension = instrument.dimension_of[instrument.indicator_of[cell.question.code].code]
        return may_fill and takes_changes(assessment, cell, today) and shares.lets(user, dimension.code)

    return opens


def rules_of(filling: Filling, questions: Iterable[Question]) -> dict[str, Any]:
    """Return what a browser needs to show and hide questions by itself (static/js/conditions.js); {} if nothing can change.

    `questions`: those with a condition on an answer and every question that these read, recursively; `values`: stored
    answers.
    """
    needed: dict[str, Question] = {}
    waiting = [q for q in questions if any("question" in atom for atom in atoms(q.applies_when))]
    while waiting:
        question = waiting.pop()
        if question.code not in needed:
            needed[question.code] = question
            read = (atom["question"] for atom in atoms(question.applies_when) if "question" in atom)
            waiting += [filling.instrument.question_by_code[code] for code in read]
    if not needed:
        return {}
    answers = {code: filling.cells[code].answer for code in needed}
    return {
        "facts": filling.facts,
        "questions": {code: _rule(question) for code, question in needed.items()},
        "values": {code: a.value for code, a in answers.items() if a and not a.not_applicable},
    }


def _rule(question: Question) -> dict[str, Any]:
    numeric = question.numeric
    return {
        "type": question.type,
        "options": [option.code for option in question.options],
        "is_ratio": bool(numeric and numeric.is_ratio),
        "may_exceed": bool(numeric and numeric.may_exceed),
        "zero_of_zero": bool(numeric and numeric.zero_denominator_score is not None),
        "applies_when": question.applies_when,
    }


def neighbours_of(instrument: Instrument, indicator: Indicator) -> tuple[Indicator | None, Indicator | None]:
    order = instrument.indicators
    place = order.index(indicator)
    return (order[place - 1] if place else None), (order[place + 1] if place + 1 < len(order) else None)
