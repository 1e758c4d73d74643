"""A workbook of an edition (exports.edition_workbook) → its document; what does not fit is named by sheet and cell."""

from dataclasses import dataclass
from typing import Any

from core.documents.fields import CODE, Seen, code_fault, remember
from core.refusals import Refusal
from core.sheets.book import Book, Sheet, open_book
from core.sheets.cells import Cell, Unfit
from core.sheets.cells import Kind as CellKind
from core.sheets.headings import find_headings
from core.words import folded
from core.workbook import READ_ME
from diagnostics.instruments.exports import edition_sheets as sheets
from diagnostics.instruments.exports.edition_sheets import FIELDS, Column, Kind
from diagnostics.instruments.exports.edition_sheets import Sheet as Layout
from diagnostics.instruments.exports.editions import document_of
from diagnostics.instruments.loaders.drafts import draft_nodes
from diagnostics.instruments.loaders.instrument import read_instrument, read_nodes
from diagnostics.instruments.loaders.sheet_cells import flag_in, number_in
from diagnostics.scoring import notation
from diagnostics.scoring.flat_parts import (
    UnreadableTags,
    flat_question,
    group_from,
    listed,
    question_from,
    without_blanks,
)  # fmt: skip
from diagnostics.scoring.values import too_many_decimals
from files.loaders.uploads import judge

MOST_BYTES = 2 * 1024 * 1024


class WrongEdition(Refusal):
    """The workbook is not an edition; `details` names each mistake by sheet and cell."""


@dataclass(frozen=True)
class EditionReading:
    """A document as a workbook says it, sound or not, and where each coded part stands («Preguntas, fila 7»)."""

    document: dict[str, Any]
    places: dict[str, str]


def read_edition(data: bytes, name: str) -> dict[str, Any]:
    """Return the document of an XLSX or YAML file.

    Refuses FileRefused, UnreadableWorkbook, WrongEdition, and YAML that is no sound instrument.
    """
    if not _is_yaml(name):
        return read_edition_workbook(data).document
    return document_of(read_instrument(_text_of(data)))


def read_sound_workbook(data: bytes) -> dict[str, Any]:
    """Return the canonical content of a sound edition. Refuses as `read_edition_workbook`, and faults with their rows."""
    reading = read_edition_workbook(data)
    content, faults = read_nodes(draft_nodes(reading.document))
    if faults:
        lines = [f"{reading.places.get(fault.place.part[1], 'La edición')}: {fault}" for fault in faults]
        raise WrongEdition(_counted(lines), lines)
    return content


def read_edition_workbook(data: bytes) -> EditionReading:
    """Read a workbook, sound or not. Refuses FileRefused, UnreadableWorkbook, and WrongEdition for what does not fit."""
    book = open_book(data, most_bytes=MOST_BYTES)
    judge(data, "planilla.xlsx", most_bytes=MOST_BYTES)
    reader = _Reader(book)
    document = {} if reader.problems else reader.document()
    if reader.problems:
        raise WrongEdition(_counted(reader.problems), reader.problems)
    return EditionReading(document, dict(reader.seen.values()))


def _strange_sheets(book: Book) -> list[str]:
    known = {folded(title) for title in (READ_ME, *(layout.title for layout in sheets.SHEETS))}
    return [title[:40] for title in book.titles if folded(title) not in known]


def _is_yaml(name: str) -> bool:
    return name.lower().endswith((".yaml", ".yml"))


