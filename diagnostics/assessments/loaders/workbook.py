"""Reads a filled workbook (exports.workbook); every mistake is named by its cell."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from core.workbook import CONTROL, READ_ME, with_plain_breaks
from diagnostics.assessments.exports import workbook as columns
from diagnostics.assessments.exports.workbook import ANSWERS, PORTAL, SheetAnswer
from diagnostics.scoring import values
from diagnostics.scoring.instrument import CHOICE, MULTI, NUMERIC, SCALE, YES_NO, Instrument, Question
from diagnostics.scoring.values import NONE_OF_THEM, InvalidValue, number_from_screen
from files.loaders.links import clean_link
from files.loaders.workbook_file import NO_XLSX, Book, Cell, Rows, WrongWorkbook, coordinate, read_book

MOST_LINKS, LONGEST_REASON = 20, 1000
NEEDED = (columns.CODE, columns.ANSWER, columns.VERSION)
YES_WORDS = {"sí", "si", "s", "x", "verdadero", "true", "yes", "1"}
NO_WORDS = {"no", "n", "falso", "false", "0"}
_ERRORS = {"#REF!", "#N/A", "#VALUE!", "#¡VALOR!", "#DIV/0!", "#¡DIV/0!", "#NAME?", "#¿NOMBRE?", "#NUM!", "#NULL!"}


@dataclass
class SheetReading:
    """`answers` by question, `problems` one line per mistake, `notes` one per ignored part."""

    answers: dict[str, SheetAnswer] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Row:
    number: int
    cells: dict[str, Cell]
    code: str
    option: str


def read_workbook(data: bytes, *, instrument: Instrument, about: dict[str, str]) -> SheetReading:
    """Read a workbook whose hidden sheet must match `about`.

    Refuses FileRefused and WrongWorkbook; mistakes inside are all collected, each with its cell and what to do.
    """
    book = read_book(data, rows=ANSWERS, about=PORTAL)
    _check_about(book, about)
    reading = SheetReading()
    _check_titles(book, reading)
    places = _columns(book.rows.pop(1, {}))
    _Reader(instrument, reading, places).read(book.rows)
    return reading


def _check_about(book: Book, about: dict[str, str]) -> None:
    if not {columns.PORTAL, columns.ANSWERS} & set(book.titles):
        raise WrongWorkbook(NO_XLSX)
    if columns.PORTAL not in book.titles:
        raise WrongWorkbook(
            "A la planilla le falta una hoja oculta del portal. Descárguela otra vez y copie las respuestas."
        )
    for key, value in {"formato": columns.FORMAT, **about}.items():
        if book.about.get(key) != value:
            said = book.about.get(key, "nada")[:40]
            raise WrongWorkbook(
                f"La planilla es de otro diagnóstico ({key}: «{said}»; se esperaba «{value[:40]}»). "
                "Descargue la de este municipio y ciclo."
            )


def _check_titles(book: Book, reading: SheetReading) -> None:
    known = {columns.ANSWERS, READ_ME, columns.LISTS, columns.PORTAL}
    if columns.ANSWERS not in book.titles:
        raise WrongWorkbook(f"Falta la hoja «{columns.ANSWERS}». Si le cambió el nombre, devuélvaselo.")
    strange = [title[:40] for title in book.titles if title not in known]
    reading.notes += [f"La hoja «{title}» no es de la planilla y no se leyó." for title in strange]


def _columns(first: dict[int, Cell]) -> dict[str, int]:
    heads = {str(cell.value).strip(): column for column, cell in first.items()}
    for name in NEEDED:
        if name not in heads:
            raise WrongWorkbook(f"En la fila 1 falta el encabezado «{name}». Devuélvalo a como estaba.")
    return {name: heads[name] for name in columns.WIDTHS if name in heads}


class _Reader:
    """Reads the rows of questions; a method that finds a mistake records it and continues."""

    def __init__(self, instrument: Instrument, reading: SheetReading, places: dict[str, int]):
        self.instrument, self.reading, self.places = instrument, reading, places

    def read(self, rows: Rows) -> None:
        by_question: dict[str, list[_Row]] = {}
        seen: dict[tuple[str, str], int] = {}
        for number, filled in rows.items():
            row = self._row(number, filled)
            if row is None:
                continue
            if (row.code, row.option) in seen:
                first = seen[row.code, row.option]
                self._problem(row.cells[columns.CODE], row.code, f"ya está en la fila {first}; deje una sola")
                continue
            seen[row.code, row.option] = number
            by_question.setdefault(row.code, []).append(row)
        for code, found in by_question.items():
            self._question(self.instrument.question_by_code[code], {row.option: row for row in found})

    def _row(self, number: int, filled: dict[int, Cell]) -> _Row | None:
        cells = {name: filled.get(column) or Cell(coordinate(number, column)) for name, column in self.places.items()}
        code = self._plain(cells[columns.CODE])
        option = self._plain(cells.get(columns.OPTION))
        if not code:
            typed = [name for name in columns.TYPED if name in cells and cells[name].value not in (None, "")]
            if typed:
                self._problem(cells[typed[0]], "", "hay una respuesta en una fila sin código de pregunta")
            return None
        question = self.instrument.question_by_code.get(code)
        if question is None:
            self._problem(cells[columns.CODE], "", f"«{code[:40]}» no es una pregunta de este cuestionario")
            return None
        if option and option not in _options(question):
            self._problem(cells[columns.OPTION], code, f"«{option[:20]}» no es una opción de la pregunta")
            return None
        return _Row(number, cells, code, option)

    def _question(self, question: Question, rows: dict[str, _Row]) -> None:
        """Read one question; what has no row keeps its stored value."""
        main, first = rows.get(""), next(iter(rows.values()))
        before = len(self.reading.problems)
        value = self._multi(question, rows) if question.type == MULTI else self._value(question, first)
        is_na, reason = self._not_applicable(question, main) if main else (None, None)
        links: dict[str, list[str]] = {}
        for option, row in rows.items():
            found = self._links(question, row)
            if found is not None:
                links[option] = found
        version = self._version(question, main or first)
        if len(self.reading.problems) == before:
            cell = f"{columns.ANSWERS}, celda {(main or first).cells[columns.ANSWER].coordinate}"
            unsaid = tuple(option for option in _options(question) if option not in rows)
            answer = SheetAnswer(question.code, value, is_na, reason, links, version, cell, unsaid)
            self.reading.answers[question.code] = answer

    def _value(self, question: Question, row: _Row) -> str:
        cell = row.cells[columns.ANSWER]
        if question.type == NUMERIC and question.numeric and question.numeric.is_ratio:
            parts = [self._number(question, row.cells.get(name)) for name in (columns.ANSWER, columns.OUT_OF)]
            text = "" if not any(parts) else "/".join(part or "" for part in parts)
        elif question.type == NUMERIC:
            text = self._number(question, cell) or ""
        else:
            if columns.OUT_OF in row.cells and self._plain(row.cells[columns.OUT_OF]):
                self._problem(
                    row.cells[columns.OUT_OF], question.code, "esta columna es solo para las preguntas de dos números"
                )
            text = self._word(question, cell)
        return self._checked(question, cell, text)

    def _checked(self, question: Question, cell: Cell, text: str) -> str:
        try:
            values.read(question, text)
        except InvalidValue as mistake:
            self._problem(cell, question.code, str(mistake))
        return text

    def _word(self, question: Question, cell: Cell) -> str:
        typed = self._plain(cell)
        low = typed.lower().rstrip(".")
        if question.type == SCALE and (found := re.match(r"(?:nivel\s*)?([0-9]+)\s*(?:[·:.-].*)?$", low)):
            return found.group(1)
        if question.type == YES_NO:
            return values.YES if low in YES_WORDS else values.NO if low in NO_WORDS else typed
        if question.type == CHOICE:
            for option in question.options:
                if low in (
                    option.code.lower(),
                    option.text.lower().rstrip("."),
                    f"{option.code} · {option.text}".lower().rstrip("."),
                ):
                    return option.code
        return typed

    def _number(self, question: Question, cell: Cell | None) -> str | None:
        if cell is None:
            return None
        value = self._raw(cell)
        if isinstance(value, bool):
            self._problem(cell, question.code, "dice verdadero o falso y se esperaba un número")
        elif isinstance(value, datetime | date | time | timedelta):
            self._problem(cell, question.code, "es una fecha y se esperaba un número; cambie el formato de la celda")
        elif isinstance(value, int | float) and "%" in (cell.number_format or ""):
            self._problem(cell, question.code, "tiene formato de porcentaje; escriba los números sin porcentaje")
        elif isinstance(value, int | float):
            return f"{Decimal(str(value)).normalize():f}"
        else:
            return number_from_screen(str(value or "").strip())
        return None

    def _multi(self, question: Question, rows: dict[str, _Row]) -> str:
        said: dict[str, bool] = {}
        for option, row in rows.items():
            cell = row.cells[columns.ANSWER]
            typed = self._plain(cell).lower()
            if typed and not option:
                self._problem(cell, question.code, "esta pregunta se responde en la fila de cada opción")
            elif typed in YES_WORDS | NO_WORDS:
                said[option] = typed in YES_WORDS
            elif typed:
                self._problem(cell, question.code, f"se esperaba Sí o No y dice «{typed[:40]}»")
        chosen = [option for option in _options(question) if said.get(option)]
        if not chosen and any(option in said for option in rows if option != NONE_OF_THEM):
            if all(option.code in said for option in question.options):
                chosen = [NONE_OF_THEM]
            else:
                self.reading.notes.append(
                    f"{question.code}: en unas opciones dice No y en otras no dice nada. Si ninguna se cumple, "
                    "responda No en todas."
                )
        first = rows.get("") or next(iter(rows.values()))
        return self._checked(question, first.cells[columns.ANSWER], "|".join(chosen))

    def _not_applicable(self, question: Question, row: _Row) -> tuple[bool | None, str | None]:
        """Return the mark and its reason; None for a missing column."""
        mark, why = row.cells.get(columns.NOT_APPLICABLE), row.cells.get(columns.REASON)
        typed = self._plain(mark).lower()
        reason = self._plain(why, breaks=True) if why else None
        if typed and typed not in YES_WORDS | NO_WORDS:
            self._problem(mark, question.code, f"en «No aplica» se esperaba Sí o nada y dice «{typed[:40]}»")
        is_na = typed in YES_WORDS
        if is_na and not question.na_allowed:
            self._problem(mark, question.code, "esta pregunta no admite «no aplica»; bórrelo y respóndala")
        elif is_na and why is None:
            self._problem(mark, question.code, f"falta la columna «{columns.REASON}»; vuelva a ponerla")
        elif is_na and not reason:
            self._problem(why, question.code, "falta la razón de «no aplica»; escríbala en una frase")
        if reason and len(reason) > LONGEST_REASON:
            self._problem(why, question.code, f"la razón tiene {len(reason)} letras; el máximo es {LONGEST_REASON}")
        return is_na if mark else None, reason

    def _links(self, question: Question, row: _Row) -> list[str] | None:
        """Return the links of a row; None where it cannot have any, and the stored ones stay."""
        cell = row.cells.get(columns.LINKS)
        text = self._plain(cell, breaks=True)
        if text and question.evidence == "none":
            self._problem(cell, question.code, "esta pregunta no pide evidencia; borre los enlaces")
        elif text and row.option == NONE_OF_THEM:
            self._problem(
                cell, question.code, "los enlaces van en la fila de la pregunta o de una opción que se cumple"
            )
        if cell is None or question.evidence == "none" or row.option == NONE_OF_THEM:
            return None
        found = [link for line in text.splitlines() for link in self._links_of_line(question, cell, line.strip())]
        if len(found) > MOST_LINKS:
            self._problem(cell, question.code, f"hay {len(found)} enlaces y el máximo es {MOST_LINKS}")
        return list(dict.fromkeys(found))

    def _links_of_line(self, question: Question, cell: Cell, line: str) -> list[str]:
        """Return the links of one line; descriptive words beside a link are ignored."""
        links = {word: clean_link(word) for word in line.split()}
        wrong = [word for word, link in links.items() if not link and "://" in word]
        if line and not any(links.values()):
            wrong = [line]
        for text in wrong:
            self._problem(
                cell, question.code, f"«{text[:60]}» no es un enlace; copie la dirección completa, desde https://"
            )
        return [link for link in links.values() if link]

    def _version(self, question: Question, row: _Row) -> int:
        value = self._raw(row.cells[columns.VERSION])
        if (
            isinstance(value, int | float)
            and not isinstance(value, bool)
            and 0 <= value < 10**9
            and value == int(value)
        ):
            return int(value)
        self._problem(
            row.cells[columns.VERSION],
            question.code,
            "se cambió la columna oculta «Versión»; descargue la planilla otra vez",
        )
        return 0

    def _plain(self, cell: Cell | None, *, breaks: bool = False) -> str:
        value = self._raw(cell) if cell else None
        if value is None:
            return ""
        if isinstance(value, bool):
            return "sí" if value else "no"
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        text = with_plain_breaks(str(value))
        if CONTROL.search(text):
            self._problem(cell, "", "hay caracteres invisibles; escriba otra vez el texto")
            text = CONTROL.sub("", text)
        return text.strip() if breaks else " ".join(text.split())

    def _raw(self, cell: Cell) -> Any:
        """Return the value of a cell; None, and a problem, for an error or a formula without a result."""
        if cell.kind == "f" and cell.value is None:
            self._problem(cell, "", "tiene una fórmula sin resultado; escriba el valor")
        if cell.kind == "e" or (isinstance(cell.value, str) and cell.value in _ERRORS):
            self._problem(cell, "", f"la celda tiene un error ({cell.value}); escriba el valor")
            return None
        return cell.value

    def _problem(self, cell: Cell | None, code: str, words: str) -> None:
        where = f"celda {cell.coordinate}" if cell else "hoja"
        line = f"{columns.ANSWERS}, {where}{f' ({code})' if code else ''}: {words}."
        if line not in self.reading.problems:
            self.reading.problems.append(line)


def _options(question: Question) -> list[str]:
    return [*(option.code for option in question.options), NONE_OF_THEM] if question.type == MULTI else []
