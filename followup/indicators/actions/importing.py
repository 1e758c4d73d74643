"""Targets and measurements from files, all or nothing. The same file again changes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from core import audit
from core.process import transitions
from core.tables import refuse_all
from core.words import long_date
from diagnostics.assessments.models import Round
from followup.evidence.actions import evidence
from followup.evidence.models import FollowupEvidence
from followup.indicators.actions.periods import NotYet, require_begun, require_ended
from followup.indicators.choices import MeasurementState
from followup.indicators.loaders.known import Known
from followup.indicators.loaders.measurements import MeasurementRow
from followup.indicators.loaders.targets import TargetRow
from followup.indicators.models import (
    ApprovedValue,
    Indicator,
    IndicatorSheet,
    Measurement,
    ReportingPeriod,
    Target,
)
from followup.rules.periods import Period
from territory.models import Municipality

LOADED, LOADED_AGAIN = "Cargada desde un archivo", "cargado otra vez desde un archivo"
BATCH = 500
Key = tuple[str, str, str]  # indicator, DIVIPOLA, period


@dataclass(frozen=True)
class Report:
    """Rows of the file, and how many of them changed something."""

    read: int
    written: int


def known() -> Known:
    """Return what the files may name: the sheets in force, the municipalities and the rounds that are not cancelled."""
    return Known(
        sheets={sheet.code: sheet.rules for sheet in IndicatorSheet.objects.in_force()},
        municipalities=frozenset(Municipality.objects.values_list("divipola", flat=True)),
        rounds=dict(Round.objects.in_force().values_list("code", "cutoff_on")),
    )


@transaction.atomic
def import_targets(*, rows: Sequence[TargetRow], name: str, at: datetime, is_demo: bool = False, by=None) -> Report:
    """Put the targets and baselines where the file says something else; other targets stay."""
    context = _Context.of([row.period for row in rows], [row.indicator for row in rows])
    stored = {
        (row.indicator.code, row.municipality.divipola if row.municipality else "", row.period.code): row
        for row in Target.objects.select_for_update(of=("self",))
        .filter(indicator__code__in=context.indicators, period__in=context.periods.values())
        .select_related("indicator", "municipality", "period")
    }
    new, changed, problems = [], [], []
    for row in rows:
        place = context.places.get(row.municipality)
        target = stored.get((row.indicator, place.divipola if place else "", row.period.code))
        if target is not None and target.is_demo != is_demo:
            problems.append(f"{row.indicator}, {row.municipality}, {row.period.code}: {_mixed(target.is_demo)}")
        elif target is None:
            new.append(
                Target(
                    indicator=context.indicators[row.indicator],
                    municipality=place,
                    is_demo=is_demo,
                    set_at=at,
                    period=context.periods[row.period.code],
                    target=row.target,
                    baseline=row.baseline,
                )
            )
        elif (target.target, target.baseline) != (row.target, row.baseline):
            target.target, target.baseline, target.set_at = row.target, row.baseline, at
            changed.append(target)
    refuse_all(problems, name=name)
    Target.objects.bulk_create(new, batch_size=BATCH)
    Target.objects.bulk_update(changed, ["target", "baseline", "set_at"], batch_size=BATCH)
    audit.record_many(audit.entry_of(by=by, verb="target.set", target=one, at=at) for one in [*new, *changed])
    return Report(len(rows), len(new) + len(changed))


@transaction.atomic
def import_measurements(
    *, rows: Sequence[MeasurementRow], name: str, at: datetime, is_demo: bool = False, by=None
) -> Report:
    """Write the measurements where the file says something else, without the steps of the process: they were held elsewhere.

    `approved` makes the next approved value; the rest waits in the portal to be sent. An approved value stays in force until
    another is approved. Refuses a locked period, and invented numbers over measured ones or the other way round.
    """
    context = _Context.of([row.period for row in rows], [row.indicator for row in rows])
    work = _Import(context, at, is_demo, by)
    changes = [row for row in rows if work.changes(row)]
    refuse_all([said for row in rows for said in work.problems(row)], name=name)
    work.write(changes)
    return Report(len(rows), len(changes))


@dataclass(frozen=True)
class _Context:
    """What the rows of a file name, with their periods locked."""

    indicators: Mapping[str, Indicator]
    periods: Mapping[str, ReportingPeriod]
    places: Mapping[str, Municipality]

    @classmethod
    def of(cls, periods: Iterable[Period], codes: Iterable[str]) -> "_Context":
        by_code = {one.code: one for one in periods}
        ReportingPeriod.objects.bulk_create(
            [
                ReportingPeriod(code=one.code, every=one.every, starts_on=one.starts_on, ends_on=one.ends_on)
                for one in by_code.values()
            ],
            ignore_conflicts=True,
        )
        locked = ReportingPeriod.objects.select_for_update().filter(code__in=by_code).order_by("pk")
        return cls(
            indicators={one.code: one for one in Indicator.objects.filter(code__in=set(codes))},
            periods={one.code: one for one in locked},
            places={one.divipola: one for one in Municipality.objects.all()},
        )


class _Import:
    """The measurements of one file beside those that are stored, which it locks."""

    def __init__(self, context: _Context, at: datetime, is_demo: bool, by) -> None:
        self.context, self.at, self.is_demo, self.by = context, at, is_demo, by
        self.sheets = {one.code: one for one in IndicatorSheet.objects.in_force()}
        rows = Measurement.objects.select_for_update(of=("self",)).filter(
            indicator__in=context.indicators.values(), period__in=context.periods.values()
        )
        self.stored: dict[Key, Measurement] = {
            (row.indicator.code, row.municipality.divipola, row.period.code): row
            for row in rows.with_context().order_by("pk")
        }
        values = ApprovedValue.objects.in_force().filter(measurement__in=[row.pk for row in self.stored.values()])
        self.in_force = {value.measurement_id: value for value in values}

    def value_of(self, row: MeasurementRow) -> ApprovedValue | None:
        stored = self.stored.get(row.key)
        return self.in_force.get(stored.pk) if stored else None

    def changes(self, row: MeasurementRow) -> bool:
        """Whether the file says something else than what is stored. An empty cell of evidence says nothing."""
        stored, value = self.stored.get(row.key), self.value_of(row)
        told = (row.numerator, row.denominator)
        if value is not None and told == (value.numerator, value.denominator):
            return row.is_approved and bool(row.links) and list(row.links) != [one["address"] for one in value.evidence]
        return row.is_approved or stored is None or told != (stored.numerator, stored.denominator)

    def problems(self, row: MeasurementRow) -> Iterable[str]:
        stored, period = self.stored.get(row.key), self.context.periods[row.period.code]
        if stored is not None and stored.is_demo != self.is_demo:
            yield f"{row.where}: {_mixed(stored.is_demo)}"
        if period.locked_at is not None and self.changes(row):
            since = f"desde el {long_date(timezone.localdate(period.locked_at))} («{period.lock_reason}»)"
            yield f"{row.where}: el periodo {period.code} está cerrado {since}; lo abre el equipo metropolitano"
        if why := self._too_early(row, period):
            yield f"{row.where}: {why}"

    def _too_early(self, row: MeasurementRow, period: ReportingPeriod) -> str:
        """Who uploads a file keeps to the days of the period as who types does; the command loads series of any time."""
        if self.by is None:
            return ""
        try:
            require_begun(period, self.at)
            if row.is_approved:
                require_ended(period, self.at)
        except NotYet as refusal:
            return refusal.message.rstrip(".")
        return ""

    def write(self, rows: Sequence[MeasurementRow]) -> None:
        new = [self._new(row) for row in rows if row.key not in self.stored]
        Measurement.objects.bulk_create(new, batch_size=BATCH)
        old = [self._set(self.stored[row.key], row) for row in rows if row.key in self.stored]
        fields = [
            "numerator",
            "denominator",
            "state",
            "state_since",
            "due_on",
            "days_left",
            "reason",
            "office",
            "version",
        ]
        Measurement.objects.bulk_update(old, fields, batch_size=BATCH)
        of_key = {(one.indicator.code, one.municipality.divipola, one.period.code): one for one in [*new, *old]}
        proofs = self._attach([(of_key[row.key], row) for row in rows])
        ApprovedValue.objects.bulk_create(
            [self._value(of_key[row.key], row, proofs) for row in rows if row.is_approved], batch_size=BATCH
        )
        audit.record_many(
            audit.entry_of(by=self.by, verb="measurement.imported", target=one, at=self.at, data={"to": one.state})
            for one in of_key.values()
        )

    def _new(self, row: MeasurementRow) -> Measurement:
        indicator, place, period = row.key
        made = Measurement(
            indicator=self.context.indicators[indicator], municipality=self.context.places[place],
            period=self.context.periods[period], is_demo=self.is_demo, written_by=self.by,
        )  # fmt: skip
        return self._set(made, row)

    def _set(self, measurement: Measurement, row: MeasurementRow) -> Measurement:
        """Take the numbers of the file; what is not approved begins again at the town hall."""
        if measurement.pk:
            measurement.version += 1
        transitions.begin(measurement, self.at)
        measurement.days_left, measurement.reason, measurement.office = None, "", LOADED
        measurement.numerator, measurement.denominator = row.numerator, row.denominator
        if row.is_approved:
            measurement.state, measurement.due_on = MeasurementState.APPROVED, None
        return measurement

    def _attach(
        self, pairs: Sequence[tuple[Measurement, MeasurementRow]]
    ) -> Mapping[tuple[str, str], FollowupEvidence]:
        """Put the links of the file behind its measurements; an approved row without links has no proof any more."""
        proofs: dict[tuple[str, str], FollowupEvidence] = {}
        for measurement, row in pairs:
            for link in row.links:
                key = (row.municipality, link)
                proofs[key] = proofs.get(key) or evidence.add(
                    municipality=measurement.municipality, content=link, by=self.by, at=self.at
                )
        published = {(row.municipality, link) for _, row in pairs if row.is_approved for link in row.links}
        evidence.publish([proofs[key] for key in published], self.at)
        through = Measurement.evidence.through
        through.objects.filter(measurement__in=[one.pk for one, row in pairs if row.links or row.is_approved]).delete()
        through.objects.bulk_create(
            [
                through(measurement_id=one.pk, followupevidence_id=proofs[row.municipality, link].pk)
                for one, row in pairs
                for link in row.links
            ],
            batch_size=BATCH,
        )
        return proofs

    def _value(
        self, measurement: Measurement, row: MeasurementRow, proofs: Mapping[tuple[str, str], FollowupEvidence]
    ) -> ApprovedValue:
        before = self.in_force.get(measurement.pk)
        shown = [proofs[row.municipality, link] for link in row.links]
        return ApprovedValue(
            measurement=measurement, number=before.number + 1 if before else 1, sheet=self.sheets[row.indicator],
            numerator=row.numerator, denominator=row.denominator, reason=LOADED_AGAIN if before else "", approved_at=self.at,
            approved_by=self.by, office=LOADED,
            evidence=[_as_it_stands(one) for one in shown],
        )  # fmt: skip


def _as_it_stands(link: FollowupEvidence) -> dict[str, str]:
    """The hash of a link is the one of its address: it shows that nobody put another in its place."""
    address = link.url or ""
    return {"name": link.name, "address": address, "sha256": sha256(address.encode()).hexdigest()}


def _mixed(is_demo: bool) -> str:
    kept = "de demostración" if is_demo else "real"
    return f"el portal tiene ahí un dato {kept}, y los datos de demostración no se mezclan con los reales"
