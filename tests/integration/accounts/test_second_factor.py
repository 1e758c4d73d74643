"""The second factor: who needs one, setting it up, signing in with it, losing it."""

import re
from urllib.parse import quote

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from accounts.permissions import Role
from core.models import AuditEntry
from tests.budgets import queries_of
from tests.factories.accounts import PASSWORD, make_member, make_membership, make_user
from tests.integration.accounts.second_factor import (
    ACTIVATE,
    AGAIN,
    AUTHENTICATE,
    BOARD,
    CODES,
    DEACTIVATE,
    INDEX,
    READ_AGAIN,
    WORK,
    code_of,
    set_up,
    sign_in,
)  # fmt: skip
from tests.integration.accounts.test_signing_in import ENGLISH, words_of

pytestmark = pytest.mark.django_db
METROPOLITAN = [role for role in Role if role.is_metropolitan]


@pytest.fixture(autouse=True)
def _required(settings) -> None:
    settings.REQUIRE_STAFF_MFA = True
    settings.ZEAL_ALLOWLIST = READ_AGAIN


# --- Who needs one ---


@pytest.mark.parametrize("role", METROPOLITAN)
@pytest.mark.parametrize("address", [WORK, BOARD, "/cuenta/", "/avisos/", "/equipo/"])
def test_no_work_page_opens_with_the_password_alone(role, address):
    browser = Client()
    browser.force_login(make_member(role))
    assert browser.get(address).url == ACTIVATE
    assert browser.post(address, {}).status_code in (302, 405)


@pytest.mark.parametrize("role", [role for role in Role if not role.is_metropolitan])
def test_other_people_work_without_one(here, role):
    browser = Client()
    browser.force_login(make_member(role, here if role.is_municipal else None))
    assert browser.get("/cuenta/").status_code == 200


def test_one_metropolitan_role_among_others_is_enough(here):
    person = make_member(Role.CONTRIBUTOR, here)
    browser = Client()
    browser.force_login(person)
    assert browser.get("/cuenta/").status_code == 200
    make_membership(Role.ADVISOR, user=person)
    assert browser.get("/cuenta/").url == ACTIVATE


def test_role_that_ended_asks_for_nothing(now):
    browser = Client()
    browser.force_login(make_membership(Role.REVIEWER, ended_at=now).user)
    assert browser.get("/cuenta/").status_code == 200


def test_portal_that_does_not_require_it_opens(settings):
    settings.REQUIRE_STAFF_MFA = False
    browser = Client()
    browser.force_login(make_member(Role.REVIEWER))
    assert browser.get("/cuenta/").status_code == 200


def test_asking_costs_municipal_people_nothing(here, settings):
    browser = Client()
    browser.force_login(make_member(Role.CONTRIBUTOR, here))
    required = queries_of(lambda: browser.get("/cuenta/"))
    settings.REQUIRE_STAFF_MFA = False
    assert len(queries_of(lambda: browser.get("/cuenta/"))) == len(required)
    assert not any("mfa_authenticator" in query for query in required)


def test_page_that_saves_by_itself_is_told_in_words(rita):
    browser = Client()
    browser.force_login(rita)
    answer = browser.post("/avisos/leidos/", headers={"HX-Request": "true"})
    assert answer.status_code == 403
    assert "Falta el segundo factor." in answer.text
    assert f'href="{ACTIVATE}"' in answer.text


# --- Setting it up ---


@pytest.mark.django_db(transaction=True)  # allauth tells of it on commit, inside the request
def test_setting_it_up_opens_the_portal_and_shows_the_recovery_codes(rita, clock):
    browser, answer = sign_in(rita)
    assert answer.url == WORK
    assert browser.get(WORK, follow=True).redirect_chain[0][0] == ACTIVATE
    set_up(browser, clock)
    page = browser.get(CODES).text
    codes = re.findall(r"<li>(\d{8})</li>", page)
    assert (len(codes), "10 de 10 sin usar." in page) == (10, True)
    assert "El segundo factor quedó activo." in page
    assert browser.get(WORK).url == BOARD
    assert browser.get(BOARD).status_code == 200
    assert [message.subject for message in mail.outbox] == ["Innovación Pública 360: Segundo factor activado"]
    assert "El segundo factor de su cuenta quedó activo." in mail.outbox[0].body


