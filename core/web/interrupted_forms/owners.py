"""Whose a form is: every form with a CSRF token of a signed-in person also carries their signed key."""

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest

FIELD = "form_owner"
_signer = TimestampSigner(salt="core.web.interrupted_forms")


def mark_of(request: HttpRequest) -> str:
    """Return the signed key of the signed-in person, the same for all forms of one page; "" for others."""
    if not hasattr(request, "_form_owner"):
        user = getattr(request, "user", None)
        request._form_owner = _signer.sign(str(user.pk)) if user is not None and user.is_authenticated else ""
    return request._form_owner


def owner_of(request: HttpRequest) -> int | None:
    """Return the key of the person whose page held the form that was sent; None where no valid mark says so."""
    try:
        said = _signer.unsign(request.POST.get(FIELD, ""), max_age=settings.SESSION_COOKIE_AGE)
    except BadSignature:
        return None
    return int(said)
