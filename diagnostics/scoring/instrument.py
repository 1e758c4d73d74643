"""An instrument as frozen objects with exact numbers, built from its canonical content."""

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

SCALE, YES_NO, MULTI, CHOICE, NUMERIC = "scale", "yes_no", "multi", "choice", "numeric"


@dataclass(frozen=True)
class Option:
    """An option of a multiple choice (worth `points` of 100) or of a single choice (worth points of `max_points`)."""

    code: str
    text: str
    points: Fraction


@dataclass(frozen=True)
class Threshold:
    """From `start` on (downwards when lower is better), a number is worth `score`."""

    start: Fraction
    score: Fraction


@dataclass(frozen=True)
class Numeric:
    """How a number is asked and read: a count, or a ratio of two numbers as a percentage."""

    is_ratio: bool
    lower_is_better: bool
    may_exceed: bool
    unit: str
    numerator: str
    denominator: str
    zero_denominator_score: Fraction | None
    thresholds: tuple[Threshold, ...]

    @cached_property
    def reading_order(self) -> tuple[Threshold, ...]:
        """The thresholds from the easiest to the hardest to reach."""
        return tuple(sorted(self.thresholds, key=lambda t: t.start, reverse=self.lower_is_better))


@dataclass(frozen=True)
class Question:
    code: str
    type: str
    weight: Fraction
    text: str
    help: str
    anchor: bool
    critical: bool
    na_allowed: bool
    evidence: str  # none | recommended | required
    evidence_describe: str
    applies_when: dict[str, Any] | None
    levels: tuple[str, ...]
    options: tuple[Option, ...]
    max_points: Fraction
    numeric: Numeric | None
    refs: tuple[dict[str, Any], ...]
    tags: tuple[str, ...]
    previous_relation: str = ""  # to the edition before (scoring.equivalence); "" = not stated
    previous_codes: tuple[str, ...] = ()
    crosswalk: dict[str, Any] = field(default_factory=dict)  # another form → its item, or a list of them
    statements: dict[str, str] = field(default_factory=dict)  # what an answer says as a fact (scoring.statements)
    effort: int | dict[str, int] = 1  # of a step up; of a scale also by the level that is reached

    @property
    def is_scored(self) -> bool:
        """False for information questions (weight 0)."""
        return self.weight > 0


@dataclass(frozen=True)
class Indicator:
    code: str
    name: str
    weight: Fraction
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Dimension:
    code: str
    name: str
    short_name: str
    weight: Fraction
    definition: str
    indicators: tuple[Indicator, ...]
    crosswalk: dict[str, Any] = field(default_factory=dict)  # another form → the part of it that this covers


@dataclass(frozen=True)
class Level:
    """A maturity level: scores from `start` on (rounded to two decimals) up to the next level."""

    number: int
    code: str
    name: str
    start: Fraction
    summary: str


@dataclass(frozen=True)
class Gate:
    """While a score that the rule checks is below `value`, the level is at most `max_level`."""

    rule: str  # min_dimension_score | min_critical_question_score
    value: Fraction
    max_level: int


@dataclass(frozen=True)
class Attribute:
    """A fact of the municipality that conditions read: a choice among `values`, a boolean or an integer."""

    code: str
    type: str
    name: str
    help: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Instrument:
    code: str
    version: str
    name: str
    short_name: str
    content: dict[str, Any] = field(repr=False, compare=False)
    dimensions: tuple[Dimension, ...]
    levels: tuple[Level, ...]
    gates: tuple[Gate, ...]
    attributes: tuple[Attribute, ...]
    scale_values: tuple[Fraction, ...]
    evidence_caps: dict[str, Fraction]  # empty: no cap without evidence
    options_need_evidence: bool
    minimum_dimension_coverage: Fraction
    minimum_global_coverage: Fraction
    max_na_share: Fraction | None

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(i for d in self.dimensions for i in d.indicators)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        return tuple(q for i in self.indicators for q in i.questions)

    @cached_property
    def question_by_code(self) -> dict[str, Question]:
        return {q.code: q for q in self.questions}

    @cached_property
    def indicator_of(self) -> dict[str, Indicator]:
        """Indicators by question code."""
        return {q.code: i for i in self.indicators for q in i.questions}

    @cached_property
    def dimension_of(self) -> dict[str, Dimension]:
        """Dimensions by indicator code."""
        return {i.code: d for d in self.dimensions for i in d.indicators}

    @cached_property
    def attributes_read(self) -> tuple[Attribute, ...]:
        """The attributes that some condition reads, in the instrument's order."""
        read = {atom["attr"] for q in self.questions for atom in atoms(q.applies_when) if "attr" in atom}
        return tuple(a for a in self.attributes if a.code in read)

    def points(self, question: Question) -> Fraction:
        """Return the points of the total (of 100) that a question is worth when everything applies."""
        indicator = self.indicator_of[question.code]
        dimension = self.dimension_of[indicator.code]
        share = Fraction(100)
        for part, group in (
            (question.weight, indicator.questions),
            (indicator.weight, dimension.indicators),
            (dimension.weight, self.dimensions),
        ):
            share *= part / (sum((member.weight for member in group), Fraction(0)) or 1)
        return share


