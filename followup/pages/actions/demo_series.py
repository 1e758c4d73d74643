"""Series of the demonstration: invented numbers, always the same ones for the same day."""

import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from django.utils import timezone

from accounts.access import municipalities_of
from accounts.models import User
from accounts.permissions import Permission, Role
from core.indicators.sources import source_of
from followup.indicators.actions import approving, measurements, periods
from followup.indicators.actions.importing import import_measurements, import_targets
from followup.indicators.actions.measurements import Said
from followup.indicators.loaders.measurements import MeasurementRow
from followup.indicators.loaders.targets import TargetRow
from followup.indicators.models import Indicator, IndicatorSheet, Measurement, ReportingPeriod
from followup.rules import lights
from followup.rules.lights import Light
from followup.rules.periods import Every, Period, last_ended, year_of
from followup.rules.sheets import Direction, OverMunicipalities, Sheet
from territory.models import Municipality

SEED, NAME = 360, "datos de demostración"
HOW_MANY = {Every.QUARTER: 8, Every.HALF: 4, Every.YEAR: 2}
# How well each municipality does, and how large it is, in river order.
QUALITY = (0.52, 0.34, 0.72, 0.46, 0.8, 0.76, 0.9, 0.6, 0.82, 0.5)
SIZE = (1, 1, 1, 5, 20, 4, 3, 2, 1, 1)
# What is divided by: each period, in a municipality of size 1; and the share of it that a middling one reaches.
BELOW = {"IND-03": (240, 0.86), "IND-09": (60_000, 0.014), "IND-10": (180, 0.42), "IND-11": (4_000, 0.3), "IND-14": (60, 0.8),
         "IND-18": (240, 0.68), "IND-26": (240, 0.52)}  # fmt: skip
FIXED = {"IND-05": (64, 0.76), "IND-06": (20, 0.66), "IND-07": (40, 0.6), "IND-08": (6, 0.66), "IND-12": (8, 0.7),
         "IND-13": (12, 0.7), "IND-15": (36, 0.66), "IND-17": (52, 0.48)}  # fmt: skip
OTHERWISE = (40, 0.6)
# By indicator and place in river order: what happens to a series that is not like the others.
CASES = {
    ("IND-06", 1): Light.NO_DATA, ("IND-17", 1): Light.NO_DATA, ("IND-05", 1): Light.OVERDUE, ("IND-15", 3): Light.OVERDUE,
    ("IND-07", 9): Light.NO_TARGET, ("IND-04", 0): Light.NO_TARGET, ("IND-12", 1): Light.NOT_APPLICABLE,
    ("IND-18", 0): Light.TOO_FEW, ("IND-26", 1): Light.TOO_FEW,
    **{("IND-13", place): Light.OVERDUE for place in (0, 1, 3, 7, 9)},
}  # fmt: skip
TOLD = {("IND-03", 2): (0.91, Light.GREEN)}  # a commitment tells of it
WAITING = {"IND-08": 12, "IND-15": 5, "IND-17": 1}  # sent by the town hall of the accounts, days ago
RETURNED, DRAFT, CORRECTED = "IND-05", "IND-13", "IND-03"
WHY_BACK = "El informe cuenta 64 subsecciones y la suma da 61: revise cuáles aplican."
WHY_AGAIN = "Dos respuestas se contaron en dos meses."
WHY_LOCKED = "Los datos del periodo ya se entregaron al concejo."


def seed(*, people: Mapping[Role, User], at: datetime) -> None:
    sheets = [sheet for sheet in IndicatorSheet.objects.in_force().order_by("code") if _is_typed(sheet)]
    series = [_Series(sheet.rules, number, place, at) for sheet in sheets for number, place in enumerate(_places())]
    coordinator = people[Role.COORDINATOR]
    home = _home(people[Role.CONTRIBUTOR])
    held = {RETURNED, DRAFT, *WAITING}
    kept = {
        one.sheet.code: one.rows.pop() for one in series if one.place == home and one.sheet.code in held and one.rows
    }
    _import(series, at, coordinator)
    _aim(series, at, coordinator)
    if home is not None:
        _TownHall(people, home, at).go_on(kept)
    first = ReportingPeriod.objects.filter(every=Every.QUARTER).order_by("ends_on").first()
    if first is not None:
        periods.lock(period=first, reason=WHY_LOCKED, by=coordinator, at=at - timedelta(days=45))


def _is_typed(sheet: IndicatorSheet) -> bool:
    return sheet.every != Every.CYCLE and source_of(sheet.code) is None


def _places() -> list[Municipality]:
    return list(Municipality.objects.in_river_order())


def _home(user: User) -> Municipality | None:
    own = municipalities_of(user, Permission.WRITE_MEASUREMENTS)
    return None if own is None else Municipality.objects.filter(pk__in=own).first()


