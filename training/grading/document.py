"""A course as a document: the content of one version, as its reader wrote it (training.courses.loaders), in immutable classes.

`parse` trusts the document: its reader has judged it. Everything a page shows of a course comes from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

Content = Mapping[str, Any]


class Kind(StrEnum):
    SINGLE = "single"
    MULTIPLE = "multiple"
    BOOLEAN = "boolean"
    NUMBER = "number"
    ORDER = "order"


@dataclass(frozen=True)
class Option:
    """`share`: what it is worth, -1 to 1 (single and boolean: 0 to 1). Options of an ordering stand in the right order."""

    code: str
    text: str
    share: Fraction
    explanation: str


@dataclass(frozen=True)
class NumberAnswer:
    """A value that is right within ± `tolerance`."""

    value: Fraction
    tolerance: Fraction
    share: Fraction
    explanation: str


@dataclass(frozen=True)
class Question:
    """`text`, `explanation` and the texts of options are Markdown of one paragraph or more."""

    code: str
    kind: Kind
    text: str
    options: tuple[Option, ...]
    numbers: tuple[NumberAnswer, ...]
    explanation: str


@dataclass(frozen=True)
class Lesson:
    """`minutes` of reading and doing. `norms`: codes of cited norms. `questions`: codes of the instrument that it serves."""

    code: str
    title: str
    minutes: int
    norms: tuple[str, ...]
    questions: tuple[str, ...]
    text: str
    video: str
    transcript: str


@dataclass(frozen=True)
class Criterion:
    """A row of a rubric; `levels`: three texts, from the one that is not enough to the best."""

    name: str
    levels: tuple[str, ...]


@dataclass(frozen=True)
class Assignment:
    """The task of a module. `template`: name of the course's file to fill in; "" without one."""

    title: str
    text: str
    template: str
    rubric: tuple[Criterion, ...]
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Module:
    """`quiz_minutes`: how long an attempt may last; None without a limit. Empty while it is in preparation."""

    code: str
    title: str
    text: str
    lessons: tuple[Lesson, ...]
    quiz: tuple[Question, ...]
    quiz_minutes: int | None
    assignment: Assignment | None
    recall: tuple[Question, ...]
    in_preparation: bool

    def lesson(self, code: str) -> Lesson | None:
        return next((lesson for lesson in self.lessons if lesson.code == code), None)

    def question(self, code: str) -> Question | None:
        return next((question for question in (*self.quiz, *self.recall) if question.code == code), None)


@dataclass(frozen=True)
class Course:
    """`pass_mark`: share of a quiz, 0 to 1. `minutes`: reading, quiz, task, live. `text`: what the course is, in Markdown.

    `files`: paths of templates and images in the course's folder.
    """

    code: str
    title: str
    version: str
    hours: int
    pass_mark: Fraction
    minutes: Mapping[str, int]
    summary: str
    text: str
    competences: tuple[str, ...]
    modules: tuple[Module, ...]
    is_demonstration: bool
    files: tuple[str, ...] = ()

    def module(self, code: str) -> Module | None:
        return next((module for module in self.modules if module.code == code), None)

    @property
    def in_preparation(self) -> bool:
        """Whether nobody can take it yet: it is announced with its modules, without lessons."""
        return any(module.in_preparation for module in self.modules)


def parse(content: Content) -> Course:
    return Course(
        code=content["code"],
        title=content["title"],
        version=content["version"],
        hours=content["hours"],
        pass_mark=Fraction(content.get("pass_mark", 70), 100),
        minutes=dict(content.get("minutes") or {}),
        summary=content.get("summary", ""),
        text=content.get("text", ""),
        competences=tuple(content.get("competences", ())),
        modules=tuple(_module(one) for one in content["modules"]),
        is_demonstration=bool(content.get("demonstration")),
        files=tuple(content.get("files", ())),
    )


def _module(content: Content) -> Module:
    assignment = content.get("task")
    return Module(
        code=content["code"],
        title=content["title"],
        text=content.get("text", ""),
        lessons=tuple(_lesson(one) for one in content.get("lessons", ())),
        quiz=tuple(question(one) for one in content.get("quiz", ())),
        quiz_minutes=content.get("quiz_minutes"),
        assignment=_assignment(assignment) if assignment else None,
        recall=tuple(question(one) for one in content.get("recall", ())),
        in_preparation=bool(content.get("in_preparation")),
    )


def _lesson(content: Content) -> Lesson:
    return Lesson(
        code=content["code"],
        title=content["title"],
        minutes=content["minutes"],
        norms=tuple(content.get("norms", ())),
        questions=tuple(content.get("questions", ())),
        text=content["text"],
        video=content.get("video", ""),
        transcript=content.get("transcript", ""),
    )


def _assignment(content: Content) -> Assignment:
    return Assignment(
        title=content["title"],
        text=content.get("text", ""),
        template=content.get("template", ""),
        rubric=tuple(Criterion(one["criterion"], tuple(one["levels"])) for one in content["rubric"]),
        questions=tuple(content.get("questions", ())),
    )


def question(content: Content) -> Question:
    """Return a question from the form in which a course, and an attempt, keep it. Shares and numbers are text: "1/3"."""
    return Question(
        code=content["code"],
        kind=Kind(content["kind"]),
        text=content["text"],
        options=tuple(
            Option(one["code"], one["text"], Fraction(one["share"]), one.get("explanation", ""))
            for one in content.get("options", ())
        ),
        numbers=tuple(
            NumberAnswer(
                Fraction(one["value"]), Fraction(one["tolerance"]), Fraction(one["share"]), one.get("explanation", "")
            )
            for one in content.get("numbers", ())
        ),
        explanation=content.get("explanation", ""),
    )
