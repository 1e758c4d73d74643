"""A module of a course's folder: module.md, its lessons, quiz.gift, task.md and recall.gift."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.documents.nodes import place_of
from training.courses.choices import CRITERIA, LEVELS, LONGEST_TITLE, MOST_LESSONS, is_source
from training.courses.loaders import gift
from training.courses.loaders.front_matter import Front, Page, read_page, text_of
from training.courses.loaders.norms import Norms, printable
from training.courses.loaders.problems import Problem
from training.courses.loaders.texts import Judgement, check_articles, has_destination, judge
from training.grading.articles import articles_in

_LESSON = re.compile(r"(\d{1,3})-[A-Za-z0-9][A-Za-z0-9_-]{0,59}\.md")
_QUESTION = re.compile(r"[A-Z0-9]{1,10}-[A-Z0-9-]{1,20}")
MODULE, QUIZ, RECALL, TASK = "module.md", "quiz.gift", "recall.gift", "task.md"


@dataclass
class Shelf:
    """What the reading of one folder shares. `used`: files that something names; `titles`, `pending`: of links to titles."""

    files: Mapping[str, bytes]
    norms: Norms
    problems: list[Problem] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    words: int = 0
    cited: set[str] = field(default_factory=set)
    titles: dict[str, set[str]] = field(default_factory=dict)
    pending: list[tuple[str, int, str, str]] = field(default_factory=list)

    def page(self, file: str, what: str) -> Page | None:
        self.used.add(file)
        return read_page(file, self.files[file], what, self.problems)

    def judged(self, text: str, file: str, line: int = 1) -> Judgement:
        found = judge(text, file=file, line=line, files=self.files, problems=self.problems)
        self.titles[file] = found.titles
        self.pending += [(file, *one) for one in found.pending]
        return found

    def report(self, file: str, line: int, words: str) -> None:
        self.problems.append(Problem(file, line, words))

    def close(self) -> None:
        """Note the links to titles that the linked file has not."""
        for file, line, target, title in self.pending:
            if title not in self.titles.get(target, {title}):
                self.report(file, line, f"el enlace lleva al título «#{title[:60]}», que {target} no tiene")


def read_module(shelf: Shelf, folder: str) -> dict[str, Any]:
    """Return the module of a folder that has its module.md."""
    content: dict[str, Any] = {
        "code": folder, "title": "", "text": "", "quiz_minutes": None, "in_preparation": False, "lessons": [],
        "quiz": [], "task": None, "recall": [],
    }  # fmt: skip
    page = shelf.page(f"{folder}/{MODULE}", "los datos del módulo")
    cited: set[str] = set()
    if page:
        front = page.front
        content["title"] = front.read(lambda f: f.text("title", limit=LONGEST_TITLE), "")
        content["quiz_minutes"] = front.read(lambda f: f.integer("quiz_minutes", None, 1, 600), None)
        content["in_preparation"] = front.read(lambda f: f.boolean("in_preparation", False), False)
        content["text"] = page.body.strip("\n")
        front.done()
    names = _lesson_files(shelf, folder)
    if page and content["in_preparation"]:
        if names or any(f"{folder}/{name}" in shelf.files for name in (QUIZ, TASK, RECALL)):
            words = "un módulo en preparación no lleva lecciones, prueba, tarea ni repaso"
            page.front.report_at("in_preparation", words)
    elif not names:
        shelf.report(f"{folder}/{MODULE}", 1, "el módulo no tiene lecciones; se llaman 01-….md, 02-….md")
    for name in names:
        if lesson := _lesson(shelf, f"{folder}/{name}"):
            content["lessons"].append(lesson)
            cited |= set(lesson["norms"])
    shelf.cited |= cited
    if page:
        found = shelf.judged(page.body, page.file, page.line)
        _articles(shelf, found.articles, cited, page.file, "alguna lección del módulo")
    if not content["in_preparation"] and f"{folder}/{QUIZ}" not in shelf.files:
        shelf.report(f"{folder}/{MODULE}", 1, f"al módulo le falta su prueba, {QUIZ}")
    content["quiz"] = _questions(shelf, f"{folder}/{QUIZ}", cited)
    content["recall"] = _questions(shelf, f"{folder}/{RECALL}", cited)
    _same_codes(shelf, folder, content)
    content["task"] = _task(shelf, f"{folder}/{TASK}", cited)
    return content


def _articles(shelf: Shelf, articles: list[tuple[int, str]], cited: set[str], file: str, where: str) -> None:
    known = printable(shelf.norms, cited)
    check_articles(articles, known, file=file, where=where, problems=shelf.problems)


def _lesson_files(shelf: Shelf, folder: str) -> list[str]:
    """Return the names of the lessons in their order; two of a number have none."""
    found: dict[int, str] = {}
    inside = sorted(name[len(folder) + 1 :] for name in shelf.files if name.startswith(f"{folder}/"))
    names = [name for name in inside if _LESSON.fullmatch(name)]
    for name in names:
        number = int(name.partition("-")[0])
        if number in found:
            shelf.report(f"{folder}/{name}", 1, f"hay otra lección con el número {number}: {found[number]}")
        found.setdefault(number, name)
    if len(names) > MOST_LESSONS:
        shelf.report(f"{folder}/{MODULE}", 1, f"el módulo tiene {len(names)} lecciones; el máximo es {MOST_LESSONS}")
    return sorted(names, key=lambda name: int(name.partition("-")[0]))


def _lesson(shelf: Shelf, file: str) -> dict[str, Any] | None:
    page = shelf.page(file, "los datos de la lección")
    if page is None:
        return None
    front = page.front
    lesson: dict[str, Any] = {
        "code": file.rpartition("/")[2].removesuffix(".md"),
        "title": front.read(lambda f: f.text("title", limit=LONGEST_TITLE), ""),
        "minutes": front.read(lambda f: f.integer("minutes", low=1, high=600), 1),
        "norms": _norms(shelf, front),
        "questions": _instrument_questions(front),
        "text": page.body.strip("\n"),
    }
    lesson["video"], lesson["transcript"] = _video(shelf, page)
    front.done()
    found = shelf.judged(page.body, file, page.line)
    if not found.words:
        shelf.report(file, page.line - 1, "la lección está vacía")
    shelf.words += found.words
    titles = [(_line(front, "title"), one.article) for one in articles_in(lesson["title"])]
    _articles(shelf, titles + found.articles, set(lesson["norms"]), file, "la lección")
    return lesson


def _line(front: Front, key: str) -> int:
    place = front.fields.place(key)
    return int(place.removeprefix("línea ")) if place.startswith("línea ") else 1


def _norms(shelf: Shelf, front: Front) -> list[str]:
    """Return the codes of the norms that a lesson lists, and note those that data/norms.yaml has not."""
    nodes = front.read(lambda f: f.items("norms", [], least=0), [])
    codes = front.read(lambda f: f.texts("norms", []), [])
    for node, code in zip(nodes, codes, strict=False):
        if code not in shelf.norms:
            front.report(place_of(node), f"no se conoce la norma «{code[:40]}»; están en data/norms.yaml")
        elif codes.count(code) > 1 and codes.index(code) != nodes.index(node):
            front.report(place_of(node), f"la norma {code} está dos veces")
    return list(dict.fromkeys(codes))


def _instrument_questions(front: Front) -> list[str]:
    nodes = front.read(lambda f: f.items("questions", [], least=0), [])
    codes = front.read(lambda f: f.texts("questions", []), [])
    for node, code in zip(nodes, codes, strict=False):
        if not _QUESTION.fullmatch(code):
            front.report(place_of(node), f"«{code[:40]}» no es el código de una pregunta, como TRA-01")
    return list(dict.fromkeys(codes))


def _video(shelf: Shelf, page: Page) -> tuple[str, str]:
    """Return the address of the video and the text of its transcript: never one without the other."""
    front = page.front
    video = front.read(lambda f: f.text("video", "", limit=500), "")
    name = front.read(lambda f: f.text("transcript", "", limit=200), "")
    if video and (not video.startswith("https://") or not has_destination(video)):
        front.report_at("video", f"«video» debe ser una dirección https://, y dice «{video[:60]}»")
    if video and not name:
        front.report_at("video", "el video necesita su transcripción: «transcript» con el nombre del archivo")
    if name and not video:
        front.report_at("transcript", "hay transcripción y falta «video»")
    file = f"{page.folder}/{name}"
    if not name:
        return video, ""
    if file not in shelf.files or not file.endswith((".md", ".txt")):
        front.report_at("transcript", f"no existe el archivo de texto «{name[:60]}» en {page.folder}")
        return video, ""
    shelf.used.add(file)
    text = text_of(file, shelf.files[file], shelf.problems)
    if text is None:
        return video, ""
    found = shelf.judged(text, file)
    if not found.words:
        shelf.report(file, 1, "la transcripción está vacía")
    shelf.words += found.words
    cited = set(front.read(lambda f: f.texts("norms", []), []))
    _articles(shelf, found.articles, cited, file, "su lección")
    return video, text.strip("\n")


def _questions(shelf: Shelf, file: str, cited: set[str]) -> list[dict[str, Any]]:
    if file not in shelf.files:
        return []
    shelf.used.add(file)
    text = text_of(file, shelf.files[file], shelf.problems)
    if text is None:
        return []
    questions, problems = gift.read(text, file)
    shelf.problems += problems
    if not questions and not problems:
        shelf.report(file, 1, "no hay ninguna pregunta")
    articles = [(line, one.article) for line, said in enumerate(text.split("\n"), start=1) for one in articles_in(said)]
    _articles(shelf, articles, cited, file, "alguna lección del módulo")
    return questions


def _same_codes(shelf: Shelf, folder: str, content: dict[str, Any]) -> None:
    """A code means one question within a module: the recall may repeat one of the quiz, not take its code."""
    quiz = {question["code"]: question for question in content["quiz"]}
    for question in content["recall"]:
        code = question["code"]
        if code in quiz and quiz[code] != question:
            file = f"{folder}/{RECALL}"
            lines = shelf.files[file].decode("utf-8-sig").splitlines()
            line = next((n for n, said in enumerate(lines, start=1) if code in said), 1)
            shelf.report(file, line, f"la pregunta {code} es otra en {QUIZ}; use otro código")


def _task(shelf: Shelf, file: str, cited: set[str]) -> dict[str, Any] | None:
    page = shelf.page(file, "los datos de la tarea") if file in shelf.files else None
    if page is None:
        return None
    front = page.front
    name = front.read(lambda f: f.text("template", "", limit=200), "")
    template = next((one for one in (f"{page.folder}/{name}", name) if name and one in shelf.files), "")
    if name and (not template or is_source(template)):
        front.report_at("template", f"no existe la plantilla «{name[:60]}» en {page.folder}")
    task = {
        "title": front.read(lambda f: f.text("title", limit=LONGEST_TITLE), ""),
        "text": page.body.strip("\n"),
        "template": template,
        "questions": _instrument_questions(front),
        "rubric": _rubric(front),
    }
    front.done()
    found = shelf.judged(page.body, file, page.line)
    if not found.words:
        shelf.report(file, page.line - 1, "la tarea está vacía: diga qué se entrega")
    _articles(shelf, found.articles, cited, file, "alguna lección del módulo")
    return task


def _rubric(front: Front) -> list[dict[str, Any]]:
    nodes = front.read(lambda f: f.items("rubric"), [])
    rubric = []
    for node in nodes:
        row = front.sub(node, "un criterio")
        if row is None:
            continue
        levels = row.read(lambda f: f.texts("levels"), [])
        if "levels" in row.fields.node and (len(levels) != LEVELS or not all(levels)):
            row.report_at(
                "levels", f"un criterio lleva {LEVELS} niveles escritos y este tiene {len(list(filter(None, levels)))}"
            )
        rubric.append({"criterion": row.read(lambda f: f.text("criterion", limit=LONGEST_TITLE), ""), "levels": levels})
        row.done()
    if nodes and len(nodes) != CRITERIA:
        front.report_at("rubric", f"la rúbrica lleva {CRITERIA} criterios y tiene {len(nodes)}")
    return rubric