class _Series:
    """One indicator of one municipality. `rows`: what it measured, oldest first; `light`: what it says, unless a case decides."""

    def __init__(self, sheet: Sheet, number: int, place: Municipality, at: datetime) -> None:
        self.sheet, self.place, self.at = sheet, place, at
        self.random = random.Random(f"{SEED}:{sheet.code}:{place.divipola}")  # noqa: S311  no secret
        self.quality, self.size = QUALITY[number % len(QUALITY)], SIZE[number % len(SIZE)]
        self.case = CASES.get((sheet.code, number))
        self.told = TOLD.get((sheet.code, number))
        self.rows = self.measure(timezone.localdate(at))
        self.light = self.told[1] if self.told else self.drawn()

    def measure(self, today: date) -> list[lights.Measurement]:
        found = [last_ended(self.sheet.every, today)]
        while len(found) < HOW_MANY[self.sheet.every]:
            found.append(found[-1].before())
        rows = [self.measured(period, step) for step, period in enumerate(reversed(found))]
        if self.case == Light.OVERDUE:
            return rows[:-2]
        return [] if self.case == Light.NO_DATA else rows

    def measured(self, period: Period, step: int) -> lights.Measurement:
        noise, progress = self.random.uniform(-0.02, 0.02), 0.12 * step / HOW_MANY[self.sheet.every]
        if not self.sheet.has_denominator:
            return lights.Measurement(period, self.counted(noise, progress))
        below, middling = FIXED.get(self.sheet.code) or BELOW.get(self.sheet.code, OTHERWISE)
        below = below if self.sheet.code in FIXED else round(below * self.size * (1 + noise))
        if self.case == Light.TOO_FEW:
            below = self.sheet.min_n * 2 // 3
        if self.case == Light.NOT_APPLICABLE:
            return lights.Measurement(period, Fraction(0), Fraction(0))
        share = self.told[0] if self.told else middling * (0.62 + 0.5 * self.quality + progress + noise)
        return lights.Measurement(period, Fraction(round(below * min(share, 0.97))), Fraction(below))

    def counted(self, noise: float, progress: float) -> Fraction:
        better, scale = self.quality + progress, 10**self.sheet.decimals
        if self.sheet.direction == Direction.UP:
            return Fraction(max(0, round(3 * better * self.size**0.5 + 30 * noise)))
        most = 17 - 10 * better + 20 * noise if self.sheet.decimals else 2 - 2 * better + 40 * noise
        return Fraction(max(0, round(most * scale)), scale)

    def drawn(self) -> Light:
        drawn = self.random.random()
        if drawn < self.quality:
            return Light.GREEN
        return Light.YELLOW if drawn < self.quality + (1 - self.quality) * 0.55 else Light.RED

    def targets(self) -> list[TargetRow]:
        """Return what the last year of the series aims at, so that its light is the drawn one, and where it began."""
        if not self.rows or self.case == Light.NO_TARGET:
            return []
        last = self.rows[-1].period
        target = wished(self.sheet, self.rows, self.light, self.random)
        before = lights.value_of(self.sheet, self.rows[0])
        baseline = None if before is None else _decimal(before)
        code, place = self.sheet.code, self.place.divipola
        return [TargetRow(code, place, year_of(last.year), baseline, target)]


def wished(sheet: Sheet, rows: Sequence[lights.Measurement], light: Light, draw: random.Random) -> Decimal:
    """Return a target of the year, without decimals, under which the last value has that light, or green where it cannot."""
    last = rows[-1].period
    aimed = lights.aim(sheet, last, [lights.Target(last.of_year, Fraction(1))])
    judged, _ = lights.gathered(sheet, last, {one.period.ends_on: one for one in rows}, aimed)
    value = lights.value_of(sheet, judged)
    reached = (value or Fraction(0)) / (aimed.target if aimed.is_pro_rated and aimed.target else 1)
    up = sheet.direction == Direction.UP
    sign, beyond, within = (1, ceil(reached), floor(reached)) if up else (-1, floor(reached), ceil(reached))
    tolerance = floor(sheet.tolerance)
    if light == Light.YELLOW and tolerance > 1:
        found = beyond + sign * draw.randint(1, tolerance - 1)
    elif light == Light.GREEN:
        found = within - sign * draw.randint(0, 2)
    else:
        found = beyond + sign * (tolerance + draw.randint(2, 6))
    low, high = sheet.bounds or (Fraction(0), Fraction(10**9))
    return Decimal(found if low <= found <= high else max(0, within))


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)


def _moment(period: Period, at: datetime, days: int) -> datetime:
    """Return the morning that many days after the period, or now if that is still to come."""
    return min(at, timezone.make_aware(datetime.combine(period.ends_on + timedelta(days=days), time(10))))


