"""Questions of an attempt as its page shows them: while it is open, and with their explanations once it is handed in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.http import QueryDict
from django.utils.safestring import SafeString

from core.numbers import whole
from training.courses.queries.rendering import html_of
from training.grading.document import Kind, Question
from training.grading.questions import decimal, grade, in_shown_order, is_answered, judged
from training.quizzes.actions.attempts import Draft, Saved
from training.quizzes.models import Attempt, AttemptAnswer


@dataclass(frozen=True)
class Choice:
    """An option to choose. `place`: of a step in an ordering, whose places are `chosen` by a list."""

    code: str
    text: SafeString
    is_chosen: bool


@dataclass(frozen=True)
class Step:
    """A place of an ordering and what may stand there."""

    number: int
    choices: list[Choice]


@dataclass(frozen=True)
class Panel:
    """`value`: what stands in the inputs; `stored`: what is in the database. `fault`: why the typed value is none."""

    question: Question
    number: int
    value: Any
    stored: AttemptAnswer | None
    version: int
    is_conflict: bool = False
    message: str = ""

    @property
    def id(self) -> str:
        return f"p-{self.question.code}"

    @property
    def kind(self) -> str:
        return self.question.kind.value

    @property
    def case(self) -> SafeString:
        """What comes before the question itself, which is the last paragraph."""
        return html_of(self.question.text.rpartition("\n\n")[0], level=3)

    @property
    def asks(self) -> SafeString:
        return inline(self.question.text.rpartition("\n\n")[2])

    @property
    def choices(self) -> list[Choice]:
        chosen = self.value if isinstance(self.value, list) else []
        return [Choice(one.code, inline(one.text), one.code in chosen) for one in self.question.options]

    @property
    def steps(self) -> list[Step]:
        placed = self.value if isinstance(self.value, list) else []
        options = in_shown_order(self.question)
        return [
            Step(
                place + 1,
                [Choice(one.code, one.text, place < len(placed) and placed[place] == one.code) for one in options],
            )
            for place in range(len(options))
        ]

    @property
    def is_answered(self) -> bool:
        return self.stored is not None and is_answered(self.question, self.stored.value)

    @property
    def fault(self) -> str:
        """Why what is kept counts as no answer."""
        if self.stored is None or not any(self.stored.value) or self.is_answered:
            return ""
        if self.question.kind is Kind.NUMBER:
            return "Esto no es un número: escriba solo cifras, por ejemplo 12,5."
        return "Cada paso va en un lugar, y en uno solo." if self.question.kind is Kind.ORDER else ""

    @property
    def stored_in_words(self) -> str:
        value = self.stored.value if self.stored else ""
        return in_words(self.question, value)

    @property
    def mine_in_words(self) -> str:
        return in_words(self.question, self.value)


@dataclass(frozen=True)
class Line:
    """An option in the results, with its Markdown shown."""

    text: SafeString
    explanation: SafeString
    is_chosen: bool
    is_right: bool


@dataclass(frozen=True)
class Result:
    """A question with its judgement; every option carries its explanation."""

    panel: Panel
    points: str
    lines: list["Line"]
    explanation: SafeString

    @property
    def is_right(self) -> bool:
        return self.points == "1"


def inline(text: str) -> SafeString:
    """A text of one paragraph, without the paragraph, so that it may stand in a label or a legend."""
    rendered = html_of(text)
    opens, closes = "<p>", "</p>"
    plain = rendered.strip()
    is_one = plain.startswith(opens) and plain.endswith(closes) and plain.count(opens) == 1
    return SafeString(plain[len(opens) : -len(closes)]) if is_one else rendered


def in_words(question: Question, value: Any) -> str:
    """«La alcaldesa»; the steps of an ordering in their order; «sin responder»."""
    if question.kind is Kind.NUMBER:
        return str(value) or "sin responder"
    texts = {one.code: one.text for one in question.options}
    codes = value if isinstance(value, list) else []
    return "; ".join(texts.get(code, "—") for code in codes) or "sin responder"


def field_names(question: Question) -> list[str]:
    """Return the names of the inputs of a question in a form."""
    name = f"p-{question.code}"
    if question.kind is Kind.ORDER:
        return [f"{name}-{place}" for place in range(1, len(question.options) + 1)]
    return [name]


def typed(question: Question, posted: QueryDict) -> Any:
    """Return the value that a form carries for the question; a form shows every one whole, so nothing chosen is empty."""
    names = field_names(question)
    if question.kind is Kind.NUMBER:
        return posted.get(names[0], "").strip()
    if question.kind is Kind.ORDER:
        placed = [posted.get(name, "") for name in names]
        return placed if any(placed) else []
    return posted.getlist(names[0])


def draft_of(question: Question, posted: QueryDict) -> Draft:
    """«Dejar la mía» names the version that it replaces."""
    name = f"p-{question.code}"
    seen = posted.get(f"{name}-keep") or posted.get(f"{name}-version", "")
    version = whole(seen) or 0
    return Draft(question.code, typed(question, posted), version, posted.get("written_from", "")[:36])


def panels_of(attempt: Attempt, answers: Mapping[str, AttemptAnswer], saved: Iterable[Saved] = ()) -> list[Panel]:
    """`saved`: what became of a form just sent; a conflict keeps what was typed in the inputs."""
    outcomes = {one.draft.question: one for one in saved}
    return [
        _panel(question, number, answers.get(question.code), outcomes.get(question.code))
        for number, question in enumerate(attempt.parsed, 1)
    ]


def saved_panel(attempt: Attempt, saved: Saved) -> Panel:
    number, question = next(
        (number, one) for number, one in enumerate(attempt.parsed, 1) if one.code == saved.draft.question
    )
    return _panel(question, number, saved.stored, saved)


def _panel(question: Question, number: int, stored: AttemptAnswer | None, outcome: Saved | None) -> Panel:
    empty: Any = "" if question.kind is Kind.NUMBER else []
    is_conflict = outcome is not None and outcome.is_conflict
    value = outcome.draft.value if outcome is not None and is_conflict else stored.value if stored else empty
    seen = outcome.draft.seen_version if outcome is not None and is_conflict else stored.version if stored else 0
    return Panel(question, number, value, stored, seen, is_conflict)


def results_of(attempt: Attempt, answers: Mapping[str, AttemptAnswer]) -> list[Result]:
    return [
        Result(
            panel, decimal(_two_places(grade(panel.question, panel.value))), _lines(panel),
            html_of(panel.question.explanation, level=4),
        )
        for panel in panels_of(attempt, answers)
    ]  # fmt: skip


def _lines(panel: Panel) -> list[Line]:
    return [
        Line(inline(one.text), inline(one.explanation), one.is_chosen, one.is_right)
        for one in judged(panel.question, panel.value)
    ]


def _two_places(value: Fraction) -> Fraction:
    """Half up, for people."""
    return Fraction(int(value * 100 + Fraction(1, 2)), 100)


@dataclass(frozen=True)
class Score:
    """`points` of `out_of`, «3,5 de 5», and the share in per cent rounded down: 69,9 % is no 70 %."""

    points: str
    out_of: int
    percent: int


def score_of(attempt: Attempt) -> Score:
    points = Fraction(attempt.points)
    return Score(decimal(_two_places(points)), attempt.out_of, int(points * 100 / attempt.out_of))


def minutes_left(attempt: Attempt, at: datetime) -> int | None:
    return attempt.closes_at and max(0, int((attempt.closes_at - at).total_seconds() + 59) // 60)
