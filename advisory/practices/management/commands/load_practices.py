"""Load good practices from a CSV or YAML file, all or nothing; they wait for their review (columns: docs/advice.md)."""

from pathlib import Path

from django.db import transaction

from advisory.practices.actions.importing import import_practices
from advisory.practices.loaders.practices import read_practices
from core.commands import Command as BaseCommand
from core.commands import read_text
from core.words import counted
from territory.queries import codes_of_municipalities


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("file")
        parser.add_argument("--check", action="store_true", help="only say what is wrong; nothing is written")

    def run(self, *, file: str, check: bool, **options) -> None:
        name = Path(file).name
        rows = read_practices(read_text(file), name=name, municipalities=codes_of_municipalities())
        with transaction.atomic():
            new = import_practices(name=name, rows=rows, at=self.now)
            transaction.set_rollback(check)  # what is stored may be at fault with the file, too
        read = counted(len(rows), "práctica", "prácticas")
        end = "sin problemas. " + read + "." if check else f"{read}; {counted(new, 'nueva', 'nuevas')}."
        self.stdout.write(f"{name}: {end}")
