"""Whose a form is: every form with a CSRF token of a signed-in person also carries their signed key.

The signature holds in one browser only, that which got the page: it is made with a cookie that outlasts the session. Whoever
copies a form with its key can do nothing with it elsewhere.
"""

import re
import secrets

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse

FIELD = "form_owner"
COOKIE = "form_browser"
LASTS = 365 * 24 * 3600  # seconds
_RANDOM = re.compile(r"[\w-]{43}", re.ASCII)


def mark_of(request: HttpRequest) -> str:
    """Return the signed key of the signed-in person, the same for all forms of one page; "" for others."""
    if not hasattr(request, "_form_owner"):
        user = getattr(request, "user", None)
        is_known = user is not None and user.is_authenticated
        request._form_owner = _signer(_browser_of(request)).sign(str(user.pk)) if is_known else ""
    return request._form_owner


def owner_of(request: HttpRequest) -> int | None:
    """Return the key of the person whose page held the form that was sent; None where no valid mark says so."""
    browser = _sent_by(request)
    if not browser:
        return None
    try:
        said = _signer(browser).unsign(request.POST.get(FIELD, ""), max_age=settings.SESSION_COOKIE_AGE)
    except BadSignature:
        return None
    return int(said)


def remember_browser(request: HttpRequest, response: HttpResponse) -> None:
    """Give the browser its cookie with the first page that says whose its forms are."""
    if made := getattr(request, "_new_form_browser", ""):
        response.set_cookie(
            COOKIE, made, max_age=LASTS, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )


def _sent_by(request: HttpRequest) -> str:
    sent = request.COOKIES.get(COOKIE, "")
    return sent if _RANDOM.fullmatch(sent) else ""


def _browser_of(request: HttpRequest) -> str:
    browser = _sent_by(request)
    if not browser:
        browser = request._new_form_browser = secrets.token_urlsafe(32)
    return browser


def _signer(browser: str) -> TimestampSigner:
    return TimestampSigner(salt=f"core.web.interrupted_forms:{browser}")
