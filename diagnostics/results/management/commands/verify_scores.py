"""Recompute the newest run of every layer and mode of a round, and the published run, and compare with the stored scores."""

from core.commands import Command as BaseCommand
from core.refusals import Refusal
from core.words import counted
from diagnostics.assessments.actions import scores
from diagnostics.assessments.choices import Layer, Mode
from diagnostics.assessments.queries.inputs import inputs_of
from diagnostics.assessments.queries.lookups import round_named
from diagnostics.assessments.queries.runs import newest_run
from diagnostics.results.queries.errata import corrections_of_round


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("code")

    def run(self, *, code: str, **options) -> None:
        round = round_named(code)
        runs = [run for layer in Layer for mode in Mode if (run := newest_run(round, layer, mode))]
        published = list(round.publications.select_related("run__round"))
        runs += [p.run for p in published if p.run not in runs]
        versions = {p.run_id: p.version for p in published}  # each with the corrections that were in force
        if not runs:
            raise Refusal(f"{round} no tiene puntajes calculados. Calcúlelos con score_round.")
        wrong = []
        for run in runs:
            corrections = corrections_of_round(round, up_to=versions.get(run.pk))
            found = scores.differences(run=run, inputs=inputs_of(round, run.layer, corrections=corrections))
            wrong += [f"{run}: {sentence}" for sentence in found]
            if not found:
                places = counted(run.totals.count(), "municipio", "municipios")
                self.stdout.write(f"{run}: {places}, igual al recalculado.")
        if wrong:
            raise Refusal(f"{round}: {counted(len(wrong), 'diferencia', 'diferencias')}.", wrong)
