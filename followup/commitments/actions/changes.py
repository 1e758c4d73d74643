"""Changes of what was promised: asked for by the office, which may take them back, and decided by the metropolitan team."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission
from accounts.queries import office_of
from core import audit
from core.process.transitions import require_reason
from core.refusals import Refusal
from followup.commitments.actions.locks import locked
from followup.commitments.actions.promises import CHANGED, PROMISED, as_content, content_of, make_version, require_sound
from followup.commitments.actions.telling import tell_office, tell_team
from followup.commitments.choices import Act
from followup.commitments.models import ChangeRequest, Commitment, Milestone
from followup.commitments.queries.who import NotNow, open_request, require

Milestones = Mapping[int, tuple[str, date]]  # title and due on, by number


@transaction.atomic
def ask(
    *, commitment: Commitment, fields: Mapping[str, Any], milestones: Milestones, reason: str, seen: int, by: User,
    at: datetime,
) -> ChangeRequest:  # fmt: skip
    """Ask that something else be promised. `fields`: of PROMISED. The same again by the same person is the first one.

    Refuses MayNot, NotNow, Stale, ReasonMissing, an unsound promise, and one that takes a milestone with evidence away.
    """
    require_reason(reason)
    row = locked(commitment)
    content = as_content({**{name: fields[name] for name in PROMISED}, "office": row.office}, milestones)
    waiting = open_request(row)
    if waiting is not None and (waiting.asked_by_id, waiting.content, waiting.reason) == (
        by.pk,
        content,
        reason.strip(),
    ):
        return waiting
    require(by, Act.ASK, row, timezone.localdate(at))
    row.require_seen(seen, CHANGED)
    require_sound(fields["start"], fields["end"], milestones)
    _require_evidence_kept(row, milestones)
    if content == content_of(row):
        raise Refusal("No cambió nada de lo prometido.")
    asked = ChangeRequest.objects.create(
        commitment=row, content=content, reason=reason.strip(), office=office_of(by, row.municipality), asked_at=at,
        asked_by=by,
    )  # fmt: skip
    audit.record(by=by, verb="commitment.change_asked", target=row, at=at, reason=asked.reason)
    what = "Piden cambiar lo prometido."
    tell_team(row, what, f"change:{asked.pk}", by, at, (Permission.MANAGE_COMMITMENTS,))
    return asked


@transaction.atomic
def withdraw(*, request: ChangeRequest, by: User, at: datetime) -> ChangeRequest:
    """Take a change back that waits for its decision; again it changes nothing. Refuses MayNot, NotNow."""
    row = locked(request.commitment)
    asked = ChangeRequest.objects.get(pk=request.pk, commitment=row)
    if asked.withdrawn_at is not None and asked.asked_by_id == by.pk:
        return asked
    if asked.decided_at is not None:
        raise NotNow("El cambio ya se decidió: no se puede retirar.")
    require(by, Act.WITHDRAW, row, timezone.localdate(at))
    asked.withdrawn_at = at
    asked.save(update_fields=["withdrawn_at"])
    audit.record(by=by, verb="commitment.change_withdrawn", target=row, at=at)
    what = "Quien pidió el cambio lo retiró: ya no espera decisión."
    tell_team(row, what, f"withdrawn:{asked.pk}", by, at, (Permission.MANAGE_COMMITMENTS,))
    return asked


@transaction.atomic
def decide(*, request: ChangeRequest, is_granted: bool, words: str, by: User, at: datetime) -> ChangeRequest:
    """Grant or refuse a change. Granted, it is the next version of the promise; a milestone with evidence stays as it is.

    The same decision again changes nothing. Refuses MayNot, NotNow, and ReasonMissing of a refusal without words.
    """
    if not is_granted:
        require_reason(words)
    row = locked(request.commitment)
    asked = ChangeRequest.objects.get(pk=request.pk, commitment=row)
    if asked.decided_at is not None:
        if (asked.is_granted, asked.decided_by_id, asked.words) == (is_granted, by.pk, words.strip()):
            return asked
        raise NotNow("Este cambio ya se decidió. Mire cómo quedó.")
    if asked.withdrawn_at is not None:
        raise NotNow("Quien pidió el cambio lo retiró.")
    require(by, Act.DECIDE, row, timezone.localdate(at))
    if is_granted:
        row = _apply(row, asked.content)
        asked.version = make_version(row, office=asked.office, at=at, reason=asked.reason)
    asked.is_granted, asked.words, asked.decided_at, asked.decided_by = is_granted, words.strip(), at, by
    asked.save(update_fields=["is_granted", "words", "decided_at", "decided_by", "version"])
    data = {"promise": asked.version.number} if asked.version else {}
    audit.record(by=by, verb="commitment.change_decided", target=row, at=at, data=data, reason=asked.words)
    said = "aceptó" if is_granted else "negó"
    tell_office(row, f"El cambio pedido se {said}.", f"decided:{asked.pk}", by, at)
    return asked


def _require_evidence_kept(row: Commitment, milestones: Milestones) -> None:
    for one in row.milestones.prefetch_related("evidence"):
        said = milestones.get(one.number)
        if said is None and one.evidence.all():
            raise Refusal(f"El hito {one.number} tiene evidencia: no se puede quitar.")
        if one.done_on is not None and said != (one.title, one.due_on):
            raise Refusal(f"El hito {one.number} ya tiene su evidencia: queda como está.")


def _apply(row: Commitment, content: Mapping[str, Any]) -> Commitment:
    """Write what was granted. What got evidence since it was asked for stays as it is."""
    asked = {one["number"]: (one["title"], date.fromisoformat(one["due_on"])) for one in content["milestones"]}
    start, end = date.fromisoformat(content["start"]), date.fromisoformat(content["end"])
    for one in row.milestones.prefetch_related("evidence"):
        said = asked.pop(one.number, None)
        if one.done_on is not None or (said is None and one.evidence.all()):
            continue
        if said is None:
            one.delete()
        elif said != (one.title, one.due_on):
            one.title, one.due_on = said
            one.save(update_fields=["title", "due_on"])
    for number, (title, due_on) in asked.items():
        Milestone.objects.create(commitment=row, number=number, title=title, due_on=due_on)
    for name in ("title", "what_changes", "for_whom", "measure"):
        setattr(row, name, content[name])
    row.start, row.end, row.version = start, end, row.version + 1
    row.save(update_fields=[*PROMISED, "version"])
    row.refresh_from_db()  # its milestones are others now
    require_sound(start, end, {one.number: (one.title, one.due_on) for one in row.milestones.all()})
    return row
