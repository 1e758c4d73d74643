"""For somebody who lost telephone and recovery codes; verify first who is asking."""

from accounts.actions import second_factor
from accounts.models import User
from core.commands import Command as BaseCommand
from core.refusals import Refusal


class Command(BaseCommand):
    help = (
        "Remove the second factor of an account, so that its owner can sign in with the password and set up a new one."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("email", help="address with which the person signs in")

    def run(self, *, email: str, **options) -> None:
        person = User.objects.filter(email=email).first()
        if person is None:
            raise Refusal(f"No hay ninguna cuenta con el correo {email}.")
        second_factor.reset(person=person, by=None, at=self.now)
        self.stdout.write(
            f"{person.email} ya no tiene segundo factor. Si su rol lo necesita, se le pedirá al ingresar. "
            "Sus sesiones y sus tokens de la API terminaron, y se le avisa por correo."
        )
