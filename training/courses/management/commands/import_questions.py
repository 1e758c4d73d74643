"""Add the questions of a GIFT or Aiken file to the version of a course that is not published yet, all or nothing."""

from pathlib import Path

from core.commands import Command as BaseCommand
from core.commands import read_text
from core.refusals import Refusal
from core.words import counted
from training.courses.actions.questions import NoPlace, add_questions
from training.courses.loaders import question_files
from training.courses.loaders.problems import CourseRefused


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", help="FILE.gift, or FILE.txt in Aiken")
        parser.add_argument("--course", required=True, metavar="CODE")
        parser.add_argument("--module", default="", metavar="CODE")
        parser.add_argument("--check", action="store_true", help="only say what is wrong; nothing is written")

    def run(self, *, file: str, course: str, module: str, check: bool, **options) -> None:
        name, text = Path(file).name, read_text(file)
        found, problems = question_files.read(name, text)
        if problems:
            raise CourseRefused(problems)
        try:
            added = add_questions(course=course, module=module, found=found, at=self.now, is_trial=check)
        except NoPlace as refusal:
            raise Refusal(f"{name}, línea 1: {refusal.message}") from None
        places = "; ".join(f"módulo {code}: {counted(n, 'pregunta', 'preguntas')}" for code, n in added.counts.items())
        without = question_files.unexplained(found)
        later = f" Escriba antes de publicar {counted(without, 'explicación', 'explicaciones')}." if without else ""
        done = "sin problemas" if check else f"agregado a {added.version}"
        self.stdout.write(f"{name}: {done}; {places}.{later}")
