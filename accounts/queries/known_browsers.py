"""Browsers in which a person signed in before, told by a cookie that holds neither name, number nor address."""

from django.core import signing
from django.utils.crypto import salted_hmac

from accounts.models import User

SALT = "accounts.known_browser"
LASTS = 365 * 24 * 3600  # seconds
MOST_PEOPLE = 10  # who share one browser


def is_known(cookie: str, email: str) -> bool:
    """Return whether the owner of that address signed in there, and has not ended all access since."""
    marks = _marks_in(cookie)
    person = User.objects.filter(email=email).first() if marks else None
    return person is not None and _mark_of(person) in marks


def with_mark_of(person: User, cookie: str) -> str | None:
    """Return the cookie with the mark of the person; None if it has it already."""
    mark, marks = _mark_of(person), _marks_in(cookie)
    return None if mark in marks else signing.dumps([*marks, mark][-MOST_PEOPLE:], salt=SALT)


def _marks_in(cookie: str) -> list[str]:
    try:
        return signing.loads(cookie, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return []


def _mark_of(person: User) -> str:
    """Ends with the sessions of the person, being made of what they are checked with."""
    return salted_hmac(SALT, f"{person.pk}:{person.get_session_auth_hash()}", algorithm="sha256").hexdigest()[:32]
