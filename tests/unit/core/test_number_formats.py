"""Number formats as people and their programs make them: whether the cell shows its own number."""

from decimal import Decimal

import pytest

from core.sheets.cells import Unfit
from core.sheets.number_formats import hides, rounds, shows_another_number
from tests.unit.core.test_sheets_bounds import book, cells, first_sheet

ITSELF = [
    "General", "0", "0.00", "#,##0", "#,##0.00;[Red]-#,##0.00", "0.00E+00", "# ?/?", '#" "?/?', "# ?/100", "@",
    '@" personas"', '#,##0 "personas"', "[Red]0;[Blue]-0", "00000", '0" m"', '0" mm"', '0"º"', '#"."##0',
    '#"."###"."##0', "#\\ ##0", "#\xa0##0", '_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-',
    '_("$"* #,##0.00_);_("$"* (#,##0.00);_("$"* "-"??_);_(@_)', "#,##0_);(#,##0)", "[$€-2]\\ 0", "[$-240A]0",
    "$#,##0", "+0", '0" pre-escolar"', '0" (aprox.)"', "[DBNum1][$-804]General", "0;-0;;@", "0.000\\ 000",
]  # fmt: skip
ANOTHER = [
    "0%", '0"%"', "0\\%", "0‰", "#,##0,", "0.0,,", "0,.0", '0"000"', '0" de 10"', "0 5", '0" mil"', '0"M"',
    '0" millones"', '0" docenas"', '0" y medio"', '0" por ciento"', '0"½"', "0[$ mil-240A]", "[$k ]0", '0","0',
    "0\\,00", '00":"00', "0\\-0", '0" de "0', "0\\/0", "0 0", '#"."##', '"-"0', "-0", "(0)", '"<"0', '"≥ "0', "~0",
    '0"+"', '0"-"', "*-0", ";;;", '"Sí";;"No"', '"Sí"', "[$-404]e", '[>=1000]0.0,"k";0', '[>5]"muchos";0',
    '0" millardos"', '0" bill."', '0" mill."', '0" ‱"', '0" pct"', '0" doc."', '0"⅓"',
]  # fmt: skip


@pytest.mark.parametrize("number_format", ITSELF)
def test_format_that_shows_the_number_is_known(number_format: str):
    assert not shows_another_number(number_format)


@pytest.mark.parametrize("number_format", ANOTHER)
def test_format_that_shows_something_else_is_known(number_format: str):
    assert shows_another_number(number_format)


@pytest.mark.parametrize(
    ("number_format", "is_hidden"),
    [
        ("0;-0;;@", True), ('0;-0;"n/a"', True), ("0;-0;", True), ("0", False), ("0;-0", False), ("0;-0;0", False),
        ('_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-', False), ('_("$"* #,##0_);_("$"* (#,##0);_("$"* "-"_);_(@_)', False),
        ("[>5]0;[<2]0;", False), ("#", True), ("#,###", True), ("?", True), ('#" m"', True), ("#;-#", True), ("0;-0;#", True),
        ("#.0", False), ("# ?/?", False), ("General", False), ('_("$"* #,##0_);_("$"* (#,##0);_("$"* "-"??_);_(@_)', False),
    ],
)  # fmt: skip
def test_zero_that_its_format_hides_is_known(number_format: str, is_hidden: bool):
    assert hides(number_format, Decimal(0)) is is_hidden
    assert not hides(number_format, Decimal(1))


@pytest.mark.parametrize(
    "number_format", ["0" + "," * 300 + "0", '"' * 301, "[" * 300, "\\" * 300, "0,#" * 100, "*_" * 150]
)
def test_format_of_any_shape_is_looked_at(number_format: str):
    shows_another_number(number_format)
    hides(number_format, Decimal(0))


@pytest.mark.parametrize(
    ("number_format", "number", "is_rounded"),
    [
        ("0", "12.6", True), ("0.00", "12.333", True), ('0" m"', "0.4", True), ("#,##0;-#,##0", "1.5", True),
        ("0", "12.0", False), ("#,##0.00", "1234.5", False), ('#"."##0', "1234", False), ("0.###", "0.125", False),
        ("0", "1E+300", False), ("General", "0.333333333", False), ("@", "1.5", False), ("# ?/?", "0.3", False),
        ("0.0E+00", "12345", False),
    ],
)  # fmt: skip
def test_format_that_shows_fewer_decimals_is_known(number_format: str, number: str, is_rounded: bool):
    assert rounds(number_format, Decimal(number)) is is_rounded


@pytest.mark.parametrize("number", [27, 31, 36, 50, 57, 58])
def test_dates_that_have_a_number_and_no_words_are_no_numbers(number: int):
    """Programs of East Asia write these formats by number alone; others read «General» there."""
    row = cells("<row r='1'><c r='A1' s='1'><v>45000</v></c></row>")
    sheet = first_sheet(book(more_styles=f"<xf numFmtId='{number}'/>", sheet=row))
    with pytest.raises(Unfit, match="muestra otro número"):
        sheet.cell(1, 1).number()
