"""Open a round for all municipalities, or some, with an edition of an instrument (which it freezes)."""

from datetime import date

from core.commands import Command as BaseCommand
from core.refusals import Refusal
from core.words import counted
from diagnostics.assessments.actions import rounds
from diagnostics.assessments.queries.lookups import version_named
from diagnostics.assessments.queries.rounds import malformed
from territory.choices import place_code
from territory.models import Municipality


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("code")
        parser.add_argument("--instrument", required=True, metavar="CODE[@VERSION]")
        parser.add_argument("--municipalities", default="all", metavar="all|c1,c2,…")
        parser.add_argument("--name", default="")
        parser.add_argument(
            "--past", action="store_true", help="held elsewhere: its dates may be past, and nobody is told"
        )
        parser.add_argument("--rehearsal", action="store_true", help="a rehearsal, which is never published")
        for option in ("--opens", "--closes", "--cutoff"):
            parser.add_argument(option, metavar="AAAA-MM-DD")

    def run(
        self, *, code: str, instrument: str, municipalities: str, name: str, past: bool, rehearsal: bool, **options
    ) -> None:
        if faults := malformed(code):
            raise Refusal(faults[0])
        dates = {f"{key}_on": _date(options[key]) for key in ("opens", "closes", "cutoff")}
        round = rounds.open_round(
            code=code, version=version_named(instrument), municipalities=_municipalities(municipalities), name=name,
            at=self.now, held_elsewhere=past, is_rehearsal=rehearsal, **dates,
        )  # fmt: skip
        places = counted(round.assessments.count(), "municipio", "municipios")
        self.stdout.write(f"{round.name}: abierto con {round.version} para {places}.")


def _date(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(f"«{text[:20]}» no es una fecha; escriba AAAA-MM-DD, como 2027-03-01.") from None


def _municipalities(text: str) -> list[Municipality]:
    if text == "all":
        return list(Municipality.objects.all())
    found = {m.divipola: m for m in Municipality.objects.all()}
    codes = list(dict.fromkeys(place_code(code, found) for code in text.split(",") if code.strip()))
    unknown = [code for code in codes if code not in found]
    if unknown:
        raise Refusal(f"No hay municipio con el código {', '.join(unknown[:10])}. Cárguelo con load_municipalities.")
    return [found[code] for code in codes]
