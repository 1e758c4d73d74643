"""What the author does: send what they found, correct it while nobody moderated it, withdraw it for good."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core import audit
from core.process.transitions import begin, locked, require_state, transition
from core.receipts.actions import issue
from core.refusals import Refusal
from files.actions import stored_files
from files.loaders.uploads import Judged
from followup.commitments.models import Commitment
from followup.sightings.actions.telling import first_waits
from followup.sightings.choices import SIGHTING, Finding, SightingState
from followup.sightings.models import Photo, Sighting

S = SightingState


class AlreadyReceived(Refusal):
    """The same form already delivered the same text: `sighting` is the stored one."""

    def __init__(self, sighting: Sighting):
        super().__init__("Este relato ya se recibió.")
        self.sighting = sighting


class AlreadyTold(Refusal):
    """This browser, or whoever holds one of these receipts, told of the commitment this month."""

    is_conflict = True


class NotAgreedYet(Refusal):
    """Nobody accepted the commitment: there is nothing to look for."""


class NothingChanged(Refusal):
    pass


@transaction.atomic
def receive(
    *, commitment: Commitment, finding: Finding, text: str, at: datetime, once: str | None = None,
    own: Collection[int] = (), photo: Judged | None = None, form_sha256: str | None = None,
) -> tuple[Sighting, str]:  # fmt: skip
    """Store what somebody found and return it with the code of its receipt, which is kept nowhere.

    `once`: hash of the browser, the commitment and the month. `own`: sightings whose receipts the browser holds. Closed
    commitments take them too. Refuses AlreadyReceived, AlreadyTold, NotAgreedYet and FileNotKept.
    """
    # Serialises the numbers and the month of one person; does not hold up what only refers to the commitment.
    commitment = Commitment.objects.select_for_update(of=("self",), no_key=True).get(pk=commitment.pk)
    if commitment.accepted_on is None:
        raise NotAgreedYet("Este compromiso todavía no está acordado: aún no hay qué buscar.")
    if form_sha256 and (standing := Sighting.objects.filter(form_sha256=form_sha256).first()):
        raise AlreadyReceived(standing)
    _require_first_of_month(commitment, once, own, at)
    last = commitment.sightings.order_by("-number").values_list("number", flat=True).first()
    row = Sighting(
        commitment=commitment, number=(last or 0) + 1, finding=finding, text=text.strip(), received_at=at, once_hmac=once,
        form_sha256=form_sha256,
    )  # fmt: skip
    begin(row, at)
    row.save()
    kept = _photo_of(row, photo, at)
    audit.record(by=None, verb="sighting.received", target=row, at=at, data={"finding": str(finding)})
    first_waits(row, at)
    code = issue(kind=SIGHTING, subject_id=row.pk, at=at)
    if kept is not None:
        stored_files.write(kept.file.name, photo)
    return row, code


@transaction.atomic
def correct(*, sighting: Sighting, finding: Finding, text: str, at: datetime) -> Sighting:
    """Store what the author wants to say instead. Refuses WrongState once it was moderated, and NothingChanged."""
    row = locked(sighting)
    require_state(row, S.IN_MODERATION)
    if (row.finding, row.text) == (finding, text.strip()):
        raise NothingChanged("El texto es el mismo: no hay nada que corregir.")
    row.finding, row.text, row.version = finding, text.strip(), row.version + 1
    row.save(update_fields=["finding", "text", "version"])
    audit.record(by=None, verb="sighting.corrected", target=row, at=at, data={"finding": str(finding)})
    return row


@transaction.atomic
def withdraw(*, sighting: Sighting, at: datetime) -> Sighting:
    """Erase the text and the photo, for good, whatever the state; the receipt and an answer stay. Idempotent.

    The same browser may tell again.
    """
    row = locked(sighting)
    if row.state == S.WITHDRAWN:
        return row
    row.text, row.erased_at, row.once_hmac = "", row.erased_at or at, None
    drop_photo(row, at)
    transition(
        row, "sighting.withdrawn", S.WITHDRAWN, by=None, at=at, fields=("text", "erased_at", "once_hmac")
    )  # fmt: skip
    return row


@transaction.atomic
def remove_photo(*, sighting: Sighting, at: datetime) -> bool:
    """Delete the photo, as the author; return whether it was still there."""
    row = locked(sighting)
    removed = drop_photo(row, at)
    if removed:
        audit.record(by=None, verb="sighting.photo_removed", target=row, at=at)
    return removed


def drop_photo(row: Sighting, at: datetime) -> bool:
    """Delete the photo of a locked row, and let the nightly sweep delete its bytes."""
    photo = Photo.objects.filter(sighting=row).first()
    if photo is None:
        return False
    stored_files.note_deleted(photo.file.name, at=at)
    photo.delete()
    return True


def _require_first_of_month(commitment: Commitment, once: str | None, own: Collection[int], at: datetime) -> None:
    told = commitment.sightings.exclude(state=S.WITHDRAWN)
    month = timezone.localdate(at).replace(day=1)
    by_receipt = told.filter(pk__in=own, received_at__date__gte=month).exists() if own else False
    if by_receipt or (once and told.filter(once_hmac=once).exists()):
        raise AlreadyTold(
            "Este mes ya contó qué vio de este compromiso. Con el código de su recibo puede leer la respuesta o retirarlo."
        )


def _photo_of(row: Sighting, photo: Judged | None, at: datetime) -> Photo | None:
    if photo is None:
        return None
    kept = Photo(sighting=row, added_at=at)
    stored_files.assign(kept, photo)
    kept.file_name = f"relato-{row.number}.{photo.name.rpartition('.')[2].lower()}"  # a name may say whose it is
    kept.save()
    return kept
