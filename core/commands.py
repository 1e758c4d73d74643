"""What our management commands share: a refusal ends in one sentence and exit status 1, never in a traceback."""

from datetime import datetime
from pathlib import Path

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


def read_text(path: str) -> str:
    """Return the UTF-8 text of a file; refuses absent, huge and wrongly encoded files with a sentence that says where."""
    file = Path(path)
    if not file.is_file():
        raise Refusal(f"No existe el archivo {path}.")
    if file.stat().st_size > MAX_BYTES:
        raise Refusal(f"El archivo {file.name} pesa más de {MAX_BYTES // 1024 // 1024} MB.")
    raw = file.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Refusal(f"{file.name}, línea {line}: el texto no está en UTF-8. Guárdelo como UTF-8.") from None
