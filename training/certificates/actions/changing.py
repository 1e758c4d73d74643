"""What ends a certificate: revocation by its holder or the issuer, and a new one with another name."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.access import can
from accounts.models import User
from accounts.permissions import Permission
from core import audit
from core.process.transitions import require_reason
from core.receipts.codes import new_code
from core.refusals import Refusal, Stale
from core.words import one_line
from notices.actions.notifications import tell
from training.certificates.actions.issuing import free_places, signed_certificate
from training.certificates.actions.keys import signer
from training.certificates.choices import CHANGED_TOLD, MOST_RENAMED
from training.certificates.models import Certificate
from training.cohorts.models import Enrolment

OWN_REASON = "Lo pidió la persona que lo tenía."


@transaction.atomic
def revoke(*, certificate: Certificate, reason: str, by: User, at: datetime) -> Certificate:
    """Revoke for good; the reason is public, and holders need none.

    Refuses MayNotChange, ReasonMissing, and Stale if it ended before.
    """
    row = _locked(certificate)
    is_own = _require_right(row, by)
    if not is_own:
        require_reason(reason)
    row.revoked_at, row.revoked_by, row.reason = at, by, one_line(reason) or OWN_REASON
    row.save(update_fields=["revoked_at", "revoked_by", "reason"])
    audit.record(
        by=by, verb="certificate.revoked", target=row, scope=row.enrolment, at=at, data={"own": is_own},
        reason="" if is_own else row.reason,
    )  # fmt: skip
    if not is_own:
        _tell(row, "se revocó", row.reason, at)
    return row


@transaction.atomic
def reissue(*, certificate: Certificate, name: str, by: User, at: datetime) -> Certificate:
    """Issue it again with another name: same achievement, dates and version; the old one keeps its page, as replaced.

    Refuses MayNotChange, Stale if it ended before, an empty or unchanged name, and a holder who did it MOST_RENAMED times.
    """
    row, name = _locked(certificate), one_line(name)
    is_own = _require_right(row, by)
    _require_name(row, name, is_own)
    if row.is_over(timezone.localdate(at)):
        raise Refusal("Este certificado ya venció: no se emite otra vez.")
    key, (place,) = signer(at=at), free_places(1)
    row.superseded_at = at
    row.save(update_fields=["superseded_at"])
    fields = row.fields._replace(code=new_code(), name=name, index=place)
    new = signed_certificate(fields, key, enrolment=row.enrolment, at=at)
    new.replaces = row
    new.save()
    # Not on one whose person erased their data: only the certificate names them.
    Enrolment.objects.active().filter(pk=row.enrolment_id).update(name=name)
    audit.record(by=by, verb="certificate.reissued", target=new, scope=row.enrolment, at=at, data={"own": is_own})
    if not is_own:
        _tell(new, "se emitió otra vez", "Se corrigió el nombre.", at)
    return new


class MayNotChange(Refusal):
    """Neither the holder nor somebody who manages certificates."""


def _require_right(row: Certificate, by: User) -> bool:
    """Return whether `by` is the holder."""
    if row.user_id == by.pk:
        return True
    if not can(by, Permission.MANAGE_CERTIFICATES):
        raise MayNotChange("Eso lo hace la persona que tiene el certificado, o la coordinación.")
    return False


def _require_name(row: Certificate, name: str, is_own: bool) -> None:
    if not name:
        raise Refusal("Escriba el nombre como debe quedar en el certificado.", fields={"name": ["Escriba el nombre."]})
    if name == row.name:
        raise Refusal("Ese es el nombre que ya tiene.", fields={"name": ["Ese es el nombre que ya tiene."]})
    earlier = Certificate.objects.filter(user=row.user_id, course_version=row.course_version_id).count() - 1
    if is_own and earlier >= MOST_RENAMED:
        raise Refusal("Ya cambió el nombre muchas veces. Escriba a la coordinación para corregirlo otra vez.")


def _locked(certificate: Certificate) -> Certificate:
    rows = Certificate.objects.select_for_update(of=("self",)).select_related(
        "enrolment__cohort", "enrolment__municipality"
    )
    row = rows.get(pk=certificate.pk)
    if row.revoked_at:
        raise Stale("Este certificado ya estaba revocado.")
    if row.superseded_at:
        raise Stale("Este certificado ya se reemplazó por otro. Abra el nuevo.")
    return row


def _tell(row: Certificate, what: str, reason: str, at: datetime) -> None:
    values = {"curso": row.course, "que_paso": what, "razon": reason}
    key = f"certificate-changed:{row.pk}:{what}"
    tell(to=[row.user_id], text=CHANGED_TOLD, values=values, key=key, url=reverse("certificates:mine"), at=at)
