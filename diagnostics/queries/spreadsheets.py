"""The questionnaire as rows of a workbook, and what a filled one would change."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from diagnostics.exports import workbook as columns
from diagnostics.exports.workbook import Line, SheetAnswer
from diagnostics.models import Assessment
from diagnostics.queries.filling import Cell, Filling
from diagnostics.queries.previous import Previous
from diagnostics.scoring.instrument import CHOICE, MULTI, NUMERIC, SCALE, YES_NO, Indicator, Question
from diagnostics.scoring.values import NONE_OF_THEM, YES, in_words, number_for_screen

SAME, CHANGED, CONFLICT = "same", "changed", "conflict"
TEXTS = {YES: columns.YES, "no": columns.NO}
BY_TYPE = {
    SCALE: ("0", "1", "2", "3", "4"),
    YES_NO: (columns.YES, columns.NO),
    MULTI: (columns.YES, columns.NO),
}


def about(assessment: Assessment) -> dict[str, str]:
    """Return what a workbook says of itself, so that it comes back to the right diagnosis."""
    return {
        "ciclo": assessment.round.code,
        "municipio": assessment.municipality.divipola,
        "edición": assessment.round.version.content_sha256,
    }


def read_me(assessment: Assessment, at: datetime) -> list[str]:
    """Return the first words of a workbook."""
    demo = ["Datos de demostración: no describen a ningún municipio real."] if assessment.round.is_demo else []
    return [
        f"{assessment.round.version.name}: {assessment.municipality}, {assessment.round.name}",
        *demo,
        f"Descargada el {at:%d/%m/%Y a las %H:%M}.",
        f"1. Responda en la hoja «{columns.ANSWERS}», en las celdas blancas. Elija de la lista donde la haya.",
        "2. En las preguntas de dos números, el primero va en «Respuesta» y el segundo en «De un total de».",
        "3. En las preguntas de varias opciones, responda Sí o No en la fila de cada opción.",
        "4. Los enlaces van uno debajo de otro en la misma celda, completos, desde https://.",
        "5. Puede ordenar o borrar filas: lo que no esté en la planilla queda en el portal como estaba.",
        "6. Suba la planilla al portal. Antes de guardar verá, fila por fila, qué cambia y qué hay que corregir.",
    ]


def said_before(previous: dict[str, Previous]) -> dict[str, str]:
    """Return in words what was said in the round before, by question, with what that question was then."""
    return {
        code: "\n".join([before.round, *relation, *(line for said in before.said for line in said.lines)])
        for code, before in previous.items()
        if before.is_answered
        for relation in [[] if before.is_same_question else [before.relation_in_words]]
    }


def lines_of(filling: Filling, previous: dict[str, str]) -> Iterator[Line]:
    """Return the rows of the questions that apply; `previous`: what was said in the round before, in words, by question."""
    for cell in filling.cells.values():
        if cell.applies:
            yield from _lines(cell, previous.get(cell.question.code, ""))


def _lines(cell: Cell, before: str) -> Iterator[Line]:
    question, answer, links = cell.question, cell.answer, cell.links
    takes = {columns.ANSWER} if question.type != MULTI else set()
    takes |= {columns.NOT_APPLICABLE, columns.REASON} if question.na_allowed else set()
    takes |= {columns.LINKS} if question.evidence != "none" else set()
    ratio = question.numeric is not None and question.numeric.is_ratio
    first, _, second = cell.value.partition("/") if ratio else (cell.value, "", "")
    if question.type == NUMERIC:
        first, second = number_for_screen(first), number_for_screen(second)
    yield Line(
        code=question.code,
        option="",
        question=question.text,
        how=_how(question),
        answer="" if question.type == MULTI else _said(question, first),
        out_of=second,
        not_applicable=columns.YES if answer and answer.not_applicable else "",
        reason=answer.na_reason if answer else "",
        links="\n".join(links.get("", [])) if question.evidence != "none" else "",
        before=before,
        version=cell.version,
        choices=_choices(question),
        takes=tuple(takes | {columns.OUT_OF} if ratio else takes),
    )
    if question.type == MULTI:
        chosen = set(cell.value.split("|")) if cell.value else set()
        options = [*((o.code, o.text) for o in question.options), (NONE_OF_THEM, columns.NONE)]
        for code, text in options:
            proves = question.evidence != "none" and code != NONE_OF_THEM
            yield Line(
                code=question.code, option=code, question=f"   {text}", how="", choices=BY_TYPE[MULTI],
                answer=columns.YES if code in chosen else columns.NO if chosen else "", version=cell.version,
                links="\n".join(links.get(code, [])), takes=(columns.ANSWER, columns.LINKS) if proves else (columns.ANSWER,),
            )  # fmt: skip


def _said(question: Question, text: str) -> str:
    if question.type == CHOICE:
        return next((_choice(o.code, o.text) for o in question.options if o.code == text), text)
    return TEXTS.get(text, text) if question.type == YES_NO else text


def _choices(question: Question) -> tuple[str, ...]:
    if question.type == CHOICE:
        return tuple(_choice(o.code, o.text) for o in question.options)
    return () if question.type == MULTI else BY_TYPE.get(question.type, ())


def _choice(code: str, text: str) -> str:
    return f"{code} · {text}"


def _how(question: Question) -> str:
    parts = [question.help]
    if question.type == SCALE:
        parts += [f"{number} · {text}" for number, text in enumerate(question.levels)]
    elif question.type == NUMERIC and question.numeric:
        numeric = question.numeric
        parts.append(
            f"Respuesta: {numeric.numerator}. De un total de: {numeric.denominator}."
            if numeric.is_ratio
            else numeric.unit
        )
    elif question.type == MULTI:
        parts.append("Responda Sí o No en cada opción, abajo.")
    if question.evidence != "none":
        parts.append(f"Evidencia: {question.evidence_describe or 'un enlace público'}")
    return "\n".join(part for part in parts if part)


@dataclass(frozen=True)
class Change:
    """What a workbook would do to one question. `author` and `at` say who wrote what is stored, where they conflict."""

    question: Question
    indicator: Indicator
    state: str
    before: list[str]
    after: list[str]
    author: str
    at: datetime | None
    version: int


def changes_of(filling: Filling, answers: dict[str, SheetAnswer]) -> list[Change]:
    """Compare a workbook with what is stored, in the instrument's order."""
    found = []
    for code, said in answers.items():
        cell = filling.cells[code]
        stored = cell.answer
        was = _words(
            cell.question, cell.value, stored.na_reason if stored and stored.not_applicable else None, cell.links
        )
        links = cell.links if said.links is None else said.links
        will = _words(cell.question, said.value, said.na_reason if said.not_applicable else None, links)
        state = SAME if was == will else CHANGED if said.seen_version == cell.version else CONFLICT
        found.append(
            Change(
                question=cell.question, indicator=filling.instrument.indicator_of[code], state=state, before=was, after=will,
                author=getattr(stored, "author", "") if stored else "", at=stored.changed_at if stored else None,
                version=cell.version,
            )
        )  # fmt: skip
    order = {question.code: place for place, question in enumerate(filling.instrument.questions)}
    return sorted(found, key=lambda change: order[change.question.code])


def _words(question: Question, value: str, na_reason: str | None, links: dict[str, list[str]]) -> list[str]:
    words = in_words(question, value) if na_reason is None else [f"No aplica: {na_reason}"]
    return words + [f"Evidencia: {url}" for _, urls in sorted(links.items()) for url in sorted(urls)]
