"""Writing a work, its files, and handing it in: the first time, and again once it was returned."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from core import personal_data
from core.process.transitions import WrongState, begin, locked, require_state, transition
from core.refusals import Refusal, Stale
from files.actions import stored_files
from files.loaders.uploads import Judged
from training.assignments.actions import telling
from training.assignments.choices import MOST_FILES, WorkState
from training.assignments.models import Delivery, Work, WorkFile
from training.cohorts.actions.enrolments import lock_active
from training.cohorts.choices import CohortState
from training.cohorts.models import Enrolment

S = WorkState


class NothingToHandIn(Refusal):
    """A work has a text or a file."""


class TooManyFiles(Refusal):
    """A work has up to MOST_FILES at one time."""


@transaction.atomic
def save_draft(
    *,
    enrolment: Enrolment,
    module: str,
    text: str,
    files: Sequence[Judged] = (),
    replaced: Collection[int] = (),
    without: int | None = None,
    seen: int,
    at: datetime,
) -> Work:
    """Keep the text and add the files. `seen`: the version that was read, 0 before the first.

    `replaced`: numbers of the files that give way to the new ones; `without`: the number of one to take out. What was handed in
    stays with its deliveries. The same again changes nothing.
    Refuses NotEnrolled, WrongState once it was handed in or the cohort ended, Stale, TooManyFiles, FileNotKept.
    """
    work = _lock(enrolment, module, at)
    require_state(work, S.DRAFT, S.RETURNED)
    made = _changed(work, text, files, replaced, seen, at)
    if without is not None:
        _take_out(work, without, at)
    work.save(update_fields=["text", "version"])
    _store(made)
    return work


@transaction.atomic
def hand_in(
    *,
    enrolment: Enrolment,
    module: str,
    text: str,
    files: Sequence[Judged] = (),
    replaced: Collection[int] = (),
    seen: int,
    at: datetime,
) -> Work:
    """Keep the text and the files, and hand them in. What is already handed in like that stays so: a button pressed twice.

    Refuses like `save_draft`, and NothingToHandIn.
    """
    work = _lock(enrolment, module, at)
    if work.is_waiting and _is_repeated(work, text, files):
        return work
    require_state(work, S.DRAFT, S.RETURNED)
    before = work.deliveries.last()
    made = _changed(work, text, files, replaced, seen, at)
    if not work.text and not work.files.current().exists():
        raise NothingToHandIn("Escriba un texto o elija un archivo: la tarea está vacía.")
    delivery = Delivery.objects.create(
        work=work, number=before.number + 1 if before else 1, text=work.text, at=at
    )  # fmt: skip
    work.files.filter(first_delivery=None).update(first_delivery=delivery.number)
    work.handed_in_at, work.version = at, work.version + 1
    transition(
        work, "work.handed_in", S.HANDED_IN, by=work.enrolment.user, at=at, data={"delivery": delivery.number},
        fields=("text", "handed_in_at", "version"),
    )  # fmt: skip
    telling.tell_handed_in(work, at=at)
    _store(made)
    return work


def require_open(enrolment: Enrolment) -> None:
    """Refuse WrongState unless the cohort takes works; asked before an upload is judged."""
    cohort = enrolment.cohort
    if cohort.state != CohortState.OPEN:
        raise WrongState(f"{cohort.display_name} ya no recibe tareas: está {cohort.get_state_display().lower()}.")


def _lock(enrolment: Enrolment, module: str, at: datetime) -> Work:
    """Return the work, made now if this is its first time. The lock of the enrolment lets one come after the other."""
    row = lock_active(enrolment)
    require_open(row)
    found = Work.objects.filter(enrolment=row, module=module).first()
    if found is not None:
        return locked(found)
    work = Work(enrolment=row, module=module, version=0)
    begin(work, at)
    work.save()
    return work


def _take_out(work: Work, number: int, at: datetime) -> None:
    one = work.files.current().filter(number=number).first()
    if one is None:
        return
    if one.first_delivery is None:
        stored_files.note_deleted(one.file.name, at=at)
        one.delete()
    else:
        one.last_delivery = work.deliveries.last().number
        one.save(update_fields=["last_delivery"])
    work.version += 1


def _changed(
    work: Work, text: str, files: Sequence[Judged], replaced: Collection[int], seen: int, at: datetime
) -> list[tuple[WorkFile, Judged]]:
    """Set the text, write the rows of files that are not there yet, and return them; the caller saves and stores.

    Without a new file none is replaced.
    """
    current = list(work.files.current())
    known = {one.sha256 for one in current}
    new = [one for one in files if one.sha256 not in known]
    text = text.strip()
    if text == work.text and not new:
        return []
    gone = [one for one in current if new and one.number in replaced]
    if work.version != seen and (gone or text != work.text):
        raise Stale(
            "Esta tarea cambió en otra ventana mientras usted escribía. Compare con lo guardado antes de seguir."
        )
    for one in gone:
        _take_out(work, one.number, at)
        current.remove(one)
    if len(current) + len(new) > MOST_FILES:
        said = f"Una tarea lleva hasta {MOST_FILES} archivos. Quite uno antes de agregar otro."
        raise TooManyFiles(said, fields={"files": [said]})
    work.text, work.version = text, work.version + 1
    free = iter(sorted(set(range(1, MOST_FILES + 1)) - {one.number for one in current}))
    return [(_row_of(work, upload, next(free), at), upload) for upload in new]


def _row_of(work: Work, upload: Judged, number: int, at: datetime) -> WorkFile:
    found = personal_data.scan(upload.name) | upload.personal_data
    one = WorkFile(work=work, number=number, personal_data=found, added_at=at)
    stored_files.assign(one, upload)
    one.save()
    return one


def _store(made: Sequence[tuple[WorkFile, Judged]]) -> None:
    """Write the bytes: the last thing of a transaction, for a full disk then takes the rows back."""
    for one, upload in made:
        stored_files.write(one.file.name, upload)


def _is_repeated(work: Work, text: str, files: Sequence[Judged]) -> bool:
    known = set(work.files.current().values_list("sha256", flat=True))
    return text.strip() == work.text and {one.sha256 for one in files} <= known
