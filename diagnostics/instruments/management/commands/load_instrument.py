"""Load an edition of an instrument from a YAML file or an edition's workbook (XLSX). The same content again changes nothing."""

from pathlib import Path

from core.commands import Command as BaseCommand
from core.commands import read_bytes, read_text
from core.refusals import Refusal
from core.words import counted
from diagnostics.instruments.actions import instruments
from diagnostics.instruments.loaders.edition_workbook import read_sound_workbook
from diagnostics.instruments.loaders.instrument import read_instrument

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")  # the reader names those it does not read
WORDS = {"created": "cargado", "changed": "cambiado", "same": "ya estaba igual; no se cambió nada"}


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("file")
        parser.add_argument("--check", action="store_true", help="only say what is wrong; nothing is written")

    def run(self, *, file: str, check: bool, **options) -> None:
        name, data = Path(file).name, read_bytes(file)
        is_workbook = data.startswith(b"PK") or name.lower().endswith(WORKBOOKS)
        text = "" if is_workbook else read_text(file)
        try:
            content = read_sound_workbook(data) if is_workbook else read_instrument(text)
        except Refusal as refusal:
            raise Refusal(f"{name}, {refusal.message}", refusal.details) from None
        if check:
            self.stdout.write(f"{name}: sin problemas.")
            return
        version, outcome = instruments.load(content=content, at=self.now)
        parsed = version.parsed
        parts = (
            counted(len(parsed.dimensions), "dimensión", "dimensiones"),
            counted(len(parsed.indicators), "indicador", "indicadores"),
            counted(len(parsed.questions), "pregunta", "preguntas"),
        )
        self.stdout.write(
            f"Instrumento {version}: {WORDS[outcome]}. {', '.join(parts)}; huella {version.content_sha256[:12]}."
        )
