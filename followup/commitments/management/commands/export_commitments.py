"""Print every commitment, with the fields of the sheets of OGP and ours. The CSV comes in again by `import_commitments`."""

import csv
import json

from django.utils import timezone

from core.commands import Command as BaseCommand
from core.datasets.fields import NO, YES
from core.downloads import as_text
from followup.commitments.models import Commitment
from followup.commitments.queries.exported import ALL_COLUMNS, documents, exported


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("--format", choices=["csv", "json"], required=True)

    def run(self, *, format: str, **options) -> None:
        rows, today = Commitment.objects.order_by("code"), timezone.localdate()
        if format == "json":
            self.stdout.write(json.dumps(documents(rows, today), ensure_ascii=False, indent=1))
            return
        writer = csv.DictWriter(self.stdout, ALL_COLUMNS, lineterminator="\n")
        writer.writeheader()
        for row in exported(rows, today):
            cells = {name: (YES if value else NO) if isinstance(value, bool) else value for name, value in row.items()}
            writer.writerow({name: as_text(cell) for name, cell in cells.items()})
