"""Invite the people of a list (XLSX or CSV), all or none: the same reader as the page for many people."""

from accounts.actions import rosters
from accounts.choices import Verdict
from accounts.loaders.roster import read_roster
from accounts.loaders.verdicts import judge, summary_of
from accounts.models import User
from accounts.permissions import Holding, Role
from accounts.queries import holdings_of
from core.commands import Command as BaseCommand
from core.commands import read_bytes
from core.refusals import Refusal
from core.words import counted


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("file")
        parser.add_argument("--check", action="store_true", help="only say what would happen; nobody is invited")
        parser.add_argument(
            "--by", default="", metavar="EMAIL", help="who invites; with --check coordination by default"
        )

    def run(self, *, file: str, check: bool, by: str, **options) -> None:
        person = User.objects.filter(email=by, is_active=True).first()
        if person is None and (by or not check):
            raise Refusal(f"No hay ninguna cuenta con el correo «{by[:80]}»; diga quién invita con --by.")
        lines = read_roster(read_bytes(file))
        if person is not None and not check:
            count = rosters.invite_many(lines=lines, by=person, at=self.now)
            self.stdout.write(counted(count, "invitación creada.", "invitaciones creadas."))
            return
        held = holdings_of(person) if person else [Holding(Role.COORDINATOR, None)]
        judged = judge(lines, held=held, at=self.now)
        for one in judged:
            self.stdout.write(f"Fila {one.line.number}: {one.line.email}: {one.sentence or Verdict(one.verdict).label}")
        self.stdout.write(f"{summary_of(judged)}.")
        if wrong := [f"Fila {one.line.number}: {one.sentence}" for one in judged if one.verdict == Verdict.ERROR]:
            raise Refusal(f"Hay {counted(len(wrong), 'fila', 'filas')} por corregir; no se invitó a nadie.", wrong)
