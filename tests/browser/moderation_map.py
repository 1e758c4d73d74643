"""The pages of moderation, for the site map."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from cocreation.contributions.actions import moderation
from cocreation.contributions.choices import ContributionState
from cocreation.contributions.models import Comment, Contribution, ContributionVersion
from tests.browser.visits import Visit
from tests.factories.cocreation import make_agenda, make_attachment, make_contribution, make_participant

S = ContributionState


def moderation_visits() -> Iterator[Visit]:
    """An agenda of its own in which every kind of text waits, and one that was declined."""
    agenda, now = make_agenda(code="AG-MOD", is_demo=True), timezone.now()
    agenda.stages.filter(code="convocatoria").update(opens_on=now.date() - timedelta(days=2), closes_on=now.date())
    waits = make_contribution(
        agenda, state=S.IN_MODERATION, text="Llame al 300 123 45 67. Propongo luces en el sendero."
    )
    Contribution.objects.filter(pk=waits.pk).update(due_on=now.date() - timedelta(days=5))
    declined, appealed, public = make_contribution(agenda, state=S.IN_MODERATION), *_two(agenda)
    decided_by = User.objects.get(email=f"{Role.COORDINATOR}@demo.example")
    make_attachment(waits)
    make_attachment(public, b"nombre,celular\nUna persona,300 123 45 67\n", "vecinos.csv")
    for row in (declined, appealed):
        rule = agenda.moderation_rules.get()
        moderation.decline(contribution=row, rule=rule, reason="Nombra a una persona.", by=decided_by, at=now)
    moderation.appeal(contribution=appealed, at=now)
    more = {"contribution": public, "title": public.title, "made_at": now}
    ContributionVersion.objects.create(number=2, text=public.text + " Con árboles.", approved_at=now, **more)
    ContributionVersion.objects.create(number=3, text=public.text + " Con árboles y agua.", **more)
    Comment.objects.create(
        contribution=public, participant=make_participant(agenda), text="De acuerdo.", received_at=now, state_since=now
    )
    desk = "/cocreacion/moderacion/"
    for query in ("", "?agenda=AG-MOD", "?agenda=AG-MOD&clase=comentarios"):
        yield Visit("contributions:moderation-queue", desk + query, Role.COORDINATOR)
    yield Visit("contributions:moderation-comments", f"{desk}comentarios/", Role.COORDINATOR)
    for row in (waits, declined, appealed, public):
        yield Visit("contributions:moderation-detail", f"{desk}AG-MOD/{row.code}/", Role.COORDINATOR, holds_demo=True)
    yield Visit("contributions:rule-list", "/agendas/AG-MOD/reglas/", holds_demo=True)
    yield Visit(
        "contributions:contribution-versions", f"/agendas/AG-MOD/aportes/{public.code}/versiones/", holds_demo=True
    )


def _two(agenda) -> tuple[Contribution, Contribution]:
    return make_contribution(agenda, state=S.IN_MODERATION), make_contribution(agenda)
