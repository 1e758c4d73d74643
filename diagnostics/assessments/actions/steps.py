"""Every step of a diagnosis from one state to another, and its terms: the only place where a state changes."""

from datetime import date, datetime

from django.utils import timezone

from core import audit, working_days
from core.models import AuditEntry
from core.refusals import Refusal
from core.words import long_day
from diagnostics.assessments.choices import FILLABLE, TERMS, State, step
from diagnostics.assessments.models import Assessment, Extension

MOVED = ["state", "state_since", "due_on", "days_left", "changed_at"]


class WrongState(Refusal):
    """The step does not follow from the state the assessment is in."""


class WithoutReason(Refusal):
    """The act needs a reason, and there is none."""


class TermOver(Refusal):
    """The term of the state has not begun, or is over."""


def locked(assessment: Assessment) -> Assessment:
    """Return the assessment as it is now, locked until the transaction ends."""
    return Assessment.objects.select_for_update(of=("self",)).with_context().get(pk=assessment.pk)


def require_state(assessment: Assessment, *states: State) -> None:
    """Refuse WrongState unless the assessment is in one of the states."""
    if assessment.state not in states:
        raise WrongState(
            f"{assessment.municipality} está «{assessment.get_state_display().lower()}»: eso ya no se puede, o no todavía."
        )


def require_time(assessment: Assessment, at: datetime) -> None:
    """Refuse TermOver outside the days in which its state takes changes."""
    today = timezone.localdate(at)
    if assessment.is_open_on(today):
        return
    if assessment.is_overdue(today):
        raise TermOver(
            f"El plazo venció el {long_day(assessment.due_on)}. La coordinación puede dar una prórroga; lo guardado sigue ahí."
        )
    raise TermOver(f"{assessment.round} abre el {long_day(assessment.round.opens_on)}.")


def require_reason(reason: str) -> None:
    """Refuse WithoutReason where somebody must explain an act and does not."""
    if not reason.strip():
        raise WithoutReason("Escriba la razón en una o dos frases.")


def take(
    assessment: Assessment,
    verb: str,
    target: State,
    *,
    by,
    at: datetime,
    reason: str = "",
    data: dict | None = None,
    fields: tuple[str, ...] = (),
) -> None:
    """Take the step, save it with the changed `fields`, and write it in the log; inside a transaction that locked the row.

    Refuses WrongState where the table has no such step, TermOver where it comes too late.
    """
    entry = _moved(assessment, verb, target, by=by, at=at, reason=reason, data=data)
    assessment.save(update_fields=[*MOVED, *fields])
    entry.save()


def take_together(
    assessments: list[Assessment], verb: str, target: State, *, by, at: datetime, fields: tuple[str, ...] = ()
) -> None:
    """Take the same step with several locked diagnoses, in two statements. Refuses as `take`, and then takes none."""
    entries = [_moved(assessment, verb, target, by=by, at=at) for assessment in assessments]
    Assessment.objects.bulk_update(assessments, [*MOVED, *fields], batch_size=500)
    audit.record_many(entries)


def _moved(
    assessment: Assessment, verb: str, target: State, *, by, at: datetime, reason: str = "", data: dict | None = None
) -> AuditEntry:
    """Set the new state and its term on the object, and return the entry of the log; the caller saves both."""
    source = State(assessment.state)
    found = step(source, verb, target)
    if found is None:
        raise WrongState(
            f"{assessment.municipality} está «{source.label.lower()}» y no puede pasar a «{target.label.lower()}»."
        )
    if found.in_time:
        require_time(assessment, at)
    today = timezone.localdate(at)
    due_on = _due(assessment, target, today)
    assessment.days_left = _days_left(assessment, target, today)
    assessment.state, assessment.state_since, assessment.changed_at, assessment.due_on = target, at, at, due_on
    moved = {"from": source.value, "to": target.value, "due": due_on.isoformat() if due_on else None}
    return audit.entry_of(by=by, verb=verb, target=assessment, at=at, data=moved | (data or {}), reason=reason)


def _due(assessment: Assessment, target: State, today: date) -> date | None:
    if target in FILLABLE:
        # What was once extended stays so when the town hall sends its diagnosis back.
        granted = Extension.objects.filter(assessment=assessment, state__in=FILLABLE).last()
        return granted.due_on if granted else assessment.round.closes_on
    if target == State.IN_REVIEW and assessment.days_left is not None:
        return working_days.add(today, assessment.days_left)
    return working_days.add(today, TERMS[target]) if target in TERMS else None


def _days_left(assessment: Assessment, target: State, today: date) -> int | None:
    """The review's clock stands still while the municipality clarifies."""
    if target != State.CLARIFICATION or assessment.due_on is None:
        return None
    return max(working_days.between(today, assessment.due_on), 1)
