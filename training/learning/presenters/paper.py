"""A version of a course on paper, in words: for the PDF, and for one HTML file that needs nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from core.web.addresses import absolute
from core.words import counted
from training.courses.choices import is_image
from training.courses.models import CourseVersion
from training.courses.queries.rendering import html_of
from training.courses.queries.versions import addresses_of
from training.grading.document import Assignment, Course, Kind, Module, Question
from training.grading.questions import in_shown_order, shuffled
from training.learning.exports import paper
from training.learning.exports.blocks import blocks_of, run_of, table_of
from training.learning.exports.keeping import is_whole
from training.learning.presenters.missing import address_of
from training.learning.presenters.norms import KnownNorms, ShownNorm
from training.learning.queries.pictures import pictures_of

DRAFT = "Borrador: sin revisión de una persona experta"
DEMO = "Datos de demostración"
RUBRIC = ("Criterio", "No alcanza", "Alcanza", "Sobresale")
LETTERS = "ABCDEFGHIJKLMNOPQRST"
WRITTEN = (Kind.NUMBER, Kind.ORDER)


@dataclass(frozen=True)
class PaperQuestion:
    number: int
    text: SafeString
    options: list[SafeString]


@dataclass(frozen=True)
class PaperLesson:
    anchor: str
    title: str
    minutes: int
    text: SafeString
    norms: list[ShownNorm]
    video: str
    transcript: str


@dataclass(frozen=True)
class PaperModule:
    """`template`: where the document of its assignment stands in the portal; "" without one."""

    number: int
    module: Module
    text: SafeString
    lessons: list[PaperLesson]
    quiz: list[PaperQuestion]
    task: SafeString | None
    template: str


def warnings_of(version: CourseVersion) -> list[str]:
    return [DRAFT] * (not version.reviewed_on) + [DEMO] * version.is_demonstration


def html_of_version(version: CourseVersion) -> str:
    """Return the file, at most a megabyte: the largest pictures give way to their description until it fits."""
    pictures = pictures_of(version)
    norms = KnownNorms()
    while True:
        addresses = {name: paper.data_address(name, raw) for name, raw in pictures.items()}
        page = _html(version, norms, addresses)
        if not pictures or len(page.encode()) <= paper.LARGEST_HTML:
            return page
        del pictures[max(pictures, key=lambda name: len(pictures[name]))]


def _html(version: CourseVersion, norms: KnownNorms, pictures: Mapping[str, str]) -> str:
    course = version.parsed
    anchors = {
        f"{module.code}/{lesson.code}.md": f"#{anchor_of(module, lesson.code)}"
        for module in course.modules
        for lesson in module.lessons
    }
    files = {name: absolute(path) for name, path in addresses_of(version).items() if not is_image(name)}
    addresses = {**files, **pictures, **anchors}
    modules = [_module(number, one, course, norms, addresses) for number, one in enumerate(course.modules, start=1)]
    context = {
        "version": version, "course": course, "modules": modules, "style": paper.style(), "warnings": warnings_of(version),
        "text": _shown(course.text, addresses, level=2), "address": absolute(address_of("training:course", course.code)),
    }  # fmt: skip
    return render_to_string("training/learning/paper.html", context)


def _shown(text: str, addresses: Mapping[str, str], *, level: int, folder: str = "") -> SafeString:
    """The file is read from a disk: what leads to the portal says its whole address."""
    return html_of(text, addresses, folder=folder, level=level, site=absolute(""))


def anchor_of(module: Module, lesson: str) -> str:
    return f"l-{module.code}-{lesson}"


def _module(
    number: int, module: Module, course: Course, norms: KnownNorms, addresses: Mapping[str, str]
) -> PaperModule:
    lessons = [
        PaperLesson(
            anchor_of(module, one.code), one.title, one.minutes, _shown(one.text, addresses, folder=module.code, level=4),
            norms.of(one), one.video, one.transcript,
        )
        for one in module.lessons
    ]  # fmt: skip
    quiz = [
        PaperQuestion(
            place, html_of(one.text, level=5), [html_of(option.text, level=6) for option in in_shown_order(one)]
        )
        for place, one in enumerate(_asked(course, module), start=1)
    ]
    assignment = module.assignment
    task = _shown(assignment.text, addresses, folder=module.code, level=4) if assignment else None
    template = addresses.get(assignment.template, "") if assignment else ""
    return PaperModule(
        number, module, _shown(module.text, addresses, folder=module.code, level=3), lessons, quiz, task, template
    )


def pdf_of_version(version: CourseVersion) -> bytes:
    course, norms, images, left = version.parsed, KnownNorms(), {}, paper.MOST_OF_IMAGES
    for name, raw in pictures_of(version).items():
        if len(raw) <= left:
            images[name], left = list(raw), left - len(raw)
    return paper.course_pdf({
        "code": course.code, "title": course.title, "version": course.version, "hours": course.hours,
        "about": [course.summary] if course.summary else [], "warnings": warnings_of(version),
        "text": blocks_of(course.text, level=2, images={name: name for name in images}),
        "competences": list(course.competences), "images": images,
        "modules": [_printed(number, one, course, norms, images) for number, one in enumerate(course.modules, start=1)],
    })  # fmt: skip


def _printed(
    number: int, module: Module, course: Course, norms: KnownNorms, images: Mapping[str, Any]
) -> dict[str, Any]:
    options: dict[str, Any] = {"folder": module.code, "images": {name: name for name in images}}
    task = module.assignment
    return {
        "title": f"Módulo {number}: {module.title}", "text": blocks_of(module.text, level=2, **options),
        "lessons": [
            {
                "title": one.title, "minutes": counted(one.minutes, "minuto", "minutos"), "video": one.video,
                "text": blocks_of(one.text, level=3, **options),
                "transcript": [part for part in one.transcript.split("\n\n") if part.strip()],
                "norms": [norm.in_words for norm in norms.of(one)],
            }
            for one in module.lessons
        ],
        "quiz": [_printed_question(place, one) for place, one in enumerate(_asked(course, module), start=1)],
        "task": {
            "title": task.title, "text": blocks_of(task.text, level=3, **options),
            "rubric": [_printed_rubric(task)] if task.rubric else [],
        } if task else None,
    }  # fmt: skip


def _printed_rubric(task: Assignment) -> dict[str, Any]:
    rows = [[one.name, *one.levels] for one in task.rubric]
    head, *cells = [[[run_of(cell)] for cell in row] for row in (RUBRIC, *rows)]
    return table_of(head, cells)


def _printed_question(number: int, question: Question) -> dict[str, Any]:
    text, options = (
        blocks_of(question.text, level=4),
        [blocks_of(one.text, level=4) for one in in_shown_order(question)],
    )
    return {
        "number": f"Pregunta {number}", "text": text, "writes": question.kind in WRITTEN,
        "options": [{"letter": LETTERS[place], "text": option} for place, option in enumerate(options)],
        "whole": is_whole([*text, *chain.from_iterable(options)]),
    }  # fmt: skip


def _asked(course: Course, module: Module) -> list[Question]:
    """The questions with their options in an order that says nothing: an ordering stands in the right one."""
    return list(shuffled(module.quiz, f"{course.code} {course.version} {module.code}"))
