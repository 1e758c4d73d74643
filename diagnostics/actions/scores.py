"""Computing and storing a score run."""

import json
from datetime import datetime
from decimal import Decimal

import numpy as np
from django.db import transaction

from core import audit
from core.refusals import Refusal
from diagnostics.choices import Layer, Mode
from diagnostics.models import DimensionScore, MunicipalScore, Round, ScoreRun
from diagnostics.queries.inputs import Inputs, inputs_of
from diagnostics.scoring import ENGINE_VERSION, attributes, engine
from diagnostics.scoring.engine import Group, Results
from diagnostics.scoring.sheet import UnreadableAnswer


class CannotScore(Refusal):
    """The round cannot be scored as it stands."""


def compute(*, round: Round, layer: str, mode: str, at: datetime, by=None) -> ScoreRun:
    """Score one layer of a round and store the run; the same inputs return the run that exists.

    Refuses CannotScore: an answer that cannot be read, or a fact without a value that a condition reads (official).
    """
    inputs = inputs_of(round, layer)
    sha256 = inputs.sha256(layer=layer, mode=mode, engine_version=ENGINE_VERSION)
    identity = {
        "round": round, "layer": Layer(layer), "mode": Mode(mode), "engine_version": ENGINE_VERSION, "inputs_sha256": sha256,
    }  # fmt: skip
    existing = ScoreRun.objects.filter(**identity).first()
    if existing:
        return existing
    results = results_for(inputs, mode)
    with transaction.atomic():
        run, is_new = ScoreRun.objects.get_or_create(**identity, defaults={"computed_at": at})
        if is_new:
            _write(run, inputs, results)
            audit.record(by=by, verb="score.computed", target=run, at=at, data={"inputs": sha256})
    return run


def results_for(inputs: Inputs, mode: str) -> Results:
    """Return the results of inputs. Refuses CannotScore."""
    if mode == Mode.OFFICIAL:
        _refuse_missing_facts(inputs)
    try:
        return engine.score(inputs.instrument, inputs.answers, inputs.municipalities, inputs.attributes, mode)
    except UnreadableAnswer as error:
        raise CannotScore(f"Hay una respuesta que no se puede leer: {error}.") from None


def _refuse_missing_facts(inputs: Inputs) -> None:
    answering = set(inputs.answers["municipality"])
    lacking = []
    for municipality in inputs.municipalities:
        facts = attributes.missing(inputs.instrument, inputs.attributes[municipality])
        if facts and municipality in answering:
            lacking.append(f"{municipality}: falta {', '.join(f'{a.name} ({a.code})' for a in facts)}.")
    if lacking:
        raise CannotScore("Faltan datos del municipio que deciden qué preguntas aplican:", lacking)


def _write(run: ScoreRun, inputs: Inputs, results: Results) -> None:
    totals = MunicipalScore.objects.bulk_create(
        [_total(run, inputs.ids[i], results, i) for i in range(len(inputs.ids))], batch_size=2000
    )
    DimensionScore.objects.bulk_create(
        [
            DimensionScore(total=total, code=group.code, **_result(group, i))
            for i, total in enumerate(totals)
            if results.has_any[i]
            for group in results.dimensions
        ],
        batch_size=10000,
    )


def _total(run: ScoreRun, municipality_id: int, results: Results, i: int) -> MunicipalScore:
    if not results.has_any[i]:
        return MunicipalScore(run=run, municipality_id=municipality_id, status=engine.UNANSWERED)
    verdict = results.verdict
    return MunicipalScore(
        run=run,
        municipality_id=municipality_id,
        **{**_result(results.total, i), "level": int(verdict.level[i]) or None},
        level_before_gates=int(verdict.level_before_gates[i]) or None,
        partial=bool(verdict.partial[i]),
        gates=verdict.gates[i],
        detail=_detail(results, i),
    )


def _result(group: Group, i: int) -> dict:
    has_score = group.cents[i] >= 0
    return {
        "score": Decimal(f"{group.score[i]:.8f}") if has_score else None,
        "displayed": Decimal(int(group.cents[i])).scaleb(-2) if has_score else None,
        "coverage": Decimal(int(group.coverage[i])).scaleb(-2) if group.coverage[i] >= 0 else None,
        "level": int(group.level[i]) or None,
        "status": str(group.status[i]),
    }


def _detail(results: Results, i: int) -> dict:
    return {
        "indicators": {
            g.code: [_text(g.score[i]), None if g.coverage[i] < 0 else f"{g.coverage[i] / 100:.2f}", str(g.status[i])]
            for g in results.indicators
        },
        "questions": {
            q.code: [_text(results.question_scores[i, j]), str(results.question_status[i, j])]
            for j, q in enumerate(results.instrument.questions)
        },
    }


def _text(score: float) -> str | None:
    return None if np.isnan(score) else f"{score:.8f}"


def differences(*, run: ScoreRun, inputs: Inputs) -> list[str]:
    """Recompute a run and return one sentence for each number that differs from what is stored (empty: all equal)."""
    sha256 = inputs.sha256(layer=run.layer, mode=run.mode, engine_version=run.engine_version)
    if sha256 != run.inputs_sha256:
        return ["las respuestas o los datos cambiaron después de calcular; vuelva a ejecutar score_round."]
    results = results_for(inputs, run.mode)
    stored = {t.municipality_id: t for t in run.totals.prefetch_related("dimensions")}
    found = []
    for i, municipality_id in enumerate(inputs.ids):
        parts = _different_parts(stored.get(municipality_id), _total(run, municipality_id, results, i), results, i)
        found += [f"{inputs.municipalities[i]}: {part} guardado no es igual al recalculado." for part in parts]
    return found


def _different_parts(stored: MunicipalScore | None, fresh: MunicipalScore, results: Results, i: int) -> list[str]:
    if stored is None or _comparable(stored) != _comparable(fresh):
        return ["el total"]
    kept = {d.code: _values(d) for d in stored.dimensions.all()}
    again = {}
    if results.has_any[i]:
        again = {g.code: _values(DimensionScore(**_result(g, i))) for g in results.dimensions}
    return [f"el puntaje de {code}" for code in sorted(again | kept) if kept.get(code) != again.get(code)]


def _values(result) -> tuple:
    return (result.score, result.displayed, result.coverage, result.level, result.status)


def _comparable(total: MunicipalScore) -> tuple:
    return (
        *_values(total),
        total.level_before_gates,
        total.partial,
        json.dumps([total.gates, total.detail], sort_keys=True),
    )
