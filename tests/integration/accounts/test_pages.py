"""Our own pages: team, invitation, profile, navigation."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.context import navigation
from accounts.models import Invitation, Membership, User
from accounts.permissions import Role
from tests.factories.accounts import PASSWORD, make_invitation, make_member, make_membership, make_user
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db

GONE = "Esta invitación no sirve: venció, se anuló o ya se usó."


def signed_in(client, user: User):
    client.force_login(user)
    return client


# --- Team ---


def test_liaison_sees_her_team_and_nobody_else(client, own_liaison, here, there):
    make_member(Role.CONTRIBUTOR, here, name="Ana de Aquí")
    make_member(Role.CONTRIBUTOR, there, name="Luz de Allá")
    make_member(Role.REVIEWER, name="Rita Revisora")
    make_invitation(Role.CONTRIBUTOR, here, at=timezone.now(), email="nueva@aqui.example")
    make_invitation(Role.CONTRIBUTOR, there, at=timezone.now(), email="nueva@alla.example")
    page = signed_in(client, own_liaison).get("/equipo/").text
    for shown in ("Ana de Aquí", "nueva@aqui.example"):
        assert shown in page
    for hidden in ("Luz de Allá", "Rita Revisora", "nueva@alla.example", 'name="municipio"'):
        assert hidden not in page


def test_coordination_sees_all_and_filters(client, coordination, here, there):
    make_member(Role.CONTRIBUTOR, here, name="Ana de Aquí")
    make_member(Role.CONTRIBUTOR, there, name="Luz de Allá")
    signed_in(client, coordination)
    names = ("Ana de Aquí", "Luz de Allá", "coordinacion@area.example")
    filters = ("", "?municipio=aqui", "?municipio=metropolitano")
    assert {query: [name in client.get("/equipo/" + query).text for name in names] for query in filters} == {
        "": [True, True, True],
        "?municipio=aqui": [True, False, False],
        "?municipio=metropolitano": [False, False, True],
    }


def test_invitation_is_sent_again_to_a_municipality_with_a_large_number(client, coordination):
    place = make_municipality(pk=1234)
    make_invitation(Role.LIAISON, place, at=timezone.now())
    signed_in(client, coordination)
    (first,) = Invitation.objects.values_list("pk", flat=True)
    assert client.post(f"/equipo/invitaciones/{first}/reenviar/").url == "/equipo/"
    again = Invitation.objects.pending().get()
    assert (again.municipality_id, again.role, again.pk != first) == (1234, Role.LIAISON, True)


def test_admin_sees_the_team(client, db):
    assert signed_in(client, make_member(Role.ADMIN)).get("/equipo/").status_code == 200


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.APPROVER, Role.REVIEWER, Role.ADVISOR, Role.CITIZEN])
def test_other_roles_do_not_open_the_team(client, here, role):
    signed_in(client, make_member(role, here if role.is_municipal else None))
    assert client.get("/equipo/").status_code == 403
    assert client.post("/equipo/", {"email": "ana@alcaldia.example", "role": "contributor"}).status_code == 403
    assert Invitation.objects.count() == 0


def test_nobody_is_asked_to_sign_in(client, db):
    assert client.get("/equipo/").url == "/cuenta/login/?next=/equipo/"


def test_liaison_invites_from_the_page(client, own_liaison, here, django_capture_on_commit_callbacks):
    form = {"email": "Ana@aqui.example", "role": "contributor", "municipality": here.pk}
    with django_capture_on_commit_callbacks(execute=True):
        answer = signed_in(client, own_liaison).post("/equipo/", form, follow=True)
    assert "Invitación creada para ana@aqui.example." in answer.text
    assert [message.to for message in mail.outbox] == [["ana@aqui.example"]]


@pytest.mark.parametrize(("role", "place"), [("liaison", "here"), ("contributor", "there"), ("coordinator", None)])
def test_liaison_is_offered_nothing_else(client, own_liaison, role, place, request):
    pk = request.getfixturevalue(place).pk if place else ""
    form = {"email": "ana@aqui.example", "role": role, "municipality": pk}
    assert signed_in(client, own_liaison).post("/equipo/", form).status_code == 422
    assert Invitation.objects.count() == 0


def test_empty_invitation_says_what_to_do(client, own_liaison):
    answer = signed_in(client, own_liaison).post("/equipo/", {})
    assert answer.status_code == 422
    for sentence in ("Escriba el correo de la persona.", "Elija el municipio."):
        assert sentence in answer.text


def test_refusal_of_the_action_stands_in_the_form(client, coordination):
    form = {"email": "ana@a.example", "role": "liaison", "municipality": "area"}
    answer = signed_in(client, coordination).post("/equipo/", form)
    assert answer.status_code == 422
    assert "Elija el municipio: «Enlace municipal» es un rol de un municipio." in answer.text


def test_faults_stand_at_the_top_with_a_link_to_each_field_and_take_the_focus(client, coordination, here):
    page = signed_in(client, coordination).post("/equipo/", {"email": "ana"}).text
    summary = page[page.index("data-error-summary") : page.index('<div class="cols">')]
    for field in ("email", "role", "municipality"):
        assert f'<a href="#id_{field}">' in summary
        assert f'id="id_{field}"' in page
    refused = client.post("/equipo/", {"email": "ana@a.example", "role": "liaison", "municipality": "area"}).text
    assert (
        "es un rol de un municipio."
        in refused[refused.index("data-error-summary") : refused.index('<div class="cols">')]
    )


def test_place_is_chosen_never_left_to_what_stood_first(client, coordination, here, there):
    page = signed_in(client, coordination).get("/equipo/").text
    for name in ("role", "municipality"):
        select = page[page.index(f'name="{name}"') :].partition("</select>")[0]
        assert "".join(select[select.index("<option") :].split()).startswith('<optionvalue=""selected>Elija…</option>')
    assert client.post("/equipo/", {"email": "ana@a.example", "role": "reviewer"}).status_code == 422
    assert Invitation.objects.count() == 0
    form = {"email": "ana@a.example", "role": "reviewer", "municipality": "area"}
    assert client.post("/equipo/", form).status_code == 302
    assert Invitation.objects.get().municipality is None


def test_liaison_of_one_place_has_nothing_to_choose(client, own_liaison, here):
    page = signed_in(client, own_liaison).get("/equipo/").text
    assert "Elija…" not in page
    assert f'<optionvalue="{here.pk}">Aquí</option>' in "".join(page.split())


def test_invitation_greets_by_name_and_proposes_it(client, own_liaison, here, django_capture_on_commit_callbacks):
    form = {"email": "ana@aqui.example", "name": " Ana Ruiz ", "role": "contributor", "municipality": here.pk}
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(client, own_liaison).post("/equipo/", form)
    (message,) = mail.outbox
    assert message.body.startswith("Buen día, Ana Ruiz:")
    assert "Ana Ruiz" in client.get("/equipo/").text
    link = next(word for word in message.body.split() if "/cuenta/invitacion/" in word)
    client.logout()
    assert 'value="Ana Ruiz"' in client.get(link.partition("8000")[2], follow=True).text


def test_contributor_is_taken_away_with_a_reason(client, own_liaison, here):
    membership = make_membership(Role.CONTRIBUTOR, here)
    url = f"/equipo/roles/{membership.pk}/retirar/"
    signed_in(client, own_liaison)
    assert membership.user.name in client.get(url).text
    assert client.post(url, {"reason": " "}).status_code == 422
    assert Membership.objects.current().filter(pk=membership.pk).exists()
    assert '<a href="/reparto/aqui/">' in client.get(url).text, "where her dimensions are handed over"
    answer = client.post(url, {"reason": "Cambió de oficina."}, follow=True)
    assert answer.redirect_chain == [("/equipo/?entregar=aqui", 302)]
    assert "¿Tenía dimensiones a su cargo?" in answer.text
    assert not Membership.objects.current().filter(pk=membership.pk).exists()
    for strange in ("nada", "!!!", "../x", "%22%3E"):
        assert "¿Tenía dimensiones a su cargo?" not in client.get(f"/equipo/?entregar={strange}").text


def test_colleague_who_cannot_be_taken_away_gets_no_link_and_a_refusal(client, own_liaison, here):
    approver = make_membership(Role.APPROVER, here)
    url = f"/equipo/roles/{approver.pk}/retirar/"
    assert url not in signed_in(client, own_liaison).get("/equipo/").text
    answer = client.post(url, {"reason": "Porque sí."})
    assert answer.status_code == 422
    assert "Su rol no le permite retirar a esta persona." in answer.text
    assert Membership.objects.current().filter(pk=approver.pk).exists()


def test_neighbour_finds_nothing(client, other_liaison, here):
    membership = make_membership(Role.CONTRIBUTOR, here)
    invitation, _ = make_invitation(Role.CONTRIBUTOR, here, at=timezone.now())
    signed_in(client, other_liaison)
    assert client.get(f"/equipo/roles/{membership.pk}/retirar/").status_code == 404
    assert client.post(f"/equipo/roles/{membership.pk}/retirar/", {"reason": "x"}).status_code == 404
    assert client.post(f"/equipo/invitaciones/{invitation.pk}/anular/").status_code == 404
    assert Membership.objects.current().filter(pk=membership.pk).exists()
    assert Invitation.objects.pending().count() == 1


def test_invitation_is_revoked_from_the_page(client, own_liaison, here):
    invitation, token = make_invitation(Role.CONTRIBUTOR, here, at=timezone.now())
    url = f"/equipo/invitaciones/{invitation.pk}/anular/"
    assert signed_in(client, own_liaison).get(url).status_code == 405
    assert client.post(url).url == "/equipo/"
    client.logout()
    assert client.get(f"/cuenta/invitacion/{token}/").status_code == 410


def test_pending_invitation_says_when_the_mail_did_not_go_and_when_it_expired(client, own_liaison, here):
    now = timezone.now()
    make_invitation(Role.CONTRIBUTOR, here, at=now)
    page = signed_in(client, own_liaison).get("/equipo/").text
    assert ("El correo no salió" in page, "Vencida" in page) == (False, False)
    make_invitation(Role.CONTRIBUTOR, here, at=now, mailed_at=None)
    make_invitation(Role.CONTRIBUTOR, here, at=now - timedelta(days=15))
    page = client.get("/equipo/").text
    assert (page.count("El correo no salió"), page.count("Vencida")) == (1, 1)


@pytest.mark.parametrize("rows", [1, 3])
def test_team_page_asks_the_same_number_of_queries(client, coordination, here, django_assert_num_queries, rows):
    for _ in range(rows):
        make_member(Role.CONTRIBUTOR, here)
        make_invitation(Role.CONTRIBUTOR, here, at=timezone.now(), invited_by=coordination)
    signed_in(client, coordination)
    # session, user, roles; places of the form, count, people, invitations, places of the filter; unread notices
    with django_assert_num_queries(9):
        client.get("/equipo/")


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
        (Role.CONTRIBUTOR, ["Mi trabajo", "Avisos"]),
        (Role.LIAISON, ["Mi trabajo", "Equipo", "Opiniones", "Avisos"]),
        (Role.APPROVER, ["Mi trabajo", "Avisos"]),
        (Role.REVIEWER, ["Mi trabajo", "Tablero", "Revisión", "Avisos"]),
        (
            Role.COORDINATOR,
            ["Mi trabajo", "Tablero", "Revisión", "Ediciones", "Equipo", "Opiniones", "Correos", "Avisos"],
        ),
        (Role.ADMIN, ["Mi trabajo", "Equipo", "Correos", "Avisos"]),
        (Role.ADVISOR, ["Mi trabajo", "Avisos"]),
        (Role.CITIZEN, ["Mi trabajo", "Avisos"]),
    ],
)
def test_navigation_opens_what_the_role_may(rf, here, role, labels):
    request = rf.get("/equipo/")
    request.user, request.resolver_match = make_member(role, here if role.is_municipal else None), None
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
