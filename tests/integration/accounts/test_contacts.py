"""Whom to write to in a municipality, and which municipalities have nobody."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.permissions import Permission, Role
from accounts.queries import contacts_of, missing_roles, who_may
from tests.factories.accounts import make_invitation, make_member, make_membership, make_user
from tests.factories.territory import make_municipality
from tests.page_text import read

pytestmark = pytest.mark.django_db
ABSENT = "/equipo/sin-ingresar/?dias=0"


def test_contacts_are_the_active_people_of_each_municipality(here, there, django_assert_num_queries):
    now = timezone.now()
    mayor = make_member(Role.APPROVER, here, name="Ana", email="ana@a.example")
    liaison = make_member(Role.LIAISON, here, name="Zoe", email="zoe@a.example", last_login=now)
    make_member(Role.LIAISON, here, is_active=False)
    make_membership(Role.LIAISON, here, user=make_user(), ended_at=now, end_reason="Se fue")
    neighbour = make_member(Role.CONTRIBUTOR, there)
    make_member(Role.COORDINATOR)
    with django_assert_num_queries(1):
        found = contacts_of([here.pk, there.pk])
    assert [(one.user, one.role, one.last_login) for one in found[here.pk]] == [
        (liaison.pk, Role.LIAISON, now),
        (mayor.pk, Role.APPROVER, None),
    ]
    assert [one.user for one in found[there.pk]] == [neighbour.pk]
    assert [one.name for one in who_may(found[here.pk], Permission.SIGN_ASSESSMENT)] == ["Ana"]
    assert who_may(found[there.pk], Permission.SUBMIT_ASSESSMENT) == []


def test_missing_roles_are_those_that_nobody_active_holds(here, there, django_assert_num_queries):
    now, whole = timezone.now(), make_municipality(name="Completo")
    for role in (Role.LIAISON, Role.APPROVER):
        make_member(role, whole)
    make_member(Role.LIAISON, here)
    make_member(Role.APPROVER, here, is_active=False)
    make_member(Role.CONTRIBUTOR, there)
    make_invitation(Role.LIAISON, there, at=now - timedelta(days=1))
    make_invitation(Role.APPROVER, there, at=now - timedelta(days=100))
    with django_assert_num_queries(2):
        found = missing_roles([here, there, whole], now)
    assert found == {
        here.pk: [(Role.APPROVER, False)],
        there.pk: [(Role.LIAISON, True), (Role.APPROVER, False)],
    }


def test_municipality_without_people_is_said_with_its_invitation(client, coordination, here, there):
    make_member(Role.LIAISON, there)
    make_invitation(Role.APPROVER, there, at=timezone.now())
    client.force_login(coordination)
    text = read(client, ABSENT)
    assert "A 2 municipios les falta gente" in text
    assert f"{here} no tiene enlace ni alcaldía. Invitar al enlace de {here} · Invitar a la alcaldía de {here}" in text
    assert (
        f"{there} no tiene alcaldía. Sin responder: la invitación a la alcaldía. Ver la invitación a la alcaldía de {there}"
        in text
    )
    assert f'href="/equipo/invitar/?rol=liaison&amp;municipio={here.slug}"' in client.get(ABSENT).text


def test_liaison_is_not_told_of_municipalities_that_she_cannot_staff(client, own_liaison, here, there):
    client.force_login(own_liaison)
    assert "no tiene" not in read(client, ABSENT)
