"""Signing in with a second factor: pages, codes and the time that they hang on."""

import base64
import hashlib
import hmac
import re
import struct
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.test import Client

from tests.factories.accounts import PASSWORD

WORK, BOARD = "/trabajo/", "/tablero/"
ACTIVATE, CODES, INDEX = (
    "/cuenta/segundo-factor/totp/activate/",
    "/cuenta/segundo-factor/recovery-codes/",
    "/cuenta/segundo-factor/",
)
DEACTIVATE, AUTHENTICATE = "/cuenta/segundo-factor/totp/deactivate/", "/cuenta/segundo-factor/authenticate/"
AGAIN = "/cuenta/segundo-factor/reauthenticate/"
# allauth reads its own rows more than once in a request; that is theirs to better.
READ_AGAIN = [
    {"model": model, "field": "*"}
    for model in ("sessions.Session", "account.EmailAddress", "mfa.Authenticator", "accounts.User")
]


def code_of(secret: str, at: datetime) -> str:
    """The six digits of RFC 6238, worked out apart from the library."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(at.timestamp()) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


class Clock:
    def __init__(self, machine):
        self.machine = machine
        self.now = datetime(2027, 3, 3, 10, 0, tzinfo=ZoneInfo("America/Bogota"))
        machine.move_to(self.now, tick=False)

    def forward(self, **time) -> None:
        self.now += timedelta(**time)
        self.machine.move_to(self.now, tick=False)


def sign_in(person, to: str = WORK) -> tuple[Client, object]:
    browser = Client()
    answer = browser.post(f"/cuenta/login/?next={to}", {"login": person.email, "password": PASSWORD})
    return browser, answer


def set_up(browser: Client, clock: Clock) -> str:
    """Set it up in a session that signed in with the password; return the secret."""
    assert browser.post(f"/cuenta/reauthenticate/?next={ACTIVATE}", {"password": PASSWORD}).url == ACTIVATE
    page = browser.get(ACTIVATE).text
    secret = re.search(r'class="mono secret">([A-Z2-7]+)<', page).group(1)
    answer = browser.post(ACTIVATE, {"code": code_of(secret, clock.now)})
    assert answer.url == CODES
    return secret
