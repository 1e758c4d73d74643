"""Compute the scores of one layer of a round; the same inputs give the run that exists."""

from core.commands import Command as BaseCommand
from core.words import counted
from diagnostics.assessments.actions import scores
from diagnostics.assessments.choices import Layer, Mode
from diagnostics.assessments.queries.lookups import round_named


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("code")
        parser.add_argument("--layer", default=Layer.FINAL, choices=Layer.values)
        parser.add_argument("--mode", default=Mode.OFFICIAL, choices=Mode.values)

    def run(self, *, code: str, layer: str, mode: str, **options) -> None:
        run = scores.compute(round=round_named(code), layer=layer, mode=mode, at=self.now)
        scored = counted(run.totals.exclude(score=None).count(), "municipio", "municipios")
        self.stdout.write(
            f"{run}: {scored} con puntaje de {run.totals.count()}; entradas {run.inputs_sha256[:12]}, "
            f"motor {run.engine_version}."
        )
