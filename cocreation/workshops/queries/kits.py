"""What the printed pages of a workshop say of it."""

from django.utils import timezone

from cocreation.agendas.choices import DEMO
from cocreation.workshops.models import Workshop
from core.words import clock, long_day


def printed(workshop: Workshop) -> dict[str, str]:
    day = timezone.localdate(workshop.starts_at)
    where = [workshop.place, str(workshop.municipality or "")]
    return {
        "agenda": workshop.agenda.name,
        "title": workshop.title,
        "objective": workshop.objective,
        "when": f"{long_day(day, with_year=True)}, de {clock(workshop.starts_at)} a {clock(workshop.ends_at)}",
        "where": ", ".join(part for part in where if part) or workshop.link,
        "session": workshop.session,
        "materials": workshop.materials,
        "decided_by": workshop.agenda.decided_by,
        "decides_not": workshop.agenda.decides_not,
        "answer_days": str(workshop.agenda.answer_days),
        "demo": DEMO if workshop.agenda.is_demo else "",
    }


def printed_challenges(workshop: Workshop) -> list[dict[str, str]]:
    return [{"code": one.code, "text": one.text} for one in workshop.agenda.challenges.all()]
