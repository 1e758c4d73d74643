"""The questionnaire as rows of a workbook, and what a filled one would change."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from core.sheets.cells import as_kept
from core.words import moment_in_full
from core.workbook import exact_number
from diagnostics.assessments.choices import REHEARSAL
from diagnostics.assessments.models import Assessment
from diagnostics.assessments.queries.filling import Cell, Filling, OptionLinks
from diagnostics.assessments.queries.previous import Previous
from diagnostics.assessments.queries.teams import Shares
from diagnostics.exchange.exports import workbook as columns
from diagnostics.exchange.exports.workbook import Line, SheetAnswer
from diagnostics.scoring.instrument import CHOICE, MULTI, NUMERIC, SCALE, YES_NO, Indicator, Question
from diagnostics.scoring.values import NONE_OF_THEM, YES, in_words, number_for_screen

SAME, CHANGED, CONFLICT, OTHERS = "same", "changed", "conflict", "others"
TEXTS = {YES: columns.YES, "no": columns.NO}
BY_TYPE = {
    SCALE: ("0", "1", "2", "3", "4"),
    YES_NO: (columns.YES, columns.NO),
    MULTI: (columns.YES, columns.NO),
}


def about(assessment: Assessment) -> dict[str, str]:
    """Return what identifies a workbook, so that an upload is matched to its assessment."""
    return {
        "ciclo": assessment.round.code,
        "municipio": assessment.municipality.divipola,
        columns.EDITION: assessment.round.version.content_sha256,
    }


def read_me(assessment: Assessment, at: datetime) -> list[str]:
    demo = ["Datos de demostración: no describen a ningún municipio real."] if assessment.round.is_demo else []
    return [
        f"{assessment.round.version.name}: {assessment.municipality}, {assessment.round.name}",
        *demo,
        *([f"{REHEARSAL}."] if assessment.round.is_rehearsal else []),
        f"Descargada el {moment_in_full(at)}.",
        f"1. Responda en la hoja «{columns.ANSWERS}», en las celdas blancas. Elija de la lista donde la haya.",
        "2. En las preguntas de dos números, el primero va en «Respuesta» y el segundo en «De un total de».",
        "3. En las preguntas de varias opciones, responda Sí o No en la fila de cada opción.",
        "4. Las direcciones van una debajo de otra en la misma celda, completas, desde https://.",
        "5. Puede ordenar o borrar filas: lo que no esté en la planilla queda en el portal como estaba.",
        "6. Suba la planilla al portal. Antes de guardar verá, fila por fila, qué cambia y qué hay que corregir.",
    ]


def said_before(previous: dict[str, Previous]) -> dict[str, str]:
    """Return the previous answers in words, by question, after the relation if it was another question."""
    return {
        code: "\n".join([before.round, *relation, *(line for said in before.said for line in said.lines)])
        for code, before in previous.items()
        if before.is_answered
        for relation in [[] if before.is_same_question else [before.relation_in_words]]
    }


def lines_of(filling: Filling, previous: dict[str, str]) -> Iterator[Line]:
    """Yield the rows of the applicable questions; `previous`: the previous answers in words, by question."""
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
        first, second = _number(first), _number(second)
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
                links="\n".join(links.get(code, [])) if proves else "",
                takes=(columns.ANSWER, columns.LINKS) if proves else (columns.ANSWER,),
            )  # fmt: skip


def _number(text: str) -> str | int | float:
    """A stored number as the cell of a spreadsheet, where it can hold it exactly."""
    number = exact_number(text)
    return number_for_screen(text) if number is None else number


def _said(question: Question, text: str | int | float) -> str | int | float:
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
        parts += [columns.level_line(number, text) for number, text in enumerate(question.levels)]
    elif question.type == NUMERIC and question.numeric:
        parts.append(columns.unit_line(question.numeric))
    elif question.type == MULTI:
        parts.append("Responda Sí o No en cada opción, abajo.")
    if question.evidence != "none":
        parts.append(f"Evidencia: {question.evidence_describe or 'una dirección pública'}")
    return "\n".join(part for part in parts if part)


@dataclass(frozen=True)
class Wanted:
    """The answer to be stored: the workbook's and, where it says nothing, the stored one."""

    value: str
    not_applicable: bool
    na_reason: str
    links: OptionLinks


@dataclass(frozen=True)
class Change:
    """The effect of a workbook on one question; `author` and `at` are those of the stored answer.

    `state`: SAME (none), CHANGED (it will be saved), CONFLICT (somebody changed the stored answer since: the person
    decides) or OTHERS (not saved: the dimension is assigned to `holders`).
    """

    question: Question
    indicator: Indicator
    state: str
    wanted: Wanted
    before: list[str]
    after: list[str]
    author: str
    author_id: int | None
    at: datetime | None
    version: int
    seen_version: int
    holders: str