def test_page_that_sets_it_up_holds_picture_key_and_link(rita, clock):
    browser, _ = sign_in(rita)
    browser.post(f"/cuenta/reauthenticate/?next={ACTIVATE}", {"password": PASSWORD})
    page = browser.get(ACTIVATE)
    secret = re.search(r'class="mono secret">([A-Z2-7]{32})<', page.text).group(1)
    assert 'src="data:image/svg+xml;base64,' in page.text
    assert (
        f"otpauth://totp/rita%40area.example?secret={secret}&amp;issuer=Innovaci%C3%B3n%20P%C3%BAblica%20360"
        in page.text
    )
    assert ENGLISH.findall(words_of(page.text)) == []


@pytest.mark.parametrize("code", ["", "000000", "abc", "٣٤٥٦٧٨"])
def test_wrong_code_sets_nothing_up(rita, clock, code):
    browser, _ = sign_in(rita)
    browser.post(f"/cuenta/reauthenticate/?next={ACTIVATE}", {"password": PASSWORD})
    browser.get(ACTIVATE)
    page = browser.post(ACTIVATE, {"code": code}).text
    sentence = "El código no es correcto o ya se usó." if code else "Escriba el código."
    assert page.count(sentence) == 2, "in the summary and at the field"
    assert not Authenticator.objects.exists()
    assert browser.get(WORK).url == ACTIVATE


def test_setting_it_up_asks_for_the_password_first(rita):
    browser = Client()
    browser.force_login(rita)
    assert browser.get(ACTIVATE).url == f"/cuenta/reauthenticate/?next={quote(ACTIVATE, safe='')}"


def test_secrets_do_not_lie_readable_in_the_database(rita, clock):
    browser, _ = sign_in(rita)
    secret = set_up(browser, clock)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert "gAAAA" in stored
    assert secret not in stored
    codes = re.findall(r"<li>(\d{8})</li>", browser.get(CODES).text)
    assert [code for code in codes if code in stored] == []


# --- Signing in with it ---


def test_signing_in_asks_for_the_code(rita, clock, secret_of):
    browser, answer = sign_in(rita, BOARD)
    assert answer.url == AUTHENTICATE
    assert browser.get(BOARD).url.startswith("/cuenta/login/"), "the password alone opens nothing"
    page = browser.get(answer.url)
    assert "<h1>Escriba el código</h1>" in page.text
    assert ENGLISH.findall(words_of(page.text)) == []
    wrong = browser.post(answer.url, {"code": "123456"})
    assert "El código no es correcto o ya se usó." in wrong.text
    assert browser.post(answer.url, {"code": code_of(secret_of, clock.now)}).url == BOARD
    assert browser.get(BOARD).status_code == 200


def test_code_opens_once(rita, clock, secret_of):
    code = code_of(secret_of, clock.now)
    first, answer = sign_in(rita)
    assert first.post(answer.url, {"code": code}).url == WORK
    second, answer = sign_in(rita)
    assert "El código no es correcto o ya se usó." in second.post(answer.url, {"code": code}).text


def test_recovery_code_opens_once(rita, clock, secret_of):
    browser, answer = sign_in(rita)
    browser.post(answer.url, {"code": code_of(secret_of, clock.now)})
    browser.post(f"/cuenta/reauthenticate/?next={CODES}", {"password": PASSWORD})
    spare = re.findall(r"<li>(\d{8})</li>", browser.get(CODES).text)[0]
    other, answer = sign_in(rita)
    assert other.post(answer.url, {"code": spare}).url == WORK
    third, answer = sign_in(rita)
    assert "El código no es correcto" in third.post(answer.url, {"code": spare}).text
    assert "Le quedan 9 códigos" in other.get(INDEX).text


def test_guessing_ends_after_ten_tries(rita, clock, secret_of):
    browser, answer = sign_in(rita)
    for number in range(11):
        page = browser.post(answer.url, {"code": f"{number:06}"}).text
    assert "Hubo demasiados intentos seguidos. Espere 5 minutos" in page
    right = browser.post(answer.url, {"code": code_of(secret_of, clock.now)})
    assert right.status_code == 200, "also the right code waits"


def test_session_that_signed_in_before_the_factor_was_there_must_show_the_code(rita, clock):
    """It had no metropolitan role then, or its session stayed through a restore of the database."""
    browser, _ = sign_in(rita)
    secret = set_up(browser, clock)
    assert browser.get(BOARD).status_code == 200
    older = Client()
    older.force_login(User.objects.get(pk=rita.pk))
    assert older.get(BOARD).url == f"{AGAIN}?next={quote(BOARD, safe='')}"
    page = older.get(older.get(BOARD).url)
    assert "<h1>Confirme con un código</h1>" in page.text
    clock.forward(minutes=2)
    assert older.post(older.get(BOARD).url, {"code": code_of(secret, clock.now)}).url == BOARD
    assert older.get(BOARD).status_code == 200