def atoms(condition: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Return the atoms of a condition (scoring.conditions), in reading order."""
    if not condition:
        return []
    for joint in ("any", "all"):
        if joint in condition:
            return [atom for part in condition[joint] for atom in atoms(part)]
    return [condition]


def parse(content: dict[str, Any]) -> Instrument:
    """Build the instrument from canonical content (what `loaders.instrument.read` returns and the database keeps)."""
    head, rules = content["instrument"], content["scoring"]
    return Instrument(
        code=head["code"],
        version=head["version"],
        name=head["name"],
        short_name=head.get("short_name") or head["name"],
        content=content,
        dimensions=tuple(_dimension(d) for d in content["dimensions"]),
        levels=tuple(
            Level(m["level"], m["code"], m["name"], Fraction(m["from"]), m.get("summary", ""))
            for m in content["maturity_levels"]
        ),
        gates=tuple(Gate(g["rule"], Fraction(g["value"]), g["max_level_without"]) for g in rules["gates"]),
        attributes=tuple(
            Attribute(a["code"], a["type"], a.get("name") or a["code"], a.get("help", ""), tuple(a.get("values", ())))
            for a in content["municipality_attributes"]
        ),
        scale_values=tuple(Fraction(v) for v in rules["scale_values"]),
        evidence_caps={kind: Fraction(v) for kind, v in rules["evidence_caps"].items()},
        options_need_evidence=rules["options_need_evidence"],
        minimum_dimension_coverage=Fraction(rules["minimum_dimension_coverage"]),
        minimum_global_coverage=Fraction(rules["minimum_global_coverage"]),
        max_na_share=Fraction(rules["max_na_share"]) if rules["max_na_share"] is not None else None,
    )


def _dimension(d: dict[str, Any]) -> Dimension:
    indicators = tuple(
        Indicator(i["code"], i["name"], Fraction(i["weight"]), tuple(question_of(q) for q in i["questions"]))
        for i in d["indicators"]
    )
    short_name = d.get("short_name") or d["name"]
    return Dimension(
        d["code"], d["name"], short_name, Fraction(d["weight"]), d.get("definition", ""), indicators,
        d.get("crosswalk") or {},
    )  # fmt: skip


def question_of(q: dict[str, Any]) -> Question:
    """Build one question from its canonical content."""
    options = tuple(Option(o["code"], o["text"], Fraction(o["points"])) for o in q.get("options", ()))
    previous = q.get("previous") or {}
    return Question(
        code=q["code"],
        type=q["type"],
        weight=Fraction(q["weight"]),
        text=q["text"],
        help=q.get("help", ""),
        anchor=q["anchor"],
        critical=q["critical"],
        na_allowed=q["na_allowed"],
        evidence=q["evidence"]["requirement"],
        evidence_describe=q["evidence"].get("describe", ""),
        applies_when=q.get("applies_when"),
        levels=tuple(q.get("levels", ())),
        options=options,
        max_points=Fraction(q.get("max_points", 100)),
        numeric=_numeric(q) if q["type"] == NUMERIC else None,
        refs=tuple(q.get("refs", ())),
        tags=tuple(q.get("tags", ())),
        previous_relation=previous.get("relation", ""),
        previous_codes=tuple(previous.get("codes", ())),
        crosswalk=q.get("crosswalk") or {},
        statements=q.get("statements") or {},
        effort=q.get("effort", 1),
    )


def _numeric(q: dict[str, Any]) -> Numeric:
    n = q["numeric"]
    zero = n.get("zero_denominator_score")
    return Numeric(
        is_ratio=n["mode"] == "ratio",
        lower_is_better=n["direction"] == "lower",
        may_exceed=n["may_exceed"],
        unit=n.get("unit", ""),
        numerator=n.get("numerator", ""),
        denominator=n.get("denominator", ""),
        zero_denominator_score=None if zero is None else Fraction(zero),
        thresholds=tuple(Threshold(Fraction(t["from"]), Fraction(t["score"])) for t in q["thresholds"]),
    )
