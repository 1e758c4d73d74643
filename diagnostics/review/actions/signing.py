"""The town hall signs its declared answers, or sends them back."""

import secrets
from datetime import datetime
from math import ceil
from random import SystemRandom

from django.db import transaction

from core import audit
from core.process.transitions import locked, require_reason, require_state, transition
from diagnostics.assessments.actions.personal_data import require_looked_at
from diagnostics.assessments.choices import Layer, State
from diagnostics.assessments.models import Assessment
from diagnostics.assessments.queries.filling import filling_of
from diagnostics.review.actions import layers, telling
from diagnostics.review.choices import SignerRole
from diagnostics.review.models import SecondReview, Signature
from diagnostics.review.queries.acts import document_of, sha256_of
from diagnostics.review.queries.reviewing import reviewing_of

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without lookalikes: a code is read out and typed


@transaction.atomic
def send_back(*, assessment: Assessment, reason: str, by, at: datetime) -> Assessment:
    """Return an assessment to filling, with the reason. Refuses ReasonMissing, WrongState, DeadlinePassed."""
    require_reason(reason)
    assessment = locked(assessment)
    assessment.attributes_frozen_at = assessment.submitted_at = assessment.submitted_by = None
    assessment.returned_because = reason
    fields = ("attributes_frozen_at", "submitted_at", "submitted_by", "returned_because")
    transition(assessment, "signature.refused", State.SELF_ASSESSMENT, by=by, at=at, reason=reason, fields=fields)
    telling.that_it_came_back(assessment=assessment, reason=reason, at=at)
    return assessment


@transaction.atomic
def sign(*, assessment: Assessment, name: str, role: SignerRole, position: str, by, at: datetime) -> Signature:
    """Sign an assessment: closes the self-assessed layer and draws the sample of the blind second reading.

    Refuses WrongState, DeadlinePassed, FilesNotLookedAt.
    """
    assessment = locked(assessment)
    require_state(assessment, State.SIGN_OFF)
    filling = filling_of(assessment)
    require_looked_at(filling.proofs)
    document = document_of(assessment, filling)
    signature = Signature.objects.create(
        assessment=assessment, signer_name=name, signer_role=role, signer_position=position, code=_code(),
        document=document, sha256=sha256_of(document), signed_at=at, signed_by=by,
    )  # fmt: skip
    data = {"sha256": signature.sha256, "code": signature.code}
    transition(assessment, "assessment.signed", State.IN_REVIEW, by=by, at=at, data=data)
    _draw_sample(assessment, at)
    telling.that_it_was_signed(assessment=assessment, at=at)
    layers.score(assessment, Layer.SELF_ASSESSED)
    return signature


def _code() -> str:
    letters = [secrets.choice(LETTERS) for _ in range(16)]
    return "-".join("".join(letters[n : n + 4]) for n in range(0, 16, 4))


def _draw_sample(assessment: Assessment, at: datetime) -> None:
    # Random, so that a first reader cannot predict the sample.
    answers = [item.cell.answer for item in reviewing_of(assessment).to_mark]
    drawn = SystemRandom().sample(answers, ceil(len(answers) * assessment.round.second_reading_percent / 100))
    SecondReview.objects.bulk_create(SecondReview(answer=answer) for answer in drawn)
    audit.record(by=None, verb="sample.drawn", target=assessment, at=at, data={"answers": len(drawn)})