def test_showing_it_costs_no_query_afterwards(rita, clock, secret_of, settings):
    browser, answer = sign_in(rita)
    browser.post(answer.url, {"code": code_of(secret_of, clock.now)})
    browser.get("/revision/")
    required = queries_of(lambda: browser.get("/revision/"))
    settings.REQUIRE_STAFF_MFA = False
    assert len(queries_of(lambda: browser.get("/revision/"))) == len(required)


# --- Taking it off and losing it ---


def confirmed(rita, clock, secret: str) -> Client:
    """A browser that signed in with the code and confirmed the password."""
    browser, answer = sign_in(rita)
    browser.post(answer.url, {"code": code_of(secret, clock.now)})
    browser.post(f"/cuenta/reauthenticate/?next={INDEX}", {"password": PASSWORD})
    return browser


@pytest.mark.parametrize("shown_by", ["setting it up", "a code"])
def test_who_takes_it_off_sets_up_the_next_one_before_working(rita, clock, shown_by):
    browser, _ = sign_in(rita)
    secret = set_up(browser, clock)
    clock.forward(minutes=2)
    if shown_by == "a code":
        browser = confirmed(rita, clock, secret)
        clock.forward(minutes=2)
    assert browser.get(DEACTIVATE).status_code == 200
    assert browser.get(BOARD).status_code == 200, "looking at the page takes nothing off"
    assert browser.post(DEACTIVATE).url == INDEX
    assert not Authenticator.objects.exists()
    assert browser.get(BOARD).url == ACTIVATE
    assert set_up(browser, clock) != secret
    assert browser.get(BOARD).status_code == 200


def test_who_need_not_have_it_takes_it_off(here, clock):
    ana = make_member(Role.LIAISON, here, password=PASSWORD)
    browser, _ = sign_in(ana)
    secret = set_up(browser, clock)
    clock.forward(minutes=2)
    browser = confirmed(ana, clock, secret)
    assert "¿Desactivar el segundo factor?" in browser.get(DEACTIVATE).text
    assert browser.post(DEACTIVATE).url == INDEX
    assert not Authenticator.objects.exists()
    assert "Todavía no está activo." in browser.get(INDEX).text


def test_new_recovery_codes_replace_the_old_ones(rita, clock, secret_of):
    browser = confirmed(rita, clock, secret_of)
    before = re.findall(r"<li>(\d{8})</li>", browser.get(CODES).text)
    assert "Los 10 códigos que le quedan dejan de servir." in browser.get(f"{CODES}generate/").text
    assert browser.post(f"{CODES}generate/").url == CODES
    after = re.findall(r"<li>(\d{8})</li>", browser.get(CODES).text)
    assert (len(before), len(after), set(before) & set(after)) == (10, 10, set())
    download = browser.get(f"{CODES}download/")
    assert download["Content-Type"].startswith("text/plain")
    assert [code for code in after if code not in download.text] == []


def test_pages_of_the_second_factor_speak_spanish(rita, clock, secret_of):
    browser = confirmed(rita, clock, secret_of)
    for address in (INDEX, DEACTIVATE, CODES, f"{CODES}generate/", AGAIN):
        page = browser.get(address)
        assert (address, page.status_code, ENGLISH.findall(words_of(page.text))) == (address, 200, [])
        assert 'aria-label="Su cuenta"' in page.text


def test_operator_resets_it(rita, clock, secret_of, capsys):
    call_command("reset_second_factor", "RITA@area.example")
    assert "rita@area.example ya no tiene segundo factor." in capsys.readouterr().out
    browser, answer = sign_in(rita)
    assert answer.url == WORK
    assert browser.get(WORK).url == ACTIVATE
    assert AuditEntry.of(rita).filter(verb="user.second_factor_reset", by=None).count() == 1


@pytest.mark.parametrize(
    ("email", "sentence"), [("nadie@area.example", "No hay ninguna"), ("sin@area.example", "no tiene")]
)
def test_operator_is_told_when_there_is_nothing_to_reset(db, email, sentence):
    make_user(email="sin@area.example")
    with pytest.raises(CommandError, match=sentence):
        call_command("reset_second_factor", email)


def test_changed_secret_key_locks_the_codes_and_breaks_nothing(rita, clock, secret_of, settings):
    settings.SECRET_KEY = "another key, as after a restore without the .env"
    browser, answer = sign_in(rita)
    page = browser.post(answer.url, {"code": code_of(secret_of, clock.now)})
    assert (page.status_code, "El código no es correcto" in page.text) == (200, True)
    call_command("reset_second_factor", rita.email)
    assert sign_in(rita)[1].url == WORK
