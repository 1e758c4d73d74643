"""The page of one person: name, address, second factor, reminder, history."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.actions import memberships, people, second_factor
from accounts.models import User
from accounts.permissions import Role
from core.models import AuditEntry
from core.refusals import Refusal
from tests.factories.accounts import PASSWORD, make_member, make_membership, make_user
from tests.integration.accounts.second_factor import READ_AGAIN

pytestmark = pytest.mark.django_db
NEW = "ana.nueva@aqui.example"


@pytest.fixture(autouse=True)
def _rows_that_libraries_read_again(settings) -> None:
    settings.ZEAL_ALLOWLIST = READ_AGAIN


@pytest.fixture
def ana(here) -> User:
    return make_member(Role.CONTRIBUTOR, here, email="ana@aqui.example", name="Ana Ruiz", password=PASSWORD)


@pytest.fixture
def page(ana) -> str:
    return f"/equipo/personas/{ana.pk}/"


@pytest.fixture
def desk(client, coordination, django_capture_on_commit_callbacks):
    """The coordinator's browser; what a request sends by mail is sent."""
    client.force_login(coordination)

    def post(url: str, **data):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(url, data, follow=True)

    client.send = post
    return client


def told() -> dict[str, str]:
    return {message.to[0]: message.subject for message in mail.outbox}


# --- Who sees whom ---


def test_liaison_opens_her_people_and_nobody_elses(client, own_liaison, other_liaison, here, ana, page):
    client.force_login(own_liaison)
    assert client.get(page).status_code == 200
    client.force_login(other_liaison)
    assert [client.get(page).status_code, client.post(page, {"operation": "name", "name": "X"}).status_code] == [
        404
    ] * 2
    ana.refresh_from_db()
    assert ana.name == "Ana Ruiz"


def test_liaison_sees_of_a_person_only_the_roles_of_her_municipality(
    client, own_liaison, there, ana, page, coordination
):
    elsewhere = make_membership(Role.CONTRIBUTOR, there, user=ana)
    memberships.end(membership=elsewhere, reason="Salió de Allá.", by=coordination, at=timezone.now())
    make_membership(Role.APPROVER, there, user=ana)
    client.force_login(own_liaison)
    text = client.get(page).text
    assert ("Diligenciador/a de Aquí" in text, "Allá" in text) == (True, False)
    assert "2 roles" not in client.get("/equipo/").text


def test_coordination_still_opens_who_has_no_role_left(desk, coordination, ana, page):
    memberships.end(membership=ana.memberships.get(), reason="Se fue.", by=coordination, at=timezone.now())
    text = desk.get(page).text
    assert "No tiene ningún rol" in text
    assert desk.get(f"/equipo/personas/{make_user().pk}/").status_code == 404, "who never had one is nobody's"


# --- Name ---


def test_name_is_corrected_and_the_log_does_not_hold_it(desk, coordination, ana, page):
    assert "Nombre guardado." in desk.send(page, operation="name", name=" Ana María Ruiz ").text
    ana.refresh_from_db()
    assert ana.name == "Ana María Ruiz"
    entry = AuditEntry.of(ana).get()
    assert (entry.verb, entry.by, entry.data) == ("user.renamed", coordination, {})
    answer = desk.post(page, {"operation": "name", "name": " "})
    assert (answer.status_code, "Escriba el nombre y el apellido." in answer.text) == (422, True)


def test_liaison_corrects_names_of_her_contributors_and_of_nobody_else(
    client, own_liaison, here, there, ana, page, coordination
):
    client.force_login(own_liaison)
    assert client.post(page, {"operation": "name", "name": "Ana R."}).status_code == 302
    approver, reviewer = make_member(Role.APPROVER, here, name="Alcalde"), make_member(Role.REVIEWER, name="Rita")
    shared = make_membership(Role.CONTRIBUTOR, here, user=make_member(Role.CONTRIBUTOR, there, name="Luz")).user
    for person, status in ((approver, 422), (shared, 422), (reviewer, 404)):
        url = f"/equipo/personas/{person.pk}/"
        assert 'name="operation" value="name"' not in client.get(url).text
        assert client.post(url, {"operation": "name", "name": "Otro"}).status_code == status
        with pytest.raises(people.MayNotChangePerson):
            people.rename(person=person, name="Otro", by=own_liaison, at=timezone.now())
    assert not User.objects.filter(name="Otro").exists()


