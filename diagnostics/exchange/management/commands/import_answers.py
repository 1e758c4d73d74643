"""Load the answers of a past or external round from a CSV file, all or nothing."""

from pathlib import Path

from core.commands import Command as BaseCommand
from core.commands import read_text
from core.words import counted
from diagnostics.assessments.choices import Layer
from diagnostics.assessments.queries.lookups import round_named
from diagnostics.exchange.actions import imports
from diagnostics.exchange.loaders.answers import read_answers


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("file")
        parser.add_argument("--round", required=True, metavar="CODE")
        parser.add_argument("--layer", required=True, choices=Layer.values)

    def run(self, *, file: str, layer: str, **options) -> None:
        round = round_named(options["round"])
        reading = read_answers(
            read_text(file),
            name=Path(file).name,
            instrument=round.version.parsed,
            municipalities=set(round.assessments.values_list("municipality__divipola", flat=True)),
            layer=layer,
        )
        report = imports.import_answers(round=round, layer=layer, answers=reading.answers, at=self.now)
        where = f"{round}, {Layer(layer).label.lower()}"
        read = counted(report.read, "fila leída", "filas leídas")
        same = f"{counted(report.same, 'sin cambios', 'sin cambios')}, " if report.same else ""
        self.stdout.write(f"{where}: {read}, {counted(report.written, 'escrita', 'escritas')}, {same}0 rechazadas.")
        if reading.note:
            self.stdout.write(reading.note)
