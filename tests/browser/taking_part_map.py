"""The pages of people who take part in an agenda, for the site map."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from cocreation.agendas.choices import StageCode
from cocreation.agendas.models import Contact, Stage
from cocreation.contributions.choices import ContributionState
from cocreation.contributions.models import EmailCode
from core.receipts.codes import hashed, new_code
from core.web.one_time_links import name_of
from tests.browser.visits import Visit
from tests.factories.cocreation import make_agenda, make_attachment, make_contribution, make_participant


def taking_part_visits() -> Iterator[Visit]:
    """An agenda whose ideas are open today, and an advisor who takes part with their account."""
    agenda, now = make_agenda(code="AG-P", is_demo=True), timezone.now()
    today = timezone.localdate(now)
    Stage.objects.filter(agenda=agenda, code=StageCode.IDEAS).update(
        opens_on=today - timedelta(days=3), closes_on=today + timedelta(days=20)
    )
    me = make_participant(agenda, user=User.objects.get(email=f"{Role.ADVISOR}@demo.example"))
    Contact.objects.create(participant=me, agenda=agenda, email="persona@correo.example", confirmed_at=now)
    own = make_contribution(agenda, participant=me, state=ContributionState.IN_MODERATION)
    idea = make_contribution(agenda)
    make_attachment(idea)
    make_attachment(own, b"nombre,celular\nUna persona,300 123 45 67\n", "vecinos.csv")
    code = new_code()
    EmailCode.objects.create(
        agenda=agenda, email="persona@correo.example", code_hmac=hashed(code), consent_version="1", asked_at=now
    )
    here = "/agendas/AG-P"
    for path in ("", "?edad=no"):
        yield Visit("contributions:join", f"{here}/participar/{path}")
    yield Visit("contributions:join", f"{here}/participar/", Role.ADVISOR)
    yield Visit("contributions:confirm", f"{here}/confirmar/")
    yield Visit("contributions:confirm-link", f"/agendas/confirmar/{code}/", secret=code)
    yield Visit("contributions:confirm-link", "/agendas/confirmar/gastado/", status=404)
    for path in ("?tipo=idea&reto=MOV-1", "?tipo=problema"):
        yield Visit("contributions:contribution-new", f"{here}/aportes/nuevo/{path}")
    yield Visit("contributions:contribution-new", f"{here}/aportes/nuevo/?tipo=idea", Role.ADVISOR)
    opened = f"/c/{name_of(hashed(idea.receipt_of_it))}/"
    yield Visit("core:receipt", f"/c/{idea.receipt_of_it}/", lands_on=opened)
    yield Visit("contributions:receipt", f"{here}/recibo/")
    yield Visit("contributions:mine", f"{here}/mis-aportes/", Role.ADVISOR)
    yield Visit("contributions:mine", f"{here}/mis-aportes/?borrar=1", Role.ADVISOR)
    for path in ("", "?corregir=1", "?retirar=1"):
        yield Visit("contributions:mine-contribution", f"{here}/mis-aportes/{own.code}/{path}", Role.ADVISOR)
    yield Visit("contributions:comment", f"{here}/aportes/{idea.code}/comentar/", Role.ADVISOR)
