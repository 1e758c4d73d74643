"""The days of the stages of an agenda.

A stage that is open gets more time by this action and not by core.process.deadlines.extend: both its last day and its term
move, and the log keeps the old day, the new one and the reason, which is all that an extension would keep.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cocreation.agendas.actions.locks import lock
from cocreation.agendas.actions.manage import require_seen
from cocreation.agendas.choices.schedule import Days
from cocreation.agendas.choices.stages import Moment, StageCode, moment_of
from cocreation.agendas.models import Agenda, Stage
from cocreation.agendas.queries.manage import stages_seen
from core import audit
from core.process.transitions import begin, require_reason
from core.refusals import Refusal
from core.words import long_day

FARTHEST = timedelta(days=5 * 366)  # guards against a mistyped year


class DayRefused(Refusal):
    """A stage cannot have these days; `fields` names the stage."""


@transaction.atomic
def redate(
    *, agenda: Agenda, days: Mapping[StageCode, Days | None], reason: str, seen: str, by: User, at: datetime
) -> int:
    """Give the stages their days and return how many changed. None: the agenda does without that stage.

    In a draft everything may change. Once published: what closed stays; what is open keeps its first day and may get a later
    last one, with a reason (ReasonMissing); what lies ahead moves freely, but not into the past. Refuses Stale and DayRefused.
    """
    row, today = lock(agenda), timezone.localdate(at)
    stored = {StageCode(stage.code): stage for stage in row.stages.select_for_update()}
    require_seen(stages_seen(stored.values()), seen)
    changes = {code: days.get(code) for code in StageCode if days.get(code) != _days_of(stored.get(code))}
    _require_order({code: days.get(code) for code in StageCode}, today)
    for code, wanted in changes.items():
        stage = stored.get(code)
        if stage is not None and stage.is_closed:
            raise _refused(code, "ya cerró: no cambia ni se abre otra vez")
        if row.published_at:
            _require_possible(code, stage, wanted, today)
            if stage is not None and moment_of(stage, today) is Moment.DURING:
                require_reason(reason)
    for code, wanted in changes.items():
        _write(row, code, stored.get(code), wanted, reason=reason.strip(), by=by, at=at)
    if changes:
        Agenda.objects.filter(pk=row.pk).update(content_sha256="")
    return len(changes)


def _days_of(stage: Stage | None) -> Days | None:
    return (stage.opens_on, stage.closes_on) if stage else None


def _require_order(days: Mapping[StageCode, Days | None], today: date) -> None:
    before: tuple[StageCode, date] | None = None
    for code, pair in days.items():
        if pair is None:
            continue
        opens, closes = pair
        if closes < opens:
            raise _refused(code, "cierra antes de abrir")
        if max(abs(opens - today), abs(closes - today)) > FARTHEST:
            raise _refused(code, "está a más de cinco años: revise el año")
        if before and opens < before[1]:
            raise _refused(code, f"abre antes que «{before[0].label}», que va primero")
        before = code, opens


def _require_possible(code: StageCode, stage: Stage | None, wanted: Days | None, today: date) -> None:
    moment = moment_of(stage, today) if stage else Moment.BEFORE
    if moment is Moment.AFTER:
        raise _refused(code, "ya terminó: no cambia ni se abre otra vez")
    if moment is Moment.BEFORE:
        if wanted is not None and wanted[0] < today:
            raise _refused(code, f"abriría el {long_day(wanted[0])}, que ya pasó")
        return
    if wanted is None:
        raise _refused(code, "ya abrió: no se puede quitar")
    if wanted[0] != stage.opens_on:
        raise _refused(code, f"abrió el {long_day(stage.opens_on)}: ese día no cambia")
    if wanted[1] < stage.closes_on:
        raise _refused(code, "solo puede durar más. Para terminarla antes use «Cerrar la etapa»")


def _refused(code: StageCode, words: str) -> DayRefused:
    sentence = f"La etapa «{code.label}» {words}."
    return DayRefused(sentence, fields={f"{code}_closes": [sentence]})


def _write(
    agenda: Agenda, code: StageCode, stage: Stage | None, wanted: Days | None, *, reason: str, by: User, at: datetime
) -> None:
    data = {"opened": stage.opens_on.isoformat(), "closed": stage.closes_on.isoformat()} if stage else {}
    if wanted is None:
        audit.record(by=by, verb="stage.removed", target=stage, scope=agenda, at=at, data=data, reason=reason)
        stage.delete()
        return
    row = stage or Stage(agenda=agenda, code=code)
    row.opens_on, row.closes_on = wanted
    if stage is None:
        begin(row, at)
    row.due_on = row.closes_on
    row.save()
    data |= {"opens": row.opens_on.isoformat(), "closes": row.closes_on.isoformat()}
    audit.record(
        by=by,
        verb="stage.redated" if stage else "stage.added",
        target=row,
        scope=agenda,
        at=at,
        data=data,
        reason=reason,
    )
