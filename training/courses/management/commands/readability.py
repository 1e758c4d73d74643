"""Print how hard a Markdown file reads (INFLESZ), as JSON."""

import json
from pathlib import Path

from core.commands import Command as BaseCommand
from core.commands import read_text
from core.refusals import Refusal
from training.grading.readability import reading_of, rounded


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("file")

    def run(self, *, file: str, **options) -> None:
        found = reading_of([read_text(file)])
        if not found.words:
            raise Refusal(f"{Path(file).name}, línea 1: no hay ninguna palabra que medir.")
        figures = {
            "inflesz": rounded(found.inflesz), "words": found.words, "sentences": found.sentences,
            "words_per_sentence": rounded(found.words_per_sentence),
        }  # fmt: skip
        self.stdout.write(json.dumps(figures))
