"""Reading minutes, and what a closed one says in words: the same for its page and its PDF."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from core.words import counted, long_date, long_day
from followup.minutes.choices import Section, State
from followup.minutes.models import Minutes, MinutesRow


def draft() -> Minutes | None:
    return Minutes.objects.filter(state=State.DRAFT).first()


def closed() -> QuerySet[Minutes]:
    """Return the closed ones, the newest first, with how many `decisions` each has."""
    decided = Count("rows", filter=Q(rows__decision__gt=""))
    return Minutes.objects.filter(state=State.CLOSED).annotate(decisions=decided).order_by("-number")


def minutes_in_words(minutes: Minutes) -> dict[str, Any]:
    """Return all that is printed of it, as text. One query."""
    rows = list(minutes.rows.all())
    held, decisions = long_day(minutes.held_on, with_year=True), sum(bool(row.decision) for row in rows)
    return {
        "title": f"Acta {minutes.number} de seguimiento",
        "held": f"Sesión del {held}",
        "gathered": f"Las filas son las del tablero el {long_date(timezone.localdate(minutes.gathered_at))}.",
        "closed": f"La cerró {minutes.office} el {long_date(timezone.localdate(minutes.closed_at))}.",
        "summary": f"{counted(len(rows), 'asunto', 'asuntos')} y {counted(decisions, 'decisión', 'decisiones')}.",
        "demo": "Datos de demostración: no describen a ningún municipio real" if minutes.is_demo else "",
        "attendees": minutes.offices,
        "sections": [
            {"name": str(section.label), "rows": [_in_words(row) for row in rows if row.section == section]}
            for section in Section
        ],
    }


def _in_words(row: MinutesRow) -> dict[str, str]:
    said = row.decision and f"{row.office}, para el {long_date(row.due_on)}"
    return {
        "code": row.code, "title": row.title, "about": row.about, "mark": row.mark, "address": row.address,
        "decision": row.decision, "who": said,
    }  # fmt: skip
