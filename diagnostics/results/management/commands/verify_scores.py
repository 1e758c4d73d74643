"""Recompute the newest run of every layer and mode of a round, and the published run, and compare with the stored scores."""

from core.commands import Command as BaseCommand
from core.refusals import Refusal
from core.words import counted
from diagnostics.assessments.queries.lookups import round_named
from diagnostics.results.actions import verification


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("code")

    def run(self, *, code: str, **options) -> None:
        round = round_named(code)
        check = verification.compare(round)
        if check.behind:
            raise Refusal(
                f"{round}: hay respuestas o datos más nuevos que el último cálculo; calcule otra vez.", check.behind
            )
        for run in check.runs:
            if not run["differences"]:
                places = counted(run["municipalities"], "municipio", "municipios")
                self.stdout.write(f"{run['name']}: {places}, igual al recalculado.")
        if not check.is_equal:
            wrong = check.differences
            raise Refusal(f"{round}: {counted(len(wrong), 'diferencia', 'diferencias')}.", wrong)
