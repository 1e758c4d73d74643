"""What waits: for a town hall, the values that are expected of it; for the metropolitan team, what was sent."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.access import can, municipalities_of
from accounts.models import User
from accounts.permissions import Permission
from followup.indicators.choices import MeasurementState
from followup.indicators.models import ApprovedValue, IndicatorSheet, Measurement, ReportingPeriod
from followup.indicators.queries.sheets import typed_sheets
from followup.rules.lights import due_on
from followup.rules.periods import Every, Period, last_ended
from territory.models import Municipality

S = MeasurementState


@dataclass(frozen=True)
class Expected:
    """A value that is expected of a municipality. `row`: None while nobody wrote any of it; `closed`: the period is locked."""

    sheet: IndicatorSheet
    municipality: Municipality
    period: Period
    row: Measurement | None
    closed: ReportingPeriod | None
    due_on: date
    has_ended: bool

    @property
    def waits_for_town_hall(self) -> bool:
        """It must write, correct or send it. What has not ended yet cannot be sent."""
        is_open = self.row is None or self.row.state in (S.DRAFT, S.RETURNED)
        return is_open and self.closed is None and self.has_ended

    @property
    def is_approved(self) -> bool:
        return self.row is not None and self.row.state == S.APPROVED

    def days_left(self, today: date) -> int:
        """Calendar days; below 0 it is late."""
        return (self.due_on - today).days


def places_to_measure(user: User) -> QuerySet[Municipality]:
    """Return the municipalities for which the person writes, in the order of the river."""
    reach = municipalities_of(user, Permission.WRITE_MEASUREMENTS)
    places = Municipality.objects.in_river_order()
    return places if reach is None else places.filter(pk__in=reach)


def expected_of(places: Sequence[Municipality], today: date) -> list[Expected]:
    """Return what is expected of them: what they must do first, the latest first. Three queries, however much there is.

    Of each indicator the newest period that has ended; each one before it without an approved value, since its first
    measurement; and what was begun.
    """
    rows: dict[tuple[int, str], dict[str, Measurement]] = {}
    written = Measurement.objects.filter(municipality__in=places).select_related("indicator", "period")
    for row in written:
        rows.setdefault((row.municipality_id, row.indicator.code), {})[row.period.code] = row
    sheets = typed_sheets()
    closed = {row.code: row for row in ReportingPeriod.objects.exclude(locked_at=None)}
    found = [
        Expected(
            sheet, place, period, own.get(period.code), closed.get(period.code), due_on(sheet.rules, period),
            period.ends_on <= today,
        )
        for place in places
        for sheet in sheets
        for own in [rows.get((place.pk, sheet.code), {})]
        for period in _periods(Every(sheet.every), own, closed, today)
    ]  # fmt: skip
    return sorted(found, key=lambda one: (_order(one), one.due_on, one.sheet.code))


def _periods(
    every: Every, own: dict[str, Measurement], closed: Collection[str], today: date
) -> Iterator[Period]:  # fmt: skip
    last = last_ended(every, today)
    begun = sorted((row.period.rules for row in own.values()), key=lambda one: one.ends_on)
    yield from (one for one in begun if one.ends_on > last.ends_on)
    period = last
    while (begun and period.ends_on >= begun[0].ends_on) or period == last:
        row = own.get(period.code)
        is_settled = (row is not None and row.state == S.APPROVED) or (row is None and period.code in closed)
        if period == last or not is_settled:
            yield period
        period = period.before()


def _order(one: Expected) -> int:
    if one.waits_for_town_hall:
        return 0
    if one.is_approved:
        return 3
    return 1 if one.row is not None and one.row.state == S.SENT else 2


def measurement_of(sheet: IndicatorSheet, municipality: Municipality, period: str) -> Measurement | None:
    """Return what was written, with all that its page shows of it."""
    rows = Measurement.objects.with_context().select_related("written_by", "sent_by").prefetch_related("evidence")
    return rows.filter(indicator__code=sheet.code, municipality=municipality, period__code=period).first()


def earlier_values(
    sheet: IndicatorSheet, municipality: Municipality, period: Period, most: int = 6
) -> list[ApprovedValue]:
    """Return the approved values in force up to a period, and of it, the newest period first. One query."""
    rows = ApprovedValue.objects.in_force().select_related("measurement__period")
    own = rows.filter(measurement__indicator__code=sheet.code, measurement__municipality=municipality)
    return list(
        own.filter(measurement__period__ends_on__lte=period.ends_on).order_by("-measurement__period__ends_on")[:most]
    )


def waiting() -> QuerySet[Measurement]:
    """Return what waits for approval, what has waited longest first."""
    return Measurement.objects.with_context().filter(state=S.SENT).order_by("state_since", "pk")


def count_waiting(user: User) -> int:
    """Return how many wait for the person, for the menu: to approve, or to be written by their town hall."""
    if can(user, Permission.APPROVE_MEASUREMENTS):
        return waiting().exclude(Q(written_by=user) | Q(sent_by=user)).count()
    places = list(places_to_measure(user))
    return sum(one.waits_for_town_hall for one in expected_of(places, timezone.localdate()))
