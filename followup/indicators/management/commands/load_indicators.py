"""Load the sheets of indicators of a folder, one .yaml or .yml file each; all or nothing. The same files again change nothing."""

from pathlib import Path

from django.db import transaction

from core.commands import Command as BaseCommand
from core.commands import read_text
from core.refusals import Refusal
from core.words import counted
from followup.indicators.actions.sheets import load_sheets
from followup.indicators.loaders.sheets import MOST_SHEETS, read_sheets

ENDINGS = (".yaml", ".yml")


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("folder")
        parser.add_argument("--check", action="store_true", help="only say what is wrong; nothing is written")

    def run(self, *, folder: str, check: bool, **options) -> None:
        if not Path(folder).is_dir():
            raise Refusal(f"No existe la carpeta {folder}.")
        paths = [path for path in sorted(Path(folder).iterdir()) if path.suffix.lower() in ENDINGS and path.is_file()]
        files = {path.name: read_text(str(path)) for path in paths[: MOST_SHEETS + 1]}
        sheets = read_sheets(files)
        found = counted(len(sheets), "ficha", "fichas")
        with transaction.atomic():
            new = load_sheets(sheets=sheets, at=self.now)
            transaction.set_rollback(check)  # what is stored may be at fault with the files, too
        if check:
            self.stdout.write(f"{found}: sin problemas.")
            return
        said = counted(new, "versión nueva", "versiones nuevas") if new else "no se cambió nada"
        self.stdout.write(f"{found}: {said}.")