def _import(series: Sequence[_Series], at: datetime, by: User) -> None:
    """Bring what was approved, period by period, each a few weeks after it ended."""
    by_period: dict[Period, list[MeasurementRow]] = {}
    for one in series:
        newest = one.rows[-1].period if one.rows else None
        for row in one.rows:
            link = f"https://www.datos.example/{one.place.slug}/{one.sheet.code.lower()}/{row.period.code.lower()}"
            links = (link,) if row.period == newest and row.period.every == Every.QUARTER else ()
            below = None if row.denominator is None else _decimal(row.denominator)
            by_period.setdefault(row.period, []).append(MeasurementRow(
                "", one.sheet.code, one.place.divipola, row.period, _decimal(row.numerator), below, links, True,
            ))  # fmt: skip
    for period in sorted(by_period, key=lambda period: (period.ends_on, period.code)):
        import_measurements(rows=by_period[period], name=NAME, at=_moment(period, at, 24), is_demo=True, by=by)


def _aim(series: Sequence[_Series], at: datetime, by: User) -> None:
    rows = [row for one in series for row in one.targets()]
    by_sheet: dict[str, list[_Series]] = {}
    for one in series:
        if one.rows and one.sheet.over_municipalities != OverMunicipalities.NONE:
            by_sheet.setdefault(one.sheet.code, []).append(one)
    for code, own in by_sheet.items():
        newest = max((one.rows[-1].period for one in own), key=lambda period: period.ends_on)
        whole = _summed(own)
        draw = random.Random(f"{SEED}:{code}:valle")  # noqa: S311  no secret
        light = draw.choice([Light.GREEN, Light.YELLOW, Light.YELLOW, Light.RED])
        rows.append(TargetRow(code, "valle", newest.of_year, None, wished(own[0].sheet, whole, light, draw)))
    import_targets(rows=rows, name=NAME, at=at - timedelta(days=300), is_demo=True, by=by)


def _summed(own: Sequence[_Series]) -> list[lights.Measurement]:
    """Return what the municipalities add up to in each period."""
    by_period: dict[Period, list[lights.Measurement]] = {}
    for one in own:
        for row in one.rows:
            by_period.setdefault(row.period, []).append(row)
    return [lights.added(period, by_period[period]) for period in sorted(by_period, key=lambda period: period.ends_on)]


class _TownHall:
    """What the accounts of one municipality wrote, and what the metropolitan team did with it."""

    def __init__(self, people: Mapping[Role, User], place: Municipality, at: datetime) -> None:
        self.people, self.place, self.at = people, place, at

    def go_on(self, kept: Mapping[str, lights.Measurement]) -> None:
        for code, days in WAITING.items():
            if code in kept:
                self.send(code, kept[code], days)
        if RETURNED in kept:
            row = self.send(RETURNED, kept[RETURNED], 20)
            approving.give_back(
                measurement=row, reason=WHY_BACK, seen=row.version, by=self.people[Role.REVIEWER],
                at=max(row.state_since, self.at - timedelta(days=3)),
            )  # fmt: skip
        if DRAFT in kept:
            self.write(measurements.save_draft, DRAFT, kept[DRAFT], 2)
        self.correct()

    def send(self, code: str, row: lights.Measurement, days: int) -> Measurement:
        return self.write(measurements.send, code, row, days)

    def write(self, act, code: str, row: lights.Measurement, days: int, seen: int = 0) -> Measurement:
        below = None if row.denominator is None else _decimal(row.denominator)
        link = f"https://www.datos.example/{self.place.slug}/{code.lower()}/informe"
        said = Said(_decimal(row.numerator), below, "Según el informe del periodo.", (link,), is_demo=True)
        return act(
            indicator=Indicator.objects.get(code=code), municipality=self.place, period=row.period.code, said=said, seen=seen,
            by=self.people[Role.CONTRIBUTOR], at=max(_moment(row.period, self.at, 1), self.at - timedelta(days=days)),
        )  # fmt: skip

    def correct(self) -> None:
        """Let one approved value be corrected: the first one stays to be read."""
        rows = Measurement.objects.filter(indicator__code=CORRECTED, municipality=self.place).select_related("period")
        row = rows.order_by("-period__ends_on").first()
        if row is None or row.numerator is None:
            return
        opened = approving.reopen(
            measurement=row, reason=WHY_AGAIN, seen=row.version, by=self.people[Role.COORDINATOR],
            at=max(row.state_since, self.at - timedelta(days=9)),
        )  # fmt: skip
        value = lights.Measurement(row.period.rules, Fraction(row.numerator) - 2, _fraction(row.denominator))
        sent = self.write(measurements.send, CORRECTED, value, 8, seen=opened.version)
        approving.approve(
            measurement=sent, seen=sent.version, by=self.people[Role.REVIEWER],
            at=max(sent.state_since, self.at - timedelta(days=7)),
        )  # fmt: skip


def _fraction(number: Decimal | None) -> Fraction | None:
    return None if number is None else Fraction(number)
