"""Who takes part in an agenda: whoever wrote, supported, commented or voted at least once."""

from django.db.models import Count, Exists, OuterRef, QuerySet

from cocreation.agendas.choices import Channel
from cocreation.agendas.models import Agenda, Participant, Support, Vote
from cocreation.contributions.choices import FACILITATION, CommentState
from cocreation.contributions.choices.process import PUBLIC
from cocreation.contributions.models import Comment, Contribution, ContributionSupport


def active_in(agenda: Agenda) -> QuerySet[Participant]:
    own = OuterRef("pk")
    return agenda.participants.exclude(channel=Channel.PAPER, code=FACILITATION).filter(
        Exists(Contribution.objects.filter(participant=own, state__in=PUBLIC))
        | Exists(ContributionSupport.objects.filter(participant=own))
        | Exists(Comment.objects.filter(participant=own, state=CommentState.PUBLISHED))
        | Exists(Vote.objects.filter(participant=own))
        | Exists(Support.objects.filter(participant=own))
    )


def active_by_municipality(agenda: Agenda) -> dict[int | None, int]:
    """One query."""
    return dict(active_in(agenda).order_by().values_list("municipality").annotate(Count("pk")))


def counted_contributions(agenda: Agenda) -> QuerySet[Contribution]:
    """Those that anybody may read, also of an agenda that is not public yet."""
    return Contribution.objects.filter(agenda=agenda, state__in=PUBLIC)
