"""Print the light of every indicator, municipality by municipality and for the valley, as it stands on a day."""

import json
from datetime import date

from django.utils import timezone

from core.commands import Command as BaseCommand
from core.refusals import Refusal
from followup.indicators.queries.lights import lights_of
from followup.indicators.queries.series import series_in_force
from followup.pages.presenters.lights import light_row
from followup.rules.periods import WrongDay, parse_day


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("--indicator", metavar="CODE", help="of one indicator only")
        parser.add_argument(
            "--at", metavar="DATE", help="the day, as 2026-12-01; today if left out. It moves the clock only"
        )
        parser.add_argument("--format", choices=["json"], default="json")

    def run(self, *, indicator: str | None, at: str | None, **options) -> None:
        found = series_in_force(None if indicator is None else [indicator])
        if indicator is not None and not found:
            raise Refusal(f"No hay una ficha del indicador «{indicator}».")
        rows = [light_row(one) for one in lights_of(found, _day(at))]
        self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))


def _day(text: str | None) -> date:
    try:
        return timezone.localdate() if text is None else parse_day(text)
    except WrongDay as wrong:
        raise Refusal(str(wrong)) from None
