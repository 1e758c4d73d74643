"""Reads a filled workbook (exports.workbook); every mistake is named by its cell."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from core.refusals import Refusal
from core.sheets.book import Book, Sheet, open_book
from core.sheets.cells import Cell, Kind, Unfit
from core.sheets.headings import Headings, find_headings
from core.words import counted, folded
from core.workbook import READ_ME
from diagnostics.assessments.models.answers import MAX_LINKS, MAX_NA_REASON
from diagnostics.exchange.exports import workbook as columns
from diagnostics.exchange.exports.workbook import ANSWERS, PORTAL, SheetAnswer
from diagnostics.exchange.loaders.same_questions import asks_the_same
from diagnostics.instruments.loaders.sheet_cells import flag_in, number_in, said_in
from diagnostics.scoring import values
from diagnostics.scoring.instrument import CHOICE, MULTI, NUMERIC, SCALE, YES_NO, Instrument, Question
from diagnostics.scoring.values import NONE_OF_THEM, InvalidValue
from files.loaders.links import links_of, problem_of
from files.loaders.uploads import judge

MOST_BYTES = 2 * 1024 * 1024
MOST_LINES = 100  # of a cell of links, and what looks like one
NEEDED = (columns.CODE, columns.ANSWER, columns.VERSION)
READ = (columns.CODE, columns.OPTION, *columns.TYPED, columns.VERSION)
_LEVEL = re.compile(r"(?:nivel\s*)?([0-4])\s*(?:[·:]|[·:.–-]\s*(.+))?")
NOT_OURS = "Suba la planilla XLSX que descargó de aquí."


class WrongWorkbook(Refusal):
    """The file is not the workbook of this assessment, or its columns are not those of the questionnaire."""


@dataclass(frozen=True)
class Problem:
    """A mistake: `cell` is its address in the answers' sheet («E2», «E2:E3»), `code` the question's where it is known."""

    cell: str
    code: str
    message: str

    def __str__(self) -> str:
        where = f"celdas {self.cell}" if ":" in self.cell else f"celda {self.cell}"
        return f"{ANSWERS}, {where}{f' ({self.code})' if self.code else ''}: {self.message}."


@dataclass
class SheetReading:
    """`answers` by question, `problems` one per mistake, `notes` one line per ignored or rounded part."""

    answers: dict[str, SheetAnswer] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Row:
    number: int
    cells: dict[str, Cell]
    code: str
    option: str


def read_workbook(data: bytes, *, instrument: Instrument, about: dict[str, str]) -> SheetReading:
    """Read a workbook whose hidden sheet must match `about`.

    Refuses FileRefused, UnreadableWorkbook and WrongWorkbook; mistakes inside are all collected, with cell and what to do.
    """
    book = open_book(data, most_bytes=MOST_BYTES)
    judge(data, "planilla.xlsx", most_bytes=MOST_BYTES)
    wrong = _check_about(book, about)
    reading = SheetReading()
    sheet = _answers(book, reading)
    headings = _headings(sheet, reading)
    if wrong and not asks_the_same(sheet, headings.columns, instrument):
        raise wrong
    _Reader(instrument, reading, sheet, headings.columns).read()
    return reading


def _check_about(book: Book, about: dict[str, str]) -> WrongWorkbook | None:
    """Refuse a workbook of another diagnosis; return what to refuse if it is of another edition that asks something else."""
    said, answers = book.sheet(columns.PORTAL), book.title_of(ANSWERS)
    if said is None and answers is None:
        raise WrongWorkbook(NOT_OURS)
    if said is None:
        raise WrongWorkbook(
            "A la planilla le falta una hoja oculta del portal. Descárguela otra vez y copie las respuestas."
        )
    found = {_shown(row.get(1)): _shown(row.get(2)) for row in said.rows.values()}
    for key, value in {"formato": columns.FORMAT, **about}.items():
        if found.get(key) != value:
            wrong = WrongWorkbook(
                f"La planilla es de otro diagnóstico ({key}: «{found.get(key, 'nada')[:40]}»; se esperaba «{value[:40]}»). "
                "Descargue la de este municipio y ciclo."
            )
            if key == columns.EDITION and found.get(key):
                return wrong
            raise wrong
    return None


def _shown(cell: Cell | None) -> str:
    return str(cell.value) if cell else ""


def _answers(book: Book, reading: SheetReading) -> Sheet:
    known = {folded(title) for title in (ANSWERS, READ_ME, columns.LISTS, PORTAL)}
    strange = [title[:40] for title in book.titles if folded(title) not in known]
    reading.notes += [f"La hoja «{title}» no es de la planilla y no se leyó." for title in strange]
    sheet = book.sheet(ANSWERS)
    if sheet is None:
        raise WrongWorkbook(f"Falta la hoja «{ANSWERS}». Si le cambió el nombre, devuélvaselo.")
    return sheet


def _headings(sheet: Sheet, reading: SheetReading) -> Headings:
    """Find the columns. A heading that is not ours is the person's own; where one of ours is missing, it may be that one."""
    headings = find_headings(sheet, columns.WIDTHS, columns.FORMER)
    strange = [f"«{text}» ({where})" for where, text in headings.unknown]
    if headings.doubled:
        name, where = headings.doubled[0]
        raise WrongWorkbook(f"El encabezado «{name}» está dos veces ({where}). Deje uno solo.")
    strange += [f"la columna {letter}, sin encabezado" for letter in headings.unnamed]
    missing = [name for name in READ if name in headings.missing and (name in NEEDED or strange)]
    if missing:
        also = f" No se conoce {', '.join(strange[:3])}." if strange else ""
        raise WrongWorkbook(f"En la fila 1 falta el encabezado «{missing[0]}». Devuélvalo a como estaba.{also}")
    if strange:
        reading.notes.append(f"No es de la planilla y no se leyó: {', '.join(strange[:10])}.")
    return headings


