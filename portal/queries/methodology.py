"""The methodology page, generated from the instrument of the newest publication."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from core.numbers import count_in_words, trimmed
from diagnostics.instruments.models import InstrumentVersion
from diagnostics.instruments.queries.criteria import TYPES, references_of, steps_of
from diagnostics.results.queries.level_counts import band_in_words, bands_of, share
from diagnostics.results.queries.published import Edition, edition, version_in_use


@dataclass(frozen=True)
class QuestionCard:
    """A question for citizens. `steps`: points of 100 and text of each step or option."""

    code: str
    text: str
    kind: str
    points: Decimal
    is_critical: bool
    evidence: str
    is_conditional: bool
    steps: list[tuple[Fraction, str]]
    references: list[str]


@dataclass(frozen=True)
class IndicatorCard:
    name: str
    weight: Fraction
    questions: list[QuestionCard]


@dataclass(frozen=True)
class DimensionCard:
    code: str
    name: str
    short_name: str
    weight: Fraction
    definition: str
    indicators: list[IndicatorCard]
    question_count: int


@dataclass(frozen=True)
class Methodology:
    edition: Edition | None
    version: InstrumentVersion
    dimensions: list[DimensionCard]

    @property
    def instrument(self):
        return self.version.parsed

    @property
    def head(self) -> dict:
        return self.instrument.content["instrument"]

    @property
    def levels(self) -> list[tuple[int, str, str, str]]:
        """Number, name, band and summary, highest first."""
        bands = [(lv.number, lv.name, band_in_words(lv, end), lv.summary) for lv, end in bands_of(self.instrument)]
        return bands[::-1]

    @property
    def gates(self) -> list[str]:
        names = {level.number: level.name for level in self.instrument.levels}
        lines = []
        for gate in self.instrument.gates:
            what = "un tema" if gate.rule == "min_dimension_score" else "una pregunta crítica que aplica"
            lines.append(
                f"Si {what} está por debajo de {trimmed(gate.value)} puntos, el nivel no pasa de {names[gate.max_level]}."
            )
        return lines

    @property
    def minimums(self) -> tuple[Fraction | None, Fraction | None] | None:
        """The minimum coverage of each theme and of the whole; None if the edition requires none."""
        low, whole = self.instrument.minimum_dimension_coverage, self.instrument.minimum_global_coverage
        return (low, whole) if low or whole else None

    @property
    def caps(self) -> list[tuple[str, Fraction]]:
        """The most a question scores without accepted evidence, by type of question in use."""
        used = {q.type for q in self.instrument.questions if q.evidence == "required"}
        return [(TYPES[kind], cap) for kind, cap in self.instrument.evidence_caps.items() if kind in used]

    @property
    def others(self) -> list[InstrumentVersion]:
        """Other editions used by published rounds, newest first."""
        used = [p.round.version for p in self.edition.all] if self.edition else []
        return [v for v in dict.fromkeys(used) if v != self.version]

    @property
    def theme_words(self) -> str:
        return count_in_words(len(self.dimensions))

    @property
    def critical_count(self) -> int:
        return sum(q.critical for q in self.instrument.questions)


def methodology() -> Methodology | None:
    """Return the instrument in use; None without an edition."""
    newest = edition()
    version = version_in_use(newest)
    return None if version is None else _drawn(newest, version)


def methodology_of(instrument: str, version: str) -> Methodology | None:
    """Return the named edition if a published round used it; None for any other, drafts included. Two queries."""
    newest = edition()
    for publication in newest.all if newest else []:
        used = publication.round.version
        if (used.instrument.code, used.version) == (instrument, version):
            return _drawn(edition(publication.round.code), used)
    return None


def _drawn(shown: Edition | None, version: InstrumentVersion) -> Methodology:
    return Methodology(shown, version, [_dimension(d, version.parsed) for d in version.parsed.dimensions])


def _dimension(dimension, instrument) -> DimensionCard:
    weights = [i.weight for i in dimension.indicators]
    return DimensionCard(
        code=dimension.code,
        name=dimension.name,
        short_name=dimension.short_name,
        weight=share(dimension.weight, [d.weight for d in instrument.dimensions]),
        definition=dimension.definition,
        indicators=[
            IndicatorCard(i.name, share(i.weight, weights), [_question(q, instrument) for q in i.questions])
            for i in dimension.indicators
        ],
        question_count=sum(len(i.questions) for i in dimension.indicators),
    )


def _question(question, instrument) -> QuestionCard:
    points = instrument.points(question)
    return QuestionCard(
        code=question.code,
        text=question.text,
        kind=TYPES[question.type],
        points=Decimal(points.numerator) / Decimal(points.denominator),
        is_critical=question.critical,
        evidence=question.evidence_describe if question.evidence == "required" else "",
        is_conditional=question.applies_when is not None,
        steps=[(s.points, s.text) for s in steps_of(question, instrument)],
        references=references_of(question),
    )
