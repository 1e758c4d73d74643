"""Telling who approves that a measurement arrived, and who wrote it that it came back."""

from datetime import datetime

from django.urls import reverse

from accounts.permissions import Permission
from accounts.queries import people_who
from core.words import long_day
from followup.indicators.choices.telling import BACK_TOLD, SENT_TOLD
from followup.indicators.models import IndicatorSheet, Measurement
from followup.indicators.queries.values import period_in_words
from notices.actions.notifications import tell


def tell_sent(row: Measurement, sheet: IndicatorSheet, *, at: datetime) -> None:
    own = {row.written_by_id, row.sent_by_id}
    to = [one.pk for one in people_who(Permission.APPROVE_MEASUREMENTS, None) if one.pk not in own]
    values = _values(row, sheet) | {"hasta": long_day(row.due_on) if row.due_on else ""}
    url = reverse("indicators:measurement-judge", args=[row.pk])
    tell(to=to, text=SENT_TOLD, values=values, key=f"measurement:{row.pk}:{row.version}", url=url, at=at)


def tell_back(row: Measurement, sheet: IndicatorSheet, what: str, *, at: datetime) -> None:
    to = [pk for pk in {row.written_by_id, row.sent_by_id} if pk is not None]
    values = _values(row, sheet) | {"que_paso": what, "razon": row.reason}
    url = reverse("indicators:measurement-write", args=[row.municipality.slug, row.indicator.code, row.period.code])
    tell(to=to, text=BACK_TOLD, values=values, key=f"measurement-back:{row.pk}:{row.version}", url=url, at=at)


def _values(row: Measurement, sheet: IndicatorSheet) -> dict[str, str]:
    return {
        "indicador": f"{sheet.code} {sheet.name}", "periodo": period_in_words(row.period.rules),
        "municipio": row.municipality.name,
    }  # fmt: skip
