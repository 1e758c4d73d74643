"""Write the off-line verifier (page, program, keys and lists of states of now) into a ZIP file."""

from pathlib import Path

from core.commands import Command as BaseCommand
from core.refusals import Refusal
from training.certificates.actions.kits import make_kit


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", metavar="OUT.zip")

    def run(self, *, file: str, **options) -> None:
        body = make_kit(at=self.now)
        try:
            Path(file).write_bytes(body)
        except OSError as error:
            raise Refusal(f"No se pudo escribir {file}: {error.strerror}.") from None
        self.stdout.write(f"{file}: verificador con las claves y la lista de estados de hoy.")
