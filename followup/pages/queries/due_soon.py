"""What a town hall, or the metropolitan team, still has to bring and falls due soon."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from core.process.deadlines import WARNINGS, warning_due
from followup.commitments.models import Milestone
from followup.indicators.queries.values import period_in_words
from followup.indicators.queries.work import expected_of
from territory.models import Municipality


@dataclass(frozen=True)
class DueSoon:
    """`place`: the municipality that brings it, None the metropolitan area. `open_since`: the first day on which it could.

    `warning`: which of WARNINGS is due, counted in calendar days.
    """

    on: date
    words: str
    place: int | None
    open_since: date
    warning: int

    @property
    def warned_from(self) -> date:
        """The day on which its reminder fell due; later only where nobody ran."""
        return max(self.on - timedelta(self.warning), self.open_since)


def measurements_due_soon(places: Collection[int], today: date) -> list[DueSoon]:
    """Return the measurements that wait for these municipalities. Four queries. What was invented is left out."""
    found = [
        (one, warning)
        for one in expected_of(list(Municipality.objects.filter(pk__in=places)), today)
        if one.waits_for_town_hall and not (one.row and one.row.is_demo)
        and (warning := warning_due(one.days_left(today))) is not None
    ]  # fmt: skip
    return [
        DueSoon(
            one.due_on, f"{one.sheet.code} {one.sheet.name}, {period_in_words(one.period)}: medición de {one.municipality}",
            one.municipality.pk, one.period.ends_on, warning,
        )
        for one, warning in found
    ]  # fmt: skip


def milestones_due_soon(today: date) -> list[DueSoon]:
    """Return the milestones without evidence of accepted commitments that are open. One query."""
    rows = Milestone.objects.filter(
        done_on=None, due_on__range=(today, today + timedelta(max(WARNINGS))), commitment__accepted_on__lte=today,
        commitment__second_reading=None, commitment__is_demo=False,
    )  # fmt: skip
    return [
        DueSoon(
            row.due_on, f"{row.commitment.code} «{row.commitment.title}»: evidencia del hito {row.number}, «{row.title}»",
            row.commitment.municipality_id, row.commitment.accepted_on, warning,
        )
        for row in rows.select_related("commitment").order_by("commitment__code", "number")
        if (warning := warning_due((row.due_on - today).days)) is not None
    ]  # fmt: skip
