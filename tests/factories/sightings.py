"""What citizens found of a commitment; what a test does not say is ordinary."""

from datetime import datetime, timedelta
from functools import cache

from django.db.models import Max
from django.utils import timezone

from core.process.transitions import begin
from core.receipts.actions import issue
from files.actions import stored_files
from files.loaders.uploads import Judged, judge
from followup.commitments.models import Commitment
from followup.sightings.choices import PUBLIC, SIGHTING, Finding, SightingState
from followup.sightings.models import Photo, Sighting
from tests.factories import files

S = SightingState
FOUND = "Encontré el informe de parques y explica por qué no pusieron la ciclorruta."
REPLY = "Gracias por ir a ver. La tabla por barrio ya está en el informe."


@cache
def picture() -> Judged:
    return judge(files.png(), "Foto de Ana.png", most_bytes=10**7)


def make_sighting(
    commitment: Commitment, *, state: SightingState = S.PUBLISHED, finding: Finding = Finding.YES, text: str = FOUND,
    at: datetime | None = None, by=None, with_photo: bool = False, **fields,
) -> Sighting:  # fmt: skip
    """One in that state; `receipt_of_it` is the code that opens it. `by`: who decided and answered."""
    at = at or timezone.now()
    last = commitment.sightings.aggregate(last=Max("number"))["last"] or 0
    row = Sighting(commitment=commitment, number=last + 1, finding=finding, text=text, received_at=at)
    begin(row, at)
    if state != S.IN_MODERATION:
        row.state, row.decided_by = state, by
    if state in PUBLIC:
        row.published_at, row.answer_due_on = at, timezone.localdate(at) + timedelta(days=21)
        row.due_on = row.answer_due_on if state == S.PUBLISHED else None
    if state == S.ANSWERED:
        row.answer, row.answered_at, row.answered_by, row.answered_as = REPLY, at, by, commitment.office
    if state == S.DECLINED:
        row.rule, row.reason, row.due_on = "off_topic", "Habla de otra obra.", None
    if state == S.TRANSFERRED:
        row.transferred_to, row.transfer_number, row.due_on = "PQRSD de la Alcaldía", "2027-123", None
        row.transferred_on = timezone.localdate(at)
    if state == S.WITHDRAWN:
        row.text, row.erased_at, row.due_on = "", at, None
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    if with_photo:
        photo = Photo(sighting=row, added_at=at)
        stored_files.assign(photo, picture())
        photo.save()
        stored_files.write(photo.file.name, picture())
    row.receipt_of_it = issue(kind=SIGHTING, subject_id=row.pk, at=at)
    return row
