"""The metropolitan board: who acts next in a round, and its results."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

import pandas as pd

from accounts.queries import MissingRole, Unstaffed
from core.numbers import score as number
from core.process.deadlines import days_late, late_words
from core.words import first_ones, joined
from diagnostics.assessments.choices import DONE, WAITS_FOR_METROPOLITAN_TEAM, Layer, Mode, Party, State
from diagnostics.assessments.models import Assessment, Round, ScoreRun
from diagnostics.assessments.queries.runs import newest_run
from diagnostics.results.queries.level_counts import Medians, Rung, frame_of, ladder_of, medians_of, share
from diagnostics.results.queries.publication import PublicationGate, gate_of, obstacles_of
from diagnostics.results.queries.results import Outcome, Results, results_of
from diagnostics.results.queries.sentences import gate_sentence, partial_sentence
from diagnostics.review.queries.agreement import second_readings_of
from diagnostics.scoring.instrument import Dimension

NAMES = 6  # shown per lane; the rest is a count
MOST_CHOSEN = 10
LAYERS = {"definitiva": (Layer.FINAL, Mode.OFFICIAL), "provisional": (Layer.SELF_ASSESSED, Mode.PROVISIONAL)}
LAYER_NAMES = {"definitiva": "Definitiva", "provisional": "Provisional (autoevaluación)"}


@dataclass(frozen=True)
class Lane:
    waits_for: Party
    count: int
    names: str

    @property
    def waits_for_us(self) -> bool:
        return self.waits_for in WAITS_FOR_METROPOLITAN_TEAM


@dataclass(frozen=True)
class ProgressRow:
    """One assessment in the table of progress. `days_late`: working days since its deadline, None before it passes.

    `missing`: roles that nobody holds there, while the municipality takes part.
    """

    assessment: Assessment
    days_late: int | None
    missing: list[MissingRole] = field(default_factory=list)

    @property
    def percent(self) -> float:
        applicable = self.assessment.applicable_count
        return 100 * self.assessment.answered_count / applicable if applicable else 0.0

    @property
    def late(self) -> str:
        return "" if self.days_late is None else late_words(self.days_late).capitalize()

    @property
    def waits_for_us(self) -> bool:
        return self.assessment.waits_for in WAITS_FOR_METROPOLITAN_TEAM

    @property
    def waits_for_them(self) -> bool:
        return self.assessment.waits_for in (Party.MUNICIPALITY, Party.MAYOR)

    @property
    def lacks(self) -> str:
        """«Sin enlace ni alcaldía»; "" where both have somebody."""
        return Unstaffed(self.assessment.municipality, self.missing).short if self.missing else ""

    @property
    def opens_review(self) -> bool:
        return self.assessment.was_signed and self.assessment.state != State.PUBLISHED


@dataclass(frozen=True)
class Progress:
    round: Round
    assessments: list[Assessment]
    today: date

    @cached_property
    def lanes(self) -> list[Lane]:
        waiting: dict[Party, list[str]] = {who: [] for who in Party}
        for assessment in self.assessments:
            waiting[assessment.waits_for].append(str(assessment.municipality))
        return [Lane(who, len(names), first_ones(names, NAMES)) for who, names in waiting.items() if names]

    @property
    def taking_part(self) -> list[Assessment]:
        """Those that did not withdraw."""
        return [a for a in self.assessments if a.state != State.WITHDRAWN]

    @property
    def is_reviewed(self) -> bool:
        return all(a.state in DONE for a in self.assessments)

    @cached_property
    def late(self) -> list[Assessment]:
        return [a for a in self.assessments if a.is_overdue(self.today)]

    @property
    def is_past(self) -> bool:
        return self.round.closes_on is not None and self.today > self.round.closes_on

    def steps(
        self, assessments: Iterable[Assessment], missing: Mapping[int, list[MissingRole]] | None = None
    ) -> list[ProgressRow]:
        """Return one row per assessment. `missing`: the roles that nobody holds, by id of the municipality."""
        missing = missing or {}
        return [
            ProgressRow(
                a,
                days_late(a, self.today),
                missing.get(a.municipality_id, []) if a.waits_for != Party.NOBODY else [],
            )
            for a in assessments
        ]

    @property
    def sentence(self) -> tuple[str, str]:
        total = len(self.taking_part)
        ours = sum(lane.count for lane in self.lanes if lane.waits_for_us)
        own = {0: "No hay nada pendiente del equipo metropolitano."}.get(
            ours, f"El equipo metropolitano tiene {ours} {'pendiente propio' if ours == 1 else 'pendientes propios'}."
        )
        if self.late:
            return f"{len(self.late)} de {total} {'va' if len(self.late) == 1 else 'van'} tarde.", own
        started = sum(a.answered_count > 0 for a in self.taking_part)
        return f"{started} de {total} {'ha' if started == 1 else 'han'} empezado y nadie va tarde.", own


@dataclass(frozen=True)
class HeatColumn:
    dimension: Dimension
    weight: Fraction
    median: object


@dataclass(frozen=True)
class Standing:
    results: Results
    layer: str
    medians: Medians
    round: Round

    @property
    def run(self) -> ScoreRun:
        return self.results.run

    @cached_property
    def columns(self) -> list[HeatColumn]:
        weights = [d.weight for d in self.results.instrument.dimensions]
        return [
            HeatColumn(d, share(d.weight, weights), self.medians.by_code[d.code])
            for d in self.results.instrument.dimensions
        ]

    @cached_property
    def rungs(self) -> list[Rung]:
        return ladder_of(self.results.instrument, self.results.outcomes)

    @property
    def minimum_coverage(self) -> object:
        return self.results.instrument.minimum_dimension_coverage

    @property
    def headline(self) -> str:
        """The number of complete results, their median, and the levels with most municipalities."""
        rows, every = self.results.comparable, len(self.results.outcomes)
        if not rows:
            return f"Ninguno de los {every} municipios tiene todavía un resultado completo."
        start = f"{len(rows)} de {every} {'tiene' if len(rows) == 1 else 'tienen'} resultado completo"
        if len(rows) == 1:
            return f"{start}."
        most = max(rung.count for rung in self.rungs if rung.level)
        names = [rung.name for rung in self.rungs if rung.level and rung.count == most]
        level = f"El nivel con más municipios es {names[0]}: {most}."
        if len(names) > 1:
            level = f"Los niveles con más municipios son {joined(names)}: {most} en cada uno."
        return f"{start}, con una mediana de {number(self.medians.total)} puntos. {level}"

    @property
    def sentence(self) -> tuple[str, str]:
        """The theme that is lowest most often, and the theme with the largest range."""
        rows, dimensions = self.results.comparable, self.results.instrument.dimensions
        if not rows:
            return "Todavía no hay resultados completos que comparar.", ""
        lowest: dict[str, int] = {d.code: 0 for d in dimensions}
        ends: dict[str, tuple[Decimal, Decimal]] = {}
        for outcome in rows:
            scores = [(d.code, s.displayed) for d, s in outcome.dimensions if s.displayed is not None]
            least = min(score for _, score in scores)
            for code, score in scores:
                lowest[code] += score == least
                low, high = ends.get(code, (score, score))
                ends[code] = (min(low, score), max(high, score))
        spread = {code: high - low for code, (low, high) in ends.items()}
        names = {d.code: d.short_name for d in dimensions}
        worst, widest = max(lowest, key=lambda c: lowest[c]), max(spread, key=lambda c: spread[c])
        if len(rows) == 1:
            return (
                f"Solo {rows[0].municipality} tiene resultado completo.",
                "Con dos o más aparecen la mediana y las distancias.",
            )
        start = f"{names[worst]} es el tema más bajo en {lowest[worst]} de {len(rows)} municipios comparables."
        return start, f"La mayor distancia está en {names[widest]}: {number(spread[widest])} puntos."

    @property
    def notes(self) -> list[str]:
        lines = []
        for outcome in self.results.outcomes:
            instrument = self.results.instrument
            if why := gate_sentence(outcome, instrument) or partial_sentence(outcome, instrument):
                lines.append(f"{outcome.municipality}: {why[0][0].lower()}{why[0][1:]} {why[1]}")
        return lines

    def only(self, municipalities: Collection[int]) -> "Standing":
        """The same results for some municipalities (primary keys), with medians of their own."""
        outcomes = [o for o in self.results.outcomes if o.municipality.pk in municipalities]
        results = replace(self.results, outcomes=outcomes)
        return Standing(results, self.layer, medians_of(results), self.round)

    def starters(self) -> list[Outcome]:
        """The default choice of a chart: the highest, the middle and the lowest, in river order."""
        ranked = sorted(self.results.comparable, key=lambda o: o.total.score or 0)
        if len(ranked) <= 3:
            chosen = ranked
        else:
            chosen = [ranked[0], ranked[len(ranked) // 2], ranked[-1]]
        slugs = {o.municipality.slug for o in chosen}
        return [o for o in self.results.comparable if o.municipality.slug in slugs]

    def chosen(self, slugs: list[str]) -> list[Outcome]:
        picked = [self.results.by_slug[s] for s in dict.fromkeys(slugs) if s in self.results.by_slug]
        picked = [o for o in picked if o.has_result][:MOST_CHOSEN]
        return picked or self.starters()

    def frame(self, outcomes: list[Outcome]) -> pd.DataFrame:
        return frame_of(self.results, outcomes, self.medians if self.medians.count > 1 else None)


def rounds_newest_first() -> list[Round]:
    known = Round.objects.in_force().select_related("version__instrument").defer("version__content")
    return list(known.newest_first())


def progress_of(round: Round, *, today: date) -> Progress:
    """Return the progress of a round: one query, without answers or facts."""
    assessments = list(
        Assessment.objects.filter(round=round)
        .select_related("municipality")
        .defer("attributes", "municipality__facts")
        .in_river_order()
    )
    for assessment in assessments:
        assessment.round = round
    return Progress(round, assessments, today)


def standing_of(progress: Progress, layer: str) -> Standing | None:
    """Return the results of a layer («definitiva», «provisional»).

    By default the definitive results once all reviews are closed, before that the provisional ones.
    """
    round = progress.round
    usual = ["definitiva", "provisional"] if progress.is_reviewed else ["provisional", "definitiva"]
    for name in [layer] if layer in LAYERS else usual:
        run = newest_run(round, *LAYERS[name])
        if run is not None:
            gone = {a.municipality_id for a in progress.assessments if a.state == State.WITHDRAWN}
            results = results_of(run, round)
            # A run from before a withdrawal still scores the municipality.
            kept = [o for o in results.outcomes if not (o.municipality.pk in gone and o.has_result)]
            results = replace(results, outcomes=kept)
            return Standing(results, name, medians_of(results), round)
    return None


def missing_for_publication(progress: Progress) -> list[str]:
    return obstacles_of(progress.round, progress.assessments, on=progress.today)


def gate_with_readings(progress: Progress) -> PublicationGate:
    readings = second_readings_of(progress.round)
    return gate_of(progress.round, progress.assessments, on=progress.today, readings=readings)
