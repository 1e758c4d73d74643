"""docs/states.md, written from the process of every app."""

from core.commands import GeneratedPage
from core.process.steps import registered, states_page


class Command(GeneratedPage):
    help = "Print docs/states.md; with --check only tell whether the file is current."
    name = "states.md"

    def page(self) -> str:
        return states_page(registered())
