"""Results in words: the reasons for a level, and changes of scores."""

from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from core.numbers import coverage, signed
from core.numbers import score as number
from core.words import joined, long_date, named
from diagnostics.results.models import Publication
from diagnostics.results.queries.results import Outcome
from diagnostics.scoring.instrument import Instrument
from diagnostics.scoring.levels import MIN_DIMENSION

NO_CHANGE = Decimal(2)  # points; look.md, section 4


def direction_of(now: Decimal, before: Decimal) -> int:
    """Return 1 if `now` is higher, -1 if it is lower, 0 if they are too near to each other to be told apart."""
    difference = now - before
    return 0 if abs(difference) < NO_CHANGE else 1 if difference > 0 else -1


def gate_sentence(outcome: Outcome, instrument: Instrument) -> tuple[str, str] | None:
    """Return a gate's effect on the level and why, as a bold start and its reason; None when no gate acted."""
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
    direction = direction_of(now, before)
    if not direction:
        return "Sin cambio apreciable"
    return f"{'Subió' if direction > 0 else 'Bajó'} {number(abs(now - before))} puntos"


def change_tag(now: Decimal | None, before: Decimal | None) -> str:
    if now is None or before is None:
        return "No se compara"
    return f"{signed(now - before)} puntos" if direction_of(now, before) else "Sin cambio apreciable"


def published_words(publication: Publication, corrected_at: datetime | None = None) -> str:
    """Say when a round was first published and, with `corrected_at`, when what is shown was corrected."""
    words = f"publicado el {long_date(timezone.localdate(publication.first_published_at))}"
    return f"{words}; corregido el {long_date(timezone.localdate(corrected_at))}" if corrected_at else words


def apart_sentences(apart: list[tuple[Publication, Outcome]]) -> list[str]:
    """Say whose last result is of another round than the one compared, a sentence for each round."""
    names: dict[Publication, list[str]] = {}
    for publication, outcome in apart:
        names.setdefault(publication, []).append(str(outcome.municipality))
    return [
        f"El último resultado de {joined(places)} es {named(publication.round, 'de')}, {published_words(publication)}."
        for publication, places in names.items()
    ]


def partial_sentence(outcome: Outcome, instrument: Instrument) -> tuple[str, str] | None:
    """Return why a partial result has no level, as a bold start and its reason; None for any other result."""
    if not outcome.partial:
        return None
    return "No tiene nivel,", f"porque respondió {_shortfalls(outcome, instrument)}."


def _shortfalls(outcome: Outcome, instrument: Instrument) -> str:
    low, whole = instrument.minimum_dimension_coverage, instrument.minimum_global_coverage
    short = [(d, s) for d, s in outcome.dimensions if s.coverage is not None and s.coverage < low]
    themes = [f"{coverage(score.coverage)} de {dimension.short_name}" for dimension, score in short]
    found = [f"{joined(themes)} (el mínimo es {coverage(low)})"] if themes else []
    if outcome.total.coverage is not None and outcome.total.coverage < whole:
        found.append(f"{coverage(outcome.total.coverage)} de todo el cuestionario (el mínimo es {coverage(whole)})")
    return " y ".join(found)
