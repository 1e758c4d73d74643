"""The page of a team: who is there, with which role and since when; what may be done about each."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.choices import SECOND_FACTOR_SHOWN
from accounts.models import Invitation, Membership, User
from accounts.permissions import Role
from tests.factories.accounts import make_invitation, make_member, make_membership, make_user
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
INVITE = "/equipo/invitar/"
ROW = r'<tr\b[^>]*>\s*<th scope="row">(?:<a [^>]*>([^<]+)</a>|Sin cuenta todavía|[^<]*)<span class="meta break">([^<]+)</span>'


def signed_in(client, user: User):
    client.force_login(user)
    return client


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
    make_invitation(Role.LIAISON, place, at=timezone.now() - timedelta(minutes=2))
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
    assert client.get(INVITE).status_code == 403
    assert client.post(INVITE, {"email": "ana@alcaldia.example", "role": "contributor"}).status_code == 403
    assert Invitation.objects.count() == 0


def test_nobody_is_asked_to_sign_in(client, db):
    assert client.get("/equipo/").url == "/cuenta/login/?next=/equipo/"


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
    assert ("El correo no salió" in page, "Invitación vencida" in page) == (False, False)
    make_invitation(Role.CONTRIBUTOR, here, at=now, mailed_at=None)
    make_invitation(Role.CONTRIBUTOR, here, at=now - timedelta(days=15))
    page = client.get("/equipo/").text
    assert (page.count("El correo no salió"), page.count(">Invitación vencida<")) == (1, 1)


@pytest.mark.parametrize("rows", [1, 3])
def test_team_page_asks_the_same_number_of_queries(client, coordination, here, django_assert_num_queries, rows):
    for _ in range(rows):
        make_member(Role.CONTRIBUTOR, here)
        make_invitation(Role.CONTRIBUTOR, here, at=timezone.now(), invited_by=coordination)
    signed_in(client, coordination)
    # session, user, roles; places, people, people without a role, invitations; who holds and who is invited to the roles of a
    # round; unread notices
    with django_assert_num_queries(13):
        client.get("/equipo/")


# --- The table ---


def main_of(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


def names_in(page: str) -> list[str]:
    """The people of the table, in its order: names, or addresses of those who have no account."""
    return [name or email for name, email in re.findall(ROW, main_of(page))]


def row_of(page: str, email: str) -> str:
    """The words of one row, without tags."""
    [row] = [row for row in re.findall(r"<tr\b.*?</tr>", main_of(page), re.DOTALL) if email in row]
    return " ".join(re.sub(r"<[^>]+>", " ", row).split())


def test_each_row_says_roles_last_sign_in_and_state(client, coordination, here, there, settings):
    settings.REQUIRE_STAFF_MFA = True
    now = timezone.now()
    ana = make_member(Role.LIAISON, here, email="ana@aqui.example", last_login=now - timedelta(days=12))
    make_membership(Role.CONTRIBUTOR, there, user=ana)
    make_member(Role.CONTRIBUTOR, here, email="luz@aqui.example")
    make_member(Role.APPROVER, here, email="eva@aqui.example", is_active=False)
    make_member(Role.REVIEWER, email="rita@area.example", last_login=now)
    make_membership(Role.CONTRIBUTOR, here, user=make_user(email="gone@aqui.example"), ended_at=now)
    make_invitation(Role.APPROVER, there, at=now, email="nueva@alla.example")
    page = staff_page(client, coordination)
    said = {
        "ana@aqui.example": ("2 roles", "Enlace municipal · Aquí", "Diligenciador/a · Allá", "hace 12 días", "Cuenta activa"),
        "luz@aqui.example": ("No ha ingresado", "No ha ingresado", "Recordar"),
        "eva@aqui.example": ("Cuenta cerrada",),
        "rita@area.example": ("hoy, ", "Falta el segundo factor"),
        "gone@aqui.example": ("Sin rol",),
        "nueva@alla.example": ("Alcaldía o delegado/a · Allá", "Invitación pendiente", "Vence el", "Volver a enviar", "Anular"),
    }  # fmt: skip
    rows = {email: row_of(page, email) for email in said}
    assert {email: [part for part in parts if part not in rows[email]] for email, parts in said.items()} == {
        email: [] for email in said
    }
    assert "6 personas con cuenta y 1 persona invitada que no ha respondido." in page


def staff_page(client, person: User, query: str = "") -> str:
    """The page for somebody of the area who has shown the second factor."""
    signed_in(client, person)
    session = client.session
    session[SECOND_FACTOR_SHOWN] = True
    session.save()
    return client.get(f"/equipo/{query}").text


@pytest.fixture
def team(coordination, here, there) -> None:
    now = timezone.now()
    make_member(Role.LIAISON, there, name="Ana Álvarez", email="ana@alla.example", last_login=now - timedelta(days=3))
    beto = make_member(Role.CONTRIBUTOR, here, name="Beto Muñoz", email="beto@aqui.example", last_login=now)
    make_membership(Role.APPROVER, here, user=beto)
    make_member(Role.CONTRIBUTOR, here, name="Eva Ríos", email="eva@aqui.example")
    make_invitation(Role.APPROVER, there, at=now, email="zoe@alla.example", name="")


ANA, BETO, EVA, COORD, ZOE = "Ana Álvarez", "Beto Muñoz", "Eva Ríos", "Coordinación", "zoe@alla.example"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [ANA, BETO, COORD, EVA, ZOE]),
        ("?q=alvarez", [ANA]),
        ("?q=ALLA", [ANA, ZOE]),
        ("?q=beto@aqui", [BETO]),
        ("?q=eva+aqui", [EVA]),
        ("?q=nadie", []),
        ("?rol=approver", [BETO, ZOE]),
        ("?municipio=aqui", [BETO, EVA]),
        ("?municipio=alla&rol=liaison", [ANA]),
        ("?municipio=metropolitano", [COORD]),
        ("?estado=sin-ingresar", [EVA, ZOE]),
        ("?estado=invitadas", [ZOE]),
        ("?orden=municipio", [COORD, BETO, EVA, ANA, ZOE]),
        ("?orden=ingreso", [EVA, ZOE, ANA, BETO, COORD]),
        ("?orden=-ingreso", [COORD, BETO, ANA, EVA, ZOE]),
        ("?orden=-roles", [BETO, ANA, COORD, EVA, ZOE]),
        ("?orden=nada&rol=x&estado=y&page=99", [ANA, BETO, COORD, EVA, ZOE]),
    ],
)
def test_team_is_searched_filtered_and_sorted_by_its_address(client, coordination, team, query, found):
    assert names_in(signed_in(client, coordination).get(f"/equipo/{query}").text) == found


def test_filters_stand_in_the_form_and_in_the_links_of_headers_and_pages(client, coordination, here, monkeypatch):
    monkeypatch.setattr("accounts.views.team.PER_PAGE", 2)
    for number in range(3):
        make_member(Role.CONTRIBUTOR, here, name=f"Ana {number}")
    page = main_of(signed_in(client, coordination).get("/equipo/?q=ana&rol=contributor&municipio=aqui").text)
    assert 'value="ana"' in page
    assert '<option value="aqui" selected>' in page
    assert '<option value="contributor" selected>' in page
    assert "3 de 4 personas." in page
    assert 'href="?q=ana&amp;rol=contributor&amp;municipio=aqui&amp;page=2"' in page
    assert 'href="?q=ana&amp;rol=contributor&amp;municipio=aqui&amp;orden=-ingreso"' in page
    assert names_in(client.get("/equipo/?q=ana&page=2").text) == ["Ana 2"]


def test_nobody_found_says_what_to_do(client, coordination):
    page = signed_in(client, coordination).get("/equipo/?q=nadie").text
    assert "Nadie responde a esa búsqueda" in page
    assert 'href="/equipo/">Ver a todo el equipo' in page


def test_button_of_a_row_comes_back_to_the_list_as_it_was_filtered(client, coordination, here):
    invitation, _ = make_invitation(Role.LIAISON, here, at=timezone.now() - timedelta(days=20))
    page = main_of(signed_in(client, coordination).get("/equipo/?q=invitada&estado=invitadas").text)
    resend = f"/equipo/invitaciones/{invitation.pk}/reenviar/?q=invitada&estado=invitadas"
    assert resend.replace("&", "&amp;") in page
    answer = client.post(resend, follow=True)
    assert answer.redirect_chain == [("/equipo/?q=invitada&estado=invitadas", 302)]
    again = Invitation.objects.pending().get()
    assert again.pk != invitation.pk
    said = client.post(f"/equipo/invitaciones/{again.pk}/reenviar/", follow=True).text
    assert "salió hace menos de un minuto" in said
    assert Invitation.objects.pending().get() == again


# --- Who is missing ---


def test_municipalities_without_liaison_or_mayor_are_said_with_the_invitation_one_press_away(
    client, coordination, here, there, own_liaison
):
    make_member(Role.APPROVER, here)
    make_invitation(Role.APPROVER, there, at=timezone.now())
    page = main_of(signed_in(client, coordination).get("/equipo/").text)
    assert "A 1 municipio le falta" in page
    assert "Allá no tiene enlace ni alcaldía. Sin responder: la invitación a la alcaldía." in page
    assert "Aquí no tiene" not in page
    assert 'href="/equipo/invitar/?rol=liaison&amp;municipio=alla">Invitar al enlace<' in page
    assert 'href="/equipo/?rol=approver&amp;municipio=alla">Ver la invitación a la alcaldía' in page
    assert "no tiene enlace" not in client.get("/equipo/?municipio=aqui").text
    assert "no tiene" not in main_of(signed_in(client, own_liaison).get("/equipo/").text), "she could not invite them"


@pytest.mark.parametrize(
    "elsewhere", ["https://otro.example/", "//otro.example/", "/\\otro.example", "javascript:alert(1)", "ciclos/"]
)
def test_form_of_invitations_goes_back_to_pages_of_the_portal_only(client, coordination, there, elsewhere):
    asked = {"siguiente": elsewhere, "rol": "liaison", "municipio": there.slug}
    page = signed_in(client, coordination).get("/equipo/invitar/", asked).text
    assert "Volver sin invitar" not in page
    sent = {"role": "liaison", "municipality": there.pk, "email": "nueva@alla.example", "siguiente": elsewhere}
    assert client.post("/equipo/invitar/", sent).url == "/equipo/"
