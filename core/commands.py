"""Base classes of the management commands: a refusal ends in one sentence and exit status 1, never in a traceback."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.refusals import Refusal

MAX_BYTES = 20 * 1024 * 1024


class Command(BaseCommand):
    """A command whose `run(**options)` may raise `Refusal`."""

    requires_system_checks: list = []

    def handle(self, *args, **options) -> None:
        try:
            self.run(**options)
        except Refusal as refusal:
            raise CommandError("\n".join([refusal.message, *(f"  - {line}" for line in refusal.details)])) from None

    def run(self, **options) -> None:
        raise NotImplementedError

    @property
    def now(self) -> datetime:
        return timezone.now()


class GeneratedPage(Command):
    """A page of docs/ generated from the code: prints it, or with --check verifies that the file is current."""

    name = ""  # file name in docs/

    def page(self) -> str:
        raise NotImplementedError

    def add_arguments(self, parser) -> None:
        parser.add_argument("--check", action="store_true", help="only tell whether the file is current")

    def run(self, *, check: bool, **options) -> None:
        file, command = settings.BASE_DIR / "docs" / self.name, type(self).__module__.rpartition(".")[2]
        if not check:
            self.stdout.write(self.page(), ending="")
        elif not file.is_file() or file.read_text(encoding="utf-8") != self.page():
            raise CommandError(f"docs/{self.name} is not current: python3 dev.py manage {command} > docs/{self.name}")


def read_bytes(path: str) -> bytes:
    """Return the content of a file. Refuses files that are missing, cannot be read or have more than MAX_BYTES."""
    file = Path(path)
    try:
        if not file.is_file():
            raise Refusal(f"No existe el archivo {path}.")
        if file.stat().st_size > MAX_BYTES:
            raise Refusal(f"El archivo {file.name} pesa más de {MAX_BYTES // 1024 // 1024} MB.")
        return file.read_bytes()
    except OSError as problem:  # a name too long, a file of somebody else
        raise Refusal(f"No se pudo leer el archivo {path[:200]}: {problem.strerror}.") from None


def read_text(path: str) -> str:
    """Return the UTF-8 text of a file. Refuses as `read_bytes`, and other encodings."""
    raw = read_bytes(path)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Refusal(f"{Path(path).name}, línea {line}: el texto no está en UTF-8. Guárdelo como UTF-8.") from None
