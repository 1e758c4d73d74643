"""The pages about one person of a team, for the site map."""

from collections.abc import Iterator

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone

from accounts.actions import people
from accounts.models import Membership, User
from accounts.permissions import Role
from tests.browser.visits import Visit


def people_visits(member: Membership) -> Iterator[Visit]:
    """With history, an address that waits for its link, and a second factor."""
    coordinator, advisor = (User.objects.get(email=f"{role}@demo.example") for role in (Role.COORDINATOR, Role.ADVISOR))
    now = timezone.now()
    people.rename(person=member.user, name="Diligenciadora (demostración)", by=coordinator, at=now)
    EmailAddress.objects.create(user=member.user, email="nuevo.correo@alcaldia.example")
    Authenticator.objects.create(user=advisor, type=Authenticator.Type.TOTP, data={"secret": "x"})
    for who in (Role.COORDINATOR, Role.LIAISON):
        yield Visit("accounts:invite", "/equipo/invitar/?rol=contributor&municipio=copacabana", who)
        yield Visit("accounts:person-detail", reverse("accounts:person-detail", args=[member.user_id]), who)
    change = reverse("accounts:membership-change", args=[member.pk])
    yield Visit("accounts:membership-change", change, Role.COORDINATOR)
    yield Visit("accounts:person-detail", reverse("accounts:person-detail", args=[advisor.pk]), Role.ADMIN)
    yield Visit("accounts:factor-reset", reverse("accounts:factor-reset", args=[advisor.pk]), Role.ADMIN)
