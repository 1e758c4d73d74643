"""Print every complete practice. Both formats come in again by `load_practices`."""

import csv
import json

from django.core.serializers.json import DjangoJSONEncoder

from advisory.practices.exports.columns import ALL_COLUMNS, NUMBERS, number_cell
from advisory.practices.queries.exported import cells, exportable, exported
from core.commands import Command as BaseCommand
from core.datasets.fields import NO, YES
from core.downloads import no_formula


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("--format", choices=["csv", "json"], required=True)

    def run(self, *, format: str, **options) -> None:
        rows = exported(exportable())
        if format == "json":
            exact = [row | {name: number_cell(row[name]) or None for name in NUMBERS} for row in rows]
            documents = [{name: row[name] for name in ALL_COLUMNS} for row in exact]
            self.stdout.write(json.dumps({"practices": documents}, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
            return
        writer = csv.DictWriter(self.stdout, ALL_COLUMNS, lineterminator="\n")
        writer.writeheader()
        for row in rows:
            texts = cells(row) | {"is_demo": YES if row["is_demo"] else NO}
            writer.writerow({name: text if name in NUMBERS else no_formula(text) for name, text in texts.items()})
