"""The tables of the dashboards: the same cells in page, CSV and XLSX."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

import pandas as pd
from django.utils import timezone

from accounts.permissions import Role
from accounts.queries import Contact
from core.downloads import Cell, Column, Header, Table
from core.words import moment_in_full
from diagnostics.assessments.choices import Layer
from diagnostics.assessments.choices.wording import PARTIAL
from diagnostics.assessments.models import Round, ScoreRun
from diagnostics.results.exports import DEMO
from diagnostics.results.exports import page_columns as columns
from diagnostics.results.queries.board import Progress, Standing
from diagnostics.results.queries.board_rows import BoardRows
from diagnostics.results.queries.distribution import Distribution
from diagnostics.results.queries.evolution import Evolution, Trajectory
from diagnostics.results.queries.level_counts import MEDIAN, Medians, names_of
from diagnostics.results.queries.perception import Perception
from diagnostics.results.queries.question_results import Given, QuestionResults
from diagnostics.results.queries.results import Outcome, half_up
from diagnostics.results.queries.sentences import change_tag
from diagnostics.results.queries.situation import Own, Published
from diagnostics.review.queries.agreement import SecondReadings

TOTAL, LEVEL = "Total", "Nivel"
PROVISIONAL = "Provisional: lo que falta por responder no cuenta."


def notes_of(round: Round, run: ScoreRun | None = None) -> list[str]:
    """Return the notes of a table of a round: invented data, round, edition, layer, time of the run."""
    notes = [f"{DEMO}."] if round.is_demo else []
    notes.append(f"{round.name}. Instrumento: {round.version}.")
    if run is not None:
        notes.append(f"Capa: {run.get_layer_display().lower()}. Calculado el {moment_in_full(run.computed_at)}.")
        if run.layer == Layer.SELF_ASSESSED:
            notes.append(PROVISIONAL)
    return notes


def heat_table(standing: Standing, words: Iterable[str] = ()) -> Table:
    """A row per municipality: dimensions, total and level; last the medians where there are two or more.

    `words`: of the filters that chose the municipalities.
    """
    dimensions = standing.results.instrument.dimensions
    outcomes, medians = standing.results.outcomes, standing.medians
    rows: list[list[Cell]] = [
        [name, *_scores(outcome, standing), outcome.total.displayed, outcome.level_words]
        for name, outcome in zip(names_of([o.municipality for o in outcomes]), outcomes, strict=True)
    ]
    if medians.count > 1:
        rows.append([MEDIAN, *(medians.by_code[d.code] for d in dimensions), medians.total, None])
    headers = [columns.PLACE, *(d.short_name for d in dimensions), columns.TOTAL, columns.LEVEL_IN_WORDS]
    notes = [*_notes(standing), *(f"{one}." for one in words)]
    return Table(_name("resultados", standing), "Resultados por tema", headers, rows, notes)


def progress_table(progress: Progress, board: BoardRows, contacts: Mapping[int, list[Contact]]) -> Table:
    """A row per municipality that the filters let through, in their order, with the liaisons to write to."""
    rows: list[list[Cell]] = []
    for row in board.rows:
        assessment, due = row.assessment, row.assessment.due_on
        liaisons = [c for c in contacts.get(assessment.municipality_id, []) if c.role == Role.LIAISON]
        moved = f"{timezone.localtime(assessment.changed_at):%Y-%m-%d %H:%M}" if assessment.changed_at else None
        rows.append([
            str(assessment.municipality), assessment.get_state_display(), str(assessment.waits_for.label),
            assessment.answered_count, assessment.applicable_count, assessment.unproven_count,
            due, row.days_late or 0, moved,
            ", ".join(f"{one.name} <{one.email}>" for one in liaisons) or None,
        ])  # fmt: skip
    headers = [
        columns.PLACE, Column("state", "Estado"), Column("waits_for", "Espera a"), Column("answered", "Respondidas"),
        Column("applicable", "Aplican"), Column("unproven", "Sin evidencia"), Column("due_on", "Vence"),
        Column("days_late", "Días hábiles de retraso"), Column("changed_at", "Último movimiento"),
        Column("liaisons", "Enlaces municipales"),
    ]  # fmt: skip
    notes = [*notes_of(progress.round), *(f"{words}." for words in board.words), f"Orden: {board.sort_words}."]
    return Table(f"avance-{progress.round.code}", "Avance por municipio", headers, rows, notes)


def _scores(outcome: Outcome, standing: Standing) -> list[Decimal | None]:
    found = [outcome.score_of(d.code) for d in standing.results.instrument.dimensions]
    return [score.displayed if score and outcome.has_result else None for score in found]


def compare_table(standing: Standing, chosen: list[Outcome]) -> Table:
    """A row per theme and the total, a column per chosen municipality; last the medians of all comparable ones."""
    medians: Medians | None = standing.medians if standing.medians.count > 1 else None
    names = names_of([o.municipality for o in chosen])
    rows: list[list[Cell]] = []
    for number, dimension in enumerate(standing.results.instrument.dimensions):
        row: list[Cell] = [dimension.short_name, *(_scores(o, standing)[number] for o in chosen)]
        rows.append([*row, medians.by_code[dimension.code]] if medians else row)
    rows.append([TOTAL, *(o.total.displayed for o in chosen), *([medians.total] if medians else [])])
    rows.append([LEVEL, *(o.level_words for o in chosen), *([None] if medians else [])])
    headers: list[Header] = [columns.THEME, *names, *([columns.MEDIAN] if medians else [])]
    return Table(_name("comparacion", standing), "Comparación de municipios", headers, rows, _notes(standing))


def questions_table(standing: Standing, distributions: Iterable[Distribution]) -> Table:
    """A row per question: median, lowest and highest of complete results, answered and asked."""
    headers = [
        columns.QUESTION, columns.THEME, columns.QUESTION_TEXT, columns.MEDIAN, columns.LOWEST, columns.HIGHEST,
        columns.ANSWERED, columns.ASKED,
    ]  # fmt: skip
    rows = [
        [s.question.code, s.dimension.short_name, s.question.text, s.median, s.low, s.high, s.answered, s.asked]
        for s in distributions
    ]
    return Table(_name("preguntas", standing), "Preguntas", headers, rows, _notes(standing))


def question_table(standing: Standing, question_results: QuestionResults) -> Table:
    """A row per municipality: its answer, its score, and a remark."""
    rows: list[list[Cell]] = [
        [name, "; ".join(given.words), given.displayed, remark_of(given)]
        for name, given in zip(
            names_of([g.municipality for g in question_results.rows]), question_results.rows, strict=True
        )
    ]
    notes = [f"{question_results.question.code}: {question_results.question.text}", *_notes(standing)]
    name = _name(f"pregunta-{question_results.question.code}".lower(), standing)
    headers = [columns.PLACE, columns.ANSWER, columns.DISPLAYED, columns.REMARK]
    return Table(name, f"Pregunta {question_results.question.code}", headers, rows, notes)


def remark_of(given: Given) -> str | None:
    if given.is_capped:
        return f"Con toda su evidencia valdría {str(given.full).replace('.', ',')}"
    return PARTIAL if given.outcome.has_result and given.outcome.partial else None


def levels_table(standing: Standing, counts: pd.DataFrame) -> Table:
    rows = [
        [str(theme), *map(int, row)] for theme, row in zip(counts.index, counts.to_numpy(dtype=object), strict=True)
    ]
    return Table(
        _name("niveles", standing), "Municipios por nivel", [columns.THEME, *counts.columns], rows, _notes(standing)
    )


def evolution_table(evolution: Evolution, trajectories: list[Trajectory], code: str, about: str) -> Table:
    """A row per municipality: its score in each round, the difference from the previous one, and how to read it.

    `about`: the name of what is shown, «Total» or a dimension.
    """
    rounds = [p.round for p in evolution.publications]
    rows: list[list[Cell]] = []
    for name, trajectory in zip(names_of([c.municipality for c in trajectories]), trajectories, strict=True):
        now, before = trajectory.last_two(code)
        difference = None if now is None or before is None else now - before
        rows.append([name, *trajectory.scores(code), difference, change_tag(now, before)])
    notes = [f"{DEMO}."] if any(round.is_demo for round in rounds) else []
    notes += [f"{about}. " + ", ".join(f"{r.name}: {r.version}" for r in rounds) + "."]
    headers = [columns.PLACE, *(round.name for round in rounds), columns.DIFFERENCE, Column("change", "Lectura")]
    return Table(f"evolucion-{code.lower() or 'total'}", f"Evolución, {about}", headers, rows, notes)


def perception_table(perception: Perception, round: Round) -> Table:
    """A row per municipality: declared, result and their difference, then the difference of each theme."""
    dimensions = perception.results.instrument.dimensions
    headers = [columns.PLACE, columns.DECLARED, Column("displayed", "Resultado"), columns.DIFFERENCE]
    headers += [d.short_name for d in dimensions]
    names = names_of([row.outcome.municipality for row in perception.rows])
    rows: list[list[Cell]] = [
        [name, row.total, row.result, row.difference, *(row.gap(d.code) for d in dimensions)]
        for name, row in zip(names, perception.rows, strict=True)
    ]
    notes = ["Diferencia: autoevaluación menos resultado, en puntos.", *notes_of(round, perception.results.run)]
    return Table(f"autoevaluacion-{round.code}", "Autoevaluación y resultado", headers, rows, notes)


def agreement_table(readings: SecondReadings, round: Round) -> Table:
    """A row per dimension and one for the whole: pairs, share that agrees (per cent), weighted kappa."""
    rows: list[list[Cell]] = []
    for row in readings.rows:
        result = row.result
        share = int(100 * result.share) if result.share is not None else None  # truncated, as on the page
        kappa = half_up(str(result.kappa_decimal)) if result.is_enough and result.kappa is not None else None
        rows.append([row.name, result.pairs, share, kappa])
    headers = [
        Column("dimension_name", "Dimensión"), Column("pairs", "n"), Column("percent_agreement", "Coinciden (%)"),
        Column("weighted_kappa", "Kappa ponderado"),
    ]  # fmt: skip
    return Table(f"acuerdo-{round.code}", "Acuerdo de la segunda lectura", headers, rows, notes_of(round))


def situation_table(published: Published) -> Table:
    """A row per theme and the total: result, median, previous round, change, declared score and gap."""
    outcome, round = published.outcome, published.edition.round
    before, seen = published.before, published.perceived
    then = before.compared if before and outcome.is_comparable else None
    rows: list[list[Cell]] = [
        [t.dimension.short_name, t.score.displayed, t.median, t.before, t.reading, t.declared, t.gap]
        for t in published.themes
    ]
    whole = (seen.total, seen.difference) if seen else (None, None)
    rows.append([TOTAL, outcome.total.displayed, published.medians.total, then, published.reading, *whole])
    headers = [
        columns.THEME, Column("displayed", "Resultado"), columns.MEDIAN, columns.BEFORE, columns.CHANGE, columns.DECLARED,
        columns.DIFFERENCE,
    ]  # fmt: skip
    notes = [
        "Diferencia: autoevaluación menos resultado, en puntos.",
        *notes_of(round, published.edition.publication.run),
    ]
    name = f"resultados-{outcome.municipality.slug}-{round.code}"
    return Table(name, f"{outcome.municipality}, {round.name}", headers, rows, notes)


def own_table(own: Own, round: Round) -> Table:
    """A row per theme and the total of an unpublished result: score and coverage (per cent)."""
    parts = [(d.short_name, score) for d, score in own.outcome.dimensions] + [(TOTAL, own.outcome.total)]
    rows = [[name, s.displayed, None if s.coverage is None else int(100 * s.coverage)] for name, s in parts]
    notes = [f"{own.words}.", *notes_of(round, own.run)]
    slug = own.outcome.municipality.slug
    return Table(
        f"resultado-propio-{slug}-{round.code}",
        "Resultado sin publicar",
        [columns.THEME, columns.DISPLAYED, Column("coverage_percent", "Cobertura (%)")],
        rows,
        notes,
    )


def _name(start: str, standing: Standing) -> str:
    return f"{start}-{standing.round.code}-{standing.layer}"


def _notes(standing: Standing) -> list[str]:
    return notes_of(standing.round, standing.run)
