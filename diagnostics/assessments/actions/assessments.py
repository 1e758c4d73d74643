"""Confirming the facts of the municipality and submitting the assessment."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.permissions import Permission
from accounts.queries import people_who
from core import audit
from core.process.transitions import WrongState, locked, require_time, transition
from core.refusals import Refusal, Stale
from core.words import changed_meanwhile
from diagnostics.assessments.actions import telling
from diagnostics.assessments.choices import State
from diagnostics.assessments.models import Assessment
from diagnostics.assessments.queries.facts import facts_of
from diagnostics.assessments.queries.filling import Filling, filling_of, fillings_of
from diagnostics.assessments.queries.readiness import Readiness, readiness_of
from territory.models import Municipality

PROGRESS = ["applicable_count", "answered_count", "unproven_count"]
SUBMITTED = ("attributes", "attributes_frozen_at", "submitted_at", "submitted_by", "returned_because", *PROGRESS)


class NotReady(Refusal):
    """The assessment cannot be submitted: `details`, one line per reason. `blocks`: it may not be submitted as partial either."""

    def __init__(self, readiness: Readiness):
        super().__init__("El diagnóstico todavía no se puede enviar.", readiness.sentences)
        self.blocks = readiness.blocks


class HasSigner(Refusal):
    """Somebody of the mayor's office can sign already."""


class NobodySigns(Refusal):
    """The mayor's office of the municipality has no account: nobody could sign what is submitted."""

    def __init__(self, municipality: Municipality):
        super().__init__(
            f"La alcaldía de {municipality} no tiene cuenta: no hay quién firme. Pida aquí mismo a la coordinación que la "
            "invite; lo guardado sigue ahí."
        )


def count_progress(assessment: Assessment, filling: Filling) -> None:
    """Set the counts that the board shows (PROGRESS); the caller saves them."""
    whole = filling.whole
    assessment.applicable_count, assessment.answered_count = whole.total, whole.answered
    assessment.unproven_count = whole.unproven


def keep_progress(assessment: Assessment, filling: Filling, *, fields: list[str]) -> None:
    """Store the board's counts together with the changed `fields`."""
    count_progress(assessment, filling)
    assessment.save(update_fields=[*fields, *PROGRESS])


@transaction.atomic
def recount(*, municipalities: Iterable[Municipality]) -> None:
    """Bring the stored counts up to date after facts of municipalities changed, where an assessment still follows them."""
    rows = Assessment.objects.filter(municipality__in=municipalities, attributes_frozen_at=None).with_context()
    groups: dict[tuple[int, str], list[Assessment]] = {}
    for row in rows.select_for_update(of=("self",)).order_by("pk"):
        groups.setdefault((row.round_id, row.own_layer), []).append(row)
    for (_, layer), group in groups.items():
        fillings = fillings_of(group, layer)
        for row in group:
            count_progress(row, fillings[row.pk])
        Assessment.objects.bulk_update(group, PROGRESS, batch_size=500)


@transaction.atomic
def confirm_facts(*, assessment: Assessment, facts: dict[str, Any], seen_version: int, by, at: datetime) -> Assessment:
    """Store the confirmed facts of the municipality (typed, None = unknown).

    Refuses WrongState once they are frozen, DeadlinePassed, and Stale when `seen_version` is not the stored one.
    """
    assessment = locked(assessment)
    if assessment.attributes_frozen_at or not assessment.is_fillable:
        raise WrongState("Los datos del municipio quedaron fijos al enviar el diagnóstico.")
    require_time(assessment, at)
    if assessment.attributes == facts:
        return assessment
    if assessment.attributes_version != seen_version:
        mine_at = audit.own_change(assessment, by, "facts.confirmed")
        said = changed_meanwhile("cambió estos datos", mine_at=mine_at, seen="los veía")
        raise Stale(f"{said} Revíselos antes de guardar.")
    assessment.attributes, assessment.attributes_version = facts, seen_version + 1
    assessment.changed_at = at
    keep_progress(assessment, filling_of(assessment), fields=["attributes", "attributes_version", "changed_at"])
    audit.record(
        by=by, verb="facts.confirmed", target=assessment, at=at, data={"version": assessment.attributes_version}
    )
    return assessment


@transaction.atomic
def submit(*, assessment: Assessment, even_if_partial: bool, by, at: datetime) -> Assessment:
    """Submit the assessment for the mayor's sign-off and freeze the facts.

    Refuses WrongState, DeadlinePassed, NobodySigns where the mayor's office has no account, and NotReady for invalid values,
    missing facts, files with personal data that nobody has looked at, or coverage under the minimum unless `even_if_partial`.
    """
    assessment = locked(assessment)
    if assessment.state == State.NOT_STARTED:
        raise WrongState(f"{assessment.municipality} no ha respondido nada todavía.")
    if not people_who(Permission.SIGN_ASSESSMENT, assessment.municipality):
        raise NobodySigns(assessment.municipality)
    readiness = readiness_of(assessment)
    if readiness.blocks or (readiness.is_partial and not even_if_partial):
        raise NotReady(readiness)
    assessment.attributes, assessment.attributes_frozen_at = facts_of(assessment), at
    assessment.submitted_at, assessment.submitted_by, assessment.returned_because = at, by, ""
    count_progress(assessment, readiness.filling)
    data = {"partial": readiness.is_partial}
    transition(assessment, "assessment.submitted", State.SIGN_OFF, by=by, at=at, data=data, fields=SUBMITTED)
    telling.that_it_waits_for_signature(assessment=assessment, at=at)
    return assessment


@transaction.atomic
def ask_for_signer(*, assessment: Assessment, by, at: datetime) -> bool:
    """Ask those who invite to give the mayor's office an account; False if they were asked today already.

    Refuses HasSigner where somebody can sign.
    """
    assessment = locked(assessment)
    if people_who(Permission.SIGN_ASSESSMENT, assessment.municipality):
        raise HasSigner(f"La alcaldía de {assessment.municipality} ya tiene cuenta: puede enviar.")
    if not telling.that_nobody_signs(assessment=assessment, by=by, at=at):
        return False
    audit.record(by=by, verb="assessment.signer_asked", target=assessment, at=at)
    return True
