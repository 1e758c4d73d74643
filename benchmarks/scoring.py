"""Scoring against its bare counterparts in one run: engine, whole recomputation, one municipality."""

from dataclasses import dataclass

from benchmarks import bare
from benchmarks.data import AT, Portal
from benchmarks.meter import Cost, cost, undone
from diagnostics.assessments.actions import scores
from diagnostics.assessments.choices import Layer, Mode
from diagnostics.assessments.models import Assessment, Round
from diagnostics.assessments.queries.inputs import inputs_of

LAYER, MODE = Layer.SELF_ASSESSED, Mode.OFFICIAL


@dataclass(frozen=True)
class Scoring:
    engine: Cost
    bare_arithmetic: Cost
    whole: Cost
    bare_select: Cost
    bare_write: Cost
    written: int  # bytes of a run's rows
    inputs: Cost
    one: Cost

    @property
    def engine_ratio(self) -> float:
        return self.engine.cpu / self.bare_arithmetic.cpu

    @property
    def bare_whole(self) -> float:
        return self.bare_select.both + self.bare_arithmetic.both + self.bare_write.both

    @property
    def whole_ratio(self) -> float:
        return self.whole.both / self.bare_whole


def measure(portal: Portal, runs: int) -> Scoring:
    """Measure the scoring of the open round; writes are rolled back after each run."""
    round = Round.objects.select_related("version").get(pk=portal.open.pk)
    inputs = inputs_of(round, LAYER)
    results = scores.results_for(inputs, MODE)
    worth, weights = bare.worth_of(inputs.answers, results), bare.weights_of(inputs.instrument)
    engine = cost(lambda: scores.results_for(inputs, MODE), runs=runs)
    arithmetic = cost(lambda: bare.arithmetic(inputs.answers, worth, weights), runs=runs)

    def recompute() -> None:
        scores.compute(round=round, layer=LAYER, mode=MODE, at=AT)

    whole = cost(recompute, runs=runs, writes=True)
    with undone():
        copy = bare.copy_of(scores.compute(round=round, layer=LAYER, mode=MODE, at=AT))
        write = cost(copy.write, runs=runs, writes=True)
    return Scoring(
        engine=engine,
        bare_arithmetic=arithmetic,
        whole=whole,
        bare_select=cost(lambda: bare.select(round, LAYER), runs=runs),
        bare_write=write,
        written=copy.size,
        inputs=cost(lambda: inputs_of(round, LAYER), runs=runs),
        one=_one(portal, runs),
    )


def _one(portal: Portal, runs: int) -> Cost:
    """Score the municipality whose answer changed, as its questionnaire does."""

    def rescore() -> None:
        assessment = Assessment.objects.with_context().get(pk=portal.assessment.pk)
        scores.results_for(inputs_of(assessment.round, LAYER, only=assessment), Mode.PROVISIONAL)

    return cost(rescore, runs=5 * runs)
