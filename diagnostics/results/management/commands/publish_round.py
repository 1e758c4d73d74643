"""Publish the final results of a round: all municipalities at once."""

from core.commands import Command as BaseCommand
from core.words import counted
from diagnostics.assessments.queries.lookups import round_named
from diagnostics.results.actions import publications


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("code")

    def run(self, *, code: str, **options) -> None:
        publication = publications.publish(round=round_named(code), at=self.now)
        totals = publication.run.totals
        without = totals.filter(score=None).count()
        with_result = counted(totals.count() - without, "municipio", "municipios")
        self.stdout.write(f"{publication}: {with_result} con resultado y {without} sin resultado.")
