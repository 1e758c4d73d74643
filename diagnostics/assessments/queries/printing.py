"""The whole questionnaire for paper: text instead of inputs."""

from dataclasses import dataclass, field

from diagnostics.assessments.queries.filling import Cell, Filling
from diagnostics.scoring.instrument import CHOICE, MULTI, NUMERIC, SCALE, YES_NO
from diagnostics.scoring.values import NONE_OF_THEM, number_for_screen


@dataclass(frozen=True)
class Mark:
    text: str
    is_chosen: bool


@dataclass(frozen=True)
class Printed:
    """One question on paper. `blanks`: numbers to write, as (label, number or ""); empty under «no aplica», like `marks`."""

    code: str
    text: str
    help: str
    marks: list[Mark] = field(default_factory=list)
    blanks: list[tuple[str, str]] = field(default_factory=list)
    not_applicable: str | None = None  # None: not declared
    proofs: list[str] = field(default_factory=list)
    asks_proof: bool = False
    is_asked: bool = True


@dataclass(frozen=True)
class PrintedPart:
    dimension: str
    indicator: str
    questions: list[Printed]


def printed_parts(filling: Filling) -> list[PrintedPart]:
    instrument = filling.instrument
    return [
        PrintedPart(d.name, i.name, [_printed(filling.cells[q.code]) for q in i.questions])
        for d in instrument.dimensions
        for i in d.indicators
    ]


def _printed(cell: Cell) -> Printed:
    question, answer = cell.question, cell.answer
    is_na = bool(answer and answer.not_applicable)
    return Printed(
        code=question.code,
        text=question.text,
        help=question.help,
        marks=[] if is_na else _marks(cell),
        blanks=[] if is_na else _blanks(cell),
        not_applicable=answer.na_reason if answer and is_na else None,
        proofs=[f"{p.name}{f' ({p.place})' if p.place else ''}" for p in cell.proofs],
        asks_proof=question.evidence != "none" and (not is_na or bool(cell.proofs)),
        is_asked=cell.applies,
    )


def _marks(cell: Cell) -> list[Mark]:
    question, chosen = cell.question, set(cell.value.split("|"))
    if question.type == SCALE:
        return [Mark(f"{n}. {text}", str(n) in chosen) for n, text in enumerate(question.levels)]
    if question.type == YES_NO:
        return [Mark("Sí", "si" in chosen), Mark("No", "no" in chosen)]
    if question.type in (MULTI, CHOICE):
        more = [Mark("Ninguna de las anteriores", NONE_OF_THEM in chosen)] if question.type == MULTI else []
        return [Mark(option.text, option.code in chosen) for option in question.options] + more
    return []


def _blanks(cell: Cell) -> list[tuple[str, str]]:
    numeric = cell.question.numeric
    if cell.question.type != NUMERIC or numeric is None:
        return []
    if not numeric.is_ratio:
        return [(numeric.unit or "Número", number_for_screen(cell.value))]
    first, _, second = cell.value.partition("/")
    return [(numeric.numerator, number_for_screen(first)), (numeric.denominator, number_for_screen(second))]
