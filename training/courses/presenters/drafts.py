"""A draft as its pages show it: its modules with their files, its faults by file, and how one text will look."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from core.numbers import whole
from training.courses.choices import is_text
from training.courses.loaders import gift
from training.courses.loaders.course import COURSE
from training.courses.loaders.front_matter import parts_of
from training.courses.loaders.modules import MODULE, QUIZ, RECALL, TASK
from training.courses.loaders.problems import Problem
from training.courses.models import CourseDraft
from training.courses.queries.rendering import html_of
from training.grading import document

MOST_SHOWN = 60  # questions of a preview
_WORDS = {COURSE: "Datos del curso", MODULE: "Datos del módulo", QUIZ: "Prueba", RECALL: "Repaso", TASK: "Tarea"}


@dataclass(frozen=True)
class Entry:
    """A file of a draft. `faults`: how many of it."""

    name: str
    faults: int

    @property
    def own(self) -> str:
        return self.name.rpartition("/")[2]

    @property
    def words(self) -> str:
        return _WORDS.get(self.own, "Lección" if self.own.endswith(".md") else "Archivo")

    @property
    def is_text(self) -> bool:
        return is_text(self.name)


@dataclass(frozen=True)
class Folder:
    """`name`: "" for what lies beside course.md."""

    name: str
    entries: list[Entry]


@dataclass(frozen=True)
class Fault:
    """A fault with the line that it is about. `url`: of the place to correct it."""

    problem: Problem
    url: str
    said: str


def folders_of(names: list[str], problems: tuple[Problem, ...]) -> list[Folder]:
    """Return the files by folder: course.md first, within a module its data, lessons, quiz, task, the others."""
    counts: dict[str, int] = {}
    for problem in problems:
        counts[problem.file] = counts.get(problem.file, 0) + 1
    found: dict[str, list[Entry]] = {}
    for name in sorted(names, key=_order):
        found.setdefault(name.rpartition("/")[0], []).append(Entry(name, counts.get(name, 0)))
    return [Folder(name, entries) for name, entries in found.items()]


def _order(name: str) -> tuple:
    folder, _, own = name.rpartition("/")
    rank = {COURSE: 0, MODULE: 0, QUIZ: 2, TASK: 3, RECALL: 4}.get(own, 1 if own.endswith(".md") else 5)
    return (whole(folder.partition("-")[0]) or 0, folder, rank, own)


def modules_of(draft: CourseDraft) -> list[str]:
    return [name.rpartition("/")[0] for name in sorted(draft.files, key=_order) if name.endswith(f"/{MODULE}")]


def faults_of(draft: CourseDraft, problems: tuple[Problem, ...]) -> list[Fault]:
    """Return the faults with where to correct each: the text at its line, or the outline for what is not there."""
    found = []
    lines: dict[str, list[str]] = {}
    for problem in problems:
        url = draft.get_absolute_url()
        said = ""
        if problem.file in draft.files:
            url = f"{reverse('courses:draft-text', args=[draft.pk, problem.file])}#linea-{problem.line}"
            if problem.file not in lines:
                lines[problem.file] = draft.files[problem.file].split("\n")
            text = lines[problem.file]
            said = text[problem.line - 1][:200] if problem.line <= len(text) else ""
        found.append(Fault(problem, url, said))
    return found


@dataclass(frozen=True)
class Shown:
    """A question as who learns sees it; the right answers and their reasons below, for who writes."""

    question: document.Question
    text: SafeString
    explanation: SafeString
    options: list[tuple[SafeString, SafeString, bool]]

    @property
    def kind(self) -> str:
        return self.question.kind.value


@dataclass(frozen=True)
class Preview:
    """How a text will look: its Markdown, or its questions."""

    html: SafeString | str = ""
    questions: tuple[Shown, ...] = ()
    more: int = 0


def preview_of(name: str, text: str, addresses: Mapping[str, str], *, level: int = 3) -> Preview:
    if name.endswith(".gift"):
        questions, _ = gift.read(text, name)
        return Preview(
            questions=tuple(_shown(document.question(one)) for one in questions[:MOST_SHOWN]),
            more=max(0, len(questions) - MOST_SHOWN),
        )
    body = parts_of(text)[1] if name.endswith(".md") else text
    return Preview(html_of(body, addresses, folder=name.rpartition("/")[0], level=level))


def _shown(question: document.Question) -> Shown:
    options = [(html_of(one.text), html_of(one.explanation), one.share > 0) for one in question.options]
    return Shown(question, html_of(question.text, level=4), html_of(question.explanation), options)


def addresses_of(draft: CourseDraft, names: list[str]) -> dict[str, str]:
    """Return where links and images of a preview lead: to the draft's own files and texts."""
    return {
        name: reverse("courses:draft-text" if name in draft.files else "courses:draft-file", args=[draft.pk, name])
        for name in names
    }


def lessons_of(draft: CourseDraft) -> dict[str, str]:
    """Return where the lessons of a draft are read, for the links among them."""
    names = [name for name in draft.files if Entry(name, 0).words == "Lección"]
    return {name: reverse("courses:draft-look", args=[draft.pk, name]) for name in names}


def lesson_in(content: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    """Return a lesson of what the reader made of a folder; None where it made nothing of it."""
    folder, _, own = name.rpartition("/")
    modules = [one for one in content.get("modules", ()) if one.get("code") == folder]
    lessons = [lesson for one in modules for lesson in one.get("lessons", ())]
    return next((one for one in lessons if one.get("code") == own.removesuffix(".md")), None)
