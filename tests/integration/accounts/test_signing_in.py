"""allauth's pages in our frame and language: signing in and out, passwords, the e-mail."""

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.http import HttpResponse

from accounts.models import User
from tests.budgets import queries_of
from tests.factories.accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db

ENGLISH = re.compile(
    r"\b(?:sign|password|email address|account|please|your|the|remember|change|reset|forgot|submit|verify|current)\b",
    re.IGNORECASE,
)
NEW_PASSWORD = "otra clave larga y nueva"


def words_of(page: str) -> str:
    """The text that a person reads, without addresses, attributes and tags."""
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"<[^>]+>", " ", main)


@pytest.fixture(autouse=True)
def _rows_that_libraries_read_again(settings) -> None:
    """Django's sessions and allauth read their own row more than once in a request; that is theirs to better."""
    settings.ZEAL_ALLOWLIST = [
        {"model": "sessions.Session", "field": "*"},
        {"model": "account.EmailAddress", "field": "*"},
    ]


@pytest.fixture
def sent(django_capture_on_commit_callbacks) -> Callable[..., HttpResponse]:
    """Make a request and let its mails leave, which they do after the commit."""

    def act(request: Callable[..., HttpResponse], *args, **kwargs) -> HttpResponse:
        with django_capture_on_commit_callbacks(execute=True):
            return request(*args, **kwargs)

    return act


@pytest.fixture
def ana() -> User:
    return make_user(email="ana@aqui.example", name="Ana Ruiz", password=PASSWORD)


def check(page, heading: str, header: str) -> None:
    assert page.status_code == 200
    assert f"<h1>{heading}</h1>" in page.text
    assert f'class="{header}"' in page.text
    assert '<html lang="es-CO">' in page.text
    assert ENGLISH.findall(words_of(page.text)) == []
    assert "placeholder=" not in page.text


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("login/", "Ingresar"),
        ("signup/", "Las cuentas se crean por invitación"),
        ("inactive/", "Esta cuenta está desactivada"),
        ("password/reset/", "Recuperar la contraseña"),
        ("password/reset/done/", "Revise su correo"),
        ("password/reset/key/1-x/", "Ese correo ya no sirve"),
        ("password/reset/key/done/", "Contraseña guardada"),
        ("confirm-email/", "Revise su correo"),
        ("confirm-email/nada/", "Confirmar el correo"),
    ],
)
def test_public_page_is_ours(client, path, heading):
    check(client.get(f"/cuenta/{path}"), heading, "site-head")


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("logout/", "¿Salir de su cuenta?"),
        ("password/change/", "Cambiar la contraseña"),
        ("email/", "Cambiar el correo"),
        ("reauthenticate/", "Confirme que es usted"),
    ],
)
def test_signed_in_page_is_ours(client, ana, path, heading):
    client.force_login(ana)
    check(client.get(f"/cuenta/{path}"), heading, "work-head")


def test_page_to_create_a_missing_password_is_ours(client, db):
    client.force_login(make_user())
    check(client.get("/cuenta/password/set/"), "Cree una contraseña", "work-head")


def test_sign_up_is_closed_also_to_a_post(client, db):
    form = {"email": "intrusa@aqui.example", "password1": PASSWORD, "password2": PASSWORD}
    answer = client.post("/cuenta/signup/", form)
    assert "Las cuentas se crean por invitación" in answer.text
    assert User.objects.count() == 0
    assert mail.outbox == []


@pytest.mark.parametrize("email", ["ana@aqui.example", "ANA@Aqui.Example"])
def test_email_signs_in_whatever_its_case(client, ana, email):
    answer = client.post("/cuenta/login/", {"login": email, "password": PASSWORD})
    assert answer.url == "/trabajo/"
    assert client.session["_auth_user_id"] == str(ana.pk)


def test_wrong_password_and_unknown_address_get_the_same_answer(client, ana):
    pages = [
        client.post("/cuenta/login/", {"login": email, "password": "no es esta clave"}).text
        for email in (ana.email, "nadie@aqui.example")
    ]
    assert all("El correo o la contraseña no coinciden." in page for page in pages)
    assert words_of(pages[0]) == words_of(pages[1])


