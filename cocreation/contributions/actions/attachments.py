"""Files of contributions: kept as they come, withheld or shown by a moderator, removed by their author."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from cocreation.contributions.actions.moderation import AlreadyHandled, require_moderator
from cocreation.contributions.choices import MOST_FILES, ContributionState
from cocreation.contributions.choices.moderation import FILES_JUDGED
from cocreation.contributions.models import Attachment, Contribution
from core import audit, personal_data
from core.process.transitions import locked, require_reason
from core.refusals import Refusal
from core.words import joined
from files.actions import stored_files
from files.loaders.uploads import Judged

S = ContributionState
PHOTO_OF_CARD = "Es la foto de la tarjeta de papel: sirve para cotejar lo que se copió y no se publica."


class TooManyFiles(Refusal):
    """A contribution takes up to MOST_FILES."""


class NeverShown(Refusal):
    """The photo of a paper card is shown to nobody but moderation."""


def attach(row: Contribution, files: Sequence[Judged], at: datetime, *, of_card: bool = False) -> list[Attachment]:
    """Write the rows of the files of a contribution, for `write` to store their bytes last. Refuses TooManyFiles.

    What the scan finds withholds a file from the beginning; its name is scanned with it. `of_card`: they show its paper card.
    """
    standing = row.attachments.count() if files else 0
    if standing + len(files) > MOST_FILES:
        raise TooManyFiles(f"Un aporte lleva como máximo {MOST_FILES} archivos.")
    made = []
    for number, upload in enumerate(files, start=standing + 1):
        found = personal_data.scan(upload.name) | upload.personal_data
        one = Attachment(contribution=row, number=number, personal_data=found, added_at=at, is_card=of_card)
        stored_files.assign(one, upload)
        if of_card:
            one.withheld_at, one.withheld_reason = at, PHOTO_OF_CARD
        elif found:
            one.withheld_at, one.withheld_reason = at, f"Parece traer {joined(personal_data.in_words(found))}."
        one.save()
        made.append(one)
    return made


def write(made: Iterable[Attachment], files: Sequence[Judged]) -> None:
    """Store the bytes of files whose rows are written; the last thing of a transaction. Refuses FileNotKept."""
    for one, upload in zip(made, files, strict=True):
        stored_files.write(one.file.name, upload)


@transaction.atomic
def withhold(*, attachment: Attachment, reason: str, by: User, at: datetime) -> Attachment:
    """Show the file to nobody but moderation, with the reason that its author reads.

    Refuses like `moderation.publish`, and ReasonMissing.
    """
    row, one = _locked(attachment, by, at)
    require_reason(reason)
    one.withheld_at, one.withheld_reason, one.withheld_by = at, reason.strip(), by
    one.save(update_fields=["withheld_at", "withheld_reason", "withheld_by"])
    audit.record(
        by=by, verb="contribution.file_withheld", target=row, at=at, reason=one.withheld_reason, data={"file": one.number}
    )  # fmt: skip
    return one


@transaction.atomic
def show(*, attachment: Attachment, by: User, at: datetime) -> Attachment:
    """Let the file be read with its contribution, after having looked at it. Refuses like `moderation.publish`, and NeverShown;
    idempotent."""
    row, one = _locked(attachment, by, at)
    if one.is_card:
        raise NeverShown(PHOTO_OF_CARD)
    if one.withheld_at is not None:
        one.withheld_at, one.withheld_reason, one.withheld_by = None, "", None
        one.save(update_fields=["withheld_at", "withheld_reason", "withheld_by"])
        audit.record(by=by, verb="contribution.file_shown", target=row, at=at, data={"file": one.number})
    return one


@transaction.atomic
def remove(*, attachment: Attachment, at: datetime) -> bool:
    """Delete a file, as the author of its contribution; return whether it was still there."""
    row = locked(Contribution(pk=attachment.contribution_id))
    one = Attachment.objects.filter(pk=attachment.pk, contribution=row).first()
    if one is None:
        return False
    audit.record(by=None, verb="contribution.file_removed", target=row, at=at, data={"file": one.number})
    delete([one], at)
    return True


def delete(files: Iterable[Attachment], at: datetime) -> int:
    """Delete the rows of files, and let the nightly sweep delete their bytes; return how many. Call it under their lock."""
    rows = list(files)
    for one in rows:
        stored_files.note_deleted(one.file.name, at=at)
    Attachment.objects.filter(pk__in=[one.pk for one in rows]).delete()
    return len(rows)


def _locked(attachment: Attachment, by: User, at: datetime) -> tuple[Contribution, Attachment]:
    row = locked(Contribution(pk=attachment.contribution_id))
    require_moderator(row.agenda, row.participant, by, at)
    one = Attachment.objects.filter(pk=attachment.pk, contribution=row).first()
    if one is None or row.state not in FILES_JUDGED:
        raise AlreadyHandled(f"Ese archivo de {row.code} ya no está, o {row.code} ya no lo muestra nadie.")
    return row, one