class _Reader:
    """Reads the rows of questions; a method that finds a mistake records it and continues."""

    def __init__(self, instrument: Instrument, reading: SheetReading, sheet: Sheet, places: dict[str, int]):
        self.instrument, self.reading, self.sheet = instrument, reading, sheet
        self.places = {name: place for name, place in places.items() if name in READ}

    def read(self) -> None:
        by_question: dict[str, list[_Row]] = {}
        seen: dict[tuple[str, str], int] = {}
        spoilt = self._merged_rows()
        for number in self.sheet.rows:
            row = self._row(number) if number > 1 else None
            if row is None:
                continue
            if (row.code, row.option) in seen:
                first = seen[row.code, row.option]
                self._problem(row.cells[columns.CODE], row.code, f"ya está en la fila {first}; deje una sola")
                continue
            seen[row.code, row.option] = number
            by_question.setdefault(row.code, []).append(row)
        for code, found in by_question.items():
            is_whole = not any(row.number in spoilt for row in found)
            self._question(self.instrument.question_by_code[code], {row.option: row for row in found}, is_whole)
        hidden = [row.number for rows in by_question.values() for row in rows if row.number in self.sheet.hidden_rows]
        if hidden:
            also = counted(len(hidden), "fila oculta, que también se leyó", "filas ocultas, que también se leyeron")
            self.reading.notes.append(f"Hay {also} (la primera es la {min(hidden)}).")
        typed = [name for name in columns.TYPED if self.places.get(name) in self.sheet.hidden_columns]
        self.reading.notes += [f"La columna «{name}» está oculta y también se leyó." for name in typed]

    def _merged_rows(self) -> set[int]:
        """Record merged cells, of which only the first holds a value, and return the rows that they cover."""
        found: set[int] = set()
        for merged in self.sheet.merged_over({*self.places.values()}):
            problem = "son celdas combinadas; sepárelas y escriba cada respuesta en la suya"
            self.reading.problems.append(Problem(merged.name, "", problem))
            found.update(self.sheet.rows_in(merged))
        return found

    def _row(self, number: int) -> _Row | None:
        cells = {name: self.sheet.cell(number, column) for name, column in self.places.items()}
        code = self._text(cells[columns.CODE])
        option = self._text(cells.get(columns.OPTION))
        if not code:
            typed = [name for name in columns.TYPED if name in cells and cells[name].kind != Kind.BLANK]
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

    def _question(self, question: Question, rows: dict[str, _Row], is_whole: bool) -> None:
        """Read one question; what has no row keeps its stored value."""
        main, first = rows.get(""), next(iter(rows.values()))
        before = len(self.reading.problems)
        self._out_of_place(question, rows)
        value = self._multi(question, rows) if question.type == MULTI else self._value(question, first)
        is_na, reason = self._not_applicable(question, main) if main else (None, None)
        links: dict[str, list[str]] = {}
        for option, row in rows.items():
            found = self._links(question, row)
            if found is not None:
                links[option] = found
        version = self._version(question, main or first)
        if len(self.reading.problems) == before and is_whole:
            cell = f"{ANSWERS}, celda {(main or first).cells[columns.ANSWER].coordinate}"
            unsaid = tuple(option for option in _options(question) if option not in rows)
            answer = SheetAnswer(question.code, value, is_na, reason, links, version, cell, unsaid)
            self.reading.answers[question.code] = answer

    def _out_of_place(self, question: Question, rows: dict[str, _Row]) -> None:
        """Record what stands where nobody would read it."""
        is_ratio = question.numeric is not None and question.numeric.is_ratio
        for option, row in rows.items():
            wrong = {} if is_ratio else {columns.OUT_OF: "esta columna es solo para las preguntas de dos números"}
            if option:
                wrong |= dict.fromkeys(
                    (columns.NOT_APPLICABLE, columns.REASON), "«no aplica» va en la fila de la pregunta"
                )
            for name, words in wrong.items():
                if name in row.cells and row.cells[name].kind != Kind.BLANK:
                    self._problem(row.cells[name], question.code, words)

    def _value(self, question: Question, row: _Row) -> str:
        cell, second = row.cells[columns.ANSWER], row.cells.get(columns.OUT_OF)
        if question.type == NUMERIC and question.numeric and question.numeric.is_ratio:
            return self._ratio(question, cell, second)
        if question.type == NUMERIC:
            return self._checked(question, cell, self._number(question, cell))
        read = {SCALE: _level, YES_NO: _yes_or_no, CHOICE: _choice}[question.type]
        return self._checked(question, cell, self._read(cell, question.code, lambda: read(question, cell)) or "")

    def _ratio(self, question: Question, cell: Cell, second: Cell | None) -> str:
        before = len(self.reading.problems)
        parts = [self._part(question, part) if part else "" for part in (cell, second)]
        if len(self.reading.problems) > before or not any(parts):
            return ""
        if not all(parts):
            blank = second if parts[0] and second else cell
            self._problem(blank, question.code, "falta uno de los dos números")
            return ""
        return self._checked(question, cell, "/".join(parts))

    def _part(self, question: Question, cell: Cell) -> str:
        """Read one of two numbers, so that a mistake is named by its own cell."""
        text = self._number(question, cell)
        if reason := values.number_problem(text):
            self._problem(cell, question.code, reason)
        return text

    def _checked(self, question: Question, cell: Cell, text: str) -> str:
        try:
            values.read(question, text)
        except InvalidValue as mistake:
            self._problem(cell, question.code, str(mistake))
        return text

    def _number(self, question: Question, cell: Cell) -> str:
        typed = self._read(cell, question.code, lambda: number_in(cell)) or ""
        kept, was_rounded = values.rounded(typed)
        where = f"{cell.coordinate} ({question.code})"
        if was_rounded:
            self.reading.notes.append(f"{where}: el número se redondeó a {values.MOST_DECIMALS} decimales.")
        elif kept and cell.shows_fewer_decimals(kept):
            read = values.number_for_screen(kept)
            self.reading.notes.append(f"{where}: se leyó {read}, aunque la celda muestra menos decimales.")
        return kept

    def _multi(self, question: Question, rows: dict[str, _Row]) -> str:
        said: dict[str, bool] = {}
        for option, row in rows.items():
            cell = row.cells[columns.ANSWER]
            if cell.kind != Kind.BLANK and not option:
                self._problem(cell, question.code, "esta pregunta se responde en la fila de cada opción")
                continue
            is_chosen = self._flag(cell, question.code)
            if is_chosen is not None:
                said[option] = is_chosen
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
        is_na = bool(mark and self._flag(mark, question.code))
        reason = self._text(why, question.code, lines=True) if why else None
        if is_na and not question.na_allowed:
            self._problem(mark, question.code, "esta pregunta no admite «no aplica»; bórrelo y respóndala")
        elif is_na and why is None:
            self._problem(mark, question.code, f"falta la columna «{columns.REASON}»; vuelva a ponerla")
        elif is_na and why and why.kind == Kind.BLANK:
            self._problem(why, question.code, "falta la razón de «no aplica»; escríbala en una frase")
        if reason and len(reason) > MAX_NA_REASON:
            self._problem(why, question.code, f"la razón tiene {len(reason)} letras; el máximo es {MAX_NA_REASON}")
        return is_na if mark else None, reason

    def _links(self, question: Question, row: _Row) -> list[str] | None:
        """Return the links of a row; None where it cannot have any, and the stored ones stay."""
        cell = row.cells.get(columns.LINKS)
        text = self._text(cell, question.code, lines=True)
        if text and question.evidence == "none":
            self._problem(cell, question.code, "esta pregunta no pide evidencia; borre las direcciones")
        elif text and row.option == NONE_OF_THEM:
            self._problem(
                cell, question.code, "las direcciones van en la fila de la pregunta o de una opción que se cumple"
            )
        if cell is None or question.evidence == "none" or row.option == NONE_OF_THEM:
            return None
        lines = text.splitlines()
        if len(lines) > MOST_LINES or text.lower().count("www.") + text.count("://") > MOST_LINES:
            self._problem(cell, question.code, f"hay demasiado texto; el máximo son {MAX_LINKS} direcciones")
            return []
        found = [link for line in lines for link in self._links_of_line(question, cell, line.strip())]
        if len(found) > MAX_LINKS:
            self._problem(cell, question.code, f"hay {len(found)} direcciones y el máximo es {MAX_LINKS}")
        return list(dict.fromkeys(found))

    def _links_of_line(self, question: Question, cell: Cell, line: str) -> list[str]:
        """Return the links of one line; words before a link describe it and are left out."""
        links, wrong = links_of(line)
        for text in wrong:
            self._problem(cell, question.code, f"«{text[:60]}» {problem_of(text)}")
        return links

    def _version(self, question: Question, row: _Row) -> int:
        cell = row.cells[columns.VERSION]
        if cell.kind == Kind.NUMBER and 0 <= cell.value < 10**9 and cell.value == int(cell.value):  # type: ignore
            return int(cell.value)  # type: ignore[arg-type]
        self._problem(cell, question.code, "se cambió la columna oculta «Versión»; descargue la planilla otra vez")
        return 0

    def _text(self, cell: Cell | None, code: str = "", *, lines: bool = False) -> str:
        return self._read(cell, code, lambda: cell.text(lines=lines)) or "" if cell else ""

    def _flag(self, cell: Cell, code: str) -> bool | None:
        return self._read(cell, code, lambda: flag_in(cell))

    def _read(self, cell: Cell, code: str, read: Callable[[], Any]) -> Any:
        """Return what a cell says; None, and a problem, where it says something else than asked."""
        try:
            return read()
        except (Unfit, InvalidValue) as mistake:
            self._problem(cell, code, str(mistake))
            return None

    def _problem(self, cell: Cell, code: str, message: str) -> None:
        problem = Problem(cell.coordinate, code, message)
        if problem not in self.reading.problems[-3:]:
            self.reading.problems.append(problem)


def _options(question: Question) -> list[str]:
    return [*(option.code for option in question.options), NONE_OF_THEM] if question.type == MULTI else []


def _level(question: Question, cell: Cell) -> str:
    """A level from 0 to 4: its number, «Nivel 3», or the number before the whole text of that level; «2-3» is two."""
    if cell.kind == Kind.BLANK:
        return ""
    found = _LEVEL.fullmatch(cell.text().lower().rstrip(".")) if cell.kind == Kind.TEXT else None
    typed = number_in(cell) if cell.kind == Kind.NUMBER else found[1] if found else ""
    is_other = found and found[2] and folded(question.levels[int(typed)]).rstrip(".") != folded(found[2])
    if typed not in ("0", "1", "2", "3", "4") or is_other:
        raise Unfit(f"se esperaba un nivel de 0 a 4 y {said_in(cell)}")
    return typed


def _yes_or_no(question: Question, cell: Cell) -> str:
    said = flag_in(cell)
    return "" if said is None else values.YES if said else values.NO


def _choice(question: Question, cell: Cell) -> str:
    return values.choice_of(question, cell.text()) if cell.kind != Kind.BLANK else ""
