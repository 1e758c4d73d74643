"""What people decide about personal data in a file: hide it from the public, or declare that it holds none."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from core import audit
from core.process.transitions import locked
from core.refusals import Refusal
from core.web import page_cache
from core.words import joined
from diagnostics.assessments.actions.evidence import require_seen, still_there
from diagnostics.assessments.models import Assessment, Evidence
from diagnostics.assessments.queries.filling import Proof
from files.choices import ReserveGround, Visibility

HIDDEN_BECAUSE = "Contiene datos personales."
STATEMENT = ("declared_clean_at", "declared_clean_by")


class FilesNotLookedAt(Refusal):
    """Files in which the scan found personal data wait for a person's decision; the message names them."""


def require_looked_at(proofs: Iterable[Proof | Evidence]) -> None:
    """Refuse FilesNotLookedAt while one of the proofs is a flagged file."""
    if names := list(dict.fromkeys(f"«{proof.name}»" for proof in proofs if proof.is_flagged)):
        raise FilesNotLookedAt(
            f"Parece que hay datos personales y nadie ha dicho qué hacer con ellos: {joined(names)}. Oculte cada archivo del "
            "público, cámbielo, o declare que no los trae."
        )


@transaction.atomic
def hide(*, assessment: Assessment, evidence: Evidence, by, at: datetime) -> None:
    """Reserve a file for the review because it holds personal data. Possible in every state, also after publication."""
    assessment, evidence = _locked(assessment, evidence)
    if not evidence.is_public:
        return
    evidence.visibility = Visibility.REVIEWERS_ONLY
    evidence.reserve_ground, evidence.reserve_reason = ReserveGround.CLASSIFIED, HIDDEN_BECAUSE
    evidence.version += 1  # a form opened before must not make it public again
    fields = ("visibility", "reserve_ground", "reserve_reason", "version")
    _keep(assessment, evidence, fields, verb="evidence.hidden", by=by, at=at)


@transaction.atomic
def declare_clean(*, assessment: Assessment, evidence: Evidence, seen_revision: int, by, at: datetime) -> None:
    """Record a person's statement that a flagged file holds no personal data. Refuses Stale if it was replaced meanwhile."""
    assessment, evidence = _locked(assessment, evidence)
    require_seen(evidence, seen_revision, now=evidence.revision, by=by)
    if not evidence.personal_data or evidence.declared_clean_at:
        return
    evidence.declared_clean_at, evidence.declared_clean_by = at, by
    _keep(assessment, evidence, STATEMENT, verb="evidence.declared_clean", by=by, at=at)


@transaction.atomic
def withdraw_declaration(*, assessment: Assessment, evidence: Evidence, by, at: datetime) -> None:
    """Withdraw that statement: the file is flagged again, and the public no longer opens it."""
    assessment, evidence = _locked(assessment, evidence)
    if evidence.declared_clean_at is None:
        return
    evidence.declared_clean_at = evidence.declared_clean_by = None
    _keep(assessment, evidence, STATEMENT, verb="evidence.declaration_withdrawn", by=by, at=at)


def _locked(assessment: Assessment, evidence: Evidence) -> tuple[Assessment, Evidence]:
    assessment = locked(assessment)
    return assessment, still_there(evidence, assessment)


def _keep(assessment: Assessment, evidence: Evidence, fields: tuple[str, ...], *, verb: str, by, at: datetime) -> None:
    evidence.save(update_fields=fields)
    data = {"revision": evidence.revision, "found": evidence.personal_data}
    audit.record(by=by, verb=verb, target=evidence, scope=assessment, at=at, data=data)
    if assessment.round.is_published:
        transaction.on_commit(page_cache.forget_all)
