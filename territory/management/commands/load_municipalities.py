"""Load or update municipalities from a CSV file."""

from pathlib import Path

from core.commands import Command as BaseCommand
from core.commands import read_text
from territory import actions
from territory.loaders.places import read_places


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("file")

    def run(self, *, file: str, **options) -> None:
        created, updated = actions.load_places(places=read_places(read_text(file), name=Path(file).name))
        self.stdout.write(f"Municipios: {created} nuevos, {updated} actualizados.")
