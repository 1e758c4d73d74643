"""Guessing ends; neither a colleague's mistakes nor a stranger's lock others out, and the time named is the true one."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core import mail, signing
from django.test import Client

from accounts.actions import security
from accounts.choices import KNOWN_BROWSER, SecurityEvent
from accounts.models import User
from accounts.queries import known_browsers
from core.models import AuditEntry
from core.web import counting_cache
from tests.factories.accounts import PASSWORD, make_user
from tests.integration.accounts.second_factor import READ_AGAIN, Clock, code_of, sign_in

pytestmark = pytest.mark.django_db
TOWN_HALL, STRANGER = "190.0.2.7", "198.51.100.{}"
TOO_MANY = "Hubo demasiados intentos seguidos."


@pytest.fixture(autouse=True)
def _rows_that_libraries_read_again(settings) -> None:
    settings.ZEAL_ALLOWLIST = READ_AGAIN


@pytest.fixture
def ana(db) -> User:
    return make_user(email="ana@aqui.example", name="Ana Ruiz", password=PASSWORD)


@pytest.fixture
def eva(db) -> User:
    return make_user(email="eva@aqui.example", name="Eva Ruiz", password=PASSWORD)


def enter(person: User, network: str = TOWN_HALL, *, password: str = PASSWORD, browser: Client | None = None) -> str:
    """Sign in from a network; return «in», or what the page says."""
    browser = browser or Client()
    answer = browser.post("/cuenta/login/", {"login": person.email, "password": password}, REMOTE_ADDR=network)
    if answer.status_code == 302:
        browser.get("/cuenta/", REMOTE_ADDR=network)
        return "in"
    return answer.text


def fail(person: User, times: int, network: Callable[[int], str] | str = TOWN_HALL, **kwargs) -> str:
    said = ""
    for number in range(times):
        said = enter(person, network if isinstance(network, str) else network(number), password="no es", **kwargs)
    return said


def known_browser_of(person: User) -> Client:
    browser = Client()
    assert enter(person, browser=browser) == "in"
    browser.post("/cuenta/logout/")
    return browser


@pytest.fixture
def redis_away(settings, monkeypatch) -> None:
    """Redis is configured, and nobody answers there."""
    monkeypatch.setattr(counting_cache.CountingRedisCache, "_away_until", 0.0)
    nobody = "redis://127.0.0.1:1/0"
    settings.CACHES = {
        "default": {"BACKEND": "core.web.forgiving_cache.ForgivingRedisCache", "LOCATION": nobody},
        "counts": {"BACKEND": "core.web.counting_cache.CountingRedisCache", "LOCATION": nobody},
    }


@pytest.mark.parametrize("redis", ["as configured", "away"])
def test_ten_mistakes_stop_the_account_on_its_network_and_nobody_else(ana, eva, redis, request):
    if redis == "away":
        request.getfixturevalue("redis_away")
    assert TOO_MANY not in fail(ana, 10)
    assert TOO_MANY in enter(ana)
    assert enter(eva) == "in", "one colleague's mistakes do not lock the town hall"
    assert enter(ana, "190.0.2.8") == "in", "nor herself elsewhere"


def test_limits_of_the_library_count_while_redis_is_away(ana, redis_away):
    browser = Client()
    browser.force_login(ana)
    answers = [browser.post("/cuenta/password/change/", {}).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]


def test_right_passwords_are_not_counted(ana):
    assert [enter(ana) for _ in range(40)] == ["in"] * 40


def test_network_that_tries_many_accounts_is_stopped(eva):
    people = [make_user(email=f"p{number}@aqui.example") for number in range(25)]
    for person in people:
        assert TOO_MANY not in fail(person, 4)
    assert TOO_MANY in enter(eva)
    assert enter(eva, "190.0.2.8") == "in"


def test_strangers_everywhere_stop_the_account_but_not_in_browsers_that_know_it(ana, eva):
    known, of_eva = known_browser_of(ana), known_browser_of(eva)
    fail(ana, 30, STRANGER.format)
    assert TOO_MANY in enter(ana), "a browser that never was hers"
    assert TOO_MANY in enter(ana, browser=of_eva), "nor one that knows somebody else"
    assert enter(ana, browser=known) == "in"
    assert TOO_MANY not in fail(ana, 9, browser=known)


def test_known_browser_is_limited_too(ana):
    known = known_browser_of(ana)
    fail(ana, 30, STRANGER.format)
    fail(ana, 10, browser=known)
    assert TOO_MANY in enter(ana, browser=known)


def test_ending_all_access_forgets_the_browser(ana, clock):
    known = known_browser_of(ana)
    security.end_access(person=ana, because=SecurityEvent.FACTOR_RESET, by=None, at=clock.now)
    fail(ana, 30, STRANGER.format)
    assert TOO_MANY in enter(ana, browser=known)


def test_address_without_an_account_is_limited_alike():
    nobody = User(email="nadie@aqui.example")
    fail(nobody, 30, STRANGER.format)
    assert TOO_MANY in enter(nobody)


def test_cookie_of_the_browser_is_sealed_and_says_nothing_of_the_person(ana, settings):
    browser = known_browser_of(ana)
    cookie = browser.cookies[KNOWN_BROWSER]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 365 * 24 * 3600)
    (mark,) = signing.loads(cookie.value, salt=known_browsers.SALT)
    assert len(mark) == 32
    assert str(ana.pk) not in signing.loads(cookie.value, salt=known_browsers.SALT)
    assert not known_browsers.is_known(cookie.value[:-1], ana.email)
    assert not known_browsers.is_known(signing.dumps([mark], salt="another"), ana.email)
    before = browser.cookies[KNOWN_BROWSER].value
    enter(ana, browser=browser)
    assert browser.cookies[KNOWN_BROWSER].value == before, "set once"


def test_shared_browser_knows_everybody_who_signs_in_with_it(ana, eva):
    browser = known_browser_of(ana)
    enter(eva, browser=browser)
    cookie = browser.cookies[KNOWN_BROWSER].value
    assert known_browsers.is_known(cookie, ana.email)
    assert known_browsers.is_known(cookie, eva.email)


def test_time_named_is_the_true_one_and_being_refused_does_not_lengthen_it(ana, clock):
    fail(ana, 5)
    clock.forward(minutes=2)
    fail(ana, 5)
    assert "Espere 3 minutos y vuelva a intentar." in enter(ana)
    clock.forward(minutes=2, seconds=30)
    assert "Espere 1 minuto y vuelva a intentar." in enter(ana)


def test_right_password_opens_when_that_time_is_over(ana, time_machine, settings):
    settings.CACHES = {
        **settings.CACHES,
        "counts": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "clock of the test"},
    }
    clock = Clock(time_machine)
    clock.now = datetime(2027, 3, 3, 11, 0, tzinfo=ZoneInfo("America/Bogota"))
    clock.forward(minutes=0)
    fail(ana, 10)
    clock.forward(minutes=4, seconds=59)
    assert "Espere 1 minuto" in enter(ana)
    clock.forward(seconds=2)
    assert enter(ana) == "in"


def test_confirming_the_password_in_an_open_session_counts_with_it(ana):
    browser = Client()
    browser.force_login(ana)
    for _ in range(10):
        browser.post("/cuenta/reauthenticate/", {"password": "no es"}, REMOTE_ADDR=TOWN_HALL)
    page = browser.post("/cuenta/reauthenticate/", {"password": PASSWORD}, REMOTE_ADDR=TOWN_HALL)
    assert TOO_MANY in page.text
    assert TOO_MANY in enter(ana)


def test_who_wrote_a_new_password_by_link_need_not_wait(ana, django_capture_on_commit_callbacks):
    fail(ana, 10)
    browser = Client(REMOTE_ADDR=TOWN_HALL)
    with django_capture_on_commit_callbacks(execute=True):
        browser.post("/cuenta/password/reset/", {"email": ana.email})
    path = mail.outbox[0].body.split("/cuenta/", 1)[1].split()[0]
    form = {"password1": "otra clave larga y nueva", "password2": "otra clave larga y nueva"}
    browser.post(browser.get(f"/cuenta/{path}").url, form)
    assert enter(ana, password=form["password1"]) == "in"


@pytest.mark.parametrize("email", ["ana@aqui.example", "nadie@aqui.example"])
def test_fourth_link_within_ten_minutes_waits(ana, clock, client, email):
    for _ in range(3):
        assert client.post("/cuenta/password/reset/", {"email": email}).status_code == 302
        clock.forward(minutes=1)
    assert "Espere 7 minutos" in client.post("/cuenta/password/reset/", {"email": email}).text


# --- Codes of the second factor ---


@pytest.fixture
def _second_factor_required(settings) -> None:
    settings.REQUIRE_STAFF_MFA = True


@pytest.mark.usefixtures("_second_factor_required")
def test_ten_wrong_codes_stop_the_account_and_its_owner_is_told_once(
    rita, secret_of, clock, django_capture_on_commit_callbacks
):
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        for network in ("198.51.100.1", "198.51.100.2"):
            browser = Client(REMOTE_ADDR=network)
            browser.post("/cuenta/login/", {"login": rita.email, "password": PASSWORD})
            for number in range(8):
                page = browser.post("/cuenta/segundo-factor/authenticate/", {"code": f"{number:06}"}).text
    assert "Espere 5 minutos y vuelva a intentar." in page
    (message,) = mail.outbox
    assert (message.to, message.subject) == (
        [rita.email],
        "Innovación Pública 360: Demasiados códigos equivocados",
    )
    assert "Desde: 198.51.100.2" in message.body
    assert AuditEntry.of(rita).filter(verb="user.second_factor_blocked").count() == 1
    browser, answer = sign_in(rita)
    right = browser.post(answer.url, {"code": code_of(secret_of, clock.now)})
    assert "Espere 5 minutos" in right.text, "also the right code waits, from any network"


@pytest.mark.usefixtures("_second_factor_required")
def test_nine_wrong_codes_tell_nobody_and_the_right_one_opens(
    rita, secret_of, clock, django_capture_on_commit_callbacks
):
    mail.outbox.clear()
    browser, answer = sign_in(rita)
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(9):
            browser.post(answer.url, {"code": f"{number:06}"})
        assert browser.post(answer.url, {"code": code_of(secret_of, clock.now)}).status_code == 302
    assert mail.outbox == []
