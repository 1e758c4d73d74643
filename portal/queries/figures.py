"""What map and list of the home page say about each municipality: its total, one of its themes, or the change of its total."""

from dataclasses import dataclass
from decimal import Decimal

from core.numbers import score, signed
from diagnostics.assessments.choices.wording import NO_RESULT, PARTIAL, PARTIAL_SHORT
from diagnostics.results.models import Publication
from diagnostics.results.queries import level_counts
from diagnostics.results.queries.level_counts import LEVEL, Rung, band_in_words, bands_of, ladder_of
from diagnostics.results.queries.published import Edition, kin_of
from diagnostics.results.queries.results import Outcome, Score
from diagnostics.results.queries.sentences import direction_of
from diagnostics.scoring.instrument import Dimension, Instrument, Level

CHANGE = "cambio"  # in the address; the total is "", a theme its code
RISEN, SAME, FALLEN = "up", "eq", "dn"
DIRECTIONS = {1: RISEN, 0: SAME, -1: FALLEN}
TONES = {RISEN: "Subió", SAME: "Igual", FALLEN: "Bajó"}
NOT_COMPARED, NOT_PUBLISHED, OTHER_THEMES = "No se compara", "Sin publicar", "Sin este tema"


@dataclass(frozen=True)
class View:
    """One of the choices. `dimension`: of a theme."""

    key: str
    name: str
    dimension: Dimension | None = None

    @property
    def is_total(self) -> bool:
        return not self.key

    @property
    def is_change(self) -> bool:
        return self.key == CHANGE


TOTAL = View("", "Puntaje total")


@dataclass(frozen=True)
class Figure:
    """`value` is None without a number; `tone` colours it: the number of a level, how it changed, or "0".

    `is_of_partial`: the level of a theme in a partial result, which is shown but neither compared nor counted.
    """

    value: Decimal | None
    text: str
    word: str
    tone: str = "0"
    is_held_back: bool = False
    is_of_partial: bool = False

    @property
    def level_number(self) -> int:
        return int(self.tone) if self.tone.isdigit() else 0


UNPUBLISHED = Figure(None, "–", NOT_PUBLISHED)


def views_of(shown: Edition | None, instrument: Instrument | None) -> list[View]:
    """Return what may be chosen: the total, each theme, and the change if an earlier round is comparable."""
    if shown is None or instrument is None:
        return [TOTAL]
    themes = [View(d.code, d.short_name, d) for d in instrument.dimensions]
    changes = [View(CHANGE, "Cambio del puntaje")] if shown.previous else []
    return [TOTAL, *themes, *changes]


def figure_of(view: View, outcome: Outcome, instrument: Instrument, before: Decimal | None) -> Figure:
    """Return what the view says about a result of the round shown. `before`: its total in the previous comparable round."""
    if view.is_change:
        return change_of(compared(view, outcome), before)
    if view.dimension:
        found = outcome.score_of(view.dimension.code)
        return (
            _theme(outcome, found, instrument)
            if found and found.displayed is not None
            else Figure(None, "–", NO_RESULT)
        )
    total = outcome.total.displayed
    return Figure(total, score(total), outcome.level_words, str(outcome.level_number), outcome.is_held_back)


def figure_apart(view: View, outcome: Outcome, publication: Publication, shown: Edition) -> Figure:
    """Return what the view says about a result of another round, which is never compared."""
    if view.is_change:
        return Figure(None, "–", NOT_COMPARED)
    if view.dimension and kin_of(publication.round) != kin_of(shown.round):
        return Figure(None, "–", OTHER_THEMES)
    return figure_of(view, outcome, publication.round.version.parsed, None)


def compared(view: View, outcome: Outcome) -> Decimal | None:
    """Return the score of which the view says the change: of a theme, or the total; None for a partial result."""
    if not outcome.is_comparable:
        return None
    if view.dimension is None:
        return outcome.total.displayed
    found = outcome.score_of(view.dimension.code)
    return found.displayed if found else None


def rungs_of(view: View, instrument: Instrument, outcomes: list[Outcome], figures: list[Figure]) -> list[Rung]:
    """Return the levels with their municipalities, highest first, then those that have none; of a theme by its own level."""
    if view.dimension is None:
        return ladder_of(instrument, outcomes)
    pairs = list(zip(outcomes, figures, strict=True))
    rungs = [
        Rung(LEVEL, level, level.name, band_in_words(level, end), [o for o, f in pairs if _is_on(f, level)])
        for level, end in reversed(bands_of(instrument))
    ]
    without = [
        (level_counts.PARTIAL, PARTIAL_SHORT, "no se compara", [o for o, f in pairs if f.is_of_partial]),
        (level_counts.ABSENT, NO_RESULT, "sin puntaje", [o for o, f in pairs if f.word == NO_RESULT]),
    ]
    for kind, name, band, found in without:
        if found:
            rungs.append(Rung(kind, None, name, band, found))
    return rungs


def tones_of(figures: list[Figure]) -> list[tuple[str, str, int]]:
    """Return tone, word and number of municipalities of the view of changes; those not compared last."""
    counts = [(tone, word, sum(f.tone == tone for f in figures)) for tone, word in TONES.items()]
    rest = sum(f.tone not in TONES for f in figures)
    return [*counts, ("0", NOT_COMPARED, rest)] if rest else counts


def _is_on(figure: Figure, level: Level) -> bool:
    return figure.level_number == level.number and not figure.is_of_partial


def _theme(outcome: Outcome, found: Score, instrument: Instrument) -> Figure:
    is_low = found.coverage is not None and found.coverage < instrument.minimum_dimension_coverage
    level = None if is_low else found.level
    word, tone = (level.name, str(level.number)) if level else (PARTIAL, "0")
    return Figure(found.displayed, score(found.displayed), word, tone, is_of_partial=outcome.partial or level is None)


def change_of(now: Decimal | None, before: Decimal | None) -> Figure:
    """Return how a score moved; what it is not compared with is None."""
    if now is None or before is None:
        return Figure(None, "–", NOT_COMPARED)
    moved = now - before
    tone = DIRECTIONS[direction_of(now, before)]
    return Figure(moved, signed(moved), TONES[tone], tone)
