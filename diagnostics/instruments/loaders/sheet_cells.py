"""Cells of our workbooks as the texts that editions and answers store."""

from decimal import Decimal

from core.sheets.cells import Cell, Kind, Unfit
from core.words import folded
from diagnostics.scoring.values import number_from_screen, number_problem

YES_WORDS = {"si", "s", "x", "verdadero", "true", "yes"}
NO_WORDS = {"no", "n", "falso", "false"}


def number_in(cell: Cell) -> str:
    """Return a number as it is stored («1250.5»), "" for a blank; unreadable text as typed.

    Raises Unfit for other kinds of cells, and for text that reads as two numbers («1.234»).
    """
    if cell.kind == Kind.BLANK:
        return ""
    if cell.kind != Kind.TEXT:
        return plain_number(cell.number())
    typed = cell.text(lines=True)
    if not number_problem(typed) and (two_readings := number_problem(typed, is_shown=False)):
        raise Unfit(two_readings)
    return number_from_screen(typed)


def plain_number(number: Decimal) -> str:
    """Return all digits of a number, without an exponent or idle zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def flag_in(cell: Cell) -> bool | None:
    """Return whether a cell says yes; None for a blank. Raises Unfit for anything but yes and no."""
    if cell.kind == Kind.BLANK:
        return None
    if cell.kind == Kind.BOOLEAN:
        return bool(cell.value)
    if cell.kind == Kind.TEXT:
        typed = folded(cell.text()).rstrip(".")
        if typed in YES_WORDS | NO_WORDS:
            return typed in YES_WORDS
    raise Unfit(f"se esperaba Sí o No y {said_in(cell)}")


def said_in(cell: Cell) -> str:
    """«dice «3,5»», for a sentence that says what was expected. Raises Unfit as `require_value` does."""
    cell.require_value()
    return f"dice «{cell.shown()}»"
