"""The pages of answering and merging, on an agenda of their own; part of site_map."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from cocreation.contributions.actions import answer_reviews, answers, telling
from cocreation.contributions.choices import ContributionState, Outcome
from cocreation.contributions.models import Answer
from tests.browser.visits import Visit
from tests.factories.cocreation import make_agenda, make_contribution, make_merge

S = ContributionState


def answer_visits() -> Iterator[Visit]:
    at, day = timezone.now(), timezone.localdate() + timedelta(days=9)
    coordinator = User.objects.get(email=f"{Role.COORDINATOR}@demo.example")
    agenda = make_agenda(code="AG-RESP", is_demo=True)
    first, second = (make_contribution(agenda, state=S.UNDER_REVIEW, due_on=day) for _ in range(2))
    said = {"headline": "se hace", "taken_up": "Todo.", "not_taken_up": "", "resources": "", "what_follows": ""}
    answers.save_draft(contribution=first, outcome="si", seen=0, by=coordinator, at=at, **said)
    yield Visit("contributions:answer-queue", "/cocreacion/respuestas/?ver=todos", Role.COORDINATOR)
    third = make_contribution(agenda, state=S.NOT_TAKEN_UP)
    Answer.objects.create(
        contribution=third, outcome=Outcome.NO, headline="No: el tramo es de otro municipio", not_taken_up="Es de otro.",
        office="Facilitación", asked_on=at, due_on=at, answered_at=at,
        answered_by=User.objects.get(email=f"{Role.FACILITATOR}@demo.example"),
    )  # fmt: skip
    answer_reviews.ask(contribution=third, reason="La razón habla de otra quebrada.", at=at)
    yield Visit("contributions:answer-queue", "/cocreacion/respuestas/?ver=revisiones", Role.COORDINATOR)
    of_review = f"/cocreacion/respuestas/{agenda.code}/{third.code}/"
    yield Visit("contributions:answer-write", of_review, Role.COORDINATOR, holds_demo=True)
    page = f"/cocreacion/respuestas/{agenda.code}/{first.code}/"
    for view in ("", "?vista=1"):
        yield Visit("contributions:answer-write", f"{page}{view}", Role.COORDINATOR, holds_demo=True)
    several = "/cocreacion/respuestas/varias/"
    both = "&".join(f"aporte={make_contribution(agenda, state=S.UNDER_REVIEW, due_on=day).pk}" for _ in range(2))
    yield Visit("contributions:answer-several", f"{several}?{both}", Role.COORDINATOR, holds_demo=True)
    member = make_merge(agenda, by=coordinator).members.first()
    merging = f"/cocreacion/uniones/{agenda.code}/"
    yield Visit("contributions:merge-list", merging, Role.COORDINATOR, holds_demo=True)
    chosen = f"{merging}nueva/?aporte={first.code}&aporte={second.code}"
    yield Visit("contributions:merge-new", chosen, Role.COORDINATOR, holds_demo=True)
    token = telling.consent_token(member)
    yield Visit("contributions:merge-consent", f"/unir-aporte/{token}/", holds_demo=True, secret=token)
    token = telling.leave_token(member.contribution.participant.contact)
    yield Visit("contributions:digest-leave", f"/resumen-agenda/salir/{token}/", holds_demo=True, secret=token)
