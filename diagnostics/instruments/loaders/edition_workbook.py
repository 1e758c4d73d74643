"""A workbook of an edition (exports.edition_workbook) → its document; what does not fit is named by row and column."""

import io
from itertools import islice
from typing import Any

from openpyxl import load_workbook

from core.refusals import Refusal
from core.words import folded
from diagnostics.instruments.exports import edition_sheets as sheets
from diagnostics.instruments.exports.edition_sheets import FIELDS, Column, Kind, Sheet
from diagnostics.instruments.exports.editions import document_of
from diagnostics.instruments.loaders.fields import CODE
from diagnostics.instruments.loaders.instrument import read_instrument
from diagnostics.scoring import notation
from diagnostics.scoring.flat_parts import UnreadableTags, group_from, listed, question_from, without_blanks
from diagnostics.scoring.values import number_from_screen
from files.loaders.workbook_file import check_file, check_tags

MOST_BYTES = 2 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 3000, 60
YES_WORDS = {"si", "x", "verdadero", "true", "1"}
NO_WORDS = {"", "no", "falso", "false", "0"}


class WrongEdition(Refusal):
    """The workbook is not an edition; `details` names each mistake by row and column."""


def read_edition(data: bytes, name: str) -> dict[str, Any]:
    """Return the document of an XLSX or YAML file. Refuses FileRefused, WrongEdition, and YAML that is no sound instrument."""
    if not name.lower().endswith((".yaml", ".yml")):
        return read_edition_workbook(data)
    if len(data) > MOST_BYTES:
        raise WrongEdition("El archivo pesa más de 2 MB; no es un instrumento.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise WrongEdition("El texto del archivo no está en UTF-8. Guárdelo como UTF-8.") from None
    return document_of(read_instrument(text))


def read_edition_workbook(data: bytes) -> dict[str, Any]:
    """Return the document of a workbook, sound or not. Refuses FileRefused, and WrongEdition for what does not fit."""
    check_file(data)
    try:
        pages = _pages(data)
    except Refusal:
        raise
    except Exception:  # a damaged file fails in many ways inside the library; the answer is one
        raise WrongEdition("La planilla está dañada. Ábrala y guárdela otra vez como XLSX.") from None
    reader = _Reader(pages)
    document = reader.document()
    if reader.problems:
        count = len(reader.problems)
        words = "1 error" if count == 1 else f"{count} errores"
        raise WrongEdition(
            f"La planilla tiene {words}. Corríjala y súbala otra vez; no se guardó nada.", reader.problems
        )
    return document


Page = list[tuple[Any, ...]]


def _pages(data: bytes) -> dict[str, Page]:
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    wanted = [book[sheet.title] for sheet in sheets.SHEETS if sheet.title in book.sheetnames]
    check_tags(data, [sheet._worksheet_path for sheet in wanted])
    found = {}
    for sheet in wanted:
        sheet.reset_dimensions()  # the size that the file states may be wrong
        found[sheet.title] = list(islice(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), MOST_ROWS + 2))
    return found


class _Row(dict):
    """The fields of a row, with its sheet and number."""

    sheet: Sheet
    number: int


