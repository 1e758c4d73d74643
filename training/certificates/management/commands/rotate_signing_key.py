"""Retire the key that signs certificates and make a new one; --compromised says since when somebody else may sign with it."""

from datetime import date

from core.commands import Command as BaseCommand
from core.refusals import Refusal
from training.certificates.actions.keys import rotate


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("--compromised", metavar="DATE", default="", help="year-month-day")
        parser.add_argument("--kid", default="", help="a key retired before, to be marked as compromised")

    def run(self, *, compromised: str, kid: str, **options) -> None:
        old, new = rotate(compromised_on=_day(compromised), kid=kid, at=self.now)
        said = f"La clave {old.kid} quedó retirada"
        if old.compromised_on:
            said += (
                f" y comprometida desde el {old.compromised_on}: solo valen sus certificados que están en el registro"
            )
        self.stdout.write(f"{said}. Se firma con {new.kid}." if new else f"{said}.")


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(f"«{text}» no es una fecha: escriba año-mes-día, como 2027-03-01.") from None
