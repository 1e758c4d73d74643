"""Reads CSV files: rows with their line number, errors that name the line and what was expected."""

import csv
import io
from collections import Counter
from dataclasses import dataclass

from core.refusals import Refusal
from core.words import counted, garbled_in, turned_line, visible

MAX_ERRORS = 50
MAX_ROWS = 250_000  # 500 places with 500 questions; protects the memory


@dataclass(frozen=True)
class Row:
    """One line of a CSV file: its number (the header is line 1) and its stripped cells by column."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def read_csv(
    text: str, *, name: str, required: list[str], known: list[str] | None = None, delimiters: str = ","
) -> list[Row]:
    """Return the rows of a comma-separated text with a header, in NFC and without invisible characters.

    `required` columns must exist; with `known`, any other column is refused. Trailing cells may be left out. Of several
    `delimiters`, the one that the header has most of separates. Raises Refusal naming the file and line.
    """
    if spoilt := garbled_in(text):
        raise Refusal(
            f"{name}: las tildes llegaron dañadas («{spoilt}»). Guárdelo otra vez como UTF-8 donde se vean bien."
        )
    if line := turned_line(text):
        raise Refusal(
            f"{name}, línea {line}: hay un carácter invisible que cambia el orden de las letras. Escriba otra vez ese texto."
        )
    text = visible(text)
    delimiter = max(delimiters, key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        _check_header(header, name=name, required=required, known=known)
        rows = []
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(rows) == MAX_ROWS:
                raise Refusal(f"{name}, línea {reader.line_num}: el archivo tiene más de {MAX_ROWS // 1000} mil filas.")
            if len(cells) > len(header):
                columns = counted(len(cells), "columna", "columnas")
                raise Refusal(f"{name}, línea {reader.line_num}: hay {columns} y el encabezado tiene {len(header)}.")
            values = {column: cell.strip() for column, cell in zip(header, cells, strict=False)}
            if any("\0" in value for value in values.values()):
                raise Refusal(
                    f"{name}, línea {reader.line_num}: hay un carácter nulo; el archivo no es un CSV de texto."
                )
            rows.append(Row(reader.line_num, values))
    except csv.Error as error:
        raise Refusal(f"{name}, línea {reader.line_num}: el archivo no es un CSV bien formado ({error}).") from None
    return rows


def rows_of(
    table: list[tuple[int, list[str]]], *, name: str, required: list[str], known: list[str] | None = None
) -> list[Row]:
    """Return the rows of a sheet (`core.sheets.listing`), whose first one is the header. Refuses as `read_csv`."""
    header = table[0][1] if table else []
    _check_header(header, name=name, required=required, known=known)
    rows = []
    for number, texts in table[1:]:
        cells = list(texts)
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > len(header):
            columns = counted(len(cells), "columna", "columnas")
            raise Refusal(f"{name}, fila {number}: hay {columns} y el encabezado tiene {len(header)}.")
        rows.append(Row(number, dict(zip(header, cells, strict=False))))
    return rows


def _check_header(header: list[str], *, name: str, required: list[str], known: list[str] | None) -> None:
    if any("\0" in column for column in header):
        raise Refusal(f"{name}, línea 1: hay un carácter nulo; el archivo no es un CSV de texto.")
    missing = [column for column in required if column not in header]
    if missing:
        raise Refusal(
            f"{name}, línea 1: falta la columna «{missing[0]}». Se esperaban: {', '.join(known or required)}."
        )
    often = Counter(header)
    repeated = [column for column in header if often[column] > 1]
    if repeated:
        raise Refusal(f"{name}, línea 1: la columna «{repeated[0]}» está repetida.")
    unknown = [column for column in header if known and column not in known]
    if unknown:
        raise Refusal(
            f"{name}, línea 1: no se conoce la columna «{unknown[0][:60]}». Se esperaban: {', '.join(known)}."
        )


def refuse_all(problems: list[str], *, name: str) -> None:
    """Raise one Refusal that lists the problems (the first fifty), if there are any."""
    if not problems:
        return
    shown = problems[:MAX_ERRORS]
    if len(problems) > MAX_ERRORS:
        shown.append(f"… y {len(problems) - MAX_ERRORS} más.")
    count = "1 error" if len(problems) == 1 else f"{len(problems)} errores"
    raise Refusal(f"{name}: {count}; no se guardó nada.", shown)