# --- Address ---


def link_in(message) -> str:
    return re.search(r"(/cuenta/confirm-email/\S+)", message.body)[1]


def test_address_changes_once_its_new_owner_opens_the_link_and_both_are_told(desk, coordination, ana, page):
    session = Client()
    session.force_login(ana)
    said = desk.send(page, operation="address", email=NEW.upper()).text
    assert f'Falta que se confirme desde el correo que llegó a <strong class="break">{NEW}</strong>' in said
    assert told() == {
        NEW: "Innovación Pública 360: Confirme su correo",
        "ana@aqui.example": "Innovación Pública 360: Pidieron cambiar su correo",
    }
    ana.refresh_from_db()
    assert (ana.email, session.get("/cuenta/").status_code) == ("ana@aqui.example", 200), "nothing changed yet"
    assert AuditEntry.of(ana).filter(verb="user.email_change_asked", by=coordination).exists()
    assert NEW not in str(list(AuditEntry.objects.values_list("data", flat=True)))
    link = link_in(next(message for message in mail.outbox if message.to == [NEW]))
    mail.outbox.clear()
    visitor = desk.__class__()
    visitor.get(link)
    ana.refresh_from_db()
    assert ana.email == "ana@aqui.example", "opening is not confirming: mail filters open links"
    send_by(visitor, link)
    ana.refresh_from_db()
    assert ana.email == NEW
    assert session.get("/cuenta/").status_code == 302, "sessions of before ended"
    assert not visitor.session.get("_auth_user_id"), "the link signs nobody in"
    assert AuditEntry.of(ana).filter(verb="user.access_ended").count() == 1
    send_by(visitor, link)
    assert EmailAddress.objects.get(user=ana).email == NEW, "it works once"


def send_by(browser: Client, link: str) -> None:
    browser.post(link)


def test_both_addresses_learn_of_the_change(desk, ana, page, django_capture_on_commit_callbacks):
    desk.send(page, operation="address", email=NEW)
    link = link_in(next(message for message in mail.outbox if message.to == [NEW]))
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        Client().post(link)
    assert told() == dict.fromkeys((NEW, "ana@aqui.example"), "Innovación Pública 360: Cambió su correo")


def test_link_dies_with_a_new_request_a_withdrawal_or_a_new_password(desk, ana, page):
    links = []
    for email in ("uno@aqui.example", "dos@aqui.example", "tres@aqui.example"):
        desk.send(page, operation="address", email=email)
        links.append(link_in(next(message for message in mail.outbox if message.to == [email])))
    assert "Cambio de correo anulado." in desk.send(page, operation="withdraw").text
    desk.send(page, operation="address", email="cuatro@aqui.example")
    links.append(link_in(next(message for message in mail.outbox if message.to == ["cuatro@aqui.example"])))
    own = Client()
    own.post("/cuenta/login/", {"login": ana.email, "password": PASSWORD})
    form = {"oldpassword": PASSWORD, "password1": "otra clave larga y nueva", "password2": "otra clave larga y nueva"}
    assert own.post("/cuenta/password/change/", form).status_code == 302
    for link in links:
        Client().post(link)
    ana.refresh_from_db()
    assert ana.email == "ana@aqui.example"
    assert AuditEntry.of(ana).filter(verb="user.email_change_withdrawn").count() == 1


def test_address_that_cannot_be_is_refused_in_words(desk, ana, page, coordination):
    for email, sentence in (
        ("nada", "Escriba un correo completo"),
        ("", "Escriba el correo nuevo."),
        (ana.email, "Ese ya es el correo de esta cuenta."),
        (coordination.email, "ya es el correo de otra cuenta."),
    ):
        answer = desk.post(page, {"operation": "address", "email": email})
        assert (answer.status_code, sentence in answer.text) == (422, True), email
    assert not mail.outbox
    assert not EmailAddress.objects.filter(verified=False).exists()


def test_same_address_is_not_mailed_without_end(desk, ana, page):
    statuses = [desk.post(page, {"operation": "address", "email": NEW}).status_code for _ in range(4)]
    assert statuses == [302, 302, 302, 422]


