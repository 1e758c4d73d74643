"""Print the priorities of an agenda: ranking, stability and the reading by equal shares."""

import json

from cocreation.agendas.choices import MOST_PLACES
from cocreation.agendas.exports.priorities import document
from cocreation.agendas.queries.priorities import agenda_named, priorities_of
from core.commands import Command as BaseCommand
from core.refusals import Refusal


def _whole(text: str) -> int:
    """Return a number as typed; 0, which is none of those admitted, for anything else: refused in words, not by the shell."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("agenda", metavar="CODE")
        parser.add_argument(
            "--places", type=_whole, metavar="K", help="how many are the first ones; default: the agenda's"
        )
        parser.add_argument("--format", choices=["json"], default="json")

    def run(self, *, agenda: str, places: int | None, **options) -> None:
        if places is not None and not 1 <= places <= MOST_PLACES:
            raise Refusal(f"--places va de 1 a {MOST_PLACES}.")
        found = priorities_of(agenda_named(agenda), places)
        self.stdout.write(json.dumps(document(found), ensure_ascii=False, indent=1))
