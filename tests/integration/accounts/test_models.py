import pytest
from django.db import IntegrityError, transaction
from django.db.models.functions import Upper

from accounts.models import Membership, User
from accounts.permissions import METROPOLITAN_ROLES, MUNICIPAL_ROLES, Role
from tests.factories.accounts import make_invitation, make_membership, make_user

pytestmark = pytest.mark.django_db


def test_email_is_stored_in_lower_case():
    user = make_user(email="Ana.Ruiz@Alcaldia.Example")
    assert user.email == "ana.ruiz@alcaldia.example"
    user.refresh_from_db()
    assert user.email == "ana.ruiz@alcaldia.example"


def test_email_is_found_whatever_its_case():
    user = make_user(email="ana@alcaldia.example")
    assert User.objects.get(email="ANA@alcaldia.EXAMPLE") == user
    assert User.objects.get_by_natural_key("Ana@Alcaldia.example") == user


def test_two_people_cannot_share_an_email_in_another_case():
    make_user(email="ana@alcaldia.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("ANA@alcaldia.example", name="Otra")


def test_database_refuses_upper_case_written_past_the_field():
    user = make_user()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(email=Upper("email"))


def test_person_without_email_is_refused():
    with pytest.raises(ValueError, match="e-mail"):
        User.objects.create_user("", name="Nadie")


@pytest.mark.parametrize("role", MUNICIPAL_ROLES)
def test_municipal_role_needs_a_municipality(role: Role):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_membership(role)


@pytest.mark.parametrize("role", [*METROPOLITAN_ROLES, Role.CITIZEN])
def test_other_role_takes_no_municipality(role: Role, here):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_membership(role, here)


def test_unknown_role_is_refused_by_the_database():
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=make_user(), role="emperor")


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.REVIEWER])
def test_role_is_held_once_at_a_time(role: Role, here, now):
    place = here if role.is_municipal else None
    first = make_membership(role, place)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_membership(role, place, user=first.user)
    Membership.objects.filter(pk=first.pk).update(ended_at=now)
    make_membership(role, place, user=first.user)
    assert Membership.objects.current().get(user=first.user).role == role


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.REVIEWER])
def test_same_offer_is_pending_once(role: Role, here, now):
    place = here if role.is_municipal else None
    make_invitation(role, place, at=now, email="ana@alcaldia.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_invitation(role, place, at=now, email="Ana@alcaldia.example")


def test_citizens_are_not_invited(now, db):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_invitation(Role.CITIZEN, at=now)
