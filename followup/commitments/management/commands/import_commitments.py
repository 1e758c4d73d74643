"""Load commitments from a CSV file, all or nothing. The same file again changes nothing (columns: docs/followup.md)."""

from pathlib import Path

from django.db import transaction

from core.commands import Command as BaseCommand
from core.commands import read_text
from core.words import counted
from followup.commitments.actions.importing import import_commitments
from followup.commitments.loaders.commitments import read_commitments
from territory.queries import codes_of_municipalities


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("file")
        parser.add_argument("--check", action="store_true", help="only say what is wrong; nothing is written")

    def run(self, *, file: str, check: bool, **options) -> None:
        name = Path(file).name
        rows = read_commitments(read_text(file), name=name, municipalities=codes_of_municipalities())
        with transaction.atomic():
            new, unknown = import_commitments(name=name, rows=rows, at=self.now)
            transaction.set_rollback(check)  # what is stored may be at fault with the file, too
        read = counted(len(rows), "compromiso", "compromisos")
        self.stdout.write(
            f"{name}: sin problemas. {read}." if check else f"{name}: {read}; {counted(new, 'nuevo', 'nuevos')}."
        )
        if unknown:
            self.stdout.write(f"Nacen de un ciclo o una agenda que el portal no tiene: {', '.join(unknown)}.")
