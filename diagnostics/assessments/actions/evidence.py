"""Evidence: files and links, the answers they prove, their visibility and their earlier contents."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core import audit
from core.process.transitions import transition
from core.refusals import Refusal, Stale
from core.words import changed_meanwhile
from diagnostics.assessments.actions.answers import lock_for_filling, require_fillable
from diagnostics.assessments.actions.assessments import keep_progress
from diagnostics.assessments.choices import Layer, State
from diagnostics.assessments.models import Answer, Assessment, Evidence, EvidenceRevision, EvidenceUse
from diagnostics.assessments.queries.filling import Filling, filling_of
from files.actions import stored_files
from files.choices import ReserveGround, Visibility
from files.loaders.uploads import Judged

MAX_PROOFS = 20


CHANGES = ("evidence.described", "evidence.revised", "evidence.hidden")  # acts that give it a new version


def require_seen(evidence: Evidence, seen: int, *, now: int, by) -> None:
    """Refuse Stale unless the version (or revision) that the person saw is the one that is stored `now`."""
    if seen != now:
        mine_at = audit.own_change(evidence, by, *CHANGES)
        said = changed_meanwhile("cambió esta evidencia", mine_at=mine_at, seen="la veía")
        raise Stale(f"{said} Mírela antes de guardar.")


class EvidenceInUse(Refusal):
    """Answers use the evidence, or it has earlier revisions."""


class TooManyProofs(Refusal):
    """An answer takes up to MAX_PROOFS pieces of evidence."""


class SameLink(Refusal):
    """The library already has that address."""


@dataclass(frozen=True)
class Details:
    """Description of a piece of evidence. A reserved one needs its ground and its reason."""

    title: str = ""
    period_from: date | None = None
    period_to: date | None = None
    visibility: str = Visibility.PUBLIC
    reserve_ground: ReserveGround | str = ""
    reserve_reason: str = ""
    expires_on: date | None = None


@dataclass(frozen=True)
class Use:
    """What evidence proves: a question, optionally one option of a multiple, and the page or cell to look at."""

    question: str
    option: str = ""
    place: str = ""


@transaction.atomic
def add_file(*, assessment: Assessment, upload: Judged, use: Use, by, at: datetime) -> Evidence:
    """Store a judged file as evidence of a question; an identical file reuses the evidence that exists.

    Refuses NotFillable, NotAssigned, TooManyProofs, FileNotKept.
    """
    filling = lock_for_filling(assessment=assessment, questions=[use.question], by=by, at=at)
    evidence = get_or_add(assessment=assessment, content=upload, by=by, at=at)
    _attach(filling, assessment, evidence, use, by, at)
    stored_files.write(evidence.file.name, upload)
    return evidence


@transaction.atomic
def attach(*, assessment: Assessment, evidence: Evidence, use: Use, by, at: datetime) -> None:
    """Let evidence of the library prove one more answer; if it already does, only the place changes.

    Refuses NotFillable, NotAssigned, TooManyProofs, Stale.
    """
    filling = lock_for_filling(assessment=assessment, questions=[use.question], by=by, at=at)
    _attach(filling, assessment, still_there(evidence, assessment), use, by, at)


@transaction.atomic
def detach(*, assessment: Assessment, evidence: Evidence, use: Use, by, at: datetime) -> None:
    """Remove evidence from one answer; it stays in the library. Refuses NotFillable, NotAssigned."""
    lock_for_filling(assessment=assessment, questions=[use.question], by=by, at=at)
    uses = EvidenceUse.objects.filter(
        answer__assessment=assessment, answer__layer=Layer.SELF_ASSESSED, answer__question__code=use.question,
        evidence=evidence, option=use.option,
    )  # fmt: skip
    answers = list(uses.values_list("answer", flat=True))
    if answers:
        uses.delete()
        _touch(answers, shows_links=bool(evidence.url), by=by, at=at)
        _keep_counts(assessment, by, at)
        audit.record(
            by=by, verb="evidence.detached", target=evidence, scope=assessment, at=at, data={"question": use.question}
        )


@transaction.atomic
def describe(
    *, assessment: Assessment, evidence: Evidence, details: Details, seen_version: int, by, at: datetime
) -> None:
    """Update the description and visibility of evidence. Refuses Stale, NotFillable, NotAssigned."""
    evidence = _lock_evidence(assessment, evidence, by, at)
    after = vars(details)
    changed = sorted(name for name, value in after.items() if getattr(evidence, name) != value)
    if not changed:
        return
    require_seen(evidence, seen_version, now=evidence.version, by=by)
    for name, value in after.items():
        setattr(evidence, name, value)
    evidence.version += 1
    evidence.save(update_fields=[*after, "version"])
    audit.record(by=by, verb="evidence.described", target=evidence, scope=assessment, at=at, data={"fields": changed})


@transaction.atomic
def revise(
    *,
    assessment: Assessment,
    evidence: Evidence,
    content: str | Judged,
    reason: str,
    seen_version: int,
    by,
    at: datetime,
) -> None:
    """Replace the content of evidence by a link (its address) or a judged file; the old content is kept as a revision.

    Identical content changes nothing, but a lost file is written again. Refuses Stale, SameLink, NotFillable,
    NotAssigned, FileNotKept.
    """
    evidence = _lock_evidence(assessment, evidence, by, at)
    is_same_file = isinstance(content, Judged) and content.sha256 == evidence.sha256
    if not is_same_file and content != evidence.url:
        _replace(assessment, evidence, content, reason, seen_version, by, at)
    if isinstance(content, Judged):
        _note_scan(evidence, content)
        stored_files.write(evidence.file.name, content)


def _replace(
    assessment: Assessment, evidence: Evidence, content: str | Judged, reason: str, seen_version: int, by, at: datetime
) -> None:
    require_seen(evidence, seen_version, now=evidence.version, by=by)
    if isinstance(content, str) and Evidence.objects.filter(assessment=assessment, url=content).exists():
        raise SameLink("Esa dirección ya está en la biblioteca. Úsela desde allí en vez de esta.")
    EvidenceRevision.objects.create(
        evidence=evidence, number=evidence.revision, reason=reason, replaced_at=at, replaced_by=by,
        was_withheld=evidence.withheld_at is not None, personal_data=evidence.personal_data, **evidence.content,
    )  # fmt: skip
    shows_links = bool(evidence.url) or isinstance(content, str)
    _assign(evidence, content)
    evidence.revision, evidence.version = evidence.revision + 1, evidence.version + 1
    evidence.reset_checks()
    evidence.withheld_at = None  # new content: the review must check it again
    if evidence.expires_on and evidence.expires_on < timezone.localdate(at):
        evidence.expires_on = None
    evidence.save()
    _touch(_users_of(evidence), shows_links=shows_links, by=by, at=at)
    audit.record(
        by=by, verb="evidence.revised", target=evidence, scope=assessment, at=at, data={"revision": evidence.revision}
    )


@transaction.atomic
def forget(*, assessment: Assessment, evidence: Evidence, by, at: datetime) -> None:
    """Delete evidence that no answer uses and that was never revised. Refuses EvidenceInUse.

    Its file stays for a while (files.actions.stored_files), and longer while evidence of another round shares it.
    """
    evidence = _lock_evidence(assessment, evidence, by, at)
    if evidence.uses.exists() or evidence.revisions.exists():
        raise EvidenceInUse("La usa una respuesta o tiene revisiones anteriores: por eso se conserva.")
    name = evidence.file.name
    audit.record(
        by=by, verb="evidence.forgotten", target=evidence, scope=assessment, at=at, data={"sha256": evidence.sha256}
    )
    evidence.delete()
    if name:
        stored_files.note_deleted(name, at=at)


def _users_of(evidence: Evidence) -> list[int]:
    uses = EvidenceUse.objects.filter(evidence=evidence, answer__layer=Layer.SELF_ASSESSED)
    return list(uses.values_list("answer", flat=True).distinct())


def _touch(answers: list[int], *, shows_links: bool, by, at: datetime) -> None:
    """Mark answers whose evidence changed.

    Open pages hold links in their inputs and would write the old ones back: with `shows_links` the version grows, so
    that such a page gets a conflict.
    """
    told = {"version": F("version") + 1, "written_from": ""} if shows_links else {}
    Answer.objects.filter(pk__in=answers).update(changed_at=at, changed_by=by, **told)


def _assign(evidence: Evidence, content: str | Judged) -> None:
    stored_files.assign(evidence, content)
    evidence.personal_data = content.personal_data if isinstance(content, Judged) else {}
    evidence.declared_clean_at = evidence.declared_clean_by = None


def _note_scan(evidence: Evidence, upload: Judged) -> None:
    """Keep what the newest scan found in the same file; a statement about another finding no longer holds."""
    if evidence.personal_data != upload.personal_data:
        evidence.personal_data = upload.personal_data
        evidence.declared_clean_at = evidence.declared_clean_by = None
        evidence.save(update_fields=["personal_data", "declared_clean_at", "declared_clean_by"])


def _lock_evidence(assessment: Assessment, evidence: Evidence, by, at: datetime) -> Evidence:
    """Lock the assessment and return the current evidence; every answer that uses it must be open to changes."""
    lock_for_filling(assessment=assessment, questions=_questions_of(evidence), by=by, at=at)
    return still_there(evidence, assessment)


def require_changeable(*, assessment: Assessment, evidence: Evidence, by, at: datetime) -> None:
    """Refuse as `revise` would, without a lock: asked before an upload is judged."""
    require_fillable(assessment=assessment, questions=_questions_of(evidence), by=by, at=at)


def _questions_of(evidence: Evidence) -> list[str]:
    uses = EvidenceUse.objects.filter(evidence=evidence, answer__layer=Layer.SELF_ASSESSED)
    return sorted(set(uses.values_list("answer__question__code", flat=True)))


def still_there(evidence: Evidence, assessment: Assessment) -> Evidence:
    current = Evidence.objects.filter(pk=evidence.pk, assessment=assessment).first()
    if current is None:
        raise Stale("Otra persona borró esta evidencia mientras usted la veía. Ponga otra.")
    return current


def _attach(filling: Filling, assessment: Assessment, evidence: Evidence, use: Use, by, at: datetime) -> None:
    cell = filling.cells[use.question]
    answer = cell.answer or Answer.objects.create(
        assessment=assessment, question_id=filling.ids[use.question], layer=Layer.SELF_ASSESSED, version=0, changed_at=at,
    )  # fmt: skip
    stored = EvidenceUse.objects.filter(answer_id=answer.pk, evidence=evidence, option=use.option)
    if stored.exists():
        if use.place:
            stored.update(place=use.place)
        return
    if len(cell.proofs) >= MAX_PROOFS:
        raise TooManyProofs(f"Una respuesta lleva hasta {MAX_PROOFS} evidencias. Quite una antes de agregar otra.")
    EvidenceUse.objects.create(answer_id=answer.pk, evidence=evidence, option=use.option, place=use.place)
    _touch([answer.pk], shows_links=bool(evidence.url), by=by, at=at)
    _keep_counts(assessment, by, at)
    audit.record(
        by=by, verb="evidence.attached", target=evidence, scope=assessment, at=at, data={"question": use.question}
    )


def _keep_counts(assessment: Assessment, by, at: datetime) -> None:
    if assessment.state == State.NOT_STARTED:
        transition(assessment, "assessment.begun", State.SELF_ASSESSMENT, by=by, at=at)
    assessment.changed_at = at
    keep_progress(assessment, filling_of(assessment), fields=["changed_at"])


def get_or_add(*, assessment: Assessment, content: Evidence | str | Judged, by, at: datetime) -> Evidence:
    """Return the evidence of a link or a judged file in the library of a locked assessment, added if it is not there.

    For a file only the row is written: `stored_files.write` stores its bytes, once nothing else can refuse.
    """
    if isinstance(content, Evidence):
        return still_there(content, assessment)
    same = {"sha256": content.sha256} if isinstance(content, Judged) else {"url": content}
    evidence = Evidence.objects.filter(assessment=assessment, **same).first()
    if evidence is None:
        evidence = Evidence(assessment=assessment, added_at=at, added_by=by)
        _assign(evidence, content)
        evidence.save()
        data = {"sha256": evidence.sha256, "size": evidence.size, "type": evidence.media_type}
        audit.record(by=by, verb="evidence.added", target=evidence, scope=assessment, at=at, data=data)
    elif isinstance(content, Judged):
        _note_scan(evidence, content)
    return evidence
