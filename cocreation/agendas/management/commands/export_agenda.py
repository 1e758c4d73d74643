"""Print an agenda with its priorities, without personal data: CSV, JSON, or the supports as Pabulib (.pb)."""

import csv
import json

from cocreation.agendas.exports.priorities import COLUMNS, document, pabulib, row
from cocreation.agendas.queries.priorities import agenda_named, priorities_of, supporters_of
from core.commands import Command as BaseCommand
from core.downloads import no_formula


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("agenda", metavar="CODE")
        parser.add_argument("--format", choices=["csv", "json", "pb"], required=True)

    def run(self, *, agenda: str, format: str, **options) -> None:
        chosen = agenda_named(agenda)
        found = priorities_of(chosen)
        challenges = chosen.challenges.prefetch_related("municipalities")
        texts = {challenge.code: challenge.text for challenge in challenges}
        if format == "pb":
            ranked = [one.code for one in found.rows if one.place is not None]
            people = supporters_of(chosen)
            self.stdout.write(pabulib(chosen.code, chosen.name, ranked, found.places, people, texts), ending="")
        elif format == "csv":
            writer = csv.writer(self.stdout, lineterminator="\n")
            writer.writerow([*COLUMNS, "supports", "text"])
            for one in found.rows:
                cells = row(found, one)
                own = [cells[name] for name in COLUMNS[:-1]] + ["si" if cells["undecided"] else "no"]
                writer.writerow([*own, found.supports.get(one.code, 0), no_formula(texts[one.code])])
        else:
            listed = [
                {
                    "code": one.code, "theme": one.theme, "text": one.text, "tags": one.tags,
                    "municipalities": sorted(place.divipola for place in one.municipalities.all()),
                    "votes": found.tally.get(one.code, {}), "supports": found.supports.get(one.code, 0),
                }
                for one in challenges
            ]  # fmt: skip
            head = {"code": chosen.code, "name": chosen.name, "places": found.places}
            whole = {"agenda": head, "challenges": listed, **document(found)}
            self.stdout.write(json.dumps(whole, ensure_ascii=False, indent=1))
