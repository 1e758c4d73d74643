"""Whether a workbook of another edition asks what this one does, by the words that stand in its rows."""

from collections.abc import Mapping

from core.sheets.book import Sheet
from core.sheets.cells import Kind
from core.words import folded
from diagnostics.exchange.exports import workbook as columns
from diagnostics.scoring.instrument import CHOICE, MULTI, SCALE, Instrument, Question
from diagnostics.scoring.values import NONE_OF_THEM


def asks_the_same(sheet: Sheet, places: Mapping[str, int], instrument: Instrument) -> bool:
    """Whether each row has the question, level, option and unit that the edition has under its code.

    Help, descriptions of evidence and what citizens read may differ: they change no answer's meaning.
    """
    if not {columns.CODE, columns.OPTION, columns.QUESTION, columns.HOW} <= places.keys():
        return False
    for number in sheet.rows:
        said = {name: _words(sheet, number, place) for name, place in places.items()}
        if number > 1 and said[columns.CODE] and not _is_same(said, instrument):
            return False
    return True


def _words(sheet: Sheet, row: int, column: int) -> str:
    cell = sheet.cell(row, column)
    return str(cell.value) if cell.kind == Kind.TEXT else ""


def _is_same(said: Mapping[str, str], instrument: Instrument) -> bool:
    question = instrument.question_by_code.get(said[columns.CODE].strip())
    if question is None or question.type == CHOICE:  # the rows do not say the options of a choice
        return False
    if option := said[columns.OPTION].strip():
        texts = {one.code: one.text for one in question.options} | {NONE_OF_THEM: columns.NONE}
        return question.type == MULTI and folded(texts.get(option, "")) == folded(said[columns.QUESTION])
    how = {folded(line) for line in said[columns.HOW].splitlines()}
    return folded(question.text) == folded(said[columns.QUESTION]) and how >= set(map(folded, _needed(question)))


def _needed(question: Question) -> list[str]:
    """The lines of «Cómo responder» that say what an answer means."""
    if question.type == SCALE:
        return [columns.level_line(number, text) for number, text in enumerate(question.levels)]
    if question.numeric is None:
        return []
    return [line for line in [columns.unit_line(question.numeric)] if line]
