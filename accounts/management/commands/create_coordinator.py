"""Creates the first account of a new portal; all others are invited from its pages."""

from accounts.actions import invitations
from accounts.permissions import Role
from core.commands import Command as BaseCommand


class Command(BaseCommand):
    help = "Invite a metropolitan coordinator and print the link by which the account is created."

    def add_arguments(self, parser) -> None:
        parser.add_argument("email", help="institutional e-mail of the coordinator")
        parser.add_argument("--name", default="", help="the name in the greeting of the printed text")

    def run(self, *, email: str, name: str, **options) -> None:
        _, token = invitations.invite(email=email, role=Role.COORDINATOR, municipality=None, by=None, at=self.now)
        self.stdout.write(f"Invitación para {name or email}, coordinación metropolitana. Sirve 14 días y una sola vez:")
        self.stdout.write(invitations.link_of(token))
