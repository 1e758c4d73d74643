"""Writing comments and replies."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from cocreation.agendas.choices.stages import Act, Actor
from cocreation.agendas.models import Participant
from cocreation.agendas.queries.stages import require_act
from cocreation.contributions.choices import CommentState
from cocreation.contributions.choices.process import PUBLIC
from cocreation.contributions.models import Comment, Contribution
from cocreation.contributions.queries.offices import office_of
from core import audit
from core.process.transitions import WrongState, locked, require_state, transition
from core.refusals import Refusal


class CommentReceived(Refusal):
    """The same form already delivered the same comment: `comment` is the stored one."""

    def __init__(self, comment: Comment):
        super().__init__("Este comentario ya se recibió.")
        self.comment = comment


@transaction.atomic
def comment(
    *,
    contribution: Contribution,
    text: str,
    at: datetime,
    participant: Participant | None = None,
    by: User | None = None,
    signature: str = "",
    parent: Comment | None = None,
    form_sha256: str | None = None,
) -> Comment:
    """Store what a participant says, for the moderator; or what an office says (`by`: who writes for it), public at once.

    Refuses NotInThisStage, WrongState where nobody reads it, and CommentReceived for a repeated form.
    """
    row = locked(contribution)
    if form_sha256 and (standing := Comment.objects.filter(form_sha256=form_sha256).first()):
        raise CommentReceived(standing)
    office = office_of(by, row) if by is not None else ""
    require_act(row.agenda, Act.COMMENT, Actor.OFFICE if office else Actor.PERSON, timezone.localdate(at))
    require_state(row, *PUBLIC)
    if row.erased_at is not None:
        raise WrongState("Su autor retiró este aporte: ya no recibe comentarios.")
    if parent is not None and (parent.contribution_id != row.pk or parent.state != CommentState.PUBLISHED):
        raise WrongState("El comentario al que responde ya no es público.")
    if parent is not None and parent.parent is not None and parent.parent.parent_id is not None:
        parent = parent.parent  # a thread has three levels: pages show what is said further on beside it
    said = Comment(
        contribution=row, parent=parent, participant=None if office else participant, office=office, text=text.strip(),
        signature="" if office else signature.strip(), received_at=at, state_since=at, form_sha256=form_sha256,
    )  # fmt: skip
    try:
        with transaction.atomic():
            said.save()
    except IntegrityError:
        again = Comment.objects.filter(form_sha256=form_sha256).first() if form_sha256 else None
        if again is None:
            raise
        raise CommentReceived(again) from None
    audit.record(by=by if office else None, verb="comment.received", target=said, at=at)
    if office:
        said.decided_by = by
        transition(said, "comment.published", CommentState.PUBLISHED, by=by, at=at, fields=("decided_by",))
    return said
