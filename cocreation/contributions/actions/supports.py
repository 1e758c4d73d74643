"""Supporting contributions, and taking a support back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cocreation.agendas.choices.stages import Act, Actor
from cocreation.agendas.models import Participant
from cocreation.agendas.queries.stages import require_act
from cocreation.contributions.choices import ContributionState
from cocreation.contributions.models import Contribution, ContributionSupport
from cocreation.contributions.queries.reading import stands_for_another_text, support_of
from core.process.transitions import locked, require_state
from core.refusals import Refusal


class OwnContribution(Refusal):
    """A person does not support their own contribution: they count with it already."""


@transaction.atomic
def support(*, contribution: Contribution, participant: Participant, at: datetime) -> ContributionSupport:
    """Store the support and freeze the text at the first one; a second press changes nothing.

    Refuses NotInThisStage, WrongState once the contribution is not open to support any more, and OwnContribution.
    """
    row = locked(contribution)
    require_act(row.agenda, Act.SUPPORT, Actor.PERSON, timezone.localdate(at))
    require_state(row, ContributionState.PUBLISHED)
    if row.participant_id == participant.pk:
        raise OwnContribution("Este aporte es suyo: ya cuenta con usted.")
    given, is_new = ContributionSupport.objects.get_or_create(
        contribution=row, participant=participant, defaults={"at": at}
    )
    if is_new and row.frozen_at is None:
        row.frozen_at = at
        row.save(update_fields=["frozen_at"])
    return given


@transaction.atomic
def take_back(*, contribution: Contribution, participant: Participant, at: datetime) -> bool:
    """Delete the support and return whether there was one.

    Refuses NotInThisStage once supports are closed, unless the text became another and was not answered yet.
    """
    row = locked(contribution)
    given = support_of(row, participant)
    if given is None or not stands_for_another_text(row, given):
        require_act(row.agenda, Act.SUPPORT, Actor.PERSON, timezone.localdate(at))
    return given is not None and given.delete()[0] > 0
