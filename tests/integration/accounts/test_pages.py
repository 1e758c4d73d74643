"""Our own pages: invitation, profile, navigation."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.context import navigation
from accounts.models import User
from accounts.permissions import Role
from tests.factories.accounts import PASSWORD, make_invitation, make_member, make_membership, make_user

pytestmark = pytest.mark.django_db

GONE = "Esta invitación no sirve: venció, se anuló o ya se usó."


def signed_in(client, user: User):
    client.force_login(user)
    return client


# --- Invitation ---


def test_invited_person_creates_her_account_and_is_signed_in(client, here):
    _, token = make_invitation(Role.CONTRIBUTOR, here, at=timezone.now(), email="ana@aqui.example")
    url = f"/cuenta/invitacion/{token}/"
    page = client.get(url, follow=True)
    assert page.status_code == 200
    assert "Diligenciador/a de Aquí" in page.text
    assert "Ley 1581 de 2012" in page.text
    answer = client.post(page.request["PATH_INFO"], {"name": "Ana Ruiz", "password": PASSWORD, "notice": "on"})
    assert answer.url == "/trabajo/"
    assert client.session["_auth_user_id"] == str(User.objects.get(email="ana@aqui.example").pk)
    again = client.get(url)
    assert (again.status_code, GONE in again.text) == (410, True)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "Escriba su nombre y su apellido."),
        ({"password": ""}, "Escriba una contraseña."),
        ({"password": "corta"}, "demasiado corta"),
        ({"password": "1234567890123"}, "completamente numérica"),
        ({"password": "ana.ruiz@aqui"}, "demasiado similar"),
        ({"notice": ""}, "Marque la casilla para crear la cuenta."),
    ],
)
def test_incomplete_acceptance_says_what_to_do_and_creates_nothing(client, here, change, sentence):
    _, token = make_invitation(Role.CONTRIBUTOR, here, at=timezone.now(), email="ana.ruiz@aqui.example")
    form = {"name": "Ana Ruiz", "password": PASSWORD, "notice": "on"} | change
    answer = client.post(f"/cuenta/invitacion/{token}/", form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not User.objects.filter(email="ana.ruiz@aqui.example").exists()


def test_opening_the_link_uses_nothing_up(client, here):
    _, token = make_invitation(Role.CONTRIBUTOR, here, at=timezone.now())
    opened = [client.get(f"/cuenta/invitacion/{token}/", follow=True).status_code for _ in range(3)]
    assert opened == [200, 200, 200]
    assert Client().get(f"/cuenta/invitacion/{token}/", follow=True).status_code == 200


def test_unusable_links_all_get_the_same_page(client, here):
    now = timezone.now()
    _, expired = make_invitation(Role.CONTRIBUTOR, here, at=now - timedelta(days=14, seconds=1))
    _, revoked = make_invitation(Role.CONTRIBUTOR, here, at=now, revoked_at=now)
    _, used = make_invitation(Role.CONTRIBUTOR, here, at=now, accepted_at=now)
    answers = [client.get(f"/cuenta/invitacion/{token}/") for token in (expired, revoked, used, "nunca-existió")]
    assert [answer.status_code for answer in answers] == [410] * 4
    assert len({answer.text for answer in answers}) == 1
    assert GONE in answers[0].text


def test_owner_of_an_account_accepts_signed_in(client, here):
    owner = make_user(email="ana@aqui.example", password=PASSWORD)
    _, token = make_invitation(Role.CONTRIBUTOR, here, at=timezone.now(), email=owner.email)
    page = client.get(f"/cuenta/invitacion/{token}/", follow=True)
    url = page.request["PATH_INFO"]
    assert f'href="/cuenta/login/?next={url}"' in page.text
    assert 'name="password"' not in page.text
    answer = client.post(f"/cuenta/login/?next={url}", {"login": "ANA@aqui.example", "password": PASSWORD})
    assert answer.url == url
    assert "Aceptar este rol" in client.get(url).text
    assert client.post(url).url == "/trabajo/"
    assert owner.memberships.get().role == Role.CONTRIBUTOR


def test_anonymous_post_cannot_add_a_role_to_an_account(client, here):
    owner = make_user(password=PASSWORD)
    _, token = make_invitation(Role.CONTRIBUTOR, here, at=timezone.now(), email=owner.email)
    client.post(f"/cuenta/invitacion/{token}/", {"name": "Otra", "password": "clave de un extraño", "notice": "on"})
    assert not owner.memberships.exists()
    assert "_auth_user_id" not in client.session


def test_other_account_is_told_to_leave_first(client, here):
    _, token = make_invitation(Role.CONTRIBUTOR, here, at=timezone.now(), email=make_user().email)
    stranger = make_user()
    signed_in(client, stranger)
    url = f"/cuenta/invitacion/{token}/"
    assert f"Está en la cuenta de {stranger.email}" in client.get(url, follow=True).text
    client.post(url)
    assert not stranger.memberships.exists()


# --- Own account ---


def test_profile_shows_data_roles_and_notice(client, own_liaison):
    page = signed_in(client, own_liaison).get("/cuenta/").text
    for shown in ("enlace@aqui.example", "Enlace municipal de Aquí", "Ley 1581 de 2012", "Sus derechos."):
        assert shown in page


def test_person_without_roles_is_told_how_they_come(client, db):
    assert "Un rol llega por invitación." in signed_in(client, make_user()).get("/cuenta/").text


def test_name_is_changed(client, own_liaison):
    signed_in(client, own_liaison)
    assert client.post("/cuenta/", {"name": ""}).status_code == 422
    assert "Nombre guardado." in client.post("/cuenta/", {"name": "Eva Enlace"}, follow=True).text
    own_liaison.refresh_from_db()
    assert own_liaison.name == "Eva Enlace"


def test_profile_asks_who_is_there(client, db):
    assert client.get("/cuenta/").url == "/cuenta/login/?next=/cuenta/"


# --- Navigation ---


@pytest.mark.parametrize(
    ("role", "labels"),
    [
        (Role.CONTRIBUTOR, ["Mi trabajo", "Seguimiento"]),
        (Role.LIAISON, ["Mi trabajo", "Equipo", "Opiniones", "Aportes por responder", "Seguimiento"]),
        (Role.APPROVER, ["Mi trabajo", "Aportes por responder", "Seguimiento"]),
        (Role.REVIEWER, ["Tablero", "Revisión", "Seguimiento"]),
        (Role.COORDINATOR, ["Tablero", "Revisión", "Ciclos", "Equipo", "Agendas", "Opiniones"]),
        (Role.FACILITATOR, ["Mi trabajo", "Agendas", "Moderación", "Aportes por responder", "Relatos"]),
        (Role.ADMIN, ["Mi trabajo", "Equipo"]),
        (Role.ADVISOR, ["Mi trabajo"]),
        (Role.CITIZEN, ["Mi trabajo"]),
    ],
)
def test_navigation_opens_what_the_role_may(rf, here, role, labels):
    request = rf.get("/equipo/")
    request.user, request.resolver_match = make_member(role, here if role.is_municipal else None), None
    request.session = {}
    links = list(navigation(request)["nav"])
    assert [link["label"] for link in links] == labels
    assert [link["label"] for link in links if link["current"]] == [label for label in labels if label == "Equipo"]


def test_header_names_person_and_role(rf, own_liaison, there):
    make_membership(Role.CONTRIBUTOR, there, user=own_liaison)
    request = rf.get("/")
    request.user = own_liaison
    assert str(navigation(request)["who"]) == "Enlace de Aquí · Enlace municipal de Aquí y 1 más"


def test_anonymous_pages_cost_no_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/cuenta/login/")
        client.get("/cuenta/signup/")
