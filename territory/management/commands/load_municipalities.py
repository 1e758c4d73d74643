"""Load or update municipalities from a CSV file."""

from pathlib import Path

from core.commands import Command as BaseCommand
from core.commands import read_text
from territory import actions
from territory.loaders.places import read_places
from territory.models import Municipality


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("file")

    def run(self, *, file: str, **options) -> None:
        text = read_text(file)
        codes = set(Municipality.objects.values_list("divipola", flat=True))
        places = read_places(text, name=Path(file).name, codes=codes)
        created, updated = actions.load_places(places=places)
        self.stdout.write(f"Municipios: {created} nuevos, {updated} actualizados.")
