"""The rows of an edition: its parts, what each answer is worth, and its rules, from which the scores follow."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from diagnostics.results.exports import edition_tables as tables
from diagnostics.results.queries.sentences import NO_CHANGE
from diagnostics.scoring import notation
from diagnostics.scoring.instrument import CHOICE, MULTI, NUMERIC, SCALE, YES_NO, Instrument, Question
from diagnostics.scoring.values import NO, YES

Row = dict[str, Any]
EIGHT = Decimal("0.00000001")


def parts_of(instrument: Instrument) -> list[Row]:
    whole = sum((d.weight for d in instrument.dimensions), Fraction(0)) or Fraction(1)
    rows = []
    for dimension in instrument.dimensions:
        points = 100 * dimension.weight / whole
        rows.append(_part("dimension", dimension.code, None, dimension.name, dimension.weight, points))
        inside = sum((i.weight for i in dimension.indicators), Fraction(0)) or Fraction(1)
        for indicator in dimension.indicators:
            share = points * indicator.weight / inside
            rows.append(_part("indicator", indicator.code, dimension.code, indicator.name, indicator.weight, share))
            for q in indicator.questions:
                part = _part("question", q.code, indicator.code, q.text, q.weight, instrument.points(q))
                rows.append(part | _of_question(q))
    return rows


def _part(kind: str, code: str, parent: str | None, text: str, weight: Fraction, points: Fraction) -> Row:
    own = {"kind": kind, "code": code, "parent": parent, "text": text}
    own |= {"weight": _decimal(weight), "points_of_total": _share(points)}
    return own | dict.fromkeys(name for name in tables.INSTRUMENT.names if name not in own)


def _of_question(q: Question) -> Row:
    own: Row = {
        "type": q.type,
        "evidence": q.evidence,
        "evidence_asked": q.evidence_describe or None,
        "critical": q.critical,
        "na_allowed": q.na_allowed,
        "conditional": q.applies_when is not None,
        "condition": notation.write(q.applies_when) or None,
        "applies_when": q.applies_when,
        "max_points": _decimal(q.max_points) if q.type == CHOICE else None,
    }
    if q.numeric is not None:
        zero = q.numeric.zero_denominator_score
        own |= {
            "number_kind": tables.RATIO if q.numeric.is_ratio else tables.COUNT,
            "lower_is_better": q.numeric.lower_is_better,
            "unit": q.numeric.unit or None,
            "numerator_text": q.numeric.numerator or None,
            "denominator_text": q.numeric.denominator or None,
            "zero_of_zero": None if zero is None else _decimal(zero),
        }
    return own


def options_of(instrument: Instrument) -> list[Row]:
    return [
        {"question": q.code, "option": option, "text": text, "starts_at": starts_at, "points": _decimal(points)}
        for q in instrument.questions
        for option, text, starts_at, points in _options(instrument, q)
    ]


def _options(instrument: Instrument, q: Question) -> list[tuple[str, str | None, Decimal | None, Fraction]]:
    if q.type == SCALE:
        values = zip(q.levels, instrument.scale_values, strict=False)
        return [(str(level), text, None, points) for level, (text, points) in enumerate(values)]
    if q.type == YES_NO:
        return [(NO, "No", None, Fraction(0)), (YES, "Sí", None, Fraction(100))]
    if q.numeric is not None:
        return [(str(n), None, _decimal(t.start), t.score) for n, t in enumerate(q.numeric.reading_order, start=1)]
    return [(option.code, option.text, None, option.points) for option in q.options]


def rules_of(instrument: Instrument) -> list[Row]:
    found: list[tuple[str, str | None, Decimal | None, str | None]] = [
        (tables.SCALE_VALUE, str(level), _decimal(points), None) for level, points in enumerate(instrument.scale_values)
    ]
    if instrument.evidence_caps:
        caps = instrument.evidence_caps
        types = (SCALE, YES_NO, MULTI, CHOICE, NUMERIC)
        found += [(tables.EVIDENCE_CAP, kind, _decimal(caps.get(kind, Fraction(0))), None) for kind in types]
        per_option = YES if instrument.options_need_evidence else NO
        found.append((tables.OPTIONS_NEED_EVIDENCE, MULTI, None, per_option))
    found += [
        (tables.DIMENSION_COVERAGE, None, _decimal(instrument.minimum_dimension_coverage), None),
        (tables.GLOBAL_COVERAGE, None, _decimal(instrument.minimum_global_coverage), None),
        *((tables.LEVEL_STARTS, str(level.number), _decimal(level.start), level.name) for level in instrument.levels),
        *((gate.rule, str(gate.max_level), _decimal(gate.value), None) for gate in instrument.gates),
        (tables.DECIMALS, None, Decimal(2), "half_up"),
        (tables.SMALLEST_CHANGE, None, NO_CHANGE, None),
        *((tables.FACT, attribute.code, None, attribute.name) for attribute in instrument.attributes),
    ]
    return [
        {"order": n, "rule": rule, "code": code, "number": number, "text": text}
        for n, (rule, code, number, text) in enumerate(found, start=1)
    ]


def names_of(instrument: Instrument) -> dict[tuple[str, str], str]:
    """Return what each part is called, by kind and code: name of a dimension or an indicator, text of a question."""
    return {
        ("global", "global"): "Total",
        **{("dimension", d.code): d.name for d in instrument.dimensions},
        **{("indicator", i.code): i.name for i in instrument.indicators},
        **{("question", q.code): q.text for q in instrument.questions},
    }


def _decimal(value: Fraction) -> Decimal:
    """An edition says its numbers as decimal texts: they are exact."""
    return _plain(Decimal(value.numerator) / Decimal(value.denominator))


def _share(value: Fraction) -> Decimal:
    return _plain((Decimal(value.numerator) / Decimal(value.denominator)).quantize(EIGHT, ROUND_HALF_UP))


def _plain(number: Decimal) -> Decimal:
    return number.normalize() if number != number.to_integral_value() else number.quantize(Decimal(1))
