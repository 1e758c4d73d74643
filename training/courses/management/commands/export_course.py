"""Write the folder of a course as it was loaded: load_course reads it back to the same content."""

import shutil
import tempfile
from pathlib import Path

from core.commands import Command as BaseCommand
from core.refusals import Refusal
from core.words import counted
from training.courses.actions.folders import folder_of
from training.courses.queries.versions import version_named


class Command(BaseCommand):
    help = __doc__

    def create_parser(self, prog_name: str, subcommand: str, **kwargs):
        # Django's own --version gives way to the course's.
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser) -> None:
        parser.add_argument("code", metavar="CODE")
        parser.add_argument("folder", help="a new or empty one")
        parser.add_argument(
            "--version", dest="number", default="", metavar="VERSION", help="default: the published one, or the last"
        )

    def run(self, *, code: str, folder: str, number: str, **options) -> None:
        version = version_named(code, number)
        if version is None:
            raise Refusal(f"No existe el curso {code}{f' en su versión {number}' if number else ''}.")
        files = folder_of(version)
        if not files:
            raise Refusal(f"La versión {version} no guarda su carpeta: no se cargó de una.")
        write_folder(Path(folder), files)
        self.stdout.write(f"Curso {version}: {counted(len(files), 'archivo', 'archivos')} en {folder}.")


def write_folder(target: Path, files: dict[str, bytes]) -> None:
    """Write all files or none: beside the folder first, then under its name."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Refusal(f"La carpeta {target} ya existe y no está vacía.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        half = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        try:
            half.chmod(0o755)
            for name, raw in files.items():
                file = half / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(raw)
            half.replace(target)
        except BaseException:
            shutil.rmtree(half, ignore_errors=True)
            raise
    except OSError as error:
        raise Refusal(f"No se pudo escribir en {target}: {error.strerror}.") from None
