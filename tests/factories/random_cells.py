"""Cells as spreadsheet programs write them, of every type and format, put into the bytes of a finished workbook.

They are written as XML: the library that writes our workbooks would tidy them up.
"""

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from xml.sax.saxutils import escape

from hypothesis import strategies as st

# Formats that show the number itself (rounded, grouped or with a word beside it), and formats that show something else.
SHOWN = [
    "General",
    "0",
    "0.00",
    "#,##0",
    "#,##0.00",
    "0.00E+00",
    "# ?/?",
    "@",
    '#,##0 "personas"',
    "[Red]0;[Blue]-0",
    "00000",
    '_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-',
    '0" m"',
    '#"."##0',
    "#\\ ##0",
    "# ?/100",
    '_("$"* #,##0_)',
    "[$€-2]\\ 0",
]
OTHERWISE = [
    "0%",
    "0.00%",
    "#,##0,",
    "0.0,,",
    '0"000"',
    "yyyy\\-mm\\-dd",
    "d/m/yy h:mm",
    "[h]:mm:ss",
    "mmm\\-yy",
    ";;;",
    '"Sí";;"No"',
    '0" mil"',
    "[$-404]e",
    '0","0',
    "0\\-0",
    "0\\/0",
    '00":"00',
    '"-"0',
    "(0)",
    '0"+"',
    "*-0",
    "0[$ mil-240A]",
    '0" docenas"',
]
ERRORS = ["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"]
INVISIBLE = dict.fromkeys(
    [
        0xAD,
        0x61C,
        0x180E,
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        0xFEFF,
        *range(0xFFF9, 0xFFFC),
    ]
)


@dataclass(frozen=True)
class Typed:
    """What somebody put into a cell. `value` is as the XML holds it; `formula`: it is the kept result of one."""

    kind: str  # number, text, boolean, error, moment (ISO date), pending (formula without result), blank
    value: str = ""
    number_format: str = "General"
    formula: bool = False
    text_type: str = "inlineStr"

    @property
    def number(self) -> Decimal | None:
        """The number that the sheet shows, None where it shows something else."""
        is_shown = self.kind == "number" and self.number_format in SHOWN
        return Decimal(self.value) if is_shown else None

    def xml(self, address: str, style: int) -> str:
        formula = "<f>SUM(1,1)</f>" if self.formula or self.kind == "pending" else ""
        text = escape(self.value)
        if self.kind == "text" and not formula and self.text_type == "inlineStr":
            inside, kind = f'<is><t xml:space="preserve">{text}</t></is>', "inlineStr"
        else:
            kind = {"text": "str", "boolean": "b", "error": "e", "moment": "d"}.get(self.kind, "n")
            inside = formula + (f"<v>{text}</v>" if self.value else "")
        return f'<c r="{address}" s="{style}" t="{kind}">{inside}</c>'


def _numbers() -> st.SearchStrategy[str]:
    """As programs write them: up to seventeen digits, large and small ones with an exponent."""
    near = st.sampled_from(["0", "1", "2", "3", "4", "5", "0.75", "3.5", "2.0", "1234", "-2", "1E3", "100", "45000"])
    floats = st.floats(0, 1e15, allow_nan=False).map(repr)
    decimals = st.decimals(0, 10**6, places=2).map(str)
    return st.one_of(near, near, st.integers(0, 10**12).map(str), decimals, floats)


def _texts() -> st.SearchStrategy[str]:
    words = st.sampled_from([
        "Sí", "si", "SI\u0301", "No", "n", "x", "verdadero", "tal vez", "Nivel 3", "nivel 3.", "2 · la mitad", "2-3", "3,5",
        "4 -", "1.234", "0.125", "1.234,5", ",5", "1\u00a0234", "12 34", "1,234", "+5", "5%", "7 de 9", "5/9", "1e3", "٣",
        "3\u200b", "\ufeff2", "Por la web", "o2", "O1 · por carta", "Por", "a", "ninguna", "Ninguna de las anteriores", "=1+1",
        "'5", " 3 ", "3\n4", "#REF!", "https://a.gov.co/x_(y)", "https://a.gov.co/a b", "www.alcaldía.gov.co",
        "ana@a.example", "Enlace", "Escala", "-", "n/a",
    ])  # fmt: skip
    figures = st.from_regex(r"[0-9]{1,4}([., ][0-9]{1,4}){0,3}", fullmatch=True)
    alphabet = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
    return st.one_of(words, words, figures, st.text(alphabet, max_size=12))