def test_only_who_may_invite_anyone_changes_addresses_and_nobody_her_own(client, own_liaison, coordination, ana, page):
    client.force_login(own_liaison)
    assert 'value="address"' not in client.get(page).text
    assert client.post(page, {"operation": "address", "email": NEW}).status_code == 422
    for by, person in ((own_liaison, ana), (coordination, coordination)):
        for act in (
            lambda **who: people.ask_address(email=NEW, at=timezone.now(), **who),
            lambda **who: people.withdraw_address(at=timezone.now(), **who),
        ):
            with pytest.raises(people.MayNotChangePerson):
                act(person=person, by=by)
    closed = make_member(Role.CONTRIBUTOR, ana.memberships.get().municipality, is_active=False)
    with pytest.raises(people.AddressUnusable, match="cerrada"):
        people.ask_address(person=closed, email=NEW, by=coordination, at=timezone.now())
    assert not EmailAddress.objects.filter(verified=False).exists()


# --- Second factor ---


def test_lost_second_factor_is_removed_with_a_reason(desk, coordination, ana, page):
    url = f"{page}segundo-factor/"
    assert "No tiene un segundo factor" in desk.get(url).text
    Authenticator.objects.create(user=ana, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert f'href="{url}"' in desk.get(page).text
    assert desk.post(url, {"reason": ""}).status_code == 422
    session = Client()
    session.force_login(ana)
    assert "ya no tiene segundo factor." in desk.send(url, reason="Llamó del teléfono de su oficina.").text
    assert not Authenticator.objects.exists()
    assert told() == {ana.email: "Innovación Pública 360: Segundo factor retirado"}
    assert session.get("/cuenta/").status_code == 302
    entry = AuditEntry.of(ana).get(verb="user.second_factor_reset")
    assert (entry.by, entry.reason) == (coordination, "Llamó del teléfono de su oficina.")


def test_second_factor_stays_where_somebody_else_asks(client, own_liaison, coordination, ana, page):
    for person in (ana, coordination):
        Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(own_liaison)
    assert client.post(f"{page}segundo-factor/", {"reason": "Sí."}).status_code == 403
    for by, person in ((own_liaison, ana), (coordination, coordination)):
        with pytest.raises(Refusal):
            second_factor.reset(person=person, by=by, at=timezone.now(), reason="Sí.")
    assert Authenticator.objects.count() == 2


# --- Reminder and history ---


def test_who_never_signed_in_is_reminded_from_her_page(desk, ana, page):
    answer = desk.send(f"{page}recordar/", **{"from": "person"})
    assert answer.redirect_chain == [(page, 302)]
    assert told() == {ana.email: "Su cuenta de Innovación Pública 360 lo espera"}
    again = desk.send(f"{page}recordar/", **{"from": "person"})
    assert "ya se le escribió hace menos de un día" in again.text
    assert len(mail.outbox) == 1


def test_history_of_the_roles_is_read_from_the_log(desk, coordination, own_liaison, here, ana, page):
    memberships.change(
        membership=ana.memberships.get(), role=Role.LIAISON, municipality=here, reason="Reemplaza a otra persona.",
        by=coordination, at=timezone.now(),
    )  # fmt: skip
    text = desk.get(page).text
    table = text[text.index('class="people history"') :].partition("</table>")[0]
    rows = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)]
    assert len(rows) == 3, "the head, what began and what ended"
    assert "Rol dado en lugar de otro Enlace municipal · Aquí Quién: Coordinación" in rows[1]
    assert "Rol retirado Diligenciador/a · Aquí Quién: Coordinación Razón: Reemplaza a otra persona." in rows[2]


@pytest.mark.parametrize("events", [1, 3])
def test_page_of_a_person_asks_the_same_number_of_queries(desk, coordination, here, there, ana, page, events, request):
    for number in range(events):
        people.rename(person=ana, name=f"Ana {number}", by=coordination, at=timezone.now())
        membership = make_membership(Role.LIAISON, there, user=ana)
        memberships.end(membership=membership, reason="Sí.", by=coordination, at=timezone.now())
        make_membership(
            [Role.APPROVER, Role.CONTRIBUTOR, Role.LIAISON][number], there, user=ana
        ) if number < 2 else None
    count = request.getfixturevalue("django_assert_num_queries")
    # session, user, roles; person, roles, new address, second factor; memberships and entries of
    # the history; unread notices, sightings that wait
    with count(13):
        desk.get(page)
