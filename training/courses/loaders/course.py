"""A course's folder → the content of a version, or every fault of it as «FILE, línea N: …».

It reads a mapping of paths to bytes: a folder on disk, the texts of a draft and an archive are judged alike.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from core.documents.nodes import Scalar, place_of
from core.words import counted
from training.courses.choices import (
    COURSE_CODE,
    LARGEST_COURSE,
    LARGEST_FILE,
    LONGEST_TITLE,
    MEDIA_TYPES,
    MOST_FILES,
    MOST_MODULES,
    RESERVED_CODES,
    SOURCES,
    WORDS_A_MINUTE,
    is_source,
)
from training.courses.loaders.front_matter import Front, Page
from training.courses.loaders.modules import MODULE, Shelf, read_module
from training.courses.loaders.norms import Norms, printable
from training.courses.loaders.problems import CourseRefused, Problem
from training.courses.loaders.texts import check_articles

COURSE = "course.md"
_VERSION = re.compile(r"(0|[1-9]\d{0,3})(\.(0|[1-9]\d{0,3})){0,2}")
_FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
_PATH = re.compile(r"[^/\\\x00-\x1f]{1,100}(/[^/\\\x00-\x1f]{1,100}){0,4}")
_KINDS = ("reading", "quiz", "task", "live")
_SIGNATURES = {
    ".png": (b"\x89PNG\r\n\x1a\n",), ".jpg": (b"\xff\xd8\xff",), ".jpeg": (b"\xff\xd8\xff",), ".gif": (b"GIF8",),
    ".webp": (b"RIFF",), ".pdf": (b"%PDF-",), ".docx": (b"PK\x03\x04",), ".xlsx": (b"PK\x03\x04",), ".odt": (b"PK\x03\x04",),
    ".ods": (b"PK\x03\x04",),
}  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """What was understood of a folder; only without `problems` is `content` one of a version."""

    content: dict[str, Any]
    files: Mapping[str, bytes]
    problems: tuple[Problem, ...]

    @property
    def sha256(self) -> str:
        return sha256(json.dumps(self.content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def read_course(files: Mapping[str, bytes], norms: Norms) -> Reading:
    """Return the course of a sound folder. Raises CourseRefused with all that is wrong."""
    found = survey(files, norms)
    if found.problems:
        raise CourseRefused(found.problems)
    return found


def survey(files: Mapping[str, bytes], norms: Norms) -> Reading:
    """Return what a folder says and all that is wrong with it. `files`: bytes by their path in the folder."""
    if problems := unfit(files):
        return Reading({}, files, tuple(sorted(problems)))
    shelf = Shelf(files, norms)
    content: dict[str, Any] = {}
    if COURSE not in files:
        shelf.report(COURSE, 1, "falta este archivo, que dice qué curso es")
    elif page := shelf.page(COURSE, "los datos del curso"):
        content = _course(shelf, page)
    _leftovers(shelf)
    shelf.close()
    return Reading(content, files, tuple(sorted(set(shelf.problems))))


def unfit(files: Mapping[str, bytes]) -> list[Problem]:
    """Return why a folder is not even opened: names and sizes, before anything is parsed."""
    if len(files) > MOST_FILES:
        return [Problem(COURSE, 1, f"la carpeta tiene {len(files)} archivos; el máximo es {MOST_FILES}")]
    if sum(map(len, files.values())) > LARGEST_COURSE:
        return [Problem(COURSE, 1, f"la carpeta pesa más de {LARGEST_COURSE // 1_000_000} MB")]
    problems: list[Problem] = []
    lower: dict[str, str] = {}
    for name, raw in files.items():
        shown = re.sub(r"[\x00-\x1f]", "?", name)[:100]
        ending = name[name.rfind(".") :].lower() if "." in name else ""
        if not _PATH.fullmatch(name) or len(name) > 200 or any(part.startswith(".") for part in name.split("/")):
            problems.append(Problem(shown, 1, "el nombre del archivo no sirve: use letras, cifras y guiones"))
        elif ending not in (*SOURCES, *MEDIA_TYPES):
            problems.append(Problem(shown, 1, f"no se admiten archivos «{ending or name[-20:]}» en un curso"))
        elif len(raw) > LARGEST_FILE:
            problems.append(Problem(shown, 1, f"el archivo pesa más de {LARGEST_FILE // 1_000_000} MB"))
        elif ending in _SIGNATURES and not raw.startswith(_SIGNATURES[ending]):
            problems.append(Problem(shown, 1, f"el archivo no es de verdad un «{ending}»"))
        if lower.setdefault(name.casefold(), name) != name:
            problems.append(
                Problem(shown, 1, f"el nombre solo se diferencia por las mayúsculas de {lower[name.casefold()]}")
            )
    return problems


def _course(shelf: Shelf, page: Page) -> dict[str, Any]:
    front = page.front
    content: dict[str, Any] = {
        "code": _fitting(front, "code", COURSE_CODE, "letras sin tilde, cifras y guion, hasta 20"),
        "title": front.read(lambda f: f.text("title", limit=LONGEST_TITLE), ""),
        "version": _fitting(front, "version", _VERSION, "números con punto, como 1.0.0"),
        "hours": front.read(lambda f: f.integer("hours", low=1, high=400), 0),
        "pass_mark": front.read(lambda f: f.integer("pass_mark", 70, 1, 100), 70),
        "summary": front.read(lambda f: f.text("summary", "", limit=300), ""),
        "competences": front.read(lambda f: f.texts("competences", []), []),
        "demonstration": front.read(lambda f: f.boolean("demonstration", False), False),
        "text": page.body.strip("\n"),
    }
    if content["code"].casefold() in RESERVED_CODES:
        front.report_at("code", f"el código {content['code']} es una palabra de las direcciones del portal; use otro")
    minutes = _minutes(front)
    folders = _folders(shelf, front)
    front.done()
    content["modules"] = [read_module(shelf, folder) for folder in folders]
    content["minutes"] = minutes or {}
    content["files"] = {
        name: sha256(raw).hexdigest() for name, raw in sorted(shelf.files.items()) if not is_source(name)
    }
    if not any(module["in_preparation"] for module in content["modules"]):
        _check_hours(front, content["hours"], minutes, shelf.words)
    found = shelf.judged(page.body, page.file, page.line)
    known = printable(shelf.norms, shelf.cited)
    check_articles(found.articles, known, file=COURSE, where="alguna lección del curso", problems=shelf.problems)
    return content


def _fitting(front: Front, key: str, pattern: re.Pattern[str], expected: str) -> str:
    said = front.read(lambda f: f.text(key), "")
    if said and not pattern.fullmatch(said):
        front.report_at(key, f"«{key}» dice «{said[:40]}»; se esperaba {expected}")
    return said


def _minutes(front: Front) -> dict[str, int] | None:
    """Return the minutes of each kind; None where the file does not say them or not well."""
    node = front.read(lambda f: f.get("minutes", None), None)
    if node is None:
        return None
    inner = front.sub(node, "los minutos")
    if inner is None:
        return None
    before = len(front.problems)
    minutes = {kind: inner.read(lambda f, kind=kind: f.integer(kind, 0, 0, 24_000), 0) for kind in _KINDS}  # type: ignore[misc]
    inner.done()
    return minutes if len(front.problems) == before else None


def _folders(shelf: Shelf, front: Front) -> list[str]:
    """Return the folders of the modules that can be read, and note the others."""
    nodes = front.read(lambda f: f.items("modules"), [])
    folders: list[str] = []
    if len(nodes) > MOST_MODULES:
        front.report_at("modules", f"el curso tiene {len(nodes)} módulos; el máximo es {MOST_MODULES}")
    for node in nodes[:MOST_MODULES]:
        name = str(node).strip().rstrip("/") if isinstance(node, Scalar) else ""
        if not _FOLDER.fullmatch(name):
            front.report(place_of(node), "un módulo es el nombre de su carpeta: letras sin tilde, cifras y guiones")
        elif name in folders:
            front.report(place_of(node), f"el módulo {name} está dos veces")
        elif f"{name}/{MODULE}" not in shelf.files:
            front.report(place_of(node), f"no existe el archivo {name}/{MODULE}")
            shelf.used |= {file for file in shelf.files if file.startswith(f"{name}/")}
        else:
            folders.append(name)
    return folders


def _check_hours(front: Front, hours: int, minutes: Mapping[str, int] | None, words: int) -> None:
    """The hours of a certificate are what reading, quizzes, task and live sessions take, within a tenth."""
    if not hours or (minutes is None and "minutes" in front.fields.node):
        return
    if minutes is None:
        front.report(front.fields.node.place, "falta «minutes»: de reading, quiz, task y live")
        return
    reading = (words + WORDS_A_MINUTE - 1) // WORDS_A_MINUTE
    if abs(minutes["reading"] - reading) > max(5, minutes["reading"] / 10):
        front.report_at(
            "minutes",
            f"«reading» dice {minutes['reading']} minutos; {words} palabras se leen en {reading} ({WORDS_A_MINUTE} por minuto)",
        )
    total, wanted = sum(minutes.values()), hours * 60
    if not wanted * 9 <= total * 10 <= wanted * 11:
        said = f"dice {counted(hours, 'hora', 'horas')} y los minutos suman {total}"
        front.report_at("hours", f"{said}; deben sumar de {-(-wanted * 9 // 10)} a {wanted * 11 // 10}")


def _leftovers(shelf: Shelf) -> None:
    """Note what nothing names: a lesson with a wrong name, a module that course.md forgot."""
    if COURSE not in shelf.files:
        return
    for name in shelf.files:
        if is_source(name) and name not in shelf.used:
            words = (
                f"el módulo no está en «modules» de {COURSE}"
                if name.endswith(f"/{MODULE}")
                else "nada usa este archivo; una lección se llama 01-….md y va en la carpeta de un módulo"
            )
            if (
                not name.endswith(f"/{MODULE}")
                and f"{name.partition('/')[0]}/{MODULE}" not in shelf.used
                and "/" in name
            ):
                continue  # its module is named already
            shelf.report(name, 1, words)
