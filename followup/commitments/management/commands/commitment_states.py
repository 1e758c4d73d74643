"""Print the state of every commitment on a day, with the row of the rule that decided it and its marks."""

import json
from datetime import date

from django.utils import timezone

from core.commands import Command as BaseCommand
from core.refusals import Refusal
from followup.commitments.models import Commitment
from followup.commitments.queries.standing import Stood, stood
from followup.rules.periods import WrongDay, parse_day

COLUMNS = ("code", "state", "derived", "why", "mark")


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("--at", metavar="DATE", help="the day, as 2027-03-31; today without it")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def run(self, *, at: str | None, format: str, **options) -> None:
        rows = [_row(one) for one in stood(Commitment.objects.order_by("code"), _day(at))]
        if format == "json":
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        for row in rows:
            self.stdout.write("\t".join(row[name] for name in COLUMNS))


def _row(one: Stood) -> dict[str, str]:
    """`mark`: its texts one after the other, "" if there is none."""
    found = one.standing
    return dict(
        zip(
            COLUMNS, (one.code, found.state.value, found.derived.value, found.why.value, "; ".join(one.marks)), strict=True
        )
    )  # fmt: skip


def _day(text: str | None) -> date:
    try:
        return timezone.localdate() if text is None else parse_day(text)
    except WrongDay as wrong:
        raise Refusal(str(wrong)) from None
