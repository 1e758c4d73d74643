"""Load a course from its folder, all or nothing. The same content again changes nothing; a published version never changes."""

from pathlib import Path

from django.db import transaction

from core.commands import Command as BaseCommand
from core.words import counted
from training.courses.actions.norms import load_norms
from training.courses.actions.versions import load_course, publish
from training.courses.loaders.course import read_course
from training.courses.loaders.folders import files_of_folder
from training.courses.management.norms import norms_of_the_release

WORDS = {"created": "cargada", "changed": "cambiada", "same": "ya estaba igual; no se cambió nada"}


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("folder")
        parser.add_argument("--check", action="store_true", help="only say what is wrong; nothing is written")
        parser.add_argument(
            "--publish", action="store_true", help="publish the version too: from then on it stays as it is"
        )

    def run(self, *, folder: str, check: bool, publish: bool, **options) -> None:
        norms = norms_of_the_release()
        reading = read_course(files_of_folder(folder), norms)
        if check:
            self.stdout.write(f"{Path(folder).resolve().name}: sin problemas.")
            return
        with transaction.atomic():
            load_norms(norms=norms, at=self.now)
            version, outcome = load_course(reading=reading, at=self.now)
            is_new = publish and self._publish(version)
        modules = version.content["modules"]
        parts = (
            counted(len(modules), "módulo", "módulos"),
            counted(sum(len(module["lessons"]) for module in modules), "lección", "lecciones"),
            counted(sum(len(module["quiz"]) for module in modules), "pregunta", "preguntas"),
        )
        self.stdout.write(f"Curso {version}: {WORDS[outcome]}. {', '.join(parts)}.")
        if is_new:
            self.stdout.write("Quedó publicada: ya no cambia.")

    def _publish(self, version) -> bool:
        return publish(version=version, at=self.now)