def cells() -> st.SearchStrategy[Typed]:
    formats, kept = st.sampled_from([*SHOWN, *OTHERWISE]), st.booleans()
    return st.one_of(
        st.builds(Typed, st.just("number"), _numbers(), formats, kept),
        st.builds(Typed, st.just("text"), _texts(), formats, kept, st.sampled_from(["inlineStr", "str"])),
        st.builds(Typed, st.just("boolean"), st.sampled_from("01"), formats, kept),
        st.builds(Typed, st.just("error"), st.sampled_from(ERRORS), formats, kept),
        st.builds(Typed, st.just("moment"), st.sampled_from(["2027-03-05", "2027-03-05T10:00:00"]), formats),
        st.builds(Typed, st.just("pending"), st.just(""), formats),
        st.builds(Typed, st.just("blank"), st.just(""), formats),
    )


def visible(typed: Typed) -> str:
    """A text as people see it: composed, without characters of no width."""
    return unicodedata.normalize("NFC", typed.value).translate(INVISIBLE)


def plain(typed: Typed) -> str:
    """A text as people see it, in small letters without accents and with single blanks."""
    bare = unicodedata.normalize("NFKD", visible(typed)).casefold()
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).split()).rstrip(". ")


def meant_number(typed: Typed) -> Decimal | None:
    """The only number that the cell can mean to a person; None where there is none, or two."""
    if typed.kind != "text":
        return typed.number
    said = visible(typed).strip()
    readings = set()
    if re.fullmatch(r"[0-9]+(,[0-9]+)?|[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]+)?", said):
        readings.add(Decimal(said.replace(".", "").replace(",", ".")))
    if re.fullmatch(r"[1-9][0-9]{0,2}([ \u00a0\u202f\u2009][0-9]{3})+(,[0-9]+)?", said):
        readings.add(Decimal(re.sub(r"\s", "", said).replace(",", ".")))
    if re.fullmatch(r"[0-9]+\.[0-9]+", said):
        readings.add(Decimal(said))
    return readings.pop() if len(readings) == 1 else None


def kept(number: Decimal) -> Decimal:
    return number.quantize(Decimal("1e-9"), ROUND_HALF_UP) if -number.as_tuple().exponent > 9 else number  # type: ignore[operator]


def says(stored: bool, typed: Typed) -> bool:
    yes, no = {"si", "s", "x", "verdadero", "true", "yes"}, {"no", "n", "falso", "false"}
    words = (
        {"1": "si", "0": "no"}[typed.value] if typed.kind == "boolean" else plain(typed) if typed.kind == "text" else ""
    )
    return words in (yes if stored else no)


def is_blank(typed: Typed) -> bool:
    return typed.kind == "blank" or (typed.kind == "text" and not plain(typed) and not visible(typed).strip())


class Canvas:
    """A workbook whose cells are replaced, each time in a fresh copy."""

    def __init__(self, data: bytes):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.parts = {info.filename: archive.read(info) for info in archive.infolist()}
        styles = self.parts["xl/styles.xml"].decode()
        self.first = int(re.search(r'<cellXfs count="(\d+)"', styles)[1])  # type: ignore[index]
        self.formats = [*SHOWN, *OTHERWISE]
        codes = [escape(one, {'"': "&quot;"}) for one in self.formats]
        added = "".join(f'<numFmt numFmtId="{300 + n}" formatCode="{code}"/>' for n, code in enumerate(codes))
        xfs = "".join(
            f'<xf numFmtId="{300 + n}" fontId="0" fillId="0" borderId="0" applyNumberFormat="1"/>'
            for n in range(len(codes))
        )
        styles = re.sub(r"<numFmts[^>]*/>", "", styles)
        if "<numFmts" in styles:
            styles = styles.replace("</numFmts>", f"{added}</numFmts>")
        else:
            styles = re.sub(r"<styleSheet[^>]*>", lambda head: f"{head[0]}<numFmts>{added}</numFmts>", styles, count=1)
        self.parts["xl/styles.xml"] = styles.replace("</cellXfs>", f"{xfs}</cellXfs>").encode()

    def titles(self) -> list[str]:
        return re.findall(r'<sheet [^>]*name="([^"]*)"', self.parts["xl/workbook.xml"].decode())

    def addresses(self, title: str) -> list[str]:
        return re.findall(r'<c r="([A-Z]+[0-9]+)"', self.parts[self._part(title)].decode())

    def _part(self, title: str) -> str:
        return f"xl/worksheets/sheet{self.titles().index(title) + 1}.xml"

    def with_cells(self, title: str, typed: dict[str, Typed]) -> bytes:
        """Return the workbook with these cells; each must already stand in the sheet's XML."""
        part = self._part(title)
        xml = self.parts[part].decode()
        for address, cell in typed.items():
            new = cell.xml(address, self.first + self.formats.index(cell.number_format))
            xml, count = re.subn(
                rf'<c r="{address}"[^>]*?(/>|>.*?</c>)', lambda _, new=new: new, xml, count=1, flags=re.DOTALL
            )
            assert count == 1, address
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.parts.items():
                archive.writestr(name, xml.encode() if name == part else content)
        return out.getvalue()
