"""Load an edition of an instrument from a YAML file. The same content again changes nothing."""

from pathlib import Path

from core.commands import Command as BaseCommand
from core.commands import read_text
from core.refusals import Refusal
from diagnostics.instruments.actions import instruments
from diagnostics.instruments.loaders.instrument import read_instrument

WORDS = {"created": "cargado", "changed": "cambiado", "same": "ya estaba igual; no se cambió nada"}


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("file")

    def run(self, *, file: str, **options) -> None:
        text = read_text(file)
        try:
            content = read_instrument(text)
        except Refusal as refusal:
            raise Refusal(f"{Path(file).name}, {refusal.message}", refusal.details) from None
        version, outcome = instruments.load(content=content, at=self.now)
        parsed = version.parsed
        self.stdout.write(
            f"Instrumento {version}: {WORDS[outcome]}. {len(parsed.dimensions)} dimensiones, "
            f"{len(parsed.indicators)} indicadores, {len(parsed.questions)} preguntas; huella {version.content_sha256[:12]}."
        )
