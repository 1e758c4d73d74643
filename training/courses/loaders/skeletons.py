"""What a new text of a course begins as. The reader still asks for what only a person can write."""

import re

from django.utils.text import slugify

from training.courses.loaders.course import COURSE
from training.courses.loaders.modules import MODULE, QUIZ, RECALL, TASK

LESSON = "lesson"
_MODULES = re.compile(r"^modules:[ \t]*\n(?:[ \t]*- [^\n]*\n)*", re.MULTILINE)
_LESSON = """\
---
title: {title}
minutes: 5
norms: []
questions: []
---
## El caso

Escriba aquí la lección.
"""
_MODULE = """\
---
title: {title}
quiz_minutes: 15
---
Escriba aquí de qué trata el módulo.
"""
_QUIZ = """\
// Una pregunta por bloque, separadas por una línea en blanco. Cada opción lleva su explicación después de #.
::P1:: ¿Qué pregunta quiere hacer? {
=La opción correcta#Por qué lo es.
~Una que no lo es#Por qué no.
}
"""
_TASK = """\
---
title: {title}
rubric:
- {{criterion: Primer criterio, levels: [No alcanza, Alcanza, Sobresale]}}
- {{criterion: Segundo criterio, levels: [No alcanza, Alcanza, Sobresale]}}
- {{criterion: Tercer criterio, levels: [No alcanza, Alcanza, Sobresale]}}
- {{criterion: Cuarto criterio, levels: [No alcanza, Alcanza, Sobresale]}}
---
Escriba aquí qué se entrega.
"""
_COURSE = """\
---
code: {code}
title: {title}
version: 1.0.0
hours: 1
minutes: {{reading: 1, quiz: 15, task: 0, live: 45}}
summary: Escriba una frase para el catálogo.
modules:
- {folder}
---
Escriba aquí qué es el curso.
"""


def new_course(code: str, title: str) -> dict[str, str]:
    """Return the texts of a course with one module."""
    folder = "1-primer-modulo"
    head = _COURSE.format(code=code, title=_quoted(title), folder=folder)
    return {COURSE: head} | new_module(folder, "Primer módulo")


def new_module(folder: str, title: str) -> dict[str, str]:
    """Return the texts of a module with one lesson and its quiz."""
    return {
        f"{folder}/{MODULE}": _MODULE.format(title=_quoted(title)),
        f"{folder}/01-primera-leccion.md": _LESSON.format(title="Primera lección"),
        f"{folder}/{QUIZ}": _QUIZ,
    }


def new_text(kind: str, title: str) -> str:
    """`kind`: the name of the file, or LESSON."""
    quoted = _quoted(title)
    texts = {LESSON: _LESSON.format(title=quoted), TASK: _TASK.format(title=quoted), QUIZ: _QUIZ, RECALL: _QUIZ}
    return texts[kind]


def slug_of(title: str) -> str:
    """«Escribir claro» → escribir-claro."""
    return slugify(title)[:50].strip("-") or "sin-nombre"


def with_module(head: str, folder: str) -> str:
    """Return the text of course.md with one more module; the same where it lists them in another form."""
    found = _MODULES.search(head)
    return head if found is None else f"{head[: found.end()]}- {folder}\n{head[found.end() :]}"


def renamed_module(head: str, old: str, new: str) -> str:
    """Return the text of course.md with a module under another name; without it where `new` is empty."""
    line = re.compile(rf"^([ \t]*- )['\"]?{re.escape(old)}['\"]?[ \t]*\n", re.MULTILINE)
    return line.sub(lambda found: f"{found[1]}{new}\n" if new else "", head, count=1)


def _quoted(title: str) -> str:
    """A title as YAML, whatever it holds."""
    return '"' + title.replace("\\", "\\\\").replace('"', '\\"') + '"'
