"""A small sound course as its folder: paths and bytes, to be changed by a test."""

from collections.abc import Mapping
from pathlib import Path

from training.courses.loaders.norms import NormFields, read_norms

NORMS_YAML = """\
norms:
- code: ley-1712-2014
  name: Ley 1712 de 2014
  articles: [{number: "9", certainty: alta}, {number: "11", certainty: alta}, {number: "13", certainty: media}]
  checked_on: 2026-11-01
  status: vigente
- code: ley-1757-2015
  name: Ley 1757 de 2015
  articles: [{number: "2", certainty: alta}]
  checked_on: 2026-11-01
  status: vigente
"""
COURSE = """\
---
code: C90
title: Responder bien
version: 1.0.0
hours: 1
minutes: {reading: 2, quiz: 8, task: 20, live: 30}
summary: Cómo responder a una persona.
competences: [responde de fondo]
modules:
- 1-responder
---
Un curso corto.
"""
MODULE = """\
---
title: Responder
quiz_minutes: 8
---
Se responde para que alguien pueda hacer algo.
"""
LESSON = """\
---
title: Responder de fondo
minutes: 2
norms: [ley-1712-2014]
questions: [TRA-01]
---
# Qué necesita la persona

Saber **qué** pasará y cuándo. El artículo 9 lo pide.

![Una carta con su fecha](carta.png)

Use la [plantilla](respuesta.docx), lea [lo que sigue](02-claro.md#como-se-hace) y vuelva [arriba](#que-necesita-la-persona).
"""
SECOND = """\
---
title: Escribir claro
minutes: 1
---
## Cómo se hace

Frases cortas. Vea [las normas](https://www.example.org/norma?x=1).
"""
QUIZ = """\
::P1:: ¿Cuál respuesta sirve? {
=La segunda#Dice qué y cuándo.
~La primera#No dice cuándo.
}

::P2:: ¿Qué va primero? {
=La respuesta#Es lo que se busca.
~El saludo#Sobra.
}
"""
TASK = """\
---
title: Una respuesta escrita de nuevo
template: respuesta.docx
questions: [TRA-01]
rubric:
- {criterion: Dice qué, levels: [No lo dice, A medias, Lo dice]}
- {criterion: Dice cuándo, levels: [No lo dice, A medias, Lo dice]}
- {criterion: Se entiende, levels: [No, A medias, Sí]}
- {criterion: Trae la norma, levels: [No, A medias, Sí]}
---
Escriba de nuevo una respuesta de su oficina.
"""
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
TEXTS = {
    "course.md": COURSE,
    "1-responder/module.md": MODULE,
    "1-responder/01-fondo.md": LESSON,
    "1-responder/02-claro.md": SECOND,
    "1-responder/quiz.gift": QUIZ,
    "1-responder/recall.gift": QUIZ,
    "1-responder/task.md": TASK,
}


def course_files(texts: Mapping[str, str | None] = {}) -> dict[str, bytes]:
    """Return the folder with some `texts` in place of its own (None: without it)."""
    files = {name: text.encode() for name, text in (TEXTS | dict(texts)).items() if text is not None}
    return files | {"1-responder/carta.png": PNG, "1-responder/respuesta.docx": b"PK\x03\x04 plantilla"}


def write_course(folder: Path, files: Mapping[str, bytes] | None = None) -> str:
    for name, raw in (course_files() if files is None else files).items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(raw)
    return str(folder)


def some_norms() -> dict[str, NormFields]:
    return read_norms(NORMS_YAML)
