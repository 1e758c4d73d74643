"""What a cell holds, as the spreadsheet keeps it; a cell that holds something else than asked is refused, never converted."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum

from openpyxl.utils.escape import unescape

from core.numbers import trimmed
from core.sheets.number_formats import PLAIN, hides, rounds, shows_another_number
from core.words import turned_line, visible
from core.workbook import CONTROL, with_plain_breaks, writable

ERRORS = frozenset(
    [
        "#REF!",
        "#¡REF!",
        "#N/A",
        "#N/D",
        "#VALUE!",
        "#¡VALOR!",
        "#DIV/0!",
        "#¡DIV/0!",
        "#NAME?",
        "#¿NOMBRE?",
        "#NUM!",
        "#¡NUM!",
        "#NULL!",
        "#¡NULO!",
        "#SPILL!",
        "#CALC!",
    ]
)


class Unfit(ValueError):
    """The cell holds something else than asked; the message says what and what to do, in Spanish, without its address."""


class Kind(Enum):
    BLANK = "blank"
    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"  # also a time of day
    DURATION = "duration"
    ERROR = "error"
    PENDING = "pending"  # a formula whose result the file does not keep
    STRUCK = "struck"  # crossed out, as a whole or in part
    TURNED = "turned"  # with a mark after which letters and figures show in another order


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its address («C12»), what it holds and its number format. The value of a formula is the kept result.

    `value`: str (NFC, without invisible characters) for TEXT, ERROR, STRUCK and TURNED, Decimal for NUMBER, bool, datetime
    types, else None.
    """

    coordinate: str
    kind: Kind = Kind.BLANK
    value: str | Decimal | bool | date | time | timedelta | None = None
    number_format: str = "General"

    def text(self, *, lines: bool = False) -> str:
        """Return the text, with single blanks, or with its line breaks; "" for a blank, digits for a whole number without format.

        Raises Unfit.
        """
        if self.kind == Kind.BLANK:
            return ""
        if self.kind == Kind.NUMBER and self.number_format in PLAIN and self.value == int(self.value):  # type: ignore[arg-type]
            return f"{self.value:f}".partition(".")[0]
        if self.kind != Kind.TEXT:
            raise Unfit(
                f"{self._what()} y se esperaba un texto; póngale formato de texto a la celda y escríbalo otra vez"
            )
        text = str(self.value)
        if CONTROL.search(text):
            raise Unfit("hay caracteres invisibles; escriba otra vez el texto")
        return text.strip() if lines else " ".join(text.split())

    def number(self) -> Decimal:
        """Return the number that the sheet shows. Raises Unfit: other kinds, and formats that show another number."""
        if self.kind != Kind.NUMBER:
            raise Unfit(f"{self._what()} y se esperaba un número" + _ADVICE.get(self.kind, ""))
        if "%" in self.number_format:
            raise Unfit(
                "tiene formato de porcentaje; póngale formato general a la celda y escriba el número sin porcentaje"
            )
        if shows_another_number(self.number_format):
            raise Unfit(
                "tiene un formato que muestra otro número; póngale formato general a la celda y revise el valor"
            )
        if hides(self.number_format, self.value):  # type: ignore[arg-type]
            raise Unfit("es 0 y su formato no lo muestra; póngale formato general a la celda y revise el valor")
        return self.value  # type: ignore[return-value]

    def shows_fewer_decimals(self, kept: str) -> bool:
        """Whether the sheet shows a number, here as it is kept, with fewer decimals than it has."""
        return self.kind == Kind.NUMBER and rounds(self.number_format, Decimal(kept))

    def require_value(self) -> None:
        """Raises Unfit for an error, a formula whose result the file does not keep, what is crossed out or turned around."""
        if self.kind == Kind.ERROR:
            raise Unfit(f"la celda tiene un error ({self.value}); escriba el valor")
        if self.kind == Kind.PENDING:
            raise Unfit("tiene una fórmula sin resultado; escriba el valor")
        if self.kind == Kind.STRUCK:
            raise Unfit("está tachada, toda o en parte; borre lo que no vale y quítele el tachado al resto")
        if self.kind == Kind.TURNED:
            raise Unfit("tiene un carácter invisible que cambia el orden de las letras; escriba otra vez el texto")

    def _what(self) -> str:
        self.require_value()
        return _WORDS.get(self.kind) or f"dice «{self.shown()}»"

    def shown(self) -> str:
        """The value as a message quotes it, forty letters at most."""
        if self.kind == Kind.NUMBER:
            number: Decimal = self.value  # type: ignore[assignment]
            if "%" in self.number_format:
                return f"{_comma(100 * number)[:38]} %"
            return _comma(number)[:40]
        if self.kind == Kind.BOOLEAN:
            return "verdadero" if self.value else "falso"
        if isinstance(self.value, datetime | date):
            return f"{self.value:%d/%m/%Y}"
        return str(self.value if self.value is not None else "")[:40]


_WORDS = {
    Kind.BLANK: "está vacía",
    Kind.BOOLEAN: "dice verdadero o falso",
    Kind.DATE: "es una fecha",
    Kind.DURATION: "es una duración",
}
_ADVICE = {
    Kind.DATE: "; cambie el formato de la celda",
    Kind.DURATION: "; cambie el formato de la celda",
}


def _comma(number: Decimal) -> str:
    return trimmed(number) if number >= 0 and number == number.to_integral_value() else f"{number:f}".replace(".", ",")


def read_text(text: str) -> tuple[Kind, str]:
    """Return what a text of a sheet is, and the text as `visible`: escapes decoded, \\n as line break."""
    plain = with_plain_breaks(unescape(text))
    shown = visible(plain)
    if not shown.strip():
        return Kind.BLANK, ""
    if shown.strip() in ERRORS:
        return Kind.ERROR, shown
    return Kind.TURNED if turned_line(plain) else Kind.TEXT, shown


def as_kept(text: str) -> str:
    """Return a text as it would be read back from the sheet that core.workbook writes."""
    return visible(writable(text)).strip()
