"""The period that the answers of a round speak of: the months of its edition up to the cut-off."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models.fields.json import KeyTransform

from core.indicators.sources import months_before
from diagnostics.assessments.models import Round
from diagnostics.instruments.models import InstrumentVersion

MONTHS = 12  # of an edition that does not say it


def reference_periods(rounds: Iterable[Round]) -> dict[int, tuple[date, date]]:
    """Return first and last day of the period by the round's primary key; none for a round without days. One query."""
    rounds = list(rounds)
    versions = InstrumentVersion.objects.filter(pk__in={round.version_id for round in rounds})
    said = versions.annotate(said=KeyTransform("reference_period_months", KeyTransform("instrument", "content")))
    months = dict(said.values_list("pk", "said"))
    ends = {round.pk: (round, round.cutoff_on or round.closes_on) for round in rounds}
    return {
        pk: (months_before(end + timedelta(days=1), months.get(round.version_id) or MONTHS), end)
        for pk, (round, end) in ends.items()
        if end
    }
