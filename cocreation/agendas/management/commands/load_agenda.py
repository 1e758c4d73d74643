"""Load an agenda from a YAML file. The same content again changes nothing."""

from pathlib import Path

from django.db import transaction

from cocreation.agendas.actions import agendas
from cocreation.agendas.loaders.agendas import read_agenda
from core.commands import Command as BaseCommand
from core.commands import read_text
from core.refusals import Refusal
from core.words import counted
from territory.queries import codes_of_municipalities

WORDS = {"created": "cargada", "changed": "cambiada", "same": "ya estaba igual; no se cambió nada"}


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("file")
        parser.add_argument("--check", action="store_true", help="only say what is wrong; nothing is written")

    def run(self, *, file: str, check: bool, **options) -> None:
        name = Path(file).name
        try:
            content = read_agenda(read_text(file), municipalities=codes_of_municipalities())
        except Refusal as refusal:
            raise Refusal(refusal.message if name in refusal.message else f"{name}, {refusal.message}") from None
        with transaction.atomic():
            agenda, outcome = agendas.load_agenda(content=content, at=self.now)
            transaction.set_rollback(check)  # what is stored may be at fault with the file, too
        if check:
            self.stdout.write(f"{name}: sin problemas.")
            return
        parts = (
            counted(len(content.stages), "etapa", "etapas"),
            counted(len(content.challenges), "reto", "retos"),
            counted(len(content.municipalities), "municipio", "municipios"),
        )
        self.stdout.write(f"Agenda {agenda.code}: {WORDS[outcome]}. {', '.join(parts)}.")
