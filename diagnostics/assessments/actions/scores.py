"""Computing and storing a score run."""

from datetime import datetime
from decimal import Decimal

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from core import audit
from core.refusals import Refusal
from core.words import counted, first_ones
from diagnostics.assessments import tasks
from diagnostics.assessments.choices import Layer, Mode
from diagnostics.assessments.models import MunicipalScore, Round, ScoreRun
from diagnostics.assessments.queries.corrections import Correction
from diagnostics.assessments.queries.inputs import Inputs, inputs_of
from diagnostics.assessments.queries.runs import newest_run
from diagnostics.scoring import ENGINE_VERSION, attributes, engine
from diagnostics.scoring.engine import Results
from diagnostics.scoring.sheet import UnreadableAnswer

MOST_NAMED = 5


class CannotScore(Refusal):
    """The round cannot be scored as it stands. `short`: what is missing, for one line of the log, without what people wrote."""

    def __init__(self, message: str, details: list[str] | None = None, *, short: str):
        super().__init__(message, details)
        self.short = short


def enqueue(*, round_id: int, layer: str) -> None:
    tasks.enqueue_score(round_id=round_id, layer=layer)


@transaction.atomic
def compute(
    *, round: Round, layer: str, mode: str, at: datetime, by=None, corrections: dict[int, Correction] | None = None
) -> ScoreRun:
    """Score one layer of a round and store the run; return the newest run if its inputs and engine are unchanged.

    `corrections`: replacements of final answers by errata, by primary key of the answer; None reads those in force.
    Refuses CannotScore: an unreadable answer or, in official mode, a missing fact that a condition reads.
    """
    # One computation of a round at a time: of two with the same inputs, the second finds the first.
    Round.objects.select_for_update().values_list("pk").get(pk=round.pk)
    inputs = inputs_of(round, layer, corrections=corrections)
    sha256, _ = identity = identity_of(inputs, layer, mode)
    newest = newest_run(round, layer, mode)
    if newest and (newest.inputs_sha256, newest.engine_version) == identity:
        return newest
    results = results_for(inputs, mode)
    run = ScoreRun.objects.create(
        round=round, layer=Layer(layer), mode=Mode(mode), engine_version=ENGINE_VERSION, inputs_sha256=sha256,
        computed_at=at,
    )  # fmt: skip
    MunicipalScore.objects.bulk_create(_totals(run, inputs, results), batch_size=2000)
    audit.record(by=by, verb="score.computed", target=run, scope=round, at=at, data={"inputs": sha256, "layer": layer})
    return run


def identity_of(inputs: Inputs, layer: str, mode: str) -> tuple[str, str]:
    """Return what makes two runs the same: the hash of all that they read, and the version of the engine."""
    return inputs.sha256(layer=layer, mode=mode, engine_version=ENGINE_VERSION), ENGINE_VERSION


def totals_of(run: ScoreRun, inputs: Inputs) -> list[MunicipalScore]:
    """Score the inputs for a run, without storing anything. Refuses CannotScore."""
    return _totals(run, inputs, results_for(inputs, run.mode))


def results_for(inputs: Inputs, mode: str) -> Results:
    """Score the inputs. Refuses CannotScore."""
    if mode == Mode.OFFICIAL:
        _refuse_missing_facts(inputs)
    try:
        return engine.score(inputs.instrument, inputs.answers, inputs.municipalities, inputs.attributes, mode)
    except UnreadableAnswer as error:
        short = f"no se puede leer la respuesta {error.question} de {error.municipality}"
        raise CannotScore(f"Hay una respuesta que no se puede leer: {error}.", short=short) from None


def _refuse_missing_facts(inputs: Inputs) -> None:
    answering = set(inputs.answers["municipality"])
    lacking: dict[str, str] = {}
    for municipality in inputs.municipalities:
        facts = attributes.missing(inputs.instrument, inputs.attributes[municipality])
        if facts and municipality in answering:
            lacking[municipality] = f"{municipality}: falta {', '.join(f'{a.name} ({a.code})' for a in facts)}."
    if lacking:
        message = "Faltan datos del municipio que deciden qué preguntas aplican:"
        places = counted(len(lacking), "municipio", "municipios")
        short = f"faltan datos de {places} ({first_ones([*lacking], MOST_NAMED)})"
        raise CannotScore(message, [*lacking.values()], short=short)