def test_inactive_person_does_not_come_in(client, ana):
    User.objects.filter(pk=ana.pk).update(is_active=False)
    client.post("/cuenta/login/", {"login": ana.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_many_wrong_passwords_are_slowed_down(client, ana):
    for _ in range(10):
        client.post("/cuenta/login/", {"login": ana.email, "password": "no es esta clave"})
    answer = client.post("/cuenta/login/", {"login": ana.email, "password": PASSWORD})
    assert "Hubo demasiados intentos seguidos." in answer.text
    assert "_auth_user_id" not in client.session


def test_strangers_mistakes_elsewhere_do_not_lock_a_person_out(client, ana):
    for _ in range(9):
        client.post("/cuenta/login/", {"login": ana.email, "password": "no es esta clave"}, REMOTE_ADDR="198.51.100.7")
    client.post("/cuenta/login/", {"login": ana.email, "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(ana.pk)


def test_signing_out_takes_a_post_and_goes_home(client, ana):
    client.force_login(ana)
    client.get("/cuenta/logout/")
    assert "_auth_user_id" in client.session
    assert client.post("/cuenta/logout/").url == "/"
    assert "_auth_user_id" not in client.session


def test_lost_password_is_written_anew_with_the_mailed_link(client, ana, settings, sent):
    settings.SITE_URL = "https://portal.example"
    asked = sent(client.post, "/cuenta/password/reset/", {"email": "Ana@aqui.example"})
    assert asked.url == "/cuenta/password/reset/done/"
    (message,) = mail.outbox
    assert message.subject == "Innovación Pública 360: Escriba una contraseña nueva"
    assert ENGLISH.findall(re.sub(r"https?://\S+", "", message.body)) == []
    path = re.search(r"https://portal\.example(/\S+)", message.body)[1]
    form_url = client.get(path).url
    check(client.get(form_url), "Escriba su contraseña nueva", "site-head")
    client.post(form_url, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    ana.refresh_from_db()
    assert ana.check_password(NEW_PASSWORD)
    assert "Ese correo ya no sirve" in client.get(path, follow=True).text


def test_lost_password_tells_nobody_who_has_an_account(client, ana, sent):
    addresses = (ana.email, "nadie@aqui.example")
    answers = [sent(client.post, "/cuenta/password/reset/", {"email": email}) for email in addresses]
    assert [(answer.status_code, answer.url) for answer in answers] == [(302, "/cuenta/password/reset/done/")] * 2
    assert [message.to for message in mail.outbox] == [["ana@aqui.example"]]


def test_lost_password_costs_the_same_queries_with_and_without_an_account(client, ana):
    """The mail itself leaves by a task: nothing of the answer, nor its time, tells who has an account."""
    addresses = (ana.email, "nadie@aqui.example")
    asked = [
        queries_of(lambda email=email: client.post("/cuenta/password/reset/", {"email": email})) for email in addresses
    ]
    shapes = [[re.sub(r"'[^']*'|\d+", "?", query) for query in queries] for queries in asked]
    assert shapes[0] == shapes[1]
    assert any("mail_outbox" in query for query in shapes[0])
    assert mail.outbox == [], "it leaves after the commit"


def test_inactive_person_gets_no_link(client, ana, sent):
    User.objects.filter(pk=ana.pk).update(is_active=False)
    sent(client.post, "/cuenta/password/reset/", {"email": ana.email})
    assert mail.outbox == []


def test_links_in_mail_do_not_follow_the_host_header(client, ana, settings, sent):
    settings.ALLOWED_HOSTS = ["*"]
    sent(client.post, "/cuenta/password/reset/", {"email": ana.email}, headers={"host": "trap.example"})
    assert "trap.example" not in mail.outbox[0].body
    assert f"{settings.SITE_URL}/cuenta/password/reset/key/" in mail.outbox[0].body


def test_password_change_keeps_this_session_and_is_told_by_mail(client, ana, sent):
    client.force_login(ana)
    form = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    sent(client.post, "/cuenta/password/change/", form)
    assert client.get("/cuenta/").status_code == 200
    ana.refresh_from_db()
    assert ana.check_password(NEW_PASSWORD)
    (message,) = mail.outbox
    assert "La contraseña de su cuenta cambió." in message.body
    assert ENGLISH.findall(message.body) == []


def test_new_email_counts_once_its_link_was_opened(client, ana, sent):
    client.force_login(ana)
    asked = client.post("/cuenta/email/", {"email": "Ana.Nueva@aqui.example", "action_add": "1"}).url
    assert asked.startswith("/cuenta/reauthenticate/")
    assert mail.outbox == []
    sent(client.post, asked, {"password": PASSWORD})
    ana.refresh_from_db()
    assert ana.email == "ana@aqui.example"
    page = client.get("/cuenta/email/")
    assert "ana.nueva@aqui.example está sin confirmar." in page.text
    link = re.search(r"(/cuenta/confirm-email/\S+)", mail.outbox[0].body)[1]
    page = client.get(link, follow=True)
    check(page, "Confirmar el correo", "site-head")
    client.post(page.request["PATH_INFO"])
    ana.refresh_from_db()
    assert ana.email == "ana.nueva@aqui.example"
    assert list(EmailAddress.objects.filter(user=ana).values_list("email", "verified", "primary")) == [
        ("ana.nueva@aqui.example", True, True)
    ]


def test_form_errors_are_in_our_words(client, ana):
    client.force_login(ana)
    page = client.post("/cuenta/password/change/", {}).text
    for sentence in ("Escriba su contraseña actual.", "Escriba una contraseña nueva.", "Repita la contraseña nueva."):
        assert sentence in page


def test_too_many_requests_get_a_page_of_ours(client, ana):
    client.force_login(ana)
    answers = [client.post("/cuenta/password/change/", {}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert "Hubo demasiadas solicitudes seguidas" in answers[-1].text
    assert ENGLISH.findall(words_of(answers[-1].text)) == []
