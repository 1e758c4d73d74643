"""Load or update municipalities from a CSV file."""

from pathlib import Path

from core.commands import Command as BaseCommand
from core.commands import read_text
from territory import actions


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("file")

    def run(self, *, file: str, **options) -> None:
        places = actions.places_in(read_text(file), name=Path(file).name)
        created, updated = actions.load_places(places=places, at=self.now)
        self.stdout.write(f"Municipios: {created} nuevos, {updated} actualizados.")
