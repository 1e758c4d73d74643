"""What the two commands that load files of indicators share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import transaction

from core.commands import Command as BaseCommand
from core.commands import read_bytes
from core.words import counted
from followup.indicators.actions.importing import Report, known


class FileCommand(BaseCommand):
    """`read` the bytes of a file into rows and notes, and `store` the rows."""

    read: Callable[..., tuple[list[Any], list[str]]]
    store: Callable[..., Report]

    def add_arguments(self, parser) -> None:
        parser.add_argument("file")
        parser.add_argument("--check", action="store_true", help="only say what is wrong; nothing is written")
        parser.add_argument("--demo", action="store_true", help="the numbers are invented: every page says so")

    def run(self, *, file: str, check: bool, demo: bool, **options) -> None:
        name = Path(file).name
        rows, notes = self.read(read_bytes(file), name=name, known=known())
        with transaction.atomic():
            report = self.store(rows=rows, name=name, at=self.now, is_demo=demo)
            transaction.set_rollback(check)  # what is stored may be at fault with the file, too
        read = counted(report.read, "fila", "filas")
        changed = counted(report.written, "cambia algo", "cambian algo") if report.written else "no cambia nada"
        self.stdout.write(f"{name}: {'sin problemas. ' if check else ''}{read}; {changed}.")
        for note in notes:
            self.stdout.write(note)
