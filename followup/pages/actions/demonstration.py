"""Follow-up of the demonstration: two years of series with every light, commitments in every state, what the portal counts."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.models import User
from accounts.permissions import Role
from followup.commitments.models import Commitment
from followup.indicators.actions.counting import count_all
from followup.indicators.actions.sheets import load_sheets
from followup.indicators.loaders.sheets import read_sheets
from followup.pages.actions import demo_commitments, demo_series
from notices.actions.notifications import mark_all_read

READ_AFTER = timedelta(days=14)
SHEETS = settings.BASE_DIR / "data" / "indicators"


@transaction.atomic
def seed(*, people: Mapping[Role, User], at: datetime) -> None:
    """Make all of it, unless it exists. `people`: the accounts of the demonstration by role."""
    if Commitment.objects.filter(is_demo=True).exists():
        return
    files = {path.name: path.read_text(encoding="utf-8") for path in sorted(SHEETS.glob("*.yaml"))}
    load_sheets(sheets=read_sheets(files), at=at)
    demo_series.seed(people=people, at=at)
    demo_commitments.seed(people=people, at=at)
    count_all(at=at, is_demo=True)
    for person in people.values():
        mark_all_read(by=person, at=at - READ_AFTER)  # a year of notices was not left to be read
