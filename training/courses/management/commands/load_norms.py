"""Load the norms that courses and the diagnosis cite (data/norms.yaml), and tell what the changed ones touch."""

from pathlib import Path

from core.commands import Command as BaseCommand
from core.words import counted
from training.courses.actions.norms import load_norms
from training.courses.management.norms import NORMS, norms_of_the_release
from training.courses.queries.citations import citations


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", nargs="?", default=str(NORMS))
        parser.add_argument("--check", action="store_true", help="only say what is wrong; nothing is written")

    def run(self, *, file: str, check: bool, **options) -> None:
        norms = norms_of_the_release(Path(file))
        if check:
            self.stdout.write(f"{Path(file).name}: sin problemas.")
            return
        changed = load_norms(norms=norms, at=self.now)
        said = counted(changed, "cambió", "cambiaron") if changed else "no se cambió nada"
        self.stdout.write(f"{counted(len(norms), 'norma', 'normas')}: {said}.")
        for one in citations(drafts_too=True):
            if one.needs_a_look and one.is_cited:
                self.stdout.write(f"{one.norm}, {one.norm.get_status_display().lower()}: {one.words}.")
