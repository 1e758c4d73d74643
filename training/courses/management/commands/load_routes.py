"""Load the routes: who takes which courses, in order (data/courses/routes.yaml). The same file again changes nothing."""

from pathlib import Path

from django.conf import settings

from core.commands import Command as BaseCommand
from core.commands import read_text
from core.refusals import Refusal
from core.words import counted
from training.courses.actions.routes import load_routes
from training.courses.loaders.routes import read_routes

ROUTES = settings.BASE_DIR / "data" / "courses" / "routes.yaml"


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", nargs="?", default=str(ROUTES))
        parser.add_argument("--check", action="store_true", help="only say what is wrong; nothing is written")

    def run(self, *, file: str, check: bool, **options) -> None:
        name = Path(file).name
        try:
            routes = read_routes(read_text(file))
        except Refusal as refusal:
            raise Refusal(refusal.message if name in refusal.message else f"{name}, {refusal.message}") from None
        if check:
            self.stdout.write(f"{name}: sin problemas.")
            return
        changed = load_routes(routes=routes, at=self.now)
        said = counted(changed, "cambió", "cambiaron") if changed else "no se cambió nada"
        self.stdout.write(f"{counted(len(routes), 'ruta', 'rutas')}: {said}.")
