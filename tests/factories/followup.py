"""Rows of follow-up: evidence, sheets, measurements and commitments."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from followup.commitments.models import Commitment, Milestone, PromiseVersion
from followup.evidence.actions import evidence as actions
from followup.evidence.models import FollowupEvidence
from followup.indicators.actions.sheets import load_sheets
from followup.indicators.loaders.sheets import SheetFields
from followup.indicators.models import (
    ApprovedValue,
    Indicator,
    IndicatorSheet,
    Measurement,
    ReportingPeriod,
    Target,
)
from followup.rules.periods import parse
from territory.models import Municipality
from tests.factories.works import upload

SHEET = SheetFields(
    code="IND-03", version=1, name="PQRSD respondidas en término", formula="respondidas en término ÷ vencidas × 100", unit="%",
    factor=100, decimals=1, source="Informe de PQRSD", every="quarter", direction="up", over_time="razón de sumas",
    over_municipalities="razón de sumas", tolerance=Decimal(5), lag_days=30, min_n=0, min_coverage=80, low=Decimal(0),
    high=Decimal(100), has_denominator=True, owner="Área Metropolitana", limits="No dice si la respuesta sirvió.",
)  # fmt: skip


def make_evidence(
    municipality: Municipality | None, *, at: datetime, is_public: bool = False, by: Any = None
) -> FollowupEvidence:
    """A file, as it came in."""
    content = upload("Respondidas: 1.148 de 1.256", "Informe.docx")
    row = actions.add(municipality=municipality, content=content, by=by, at=at, title="Informe", is_public=is_public)
    actions.store(row, content)
    return row


def make_sheet(**changes: Any) -> IndicatorSheet:
    fields = SheetFields(**vars(SHEET) | changes)
    load_sheets(sheets=[fields], at=timezone.now())
    return IndicatorSheet.objects.get(code=fields.code, version=fields.version)


def make_period(code: str) -> ReportingPeriod:
    period = parse(code)
    return ReportingPeriod.objects.get_or_create(
        code=code, defaults={"every": period.every, "starts_on": period.starts_on, "ends_on": period.ends_on}
    )[0]


def make_approved(
    sheet: IndicatorSheet, municipality: Municipality, period: str, numerator: Any, denominator: Any = None
) -> ApprovedValue:
    """A measurement with its first approved value."""
    now = timezone.now()
    quantities = {"numerator": numerator, "denominator": denominator}
    row = Measurement.objects.create(
        indicator=Indicator.objects.get(code=sheet.code), municipality=municipality, period=make_period(period),
        state="aprobada", state_since=now, **quantities,
    )  # fmt: skip
    return ApprovedValue.objects.create(
        measurement=row, number=1, sheet=sheet, approved_at=now, office="Equipo metropolitano", **quantities
    )


def make_target(
    sheet: IndicatorSheet, municipality: Municipality | None, period: str, target: Any = None, baseline: Any = None
) -> Target:
    return Target.objects.create(
        indicator=Indicator.objects.get(code=sheet.code), municipality=municipality, period=make_period(period),
        target=target, baseline=baseline, set_at=timezone.now(),
    )  # fmt: skip


def make_commitment(
    municipality: Municipality | None, *, code: str = "CO-1", milestones: Iterable[tuple[date, date | None]] = (),
    municipalities: Sequence[Municipality] = (), **changes: Any,
) -> Commitment:  # fmt: skip
    """An accepted one that began today and ends in a year. `milestones`: due and done."""
    today = timezone.localdate()
    fields = {
        "title": "Contar qué pasó con los aportes", "office": "Secretaría de Participación", "start": today,
        "end": today + timedelta(365), "accepted_on": today, "proposed_at": timezone.now(),
    } | changes  # fmt: skip
    fields.setdefault("original_end", fields["end"])
    row = Commitment.objects.create(code=code, municipality=municipality, **fields)
    row.municipalities.set(municipalities or [municipality] if municipality else municipalities)
    for number, (due_on, done_on) in enumerate(milestones, 1):
        Milestone.objects.create(commitment=row, number=number, title=f"Hito {number}", due_on=due_on, done_on=done_on)
    return row


def make_version(commitment: Commitment, number: int, *, reason: str = "", **content: Any) -> PromiseVersion:
    """A version of what was promised: as the commitment says, but for `content`."""
    now = timezone.now()
    promised = {name: getattr(commitment, name) for name in ("title", "office", "start", "end")} | content
    steps = [
        {"number": row.number, "title": row.title, "due_on": row.due_on.isoformat()}
        for row in commitment.milestones.all()
    ]
    texts = {key: value.isoformat() if isinstance(value, date) else value for key, value in promised.items()}
    return PromiseVersion.objects.create(
        commitment=commitment, number=number, content=texts | {"milestones": steps}, reason=reason, office=commitment.office,
        made_on=timezone.localdate(now), made_at=now,
    )  # fmt: skip