class _Reader:
    """Reads sheet after sheet; a method that finds a mistake records it and continues."""

    def __init__(self, pages: dict[str, Page]):
        self.pages, self.problems = pages, []
        self.seen: dict[str, str] = {}

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
        for row in self._rows(sheets.PAIRS):
            path, column = known.get(folded(row["key"]), ((), None))
            if column is None:
                self._problem(row, "key", f"no se conoce «{row['key'][:40]}»")
                continue
            value = self._value(column, row.get("value", ""), row, "value")
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
            if name in sheets.MAPPINGS and row.get("key"):
                found.setdefault(name, {})[row["key"]] = row.get("value", "")
            elif name in sheets.SEQUENCES:
                found.setdefault(name, []).append(row.get("value", ""))
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
            )
        }
        asked = set()
        for row in self._coded(sheets.QUESTIONS):
            inside, code = row.pop("inside"), row["code"]
            asked.add(code)
            parts = [[without_blanks(one) for one in rows[name].get(code, [])] for name in rows]
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

    def _question(self, row: _Row, parts: list[list[dict[str, Any]]]) -> dict[str, Any]:
        try:
            return question_from(row, *parts)
        except notation.UnreadableCondition as mistake:
            self._problem(row, "applies_when", f"no se entiende la condición: {mistake}")
        except UnreadableTags as mistake:
            self._problem(row, "crosswalk", str(mistake))
        return {"code": row["code"]}

    def _into(self, holders: dict[str, dict[str, Any]], inside: str, key: str, part: dict[str, Any], row: _Row) -> None:
        if inside in holders:
            holders[inside].setdefault(key, []).append(part)
        else:
            self._problem(row, "inside", f"no hay «{inside[:40]}» en la hoja anterior")

    def _coded(self, sheet: Sheet) -> list[_Row]:
        """Rows with a valid code that is unique in the workbook."""
        found = []
        for row in self._rows(sheet):
            code = row["code"]
            if not CODE.fullmatch(code):
                self._problem(
                    row, "code", f"«{code[:40]}» no sirve de código: letras sin tilde, cifras, punto y guion, hasta 40"
                )
            elif code in self.seen:
                self._problem(row, "code", f"el código {code} ya está en {self.seen[code]}")
            else:
                self.seen[code] = f"{sheet.title}, fila {row.number}"
                found.append(row)
        return found

    def _by_question(self, sheet: Sheet) -> dict[str, list[_Row]]:
        found: dict[str, list[_Row]] = {}
        for row in self._rows(sheet):
            found.setdefault(row.pop("question"), []).append(row)
        return found

    def _rows(self, sheet: Sheet) -> list[_Row]:
        if sheet.title not in self.pages:
            self.problems.append(f"Falta la hoja «{sheet.title}». Si le cambió el nombre, devuélvaselo.")
            return []
        page = self.pages[sheet.title]
        places = self._places(page, sheet)
        if len(page) > MOST_ROWS + 1:
            self.problems.append(
                f"{sheet.title}: llega más abajo de la fila {MOST_ROWS}. Copie las filas en una planilla nueva."
            )
            return []
        rows = [] if places is None else enumerate(page[1:], start=2)
        found = [self._row(values, sheet, places or {}, number) for number, values in rows]
        return [row for row in found if row is not None]

    def _places(self, page: Page, sheet: Sheet) -> dict[str, int] | None:
        heads = {folded(str(value or "")): place for place, value in enumerate(page[0] if page else ())}
        found = {c.name: heads[folded(c.heading)] for c in sheet.columns if folded(c.heading) in heads}
        missing = [column.heading for column in sheet.columns if column.name not in found]
        if missing:
            self.problems.append(
                f"{sheet.title}, fila 1: falta el encabezado «{missing[0]}». Devuélvalo a como estaba."
            )
            return None
        return found

    def _row(self, values: tuple[Any, ...], sheet: Sheet, places: dict[str, int], number: int) -> _Row | None:
        row = _Row()
        row.sheet, row.number = sheet, number
        texts = {name: _text(values[place] if place < len(values) else None) for name, place in places.items()}
        if not any(texts.values()):
            return None
        for column in sheet.columns:
            row[column.name] = self._value(column, texts[column.name], row, column.name)
        empty = [name for name in sheet.needed if not row[name]]
        if empty:
            self._problem(row, empty[0], f"falta «{sheet.column(empty[0]).heading.lower()}»")
            return None
        return row

    def _value(self, column: Column, text: str, row: _Row, name: str) -> Any:
        if column.kind == Kind.LINES:
            return "\n".join(" ".join(line.split()) for line in text.splitlines())
        text = " ".join(text.split())
        if column.kind == Kind.NUMBER:
            return number_from_screen(text) if "," in text else text
        if column.kind == Kind.FLAG:
            if folded(text) not in YES_WORDS | NO_WORDS:
                self._problem(row, name, f"se esperaba Sí o nada y dice «{text[:40]}»")
            return folded(text) in YES_WORDS
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
        self.problems.append(f"{row.sheet.title}, fila {row.number}, «{heading}»: {words}.")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Sí" if value else "no"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).replace("\0", "")


def _without_empty(value: dict[str, Any]) -> dict[str, Any]:
    found = {key: _without_empty(one) if isinstance(one, dict) else one for key, one in value.items()}
    return {key: one for key, one in found.items() if one != {}}
