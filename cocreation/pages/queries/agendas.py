"""Published agendas: the list, and what pages of the portal say of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cocreation.agendas.choices.stages import Moment, moment_of
from cocreation.agendas.models import Agenda, Stage
from cocreation.contributions.models import Answer, Contribution
from territory.models import Municipality


def stage_open(agenda: Agenda, today: date) -> Stage | None:
    """Return the stage that is open today, the one that ends last of several. No query with prefetched stages."""
    during = [stage for stage in agenda.stages.all() if moment_of(stage, today) is Moment.DURING]
    return max(during, key=lambda stage: stage.closes_on, default=None)


def is_over(agenda: Agenda, today: date) -> bool:
    stages = agenda.stages.all()
    return bool(stages) and all(moment_of(stage, today) is Moment.AFTER for stage in stages)


def agendas_listed(municipality: Municipality | None = None) -> QuerySet[Agenda]:
    """Return published agendas with stages, municipalities and how many contributions are public and answered, newest first."""
    rows = (
        Agenda.objects.published().filter(municipalities=municipality) if municipality else Agenda.objects.published()
    )
    said = Contribution.objects.public().filter(agenda=OuterRef("pk"))
    answers = Answer.objects.filter(contribution__in=Contribution.objects.public(), contribution__agenda=OuterRef("pk"))
    return (
        rows.annotate(said=_counted(said, "agenda"), answered=_counted(answers, "contribution__agenda"))
        .prefetch_related("stages", "municipalities")
        .order_by("-published_at", "code")
    )


@dataclass(frozen=True)
class OpenNow:
    """What a page of the portal says of agendas: those with an open stage, and how many answers were given."""

    agendas: tuple[tuple[Agenda, Stage], ...]
    answered: int = 0

    def __bool__(self) -> bool:
        return bool(self.agendas or self.answered)


def open_now(today: date) -> OpenNow:
    """Return the agendas that are open in some municipality. Two queries, one without agendas."""
    return OpenNow(_open_ones(Agenda.objects.published().prefetch_related("stages").order_by("code"), today))


def open_in(municipality: Municipality, today: date) -> OpenNow:
    """Return what is open there, and how many answers its offices have published. Two queries, one without agendas."""
    answers = Answer.objects.filter(
        contribution__in=Contribution.objects.public(), contribution__agenda=OuterRef("pk"), municipality=municipality
    )
    rows = Agenda.objects.published().filter(municipalities=municipality).prefetch_related("stages").order_by("code")
    rows = list(rows.annotate(answered=_counted(answers, "contribution__agenda")))
    return OpenNow(_open_ones(rows, today), sum(row.answered for row in rows))


def _open_ones(rows: Iterable[Agenda], today: date) -> tuple[tuple[Agenda, Stage], ...]:
    timed = ((agenda, stage_open(agenda, today)) for agenda in rows)
    return tuple((agenda, stage) for agenda, stage in timed if stage)


def _counted(rows: QuerySet, by: str) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(by).annotate(n=Count("pk")).values("n")), 0)
