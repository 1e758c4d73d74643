"""What waits for who moderates."""

from datetime import timedelta

from cocreation.agendas.choices import StageCode
from cocreation.contributions.choices import CommentState, ContributionState
from cocreation.contributions.models import Comment, Contribution, ContributionVersion
from tests.factories.cocreation import make_contribution, make_participant, moment_in

AT = moment_in(StageCode.IDEAS)


def waiting(agenda, **fields) -> Contribution:
    return make_contribution(
        agenda, state=ContributionState.IN_MODERATION, due_on=(AT + timedelta(days=2)).date(), **fields
    )


def add_version(row: Contribution, number: int = 2, **fields) -> ContributionVersion:
    texts = {"title": row.title, "text": row.text + " También de noche."}
    return ContributionVersion.objects.create(contribution=row, number=number, made_at=AT, **texts | fields)


def add_comment(row: Contribution, *, state: CommentState = CommentState.IN_MODERATION, **fields) -> Comment:
    who = fields.pop("participant", None) or make_participant(row.agenda)
    return Comment.objects.create(
        contribution=row, participant=who, text=fields.pop("text", "De acuerdo."), state=state, received_at=AT, **fields
    )  # fmt: skip