def changes_of(filling: Filling, answers: dict[str, SheetAnswer], *, shares: Shares, by) -> list[Change]:
    return [
        _change(filling, filling.cells[question.code], answers[question.code], shares, by)
        for question in filling.instrument.questions
        if question.code in answers
    ]


def _change(filling: Filling, cell: Cell, said: SheetAnswer, shares: Shares, by) -> Change:
    stored, wanted, there = cell.answer, _wanted(said, cell), _stored(cell)
    indicator = filling.instrument.indicator_of[cell.question.code]
    dimension = filling.instrument.dimension_of[indicator.code].code
    if _facts(wanted) == _facts(there):
        state = SAME
    elif not shares.lets(by, dimension):
        state = OTHERS
    else:
        state = CHANGED if said.seen_version == cell.version else CONFLICT
    before, after = _words(cell.question, there), _words(cell.question, wanted)
    if before == after and state != SAME:
        before, after = _all_words(cell.question, there), _all_words(cell.question, wanted)
    return Change(
        question=cell.question, indicator=indicator, state=state, wanted=wanted, before=before, after=after,
        author=getattr(stored, "author", "") if stored else "", author_id=stored.changed_by_id if stored else None,
        at=stored.changed_at if stored else None,
        version=cell.version, seen_version=said.seen_version, holders=shares.names(dimension),
    )  # fmt: skip


def _stored(cell: Cell) -> Wanted:
    answer = cell.answer
    if answer is None:
        return Wanted("", False, "", cell.links)
    return Wanted(answer.value, answer.not_applicable, answer.na_reason, cell.links)


def _facts(wanted: Wanted) -> tuple:
    """Return what distinguishes two answers: the same parts that saving compares (actions.answers.Draft.matches)."""
    links = {(option, url) for option, urls in wanted.links.items() for url in urls}
    return wanted.value, wanted.not_applicable, wanted.na_reason, links


def _wanted(said: SheetAnswer, cell: Cell) -> Wanted:
    there = _stored(cell)
    value = _chosen(said, cell) if cell.question.type == MULTI else said.value
    return Wanted(
        value=there.value if _meaning(cell.question, value) == _meaning(cell.question, there.value) else value,
        not_applicable=there.not_applicable if said.not_applicable is None else said.not_applicable,
        na_reason=there.na_reason if said.na_reason in (None, as_kept(there.na_reason)) else said.na_reason or "",
        links=cell.links | said.links,
    )


def _chosen(said: SheetAnswer, cell: Cell) -> str:
    """Return the options to be stored: the workbook's, and the stored ones that have no row in it."""
    stored, chosen = ({*value.split("|")} - {""} for value in (cell.value, said.value))
    if NONE_OF_THEM not in chosen:
        chosen |= stored & {*said.unsaid}
        chosen = chosen - {NONE_OF_THEM} or chosen  # a chosen option wins over «none of them» without a row
    order = [*(option.code for option in cell.question.options), NONE_OF_THEM]
    return "|".join(code for code in order if code in chosen)


def _meaning(question: Question, value: str) -> str | list[str]:
    """Normalise a value as an unchanged sheet returns it: options in order, numbers without idle zeros."""
    if question.type == MULTI:
        return sorted(value.split("|"))
    if question.type == NUMERIC:
        return [_digits(part.strip()) for part in value.split("/")]
    return value


def _digits(text: str) -> str:
    shown = number_for_screen(text)
    return shown.rstrip("0").rstrip(",") if "," in shown else shown


def _words(question: Question, wanted: Wanted) -> list[str]:
    words = [f"No aplica: {wanted.na_reason}"] if wanted.not_applicable else in_words(question, wanted.value)
    return words + [f"Evidencia: {url}" for _, urls in sorted(wanted.links.items()) for url in sorted(urls)]


def _all_words(question: Question, wanted: Wanted) -> list[str]:
    """Return also the parts that do not count, and what each address proves, so that different answers read differently."""
    texts = {option.code: option.text for option in question.options}
    proofs = [(texts.get(o, o), url) for o, urls in sorted(wanted.links.items()) for url in sorted(urls)]
    return [
        "Marcada «no aplica»" if wanted.not_applicable else "Sin «no aplica»",
        f"Respuesta: {'; '.join(in_words(question, wanted.value))}",
        f"Por qué no aplica: {wanted.na_reason or 'nada'}",
        *(f"Evidencia{f' de «{option}»' if option else ''}: {url}" for option, url in proofs),
    ]
