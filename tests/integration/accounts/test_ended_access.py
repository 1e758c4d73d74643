"""What changes how an account is reached ends its sessions, tokens and pending links, and its owner is told."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken

from accounts.actions import memberships, security
from accounts.choices import MailKind, SecurityEvent
from accounts.models import Membership, SecurityNotice, User
from accounts.permissions import Role
from core.models import AuditEntry
from mail.actions import outbox
from mail.choices import State
from mail.models import Outbox
from mail.queries import unsettled_mails
from tests.factories.accounts import PASSWORD, make_member, make_membership
from tests.integration.accounts.second_factor import (
    ACTIVATE,
    CODES,
    DEACTIVATE,
    READ_AGAIN,
    Clock,
    code_of,
    set_up,
    sign_in,
)

pytestmark = pytest.mark.django_db
NEW_PASSWORD, NEW_EMAIL = "otra clave larga y nueva", "rita.nueva@area.example"
STRANGE_EMAIL = "intrusa@otra.example"


@pytest.fixture(autouse=True)
def _rows_that_libraries_read_again(settings) -> None:
    settings.ZEAL_ALLOWLIST = READ_AGAIN


@dataclass
class Account:
    """A person with a browser, another session, a token and two links on their way."""

    person: User
    browser: Client
    other: Client
    clock: Clock
    capture: Callable
    link: str = field(init=False)

    def __post_init__(self) -> None:
        self.prepare()

    def prepare(self) -> None:
        AuthToken.objects.create(self.person)
        self.do(Client().post, "/cuenta/password/reset/", {"email": self.person.email})
        self.link = re.search(r"(/cuenta/password/reset/key/\S+)", mail.outbox[-1].body)[1]
        mail.outbox.clear()

    def do(self, act: Callable, *args, **kwargs):
        with self.capture(execute=True):
            return act(*args, **kwargs)

    def confirm(self, next_page: str) -> None:
        assert self.browser.post(f"/cuenta/reauthenticate/?next={next_page}", {"password": PASSWORD}).url == next_page

    def activate(self) -> str:
        self.confirm(ACTIVATE)
        return self.do(set_up, self.browser, self.clock)

    def deactivate(self) -> None:
        """As somebody who has had it for a while, with another session that showed it too."""
        secret = self.activate()
        self.clock.forward(minutes=20)
        self.other, answer = sign_in(self.person)
        self.other.post(answer.url, {"code": code_of(secret, self.clock.now)})
        assert is_open(self.other)
        self.prepare()
        self.confirm(DEACTIVATE)
        self.do(self.browser.post, DEACTIVATE)
        assert not Authenticator.objects.exists()

    def change_email(self) -> None:
        self.confirm("/cuenta/email/")
        self.do(self.browser.post, "/cuenta/email/", {"email": NEW_EMAIL, "action_add": "1"})
        link = re.search(r"(/cuenta/confirm-email/\S+)", mail.outbox.pop().body)[1]
        self.do(self.browser.post, link)

    def change_password(self) -> None:
        EmailAddress.objects.create(user=self.person, email=STRANGE_EMAIL)
        form = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
        self.do(self.browser.post, "/cuenta/password/change/", form)

    def reset_by_operator(self) -> None:
        Authenticator.objects.create(user=self.person, type=Authenticator.Type.TOTP, data={"secret": "x"})
        self.do(call_command, "reset_second_factor", self.person.email)

    def lose_role(self) -> None:
        chief, membership = make_member(Role.COORDINATOR), Membership.objects.get(user=self.person, role=Role.LIAISON)
        self.do(memberships.end, membership=membership, reason="Se va.", by=chief, at=timezone.now())


@pytest.fixture
def account(here, clock, django_capture_on_commit_callbacks) -> Account:
    """A municipal person: she may have a second factor, and works without."""
    person = make_member(Role.LIAISON, here, email="rita@area.example", name="Rita", password=PASSWORD)
    browser, other = sign_in(person)[0], sign_in(person)[0]
    return Account(person, browser, other, clock, django_capture_on_commit_callbacks)


def is_open(browser: Client) -> bool:
    return browser.get("/cuenta/").status_code == 200


BY_HERSELF = {
    "activate": (SecurityEvent.FACTOR_ON, "El segundo factor de su cuenta quedó activo."),
    "deactivate": (SecurityEvent.FACTOR_OFF, "se ingresa solo con la contraseña"),
    "change_email": (SecurityEvent.EMAIL, f"desde ahora se ingresa con {NEW_EMAIL}"),
    "change_password": (SecurityEvent.PASSWORD, "La contraseña de su cuenta cambió."),
}
BY_OTHERS = {
    "reset_by_operator": (
        SecurityEvent.FACTOR_RESET,
        "Se retiró el segundo factor de su cuenta: se ingresa solo con la contraseña.",
    ),
    "lose_role": (SecurityEvent.LAST_ROLE, "Se retiró el último rol que usted tenía."),
}


@pytest.mark.parametrize("act", [*BY_HERSELF, *BY_OTHERS])
def test_other_sessions_tokens_and_links_end_and_the_owner_is_told(account, act):
    event, sentence = (BY_HERSELF | BY_OTHERS)[act]
    assert (is_open(account.browser), is_open(account.other)) == (True, True)
    getattr(account, act)()
    assert not is_open(account.other)
    assert is_open(account.browser) is (act in BY_HERSELF), "she goes on where she did it herself, and only there"
    assert not AuthToken.objects.exists()
    assert "Ese correo ya no sirve" in Client().get(account.link, follow=True).text
    assert not EmailAddress.objects.filter(email=STRANGE_EMAIL).exists(), "its link would take the account over"
    entry = AuditEntry.of(account.person).filter(verb="user.access_ended").latest("pk")
    assert entry.data == {"because": event.value, "tokens": 1}
    assert (entry.by_id == account.person.pk) is (act in BY_HERSELF)
    told = [message for message in mail.outbox if event.label in message.subject]
    expected = {account.person.email} | ({NEW_EMAIL} if event == SecurityEvent.EMAIL else set())
    assert {message.to[0] for message in told} == expected
    assert len(mail.outbox) == len(told) == len(expected)
    assert all(sentence in message.body and "Se cerraron las sesiones" in message.body for message in told)
    assert all(("Desde: 127.0.0.1" in message.body) is (act in BY_HERSELF) for message in told)
    assert not SecurityNotice.objects.exists(), "an address is forgotten once the mail left"


def test_sign_in_that_waits_for_its_code_ends_too(account):
    secret = account.activate()
    account.clock.forward(minutes=2)
    browser, answer = sign_in(account.person)
    security.end_access(person=account.person, because=SecurityEvent.EMAIL, by=None, at=account.clock.now)
    code = {"code": code_of(secret, account.clock.now)}
    assert browser.post(answer.url, code).url == "/cuenta/login/"
    assert not is_open(browser)
    account.clock.forward(minutes=2)
    browser, answer = sign_in(account.person)
    browser.post(answer.url, {"code": code_of(secret, account.clock.now)})
    assert is_open(browser)


def test_new_recovery_codes_are_told_and_end_nothing(account):
    account.activate()
    assert is_open(account.browser)
    mail.outbox.clear()
    account.do(account.browser.post, f"{CODES}generate/")
    assert [message.subject for message in mail.outbox] == ["Innovación Pública 360: Códigos de respaldo nuevos"]
    assert is_open(account.browser)


def test_role_that_is_not_the_last_one_ends_no_session(account, here):
    make_membership(Role.APPROVER, here, user=account.person)
    account.lose_role()
    assert (is_open(account.browser), is_open(account.other), AuthToken.objects.count()) == (True, True, 1)
    assert mail.outbox == []


def test_who_takes_away_her_own_last_role_stays_signed_in(coordination):
    admin = make_member(Role.ADMIN)
    make_member(Role.ADMIN)
    browser, other = Client(), Client()
    for one in (browser, other):
        one.force_login(admin)
    browser.post(f"/equipo/roles/{admin.memberships.get().pk}/retirar/", {"reason": "Me voy."})
    assert (is_open(browser), is_open(other)) == (True, False)


def test_password_written_anew_by_link_keeps_no_session(account):
    form_page = account.other.get(account.link).url
    form = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    account.do(account.other.post, form_page, form)
    assert (is_open(account.browser), is_open(account.other)) == (False, False)
    assert [message.subject for message in mail.outbox] == ["Innovación Pública 360: Cambió su contraseña"]


def test_sessions_of_before_the_upgrade_stay(account):
    """Version 0 is the hash of before: nobody is signed out by the migration."""
    assert SESSION_KEY in account.browser.session
    assert User.objects.get(pk=account.person.pk).access_version == 0
    assert ":" not in account.person.get_session_auth_hash()
    account.person.access_version = 1
    assert account.person.get_session_auth_hash().endswith(":1")


def test_secret_key_that_was_rotated_keeps_sessions_of_any_version(account, settings):
    User.objects.filter(pk=account.person.pk).update(access_version=3)
    browser = Client()
    browser.force_login(User.objects.get(pk=account.person.pk))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new one, with the old one still known"
    assert is_open(browser)


def test_notice_whose_mail_server_is_away_waits_with_its_address(account):
    with account.capture():  # nobody runs what the commit asks for
        security.tell(person=account.person, event=SecurityEvent.EMAIL, at=timezone.now(), former="antes@area.example")
    rows = Outbox.objects.filter(kind=MailKind.SECURITY)
    assert rows.count() == SecurityNotice.objects.count() == 2
    outbox.send(keys=rows.values_list("key", flat=True), at=timezone.now())
    assert {message.to[0] for message in mail.outbox} == {account.person.email, "antes@area.example"}


@pytest.mark.parametrize("kind", [MailKind.PASSWORD_LINK, MailKind.EMAIL_LINK, MailKind.SECURITY])
def test_mails_left_half_way_are_named_by_the_person(account, kind, clock):
    notice = SecurityNotice.objects.create(
        person=account.person, event=SecurityEvent.EMAIL, email="antes@area.example", at=clock.now
    )
    address = EmailAddress.objects.create(user=account.person, email=STRANGE_EMAIL)
    subjects = {
        MailKind.PASSWORD_LINK: account.person.pk,
        MailKind.EMAIL_LINK: address.pk,
        MailKind.SECURITY: notice.pk,
    }
    for subject_id in (subjects[kind], 0):
        key = f"{kind}:{subject_id}"
        outbox.enqueue(kind=kind, subject_id=subject_id, key=key, at=clock.now)
        Outbox.objects.filter(key=key).update(state=State.UNSURE, claimed_at=clock.now)
    clock.forward(hours=2)
    (shown,) = unsettled_mails(clock.now)
    assert (shown.label, shown.to) == (kind.label, "Rita"), "nobody's address, and no mail that nobody needs"
