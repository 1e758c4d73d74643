"""An accepted work offered by its author as draft evidence of a question, in the diagnosis of their own municipality."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from accounts.models import User
from core import audit
from core.refusals import Refusal
from diagnostics.assessments.actions.answers import NotFillable, lock_for_filling
from diagnostics.assessments.actions.evidence import Use, add_file
from diagnostics.assessments.models import Assessment, Evidence
from files.loaders.uploads import Judged, judge
from training.assignments.models import Work, WorkFile
from training.assignments.queries.offering import is_held, own_open_assessments
from training.assignments.queries.works import assignment_of


class MayNotOffer(Refusal):
    """Only an accepted work, by its author, where they answer questions, and of a question that its assignment names."""


class AlreadyOffered(Refusal):
    """The file proves that question already."""

    is_conflict = True


class FileGone(Refusal):
    """The file of the work cannot be read."""


def offer(*, file: WorkFile, assessment: Assessment, question: str, by: User, at: datetime) -> Evidence:
    """Copy a file of an accepted work as evidence of a question that its author may answer; its use can be taken out there.

    The copy is judged again, as an upload is. Refuses MayNotOffer, AlreadyOffered, NotFillable, DeadlinePassed, NotAssigned,
    TooManyProofs, FileRefused, FileGone, FileNotKept.
    """
    work = Work.objects.with_context().get(pk=file.work_id)
    _require_may(work, file, assessment, question, by)
    return _offer(work, _judged(file), assessment, question, by, at)


def _require_may(work: Work, file: WorkFile, assessment: Assessment, question: str, by: User) -> None:
    if work.enrolment.user_id != by.pk:
        raise MayNotOffer("Una tarea la ofrece quien la hizo.")
    if not work.is_accepted or file.last_delivery is not None:
        raise MayNotOffer("Se ofrece una tarea que ya se aceptó, como se aceptó.")
    assignment = assignment_of(work.enrolment.cohort.version, work.module)
    if assignment is None or question not in assignment.questions:
        raise MayNotOffer("Esta tarea no trata de esa pregunta.")
    if assessment.pk not in {row.pk for row in own_open_assessments(by)}:
        raise MayNotOffer("Se ofrece en el diagnóstico de su municipio, mientras lo responden.")


def _judged(file: WorkFile) -> Judged:
    try:
        with file.file.open() as stored:
            data = stored.read()
    except OSError as error:
        raise FileGone("El archivo no se pudo leer. Avise a la coordinación.") from error
    return judge(
        data, file.file_name, most_bytes=settings.EVIDENCE_MAX_BYTES, antivirus_at=settings.CLAMAV_SOCKET
    )  # fmt: skip


@transaction.atomic
def _offer(work: Work, upload: Judged, assessment: Assessment, question: str, by: User, at: datetime) -> Evidence:
    lock_for_filling(assessment=assessment, questions=[question], by=by, at=at)
    if not assessment.is_fillable:  # sent meanwhile: a reopened answer takes changes there, not from here
        raise NotFillable("El diagnóstico ya se envió. La evidencia se pone en la pregunta, si la reabren.")
    if is_held(assessment, question, upload.sha256):
        raise AlreadyOffered(f"Ese archivo ya es evidencia de {question} en {assessment.municipality}.")
    evidence = add_file(assessment=assessment, upload=upload, use=Use(question), by=by, at=at)
    data = {"question": question, "sha256": upload.sha256}
    audit.record(by=by, verb="work.offered", target=work, scope=assessment, at=at, data=data)
    return evidence
