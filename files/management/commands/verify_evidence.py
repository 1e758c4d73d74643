"""Compare the evidence of the database with its files: each there, whole and with its SHA-256, and no other file left over."""

from core.commands import Command as BaseCommand
from core.refusals import Refusal
from core.words import counted
from files.queries import batches, fault_of, files_on_disk, named_files, owners_of


class Command(BaseCommand):
    help = __doc__

    def run(self, **options) -> None:
        checked, lines = 0, []
        for batch in batches(named_files()):
            checked += len(batch)
            wrong = {file.name: fault for file in batch if (fault := fault_of(file))}
            owners = owners_of(list(wrong)) if wrong else {}
            lines += [f"{o}: {wrong[name].label}, {name}." for name in wrong for o in owners.get(name, [])]
        unnamed = [file for file in files_on_disk() if not file.is_named]
        over = [file.name for file in unnamed if file.is_over(self.now)]
        lines += [f"Sin fila que lo nombre, y con su plazo cumplido: {name}." for name in over]
        waiting = len(unnamed) - len(over)
        later = f" Sin fila y aún en su plazo: {counted(waiting, 'archivo', 'archivos')}." if waiting else ""
        if lines:
            raise Refusal(f"Evidencias: {counted(len(lines), 'diferencia', 'diferencias')}.{later}", lines)
        kept = counted(checked, "archivo de evidencia", "archivos de evidencia")
        self.stdout.write(f"{kept}: todo está y es lo que se subió.{later}")