def _text_of(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise WrongEdition("El archivo pesa más de 2 MB; no es un instrumento.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise WrongEdition("El texto del archivo no está en UTF-8. Guárdelo como UTF-8.") from None


def _counted(problems: list[str]) -> str:
    words = "1 error" if len(problems) == 1 else f"{len(problems)} errores"
    return f"La planilla tiene {words}. Corríjala y súbala otra vez; no se guardó nada."


class _Row(dict):
    """The fields of a row, with its sheet, its number and its cells by field."""

    sheet: Layout
    number: int
    cells: dict[str, Cell]


class _Reader:
    """Reads sheet after sheet; a method that finds a mistake records it and continues."""

    def __init__(self, book: Book):
        self.problems: list[str] = []
        self.seen: Seen = {}
        self.sheets = {layout.title: book.sheet(layout.title) for layout in sheets.SHEETS}
        self.strange = _strange_sheets(book)
        self.columns = {layout.title: self._columns(layout) for layout in sheets.SHEETS}

    def document(self) -> dict[str, Any]:
        found = self._pairs()
        found["maturity_levels"] = [
            {"level": number, **without_blanks(row)} for number, row in enumerate(self._rows(sheets.LEVELS), start=1)
        ]
        if gates := [without_blanks(row) for row in self._rows(sheets.GATES)]:
            found.setdefault("scoring", {})["gates"] = gates
        found["municipality_attributes"] = [
            without_blanks(row | {"values": listed(row.get("values", ""))}) for row in self._rows(sheets.ATTRIBUTES)
        ]
        found["review_reason_codes"] = [without_blanks(row) for row in self._rows(sheets.REASONS)]
        found |= self._lists()
        found["dimensions"] = self._dimensions()
        return without_blanks(found)

    def _pairs(self) -> dict[str, Any]:
        known = {folded(label): (path, Column(label, path[-1], kind)) for label, path, kind in FIELDS}
        found: dict[str, Any] = {}
        seen: dict[tuple[str, ...], int] = {}
        for row in self._rows(sheets.PAIRS):
            path, column = known.get(folded(row["key"]), ((), None))
            if column is None:
                self._problem(row, "key", f"no se conoce «{row['key'][:40]}»")
                continue
            if path in seen:
                self._problem(row, "key", f"«{row['key'][:40]}» ya está en la fila {seen[path]}; deje una sola")
                continue
            seen[path] = row.number
            value = self._value(column, row.cells["value"], row, "value")
            holder = found
            for key in path[:-1]:
                holder = holder.setdefault(key, {})
            if value not in ("", None) and (value is not False or any(holder.values())):
                holder[path[-1]] = value
        return _without_empty(found)

    def _lists(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for row in self._rows(sheets.LISTS):
            name = row["list"]
            if not row["value"]:
                self._problem(row, "value", "falta el valor")
            elif name in sheets.MAPPINGS and row["key"]:
                if row["key"] in found.get(name, {}):
                    self._problem(row, "key", f"la clave «{row['key'][:40]}» ya está en la lista; deje una sola")
                found.setdefault(name, {})[row["key"]] = row["value"]
            elif name in sheets.SEQUENCES and not row["key"]:
                found.setdefault(name, []).append(row["value"])
            elif name in sheets.SEQUENCES:
                self._problem(row, "key", f"la lista «{name}» no lleva claves; bórrela")
            else:
                self._problem(row, "list", f"no se conoce la lista «{name[:40]}», o le falta la clave")
        return found

    def _dimensions(self) -> list[dict[str, Any]]:
        dimensions = {row["code"]: self._group(row) for row in self._coded(sheets.DIMENSIONS)}
        indicators = {}
        for row in self._coded(sheets.INDICATORS):
            inside = row.pop("inside")
            indicators[row["code"]] = self._group(row)
            self._into(dimensions, inside, "indicators", indicators[row["code"]], row)
        rows = {
            name: self._by_question(sheet)
            for name, sheet in (
                ("options", sheets.OPTIONS),
                ("thresholds", sheets.THRESHOLDS),
                ("refs", sheets.REFERENCES),
                ("statements", sheets.STATEMENTS),
            )
        }
        asked = set()
        for row in self._coded(sheets.QUESTIONS):
            inside, code = row.pop("inside"), row["code"]
            asked.add(code)
            parts = {name: found.get(code, []) for name, found in rows.items()}
            self._into(indicators, inside, "questions", self._question(row, parts), row)
        for by_question in rows.values():
            for code, found in by_question.items():
                if code not in asked:
                    self._problem(found[0], "question", f"no hay una pregunta «{code[:40]}»")
        return list(dimensions.values())

    def _group(self, row: _Row) -> dict[str, Any]:
        try:
            return group_from(row)
        except UnreadableTags as mistake:
            self._problem(row, "crosswalk", str(mistake))
            return {"code": row["code"]}

    def _question(self, row: _Row, parts: dict[str, list[_Row]]) -> dict[str, Any]:
        self._name_answers(row, parts["options"], parts["statements"])
        try:
            question = question_from(row, *([without_blanks(one) for one in found] for found in parts.values()))
            self._without_place(row, parts, question)
            return question
        except notation.UnreadableCondition as mistake:
            self._problem(row, "applies_when", f"no se entiende la condición: {mistake}")
        except UnreadableTags as mistake:
            self._problem(row, "crosswalk", str(mistake))
        return {"code": row["code"]}

    def _name_answers(self, question: _Row, options: list[_Row], statements: list[_Row]) -> None:
        """Put the key of each statement in the place of the word by which the sheet calls that answer."""
        if question["type"] not in sheets.TYPES.values():
            return
        known = sheets.ANSWERS.get(question["type"], {})
        words = {folded(word): key for word, key in known.items()} or {row["code"]: row["code"] for row in options}
        seen: dict[str, int] = {}
        for row in statements:
            key = words.get(folded(row["key"]) if known else row["key"])
            if key is None:
                offered = " o ".join(known or words) or "el código de una opción"
                self._problem(row, "key", f"dice «{row['key'][:40]}»; en {question['code']} se esperaba {offered}")
            elif key in seen:
                self._problem(row, "key", f"la respuesta ya tiene su afirmación en la fila {seen[key]}; deje una sola")
            else:
                seen[key], row["key"] = row.number, key

    def _without_place(self, row: _Row, parts: dict[str, list[_Row]], question: dict[str, Any]) -> None:
        """Record the cells that a question of this type does not keep: the text of a level in one of yes or no."""
        kept = without_blanks(flat_question(question))
        for name in without_blanks(row):
            if name not in kept:
                self._problem(row, name, "no va con el resto de la fila; corríjala o borre esta celda")
        for name, found in parts.items():
            if found and name not in question:
                self._problem(
                    found[0], "question", f"la pregunta {row['code']} no es de las que llevan estas filas; bórrelas"
                )

    def _into(self, holders: dict[str, dict[str, Any]], inside: str, key: str, part: dict[str, Any], row: _Row) -> None:
        if inside in holders:
            holders[inside].setdefault(key, []).append(part)
        else:
            self._problem(row, "inside", f"no hay «{inside[:40]}» en la hoja anterior")

    def _coded(self, sheet: Layout) -> list[_Row]:
        """Rows with a valid code that is unique in the workbook."""
        found = []
        for row in self._rows(sheet):
            code = row["code"]
            if not CODE.fullmatch(code):
                self._problem(
                    row, "code", f"«{code[:40]}» no sirve de código: letras sin tilde, cifras, punto y guion, hasta 40"
                )
            elif fault := code_fault(code, self.seen, sheet.title):
                self._problem(row, "code", fault)
            else:
                remember(code, self.seen, sheet.title, f"{sheet.title}, fila {row.number}")
                found.append(row)
        return found

    def _by_question(self, sheet: Layout) -> dict[str, list[_Row]]:
        found: dict[str, list[_Row]] = {}
        for row in self._rows(sheet):
            found.setdefault(row.pop("question"), []).append(row)
        return found

    def _columns(self, layout: Layout) -> dict[str, int]:
        """Return the column of each field; the headings that are not those of the sheet are recorded."""
        sheet, title = self.sheets[layout.title], layout.title
        if sheet is None:
            if layout.is_optional:  # unless a sheet that nobody knows may be this one, renamed
                self.problems += [
                    f"No se conoce la hoja «{one}» y no hay «{title}». Devuélvale su nombre o quítela."
                    for one in self.strange
                ]
                return {}
            self.problems.append(f"Falta la hoja «{title}». Si le cambió el nombre, devuélvaselo.")
            return {}
        found = find_headings(sheet, [column.heading for column in layout.columns])
        columns = {one.name: found.columns[one.heading] for one in layout.columns if one.heading in found.columns}
        optional = {one.heading for one in layout.columns if one.is_optional}
        missing = [name for name in found.missing if name not in optional]
        merged = sheet.merged_over(set(columns.values()), from_row=1)
        self.problems += [
            *(f"{title}, fila 1: falta el encabezado «{name}». Devuélvalo a como estaba." for name in missing),
            *(f"{title}, celdas {where}: el encabezado «{name}» está dos veces; deje uno." for name, where in found.doubled),
            *(f"{title}, celda {where}: no se conoce el encabezado «{text}»; quítelo." for where, text in found.unknown),
            *(f"{title}, columna {letter}: tiene celdas sin encabezado; bórrelas." for letter in found.unnamed),
            *(f"{title}, celdas {one.name}: están combinadas; sepárelas." for one in merged),
        ]  # fmt: skip
        return columns

    def _rows(self, layout: Layout) -> list[_Row]:
        sheet, columns = self.sheets[layout.title], self.columns[layout.title]
        rows = [self._row(sheet, layout, columns, number) for number in sheet.rows if number > 1] if sheet else []
        return [row for row in rows if row is not None]

    def _row(self, sheet: Sheet, layout: Layout, columns: dict[str, int], number: int) -> _Row | None:
        row = _Row()
        row.sheet, row.number = layout, number
        row.cells = {name: sheet.cell(number, column) for name, column in columns.items()}
        if not any(cell.kind != CellKind.BLANK for cell in row.cells.values()):
            return None
        before = len(self.problems)
        for column in layout.columns:
            cell = row.cells.get(column.name)
            row[column.name] = self._value(column, cell, row, column.name) if cell else ""
        empty = [name for name in layout.needed if not row[name]]
        if empty and len(self.problems) == before:
            self._problem(row, empty[0], f"falta «{layout.column(empty[0]).heading.lower()}»")
        return None if empty else row

    def _value(self, column: Column, cell: Cell, row: _Row, name: str) -> Any:
        if column.kind == Kind.OWN:
            return ""
        try:
            if column.kind == Kind.LINES:
                return "\n".join(" ".join(line.split()) for line in cell.text(lines=True).splitlines())
            if column.kind == Kind.NUMBER:
                typed = number_in(cell)
                if surplus := too_many_decimals(typed):
                    raise Unfit(surplus)
                return typed
            if column.kind == Kind.FLAG:
                return flag_in(cell) or False
            text = cell.text()
        except Unfit as unfit:
            self._problem(row, name, str(unfit))
            return ""
        if column.kind == Kind.LIST:
            return [self._choice(column, one, row, name) for one in listed(text)]
        return self._choice(column, text, row, name) if column.kind == Kind.CHOICE and text else text

    def _choice(self, column: Column, text: str, row: _Row, name: str) -> str:
        known = {folded(label): said for label, said in (column.choices or {}).items()}
        if folded(text) not in known:
            self._problem(row, name, f"dice «{text[:40]}»; se esperaba {', '.join(column.choices or {})}")
        return known.get(folded(text), "")

    def _problem(self, row: _Row, name: str, words: str) -> None:
        heading = row.sheet.column(name).heading
        self.problems.append(
            f"{row.sheet.title}, fila {row.number}, «{heading}» ({row.cells[name].coordinate}): {words}."
        )


def _without_empty(value: dict[str, Any]) -> dict[str, Any]:
    found = {key: _without_empty(one) if isinstance(one, dict) else one for key, one in value.items()}
    return {key: one for key, one in found.items() if one != {}}
