"""Text files of a course's folder: their data between two lines of dashes, and the Markdown below."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from core.documents.fields import Fault, Fields
from core.documents.nodes import Mapping, Place, place_of
from core.documents.yaml_text import read_document
from core.refusals import Refusal
from training.courses.loaders.problems import Problem
from training.grading.markdown import too_long

T = TypeVar("T")
_LINE = re.compile(r"línea (\d+): (.*)", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


class Front:
    """The data of a file: each method notes what is wrong and goes on, so that all faults are told at once."""

    def __init__(self, file: str, fields: Fields, problems: list[Problem]):
        self.file, self.fields, self.problems = file, fields, problems

    def read(self, read: Callable[[Fields], T], default: T) -> T:
        try:
            return read(self.fields)
        except Fault as fault:
            self.report(fault.place, fault.words)
            return default

    def report(self, place: Place, words: str) -> None:
        self.problems.append(Problem(self.file, line_of(place), words))

    def report_at(self, key: str, words: str) -> None:
        self.report(self.fields.place(key), words)

    def sub(self, node: Any, what: str) -> "Front | None":
        """Return the data of a mapping inside; None, and a problem, where it is none."""
        if not isinstance(node, Mapping):
            self.report(place_of(node), f"se esperaba {what} con sus claves")
            return None
        return Front(self.file, Fields(node, what), self.problems)

    def done(self) -> None:
        """Note the keys that nobody asked for."""
        for key in self.fields.node:
            if key not in self.fields.asked:
                self.report_at(key, f"no se conoce la clave «{key[:40]}» en {self.fields.what}")


@dataclass(frozen=True)
class Page:
    """`line`: of the file, where the body starts."""

    file: str
    front: Front
    body: str
    line: int

    @property
    def folder(self) -> str:
        return self.file.rpartition("/")[0]


def line_of(place: Place) -> int:
    found = re.search(r"\d+", place)
    return int(found.group()) if found else 1


def problem_of(refusal: Refusal, file: str) -> Problem:
    """Return what a reader of YAML refused, at its line of the file."""
    found = _LINE.fullmatch(refusal.message.removesuffix("."))
    return Problem(file, int(found[1]), found[2]) if found else Problem(file, 1, refusal.message.removesuffix("."))


def text_of(file: str, raw: bytes, problems: list[Problem]) -> str | None:
    """Return the text of a file with plain line ends; None, and a problem, where it is none or too long."""
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        problems.append(Problem(file, line, "el texto no está en UTF-8; guárdelo como UTF-8"))
        return None
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        problems.append(Problem(file, line, "hay un carácter que no es de un texto"))
        return None
    if fault := too_long(text):
        problems.append(Problem(file, *fault))
        return None
    return text


def read_page(file: str, raw: bytes, what: str, problems: list[Problem]) -> Page | None:
    """Return a file with its data; None, and a problem, where nothing of it can be read."""
    text = text_of(file, raw, problems)
    if text is None:
        return None
    lines = text.split("\n")
    closing = _closing(lines)
    if not closing:
        words = "el archivo debe empezar con sus datos entre dos líneas de tres guiones (---)"
        problems.append(Problem(file, 1, words))
        return None
    try:
        # An empty line in place of the first dashes: the lines of the YAML are those of the file.
        node = read_document("\n".join(["", *lines[1:closing], ""]), what)
    except Refusal as refusal:
        problems.append(problem_of(refusal, file))
        return None
    if not isinstance(node, Mapping):
        problems.append(Problem(file, line_of(place_of(node)), f"se esperaba {what} con sus claves"))
        return None
    front = Front(file, Fields(node, what), problems)
    return Page(file, front, "\n".join(lines[closing + 1 :]), closing + 2)


def parts_of(text: str) -> tuple[str, str]:
    """Return the data of a file and the Markdown below, both unread; all of it is Markdown where no data are marked."""
    lines = text.split("\n")
    closing = _closing(lines)
    return ("\n".join(lines[1:closing]), "\n".join(lines[closing + 1 :])) if closing else ("", text)


def _closing(lines: list[str]) -> int:
    """Return the place of the second dashes; 0 where the text does not begin with its data."""
    closing = next((n for n, line in enumerate(lines[1:], start=1) if line.rstrip() == "---"), 0)
    return closing if lines[0].rstrip() == "---" else 0
