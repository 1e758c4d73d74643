"""The way of one assessment: facts, submission."""

from datetime import datetime
from typing import Any

from django.db import transaction

from core import audit
from core.refusals import Refusal
from diagnostics import tasks
from diagnostics.actions import reminders
from diagnostics.choices import TRANSITIONS, Layer, State
from diagnostics.models import Assessment
from diagnostics.queries.facts import facts_of
from diagnostics.queries.filling import Filling, filling_of
from diagnostics.queries.readiness import Readiness, readiness_of

SUBMITTED = ["state", "attributes", "attributes_frozen_at", "submitted_at", "submitted_by", "changed_at"]


class WrongState(Refusal):
    """The step does not follow from the state the assessment is in."""


class StaleFacts(Refusal):
    """Somebody else changed the facts meanwhile."""


class NotReady(Refusal):
    """The assessment cannot be sent; `details` say why, one line each. `blocks`: no agreement to a partial result helps."""

    def __init__(self, readiness: Readiness):
        super().__init__("El diagnóstico todavía no se puede enviar.", readiness.sentences)
        self.blocks = readiness.blocks


def move(assessment: Assessment, to: State) -> None:
    """Set the state, if the transition table allows it. Refuses WrongState."""
    if to not in TRANSITIONS[assessment.state]:
        raise WrongState(
            f"{assessment.municipality} está «{State(assessment.state).label.lower()}» y no puede pasar a "
            f"«{to.label.lower()}»."
        )
    assessment.state = to


def locked(assessment: Assessment) -> Assessment:
    """Return the assessment as it is now, locked until the transaction ends."""
    return Assessment.objects.select_for_update(of=("self",)).with_context().get(pk=assessment.pk)


PROGRESS = ["applicable_count", "answered_count", "unproven_count"]


def count_progress(assessment: Assessment, filling: Filling) -> None:
    """Set the counts that the board shows (PROGRESS); the caller saves them."""
    whole = filling.whole
    assessment.applicable_count, assessment.answered_count = whole.total, whole.answered
    assessment.unproven_count = whole.unproven


def keep_progress(assessment: Assessment, filling: Filling, *, fields: list[str]) -> None:
    """Store the counts that the board shows, together with the changed `fields`."""
    count_progress(assessment, filling)
    assessment.save(update_fields=[*fields, *PROGRESS])


@transaction.atomic
def confirm_facts(*, assessment: Assessment, facts: dict[str, Any], seen_version: int, by, at: datetime) -> Assessment:
    """Write the confirmed facts of the municipality (typed, None = unknown).

    Refuses WrongState once they are frozen, StaleFacts when `seen_version` is not the stored one.
    """
    assessment = locked(assessment)
    if assessment.attributes_frozen_at or not assessment.is_fillable:
        raise WrongState("Los datos del municipio quedaron fijos al enviar el diagnóstico.")
    if assessment.attributes == facts:
        return assessment
    if assessment.attributes_version != seen_version:
        raise StaleFacts("Otra persona cambió estos datos mientras usted los veía. Revíselos antes de guardar.")
    assessment.attributes, assessment.attributes_version = facts, seen_version + 1
    assessment.changed_at = at
    keep_progress(assessment, filling_of(assessment), fields=["attributes", "attributes_version", "changed_at"])
    audit.record(
        by=by, verb="facts.confirmed", target=assessment, at=at, data={"version": assessment.attributes_version}
    )
    return assessment


@transaction.atomic
def submit(*, assessment: Assessment, even_if_partial: bool, by, at: datetime) -> Assessment:
    """Send the assessment to review: freezes the facts and closes the self-assessed layer.

    Refuses WrongState, and NotReady for invalid values, missing facts, or coverage under the minimum unless
    `even_if_partial`.
    """
    assessment = locked(assessment)
    move(assessment, State.IN_REVIEW)
    readiness = readiness_of(assessment)
    if readiness.blocks or (readiness.is_partial and not even_if_partial):
        raise NotReady(readiness)
    assessment.attributes, assessment.attributes_frozen_at = facts_of(assessment), at
    assessment.submitted_at, assessment.submitted_by, assessment.changed_at = at, by, at
    keep_progress(assessment, readiness.filling, fields=SUBMITTED)
    audit.record(by=by, verb="assessment.submitted", target=assessment, at=at, data={"partial": readiness.is_partial})
    reminders.tell_that_it_was_sent(assessment=assessment, at=at)
    tasks.enqueue_score(round_id=assessment.round_id, layer=Layer.SELF_ASSESSED)
    return assessment
