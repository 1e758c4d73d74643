"""A filled workbook (exports.workbook) → what it says of each question, with every mistake named by its cell."""

import io
import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from core.refusals import Refusal
from diagnostics.exports import workbook as columns
from diagnostics.exports.workbook import SheetAnswer
from diagnostics.loaders.links import clean_link
from diagnostics.loaders.uploads import judge
from diagnostics.loaders.uploads.kinds import XLSX
from diagnostics.scoring import values
from diagnostics.scoring.instrument import CHOICE, MULTI, NUMERIC, SCALE, YES_NO, Instrument, Question
from diagnostics.scoring.values import NONE_OF_THEM, InvalidValue, number_from_screen

MOST_BYTES = 2 * 1024 * 1024
MOST_ROWS = 5000
MOST_LINKS, LONGEST_REASON = 20, 1000
NEEDED = (columns.CODE, columns.ANSWER, columns.VERSION)
YES_WORDS = {"sí", "si", "s", "x", "verdadero", "true", "yes", "1"}
NO_WORDS = {"no", "n", "falso", "false", "0"}
_ERRORS = {"#REF!", "#N/A", "#VALUE!", "#¡VALOR!", "#DIV/0!", "#¡DIV/0!", "#NAME?", "#¿NOMBRE?", "#NUM!", "#NULL!"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class WrongWorkbook(Refusal):
    """The file is not the workbook of this diagnosis, or cannot be read as one."""


@dataclass
class SheetReading:
    """`answers` by question, `problems` one line for each mistake, `notes` for what was passed over."""

    answers: dict[str, SheetAnswer] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Row:
    number: int
    cells: dict[str, Cell]
    code: str
    option: str


def read_workbook(data: bytes, *, name: str, instrument: Instrument, about: dict[str, str]) -> SheetReading:
    """Read a workbook that must say of itself what `about` says. Refuses FileRefused and WrongWorkbook; mistakes inside are
    all collected, each with its cell and what to do."""
    if len(data) > MOST_BYTES:
        raise WrongWorkbook("La planilla pesa más de 2 MB. Descárguela otra vez y copie solo las respuestas.")
    judged = judge(data, name, most_bytes=MOST_BYTES)
    if judged.media_type != XLSX:
        raise WrongWorkbook("Suba la planilla en formato XLSX, la misma que descargó de aquí.")
    try:
        book = load_workbook(io.BytesIO(data))
        computed = load_workbook(io.BytesIO(data), data_only=True)
    except Exception:  # a broken file breaks the library in many ways, and all mean the same to the person
        raise WrongWorkbook("La planilla está dañada. Ábrala y guárdela otra vez como XLSX.") from None
    _check_about(book, about)
    reading = SheetReading()
    sheet = _answers_sheet(book, reading)
    places = _columns(sheet)
    _Reader(instrument, reading, computed[sheet.title], sheet).read(places)
    return reading


def _check_about(book: Any, about: dict[str, str]) -> None:
    if columns.PORTAL not in book.sheetnames:
        raise WrongWorkbook(
            "A la planilla le falta una hoja oculta del portal. Descárguela otra vez y copie las respuestas."
        )
    rows = book[columns.PORTAL].iter_rows(min_row=1, max_row=20, max_col=2, values_only=True)
    said = {str(key): str(value or "") for key, value in rows if key}
    for key, value in {"formato": columns.FORMAT, **about}.items():
        if said.get(key) != value:
            raise WrongWorkbook(
                f"La planilla es de otro diagnóstico ({key}: «{said.get(key, 'nada')[:40]}»; se esperaba «{value[:40]}»). "
                "Descargue la de este municipio y ciclo."
            )


def _answers_sheet(book: Any, reading: SheetReading) -> Worksheet:
    known = {columns.ANSWERS, columns.READ_ME, columns.LISTS, columns.PORTAL}
    if columns.ANSWERS not in book.sheetnames:
        raise WrongWorkbook(f"Falta la hoja «{columns.ANSWERS}». Si le cambió el nombre, devuélvaselo.")
    for title in book.sheetnames:
        if title not in known:
            reading.notes.append(f"La hoja «{title[:40]}» no es de la planilla y no se leyó.")
    return book[columns.ANSWERS]


def _columns(sheet: Worksheet) -> dict[str, int]:
    heads = {str(cell.value or "").strip(): cell.column for cell in sheet[1]}
    for name in NEEDED:
        if name not in heads:
            raise WrongWorkbook(f"En la fila 1 falta el encabezado «{name}». Devuélvalo a como estaba.")
    if sheet.max_row > MOST_ROWS:
        raise WrongWorkbook(f"La hoja llega hasta la fila {sheet.max_row}. Copie las respuestas en una planilla nueva.")
    return {name: heads[name] for name in columns.WIDTHS if name in heads}


class _Reader:
    """Reads rows of questions; every method that finds a mistake writes it down and goes on."""

    def __init__(self, instrument: Instrument, reading: SheetReading, computed: Worksheet, sheet: Worksheet):
        self.instrument, self.reading, self.computed, self.sheet = instrument, reading, computed, sheet

    def read(self, places: dict[str, int]) -> None:
        by_question: dict[str, list[_Row]] = {}
        seen: dict[tuple[str, str], int] = {}
        for number in range(2, self.sheet.max_row + 1):
            row = self._row(number, places)
            if row is None:
                continue
            if (row.code, row.option) in seen:
                first = seen[row.code, row.option]
                self._problem(row.cells[columns.CODE], row.code, f"ya está en la fila {first}; deje una sola")
                continue
            seen[row.code, row.option] = number
            by_question.setdefault(row.code, []).append(row)
        for code, rows in by_question.items():
            self._question(self.instrument.question_by_code[code], rows)

    def _row(self, number: int, places: dict[str, int]) -> _Row | None:
        cells = {name: self.sheet.cell(number, column) for name, column in places.items()}
        code = self._plain(cells[columns.CODE])
        option = self._plain(cells[columns.OPTION]) if columns.OPTION in cells else ""
        if not code:
            typed = [name for name in columns.TYPED if name in cells and cells[name].value not in (None, "")]
            if typed:
                self._problem(cells[typed[0]], "", "hay una respuesta en una fila sin código de pregunta")
            return None
        question = self.instrument.question_by_code.get(code)
        if question is None:
            self._problem(cells[columns.CODE], "", f"«{code[:40]}» no es una pregunta de este cuestionario")
            return None
        known = {o.code for o in question.options} | {NONE_OF_THEM} if question.type == MULTI else set()
        if option and option not in known:
            self._problem(cells[columns.OPTION], code, f"«{option[:20]}» no es una opción de la pregunta")
            return None
        return _Row(number, cells, code, option)

    def _question(self, question: Question, rows: list[_Row]) -> None:
        main = next((row for row in rows if not row.option), rows[0])
        before = len(self.reading.problems)
        value = self._multi(question, rows) if question.type == MULTI else self._value(question, main)
        is_na, reason = self._not_applicable(question, main)
        links: dict[str, list[str]] = {}
        for row in rows:
            if found := self._links(question, row):
                links[row.option if row.option != NONE_OF_THEM else ""] = found
        version = self._version(question, main)
        if len(self.reading.problems) == before:
            cell = f"{columns.ANSWERS}, celda {main.cells[columns.ANSWER].coordinate}"
            answer = SheetAnswer(
                question.code, value, is_na, reason, links if question.evidence != "none" else None, version, cell
            )
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

    def _multi(self, question: Question, rows: list[_Row]) -> str:
        chosen = []
        for row in rows:
            cell = row.cells[columns.ANSWER]
            typed = self._plain(cell).lower()
            if not row.option and typed:
                self._problem(cell, question.code, "esta pregunta se responde en la fila de cada opción")
            elif row.option and typed in YES_WORDS:
                chosen.append(row.option)
            elif row.option and typed and typed not in NO_WORDS:
                self._problem(cell, question.code, f"se esperaba Sí o No y dice «{typed[:40]}»")
        order = [*(option.code for option in question.options), NONE_OF_THEM]
        return self._checked(
            question, rows[0].cells[columns.ANSWER], "|".join(code for code in order if code in chosen)
        )

    def _not_applicable(self, question: Question, row: _Row) -> tuple[bool, str]:
        mark, why = row.cells.get(columns.NOT_APPLICABLE), row.cells.get(columns.REASON)
        typed = self._plain(mark).lower() if mark is not None else ""
        reason = self._plain(why) if why is not None else ""
        if typed and typed not in YES_WORDS | NO_WORDS:
            self._problem(mark, question.code, f"en «No aplica» se esperaba Sí o nada y dice «{typed[:40]}»")
        is_na = typed in YES_WORDS
        if is_na and not question.na_allowed:
            self._problem(mark, question.code, "esta pregunta no admite «no aplica»; bórrelo y respóndala")
        elif is_na and not reason:
            self._problem(
                why if why is not None else mark, question.code, "falta la razón de «no aplica»; escríbala en una frase"
            )
        if len(reason) > LONGEST_REASON:
            self._problem(why, question.code, f"la razón tiene {len(reason)} letras; el máximo es {LONGEST_REASON}")
        return is_na, reason

    def _links(self, question: Question, row: _Row) -> list[str]:
        cell = row.cells.get(columns.LINKS)
        words = self._plain(cell, breaks=True).split() if cell is not None else []
        if words and question.evidence == "none":
            self._problem(cell, question.code, "esta pregunta no pide evidencia; borre los enlaces")
            return []
        found = []
        for word in words:
            link = clean_link(word)
            if link:
                found.append(link)
            else:
                self._problem(
                    cell, question.code, f"«{word[:60]}» no es un enlace; copie la dirección completa, desde https://"
                )
        if len(found) > MOST_LINKS:
            self._problem(cell, question.code, f"hay {len(found)} enlaces y el máximo es {MOST_LINKS}")
        return list(dict.fromkeys(found))

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
        value = self._raw(cell) if cell is not None else None
        if value is None:
            return ""
        if isinstance(value, bool):
            return "sí" if value else "no"
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        text = str(value)
        if _CONTROL.search(text):
            self._problem(cell, "", "hay caracteres invisibles; escriba otra vez el texto")
            text = _CONTROL.sub("", text)
        return text.strip() if breaks else " ".join(text.split())

    def _raw(self, cell: Cell) -> Any:
        """Return what a cell holds; of a formula, the value that the program kept beside it."""
        if isinstance(cell, MergedCell):
            return None
        value = cell.value
        if cell.data_type == "f":
            value = self.computed[cell.coordinate].value
            if value is None:
                self._problem(cell, "", "tiene una fórmula sin resultado; escriba el valor")
        if cell.data_type == "e" or (isinstance(value, str) and value in _ERRORS):
            self._problem(cell, "", f"la celda tiene un error ({value}); escriba el valor")
            return None
        return value

    def _problem(self, cell: Cell | MergedCell | None, code: str, words: str) -> None:
        where = f"celda {cell.coordinate}" if cell is not None else "hoja"
        line = f"{columns.ANSWERS}, {where}{f' ({code})' if code else ''}: {words}."
        if line not in self.reading.problems:
            self.reading.problems.append(line)
