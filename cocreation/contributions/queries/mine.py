"""What a person has in an agenda."""

from datetime import date

from django.db.models import Count, QuerySet

from accounts.models import User
from cocreation.agendas.choices.stages import TABLE, Act, Actor, Moment, StageCode, current
from cocreation.agendas.models import Agenda, Participant
from cocreation.contributions.models import Comment, Contribution, ContributionSupport


def written_by(participant: Participant) -> QuerySet[Contribution]:
    """Return their contributions, the newest first, with their supports counted."""
    rows = Contribution.objects.filter(participant=participant).select_related(
        "agenda", "municipality", "answer__review"
    )
    return rows.annotate(supported_by=Count("supports")).order_by("-received_at", "-pk")


def supported_by(participant: Participant) -> QuerySet[ContributionSupport]:
    rows = ContributionSupport.objects.filter(participant=participant, contribution__agenda=participant.agenda_id)
    return rows.select_related("contribution__agenda").order_by("-at", "-pk")


def comments_by(participant: Participant) -> QuerySet[Comment]:
    rows = Comment.objects.filter(participant=participant).select_related("contribution__agenda")
    return rows.order_by("-received_at", "-pk")


def last_day_of(agenda: Agenda, act: Act, today: date) -> date | None:
    """Return the last day on which people may do it, None where they may not today. One query, or none with prefetched stages."""
    open_now = (stage for stage, moment in current(list(agenda.stages.all()), today) if moment is Moment.DURING)
    days = [stage.closes_on for stage in open_now if Actor.PERSON in TABLE[StageCode(stage.code), act].during]
    return max(days, default=None)


def agendas_of(user: User) -> QuerySet[Participant]:
    """Return what an account is in each agenda that it takes part in. One query."""
    return Participant.objects.filter(user=user).select_related("agenda", "municipality").order_by("agenda__code")
