"""Results said in words: why a level is what it is, how a score changed, lists as people speak them."""

from decimal import Decimal
from fractions import Fraction

from core.templatetags.ip360 import NARROW_SPACE, signed
from core.templatetags.ip360 import score as number
from diagnostics.queries.filling import Filling
from diagnostics.queries.results import Outcome
from diagnostics.scoring.instrument import Instrument
from diagnostics.scoring.levels import MIN_DIMENSION

NO_CHANGE = Decimal(2)  # points; look.md, section 4


def joined(items: list[str]) -> str:
    """«a», «a y b», «a, b e Itagüí»: the joint is «e» before the sound i."""
    if len(items) < 2:
        return "".join(items)
    last = items[-1]
    sound = last.lower().lstrip("«¿")
    joint = "e" if sound.startswith(("i", "í", "hi")) and not sound.startswith(("ia", "ie", "hie", "hia")) else "y"
    return f"{', '.join(items[:-1])} {joint} {last}"


def first_ones(names: list[str], limit: int) -> str:
    """The first names of a list, and how many more there are."""
    return ", ".join(names) if len(names) <= limit else f"{', '.join(names[:limit])} y {len(names) - limit} más"


def gate_sentence(outcome: Outcome, instrument: Instrument) -> tuple[str, str] | None:
    """Return what a gate did to the level and why, as a strong start and its reason; None when no gate acted."""
    if not outcome.is_comparable or not outcome.acting_gates or outcome.level_before_gates is None:
        return None
    if outcome.level is None or outcome.level_before_gates == outcome.level:
        return None
    start = f"El puntaje alcanza para {outcome.level_before_gates.name}, pero se muestra {outcome.level.name}"
    return start, f"porque {joined([_reason(gate, outcome, instrument) for gate in outcome.acting_gates])}."


def _reason(gate: dict, outcome: Outcome, instrument: Instrument) -> str:
    limit = gate["value"].replace(".", ",")
    if gate["rule"] == MIN_DIMENSION:
        names = {d.code: d.short_name for d in instrument.dimensions}
        under = []
        for code in gate["codes"]:
            score = outcome.score_of(code)
            under.append(f"{names.get(code, code)} ({number(score.displayed) if score else '–'})")
        verb = "está" if len(under) == 1 else "están"
        return f"{joined(under)} {verb} por debajo de {limit} puntos"
    about = [_question(code, outcome, instrument) for code in gate["codes"]]
    if len(about) == 1:
        return f"la pregunta crítica {about[0]} está por debajo de {limit} puntos"
    return f"las preguntas críticas {joined(about)} están por debajo de {limit} puntos"


def _question(code: str, outcome: Outcome, instrument: Instrument) -> str:
    question = instrument.question_by_code.get(code)
    score = outcome.detail.get("questions", {}).get(code, (None,))[0]
    about = f" («{question.text}»)" if question else ""
    return f"{code}{about}{f', con {number(score)},' if score is not None else ''}"


def change_sentence(now: Decimal, before: Decimal) -> str:
    """«Subió 4,68 puntos», «Bajó 3,10 puntos» or «Sin cambio apreciable»."""
    difference = now - before
    if abs(difference) < NO_CHANGE:
        return "Sin cambio apreciable"
    return f"{'Subió' if difference > 0 else 'Bajó'} {number(abs(difference))} puntos"


def change_tag(now: Decimal | None, before: Decimal | None) -> str:
    """The change as a cell of a table."""
    if now is None or before is None:
        return "No se compara"
    return "Sin cambio apreciable" if abs(now - before) < NO_CHANGE else f"{signed(now - before)} puntos"


def shortfalls(outcome: Outcome, instrument: Instrument) -> str:
    """Say, for a partial result, what was answered too little and what the minimum is."""
    low, whole = instrument.minimum_dimension_coverage, instrument.minimum_global_coverage
    short = [(d, s) for d, s in outcome.dimensions if s.coverage is not None and s.coverage < low]
    themes = [f"{percent(score.coverage)} de {dimension.short_name}" for dimension, score in short]
    found = [f"{joined(themes)} (el mínimo es {percent(low)})"] if themes else []
    if outcome.total.coverage is not None and outcome.total.coverage < whole:
        found.append(f"{percent(outcome.total.coverage)} de todo el cuestionario (el mínimo es {percent(whole)})")
    return " y ".join(found)


def percent(coverage: Decimal | Fraction | None) -> str:
    """A share (0–1, exact) as «72 %», with a space that does not break.

    Cut and not rounded: 0,799 must not read as the minimum of 80 % that it missed. Used wherever a share is written.
    """
    return "–" if coverage is None else f"{int(coverage * 100)}{NARROW_SPACE}%"


def facts_sentence(before: Filling, after: Filling) -> str:
    """Return in words what new facts did to the questionnaire; "" when the same questions apply."""
    if before.whole.total == after.whole.total:
        return ""
    gone = [c for c in before.whole.applicable if c.is_answered and not after.cells[c.question.code].applies]
    kept = f" {', '.join(c.question.code for c in gone)}: lo respondido se conserva y no cuenta." if gone else ""
    return f" Ahora aplican {after.whole.total} preguntas en vez de {before.whole.total}.{kept}"
