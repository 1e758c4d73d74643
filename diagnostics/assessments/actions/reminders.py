"""Reminding municipal teams of the deadline of their assessment."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.permissions import Permission
from accounts.queries import teams_who
from core.process.deadlines import time_left
from core.words import counted, long_day, named
from diagnostics.assessments.choices.notifications import DEADLINE_NEAR
from diagnostics.assessments.models import Assessment
from diagnostics.assessments.queries.deadlines import Deadline, due_deadlines
from diagnostics.assessments.queries.waiting import answers_left
from notices.actions.notifications import tell

WHO_WORKS = (Permission.FILL_ANSWERS, Permission.SUBMIT_ASSESSMENT)
ALL_DONE = "Todo está respondido y con evidencia: falta enviarlo."


def remind_of_deadlines(*, at: datetime) -> int:
    """Notify those who fill or submit how much time and work is left, once per warning; return the number of people notified.

    Each assessment has its own transaction: earlier notifications stay when a later one fails.
    """
    teams = teams_who(WHO_WORKS)
    return sum(
        _remind(deadline=deadline, team=teams.get(deadline.assessment.municipality_id, []), at=at)
        for deadline in due_deadlines(timezone.localdate(at))
    )


@transaction.atomic
def _remind(*, deadline: Deadline, team: list[int], at: datetime) -> int:
    assessment, closes_on = deadline.assessment, deadline.assessment.due_on
    left = time_left(deadline.days_left, closes_on, timezone.localdate(at))
    return tell(
        to=team,
        text=DEADLINE_NEAR,
        values={
            "cuanto_queda": left,
            "municipio": str(assessment.municipality),
            "del_ciclo": named(assessment.round, "de"),
            "fecha": long_day(closes_on, with_year=True),
            "lo_que_falta": " ".join(_work_left(assessment, deadline.missing_facts)),
        },
        key=f"deadline:{assessment.pk}:{closes_on}:{deadline.warning}",  # a new deadline is warned of again
        url=assessment.get_absolute_url(),
        at=at,
    )


def _work_left(assessment: Assessment, missing_facts: int) -> list[str]:
    facts = []
    if missing_facts:
        is_one = missing_facts == 1
        facts = [f"Falta{'' if is_one else 'n'} {counted(missing_facts, 'dato', 'datos')} del municipio."]
    parts = answers_left(assessment)
    if not parts:
        return ["Todo está respondido y con evidencia.", *facts] if facts else [ALL_DONE]
    is_one = len(parts) == 1 and parts[0].startswith("1 ")
    return [f"{'Falta' if is_one else 'Faltan'} {' y '.join(parts)}.", *facts]
