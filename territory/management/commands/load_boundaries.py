"""Draw the real map of the home page from a GeoJSON file (WGS84), or take it away with --remove."""

import hashlib
from pathlib import Path

from core.commands import Command as BaseCommand
from core.commands import read_text
from core.refusals import Refusal
from territory import actions


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", nargs="?", default="")
        parser.add_argument("--attribution", default="", help="whose boundaries they are; printed under the map")
        parser.add_argument("--licence", default="", help="under which licence, printed beside it")
        parser.add_argument(
            "--key", default="", help="the property with the DIVIPOLA code, when it has an unusual name"
        )
        parser.add_argument("--remove", action="store_true", help="take the boundaries away")

    def run(self, *, file: str, attribution: str, licence: str, key: str, remove: bool, **options) -> None:
        if remove:
            count = actions.remove_boundaries(by=None, at=self.now)
            self.stdout.write(f"Límites: {count} retirados. La portada muestra el mapa esquemático.")
            return
        if not file:
            raise Refusal("Diga qué archivo GeoJSON cargar, o use --remove para retirar los límites.")
        shapes = actions.shapes_in(read_text(file), name=Path(file).name, key=key)
        sha256 = hashlib.sha256(Path(file).read_bytes()).hexdigest()
        changed, lacking = actions.load_boundaries(
            shapes=shapes, attribution=attribution, licence=licence, sha256=sha256, by=None, at=self.now
        )
        self.stdout.write(f"Límites: {len(shapes)} {'guardados' if changed else 'que ya estaban'}.")
        if lacking:
            names = ", ".join(map(str, lacking[:10])) + ("…" if len(lacking) > 10 else "")
            self.stdout.write(f"Sin límite: {names}. Mientras falten, la portada muestra el mapa esquemático.")
