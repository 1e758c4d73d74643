"""What the two commands for sessions on paper share."""

from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from cocreation.agendas.loaders.ballots import Ballot
from cocreation.agendas.queries.priorities import agenda_named
from core.commands import Command as BaseCommand
from core.commands import read_text
from core.words import counted
from territory.queries import codes_of_municipalities


class BallotCommand(BaseCommand):
    """`read` a file's text into ballots, and `store` them; `words`: one and several of what is stored."""

    read: Callable[..., list[Ballot]]
    store: Callable[..., int]
    words: tuple[str, str]

    def add_arguments(self, parser) -> None:
        parser.add_argument("file")
        parser.add_argument("--agenda", required=True, metavar="CODE")
        parser.add_argument("--check", action="store_true", help="only say what is wrong; nothing is written")

    def run(self, *, file: str, check: bool, **options) -> None:
        agenda, name = agenda_named(options["agenda"]), Path(file).name
        challenges = set(agenda.challenges.values_list("code", flat=True))
        ballots = self.read(read_text(file), name=name, challenges=challenges, municipalities=codes_of_municipalities())
        rows, people = (
            counted(len(ballots), "fila", "filas"),
            counted(len({b.person for b in ballots}), "persona", "personas"),
        )
        with transaction.atomic():
            new = self.store(agenda=agenda, name=name, ballots=ballots, at=self.now)
            transaction.set_rollback(check)  # what is stored may be at fault with the file, too
        if check:
            self.stdout.write(f"{name}: sin problemas. {rows} de {people}.")
            return
        self.stdout.write(f"{agenda}: {rows} de {people}; {counted(new, *self.words)} sin estar antes.")
