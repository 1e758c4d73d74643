"""Moderation of comments."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from cocreation.agendas.models import ModerationRule
from cocreation.contributions.actions.moderation import AlreadyHandled, require_moderator, require_rule
from cocreation.contributions.choices import CommentState
from cocreation.contributions.models import Comment
from core.process.transitions import locked, require_reason, transition

S = CommentState


@transaction.atomic
def publish_comment(*, comment: Comment, by: User, at: datetime) -> Comment:
    """Publish a comment that waits. Refuses NotInThisStage, MayNotDecideOwn and AlreadyHandled."""
    row = _locked(comment, by, at, S.IN_MODERATION)
    row.decided_by = by
    transition(row, "comment.published", S.PUBLISHED, by=by, at=at, fields=("decided_by",))
    return row


@transaction.atomic
def decline_comment(*, comment: Comment, rule: ModerationRule, reason: str, by: User, at: datetime) -> Comment:
    """Do not publish it, by one of the agenda's rules. Refuses like `publish_comment`, and ReasonMissing."""
    row = _locked(comment, by, at, S.IN_MODERATION)
    return _decline(row, "comment.declined", rule, reason, by, at)


@transaction.atomic
def take_down_comment(*, comment: Comment, rule: ModerationRule, reason: str, by: User, at: datetime) -> Comment:
    """Take a published comment off the public pages. Refuses like `decline_comment`."""
    row = _locked(comment, by, at, S.PUBLISHED)
    return _decline(row, "comment.taken_down", rule, reason, by, at)


def _locked(comment: Comment, by: User, at: datetime, state: CommentState) -> Comment:
    row = locked(comment)
    require_moderator(row.contribution.agenda, row.participant, by, at)
    if row.state != state:
        raise AlreadyHandled(f"Otra persona ya atendió este comentario: está «{row.get_state_display().lower()}».")
    return row


def _decline(row: Comment, verb: str, rule: ModerationRule, reason: str, by: User, at: datetime) -> Comment:
    row.rule = require_rule(row.contribution.agenda, rule)
    require_reason(reason)
    row.reason, row.decided_by = reason.strip(), by
    fields = ("rule", "reason", "decided_by")
    transition(row, verb, S.DECLINED, by=by, at=at, reason=row.reason, data={"rule": rule.code}, fields=fields)
    return row