def _totals(run: ScoreRun, inputs: Inputs, results: Results) -> list[MunicipalScore]:
    dimensions, details = _dimensions(results), _details(results)
    return [
        _total(run, municipality_id, results, i, dimensions=dimensions[i], detail=details[i])
        if results.has_any[i]
        else MunicipalScore(run=run, municipality_id=municipality_id, status=engine.UNANSWERED)
        for i, municipality_id in enumerate(inputs.ids)
    ]


def _total(run: ScoreRun, municipality_id: int, results: Results, i: int, **documents: dict) -> MunicipalScore:
    total, verdict = results.total, results.verdict
    has_score = total.cents[i] >= 0
    return MunicipalScore(
        run=run,
        municipality_id=municipality_id,
        score=Decimal(f"{total.score[i]:.8f}") if has_score else None,
        displayed=Decimal(int(total.cents[i])).scaleb(-2) if has_score else None,
        coverage=Decimal(int(total.coverage[i])).scaleb(-2) if total.coverage[i] >= 0 else None,
        level=int(verdict.level[i]) or None,
        level_before_gates=int(verdict.level_before_gates[i]) or None,
        partial=bool(verdict.partial[i]),
        status=str(total.status[i]),
        gates=verdict.gates[i],
        **documents,
    )


def _dimensions(results: Results) -> list[dict]:
    columns = [
        (
            g.code,
            _texts(g.score, 8),
            _hundredths(g.cents),
            _hundredths(g.coverage),
            [level or None for level in g.level.tolist()],
            g.status.tolist(),
        )
        for g in results.dimensions
    ]
    return [{code: [part[i] for part in parts] for code, *parts in columns} for i in range(len(results.municipalities))]


def _details(results: Results) -> list[dict]:
    indicators = [
        (g.code, _texts(g.score, 8), _hundredths(g.cents), _hundredths(g.coverage), g.status.tolist())
        for g in results.indicators
    ]
    questions = [
        (q.code, _texts(results.question_scores[:, j], 8), results.question_status[:, j].tolist())
        for j, q in enumerate(results.instrument.questions)
    ]
    return [
        {
            "indicators": {code: [part[i] for part in parts] for code, *parts in indicators},
            "questions": {code: [score[i], status[i]] for code, score, status in questions},
        }
        for i in range(len(results.municipalities))
    ]


def _texts(numbers: NDArray[np.float64], decimals: int) -> list[str | None]:
    """Format a column of numbers, None for NaN; each distinct number once, because they repeat a lot."""
    distinct, where = np.unique(numbers, return_inverse=True)
    texts = [None if np.isnan(number) else f"{number:.{decimals}f}" for number in distinct.tolist()]
    return [texts[place] for place in where.tolist()]


def _hundredths(numbers: NDArray[np.int64]) -> list[str | None]:
    """Format a column of hundredths (−1: none) as decimal text."""
    return [None if number < 0 else f"{number // 100}.{number % 100:02d}" for number in numbers.tolist()]


def is_behind(run: ScoreRun, inputs: Inputs) -> bool:
    """Whether answers or facts changed since the run was computed."""
    return inputs.sha256(layer=run.layer, mode=run.mode, engine_version=run.engine_version) != run.inputs_sha256


def differences(*, run: ScoreRun, inputs: Inputs) -> list[str]:
    """Recompute a run; return one sentence per number that differs from the stored one (empty: all equal)."""
    if is_behind(run, inputs):
        return ["las respuestas o los datos cambiaron después de calcular; calcule otra vez."]
    stored = {t.municipality_id: t for t in run.totals.all()}
    found = []
    for municipality, fresh in zip(inputs.municipalities, totals_of(run, inputs), strict=True):
        parts = _different_parts(stored.get(fresh.municipality_id), fresh)
        found += [f"{municipality}: {part} guardado no es igual al recalculado." for part in parts]
    return found


TOTAL = ("score", "displayed", "coverage", "level", "level_before_gates", "partial", "status", "gates")


def _different_parts(stored: MunicipalScore | None, fresh: MunicipalScore) -> list[str]:
    if stored is None or any(getattr(stored, name) != getattr(fresh, name) for name in TOTAL):
        return ["el total"]
    codes = sorted(stored.dimensions | fresh.dimensions)
    parts = [f"el puntaje de {code}" for code in codes if stored.dimensions.get(code) != fresh.dimensions.get(code)]
    return parts + ["el detalle"] * (stored.detail != fresh.detail)
