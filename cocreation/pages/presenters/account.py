"""«Ver la cuenta»: how the votes for one challenge became its score, step by step."""

from dataclasses import dataclass
from fractions import Fraction

from cocreation.agendas.choices import Criterion
from cocreation.pages.presenters.priorities import ResultPage, decimals, mark
from cocreation.ranking.places import SCOPE
from core.numbers import MISSING

NAMES = {
    Criterion.PEOPLE.value: "Personas afectadas", Criterion.URGENCY.value: "Urgencia", SCOPE: "Alcance",
    Criterion.FEASIBILITY.value: "Factibilidad en 12 meses",
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """One line of the sum: the number, its weight and what it adds."""

    name: str
    mark: str
    weight: str
    adds: str


@dataclass(frozen=True)
class Spread:
    """How many persons gave each number. `counts`: (how many, whether the median lies there)."""

    name: str
    counts: list[tuple[int, bool]]
    median: str


@dataclass(frozen=True)
class Account:
    code: str
    text: str
    municipalities: int
    place: int | None
    displayed: str
    score: str
    parts: list[Part]
    spread: list[Spread]
    supports: int
    voters: int
    close_call: str


def account_of(page: ResultPage, code: str) -> Account | None:
    """Return the account of a challenge; None where the result has no such one."""
    row = next((row for row in page.document["ranking"] if row["challenge"] == code), None)
    if row is None:
        return None
    one = next(one for one in page.document["challenges"] if one["code"] == code)
    score = Fraction(row["score"]) if row["score"] else None
    return Account(
        code=code, text=one["text"], municipalities=row["municipalities"], place=row["place"],
        displayed=row["displayed"].replace(".", ",") if row["displayed"] else MISSING,
        score=MISSING if score is None else decimals(score, 4),
        parts=[_part(name, row[name], Fraction(page.document["weights"][name]), row["municipalities"]) for name in NAMES],
        spread=[_spread(name, one["votes"][name]) for name in Criterion.values], supports=one["supports"],
        voters=row["voters"], close_call=_close_call(one["votes"]),
    )  # fmt: skip


def _part(name: str, value: float | str | None, weight: Fraction, wide: int) -> Part:
    exact = None if value is None else Fraction(value)
    said = f"{NAMES[name]}, {wide} {'municipio' if wide == 1 else 'municipios'}" if name == SCOPE else NAMES[name]
    shown = decimals(exact, 4) if name == SCOPE and exact is not None and exact.denominator > 1 else mark(exact)
    return Part(said, shown, decimals(weight, 2), MISSING if exact is None else decimals(exact * weight, 4))


def _spread(name: str, counts: list[int]) -> Spread:
    middle = _middle(counts)
    median = Fraction(sum(middle), 2) if middle else None
    return Spread(NAMES[name], [(number, value in middle) for value, number in enumerate(counts, 1)], mark(median))


def _middle(counts: list[int]) -> tuple[int, ...]:
    """The two numbers in the middle, the same one twice for an odd count; none without votes."""
    marks = [value for value, number in enumerate(counts, 1) for _ in range(number)]
    return (marks[(len(marks) - 1) // 2], marks[len(marks) // 2]) if marks else ()


def _close_call(votes: dict[str, list[int]]) -> str:
    """Say which medians one vote more or less would move; "" where none."""
    moved = [NAMES[name] for name in Criterion.values if _moves(votes[name])]
    if not moved:
        return ""
    return f"Un solo voto menos movería la mediana de: {', '.join(moved).lower()}."


def _moves(counts: list[int]) -> bool:
    before = _middle(counts)
    fewer = ([n - (at == value) for at, n in enumerate(counts, 1)] for value, had in enumerate(counts, 1) if had)
    return any(after and sum(after) != sum(before) for after in map(_middle, fewer))
