"""Print the scores of the newest run of a layer as CSV or JSON."""

from django.utils.text import capfirst

from core.commands import Command as BaseCommand
from core.refusals import Refusal
from core.words import named
from diagnostics.assessments.choices import Layer, Mode
from diagnostics.assessments.queries.lookups import round_named
from diagnostics.assessments.queries.runs import newest_run
from diagnostics.results import exports
from diagnostics.results.queries.results import score_rows


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("code")
        parser.add_argument("--layer", default=Layer.FINAL, choices=Layer.values)
        parser.add_argument("--mode", default=Mode.OFFICIAL, choices=Mode.values)
        parser.add_argument("--format", required=True, choices=["csv", "json"])

    def run(self, *, code: str, layer: str, mode: str, format: str, **options) -> None:
        round = round_named(code)
        run = newest_run(round, layer, mode)
        if run is None:
            raise Refusal(
                f"{capfirst(named(round))} no tiene puntajes de la capa {layer} en modo {mode}. Calcúlelos con "
                f"score_round {code} --layer {layer} --mode {mode}."
            )
        rows = score_rows(run)
        if format == "csv":
            self.stdout.write(exports.scores_csv(rows, demo_note=round.is_demo), ending="")
        else:
            self.stdout.write(exports.scores_json(rows, identity=run.identity, demo_note=round.is_demo))
