"""Permission checks, and the decorators by which every view declares its audience."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render, resolve_url
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from rest_framework.permissions import BasePermission, IsAuthenticated

from accounts.choices import KNOWN_BROWSER, SECOND_FACTOR_SHOWN
from accounts.permissions import Permission, allows, reach
from accounts.queries import holdings_of
from accounts.queries.known_browsers import LASTS, with_mark_of
from core.web.addresses import page_of
from core.web.interrupted_forms import answers as interrupted_forms
from territory.models import Municipality

PUBLIC = "public"
SIGNED_IN = "signed_in"
M = TypeVar("M", bound=Model)


def can(user, permission: Permission, municipality: Municipality | int | None = None) -> bool:
    """Return whether the user has the permission for that municipality (None: for any). False for anonymous users."""
    _check(user, permission)
    if municipality is not None and (
        isinstance(municipality, bool) or not isinstance(municipality, Municipality | int)
    ):
        raise TypeError(f"can() takes a Municipality, its primary key or None as municipality, not {municipality!r}.")
    place = municipality.pk if isinstance(municipality, Municipality) else municipality
    return allows(holdings_of(user), permission, place)


def municipalities_of(user, permission: Permission) -> set[int] | None:
    """Return the ids of the municipalities where the user has the permission; None means all."""
    _check(user, permission)
    places = reach(holdings_of(user), permission)
    return None if places is None else set(places)


def require_permission(user, permission: Permission, municipality: Municipality | int) -> None:
    """Raise PermissionDenied unless the user has the permission there; the view's guard renders the 403 page."""
    if not can(user, permission, municipality):
        raise PermissionDenied


def fetch(request: HttpRequest, visible: QuerySet[M], permission: Permission | None = None, /, **lookups) -> M:
    """Return one row of a visible queryset (`visible_to`). 404 outside it, 403 without the permission for its municipality."""
    found = get_object_or_404(visible, **lookups)
    if permission is not None:
        require_permission(request.user, permission, found.municipality)
    return found


def _check(user, permission) -> None:
    # A string or a request would silently mean "no permission"; a programming error must raise.
    if not isinstance(user, AbstractBaseUser | AnonymousUser):
        raise TypeError(f"Give the user (request.user), not {type(user).__name__}.")
    if not isinstance(permission, Permission):
        raise TypeError(f"Give a member of accounts.permissions.Permission, not {permission!r}.")


def public(view: Callable) -> Callable:
    view._audience = PUBLIC
    return view


def signed_in(view: Callable) -> Callable:
    """Let in every signed-in person, whatever the role."""
    return _guard(view, SIGNED_IN, lambda user: True)


def requires(*permissions: Permission) -> Callable[[Callable], Callable]:
    """Require one of the permissions for any municipality; the view then fetches from what is visible to the user."""
    if not permissions or not all(isinstance(permission, Permission) for permission in permissions):
        raise TypeError("@requires takes one or more members of accounts.permissions.Permission.")

    def decorator(view: Callable) -> Callable:
        return _guard(view, " or ".join(permissions), lambda user: any(can(user, one) for one in permissions))

    return decorator


def requires_token(permission: Permission) -> Callable[[type], type]:
    """Require a token whose owner has the permission now: for views of the API, which ignore sessions."""
    if not isinstance(permission, Permission):
        raise TypeError("@requires_token takes a member of accounts.permissions.Permission.")

    class HasPermission(BasePermission):
        def has_permission(self, request, view) -> bool:
            return can(request.user, permission)

    def decorator(view: type) -> type:
        view.permission_classes = [IsAuthenticated, HasPermission]
        view._audience = f"token: {permission}"
        return view

    return decorator


def _guard(view: Callable, audience: str, is_let_in: Callable[[AbstractBaseUser], bool]) -> Callable:
    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        if _must_show_second_factor(request):
            return _ask_for_second_factor(request)
        if not is_let_in(request.user):
            return _refuse(request)
        try:
            response = view(request, *args, **kwargs)
        except PermissionDenied:  # the permission is missing for this municipality
            response = _refuse(request)
        patch_cache_control(response, private=True, no_store=True)  # nothing left behind the back button after sign-out
        _remember_browser(request, response)
        return response

    guarded._audience = audience
    return guarded


def _remember_browser(request: HttpRequest, response: HttpResponse) -> None:
    """Mark the browser as one of the person's: strangers' mistakes do not lock the person out of it."""
    marked = with_mark_of(request.user, request.COOKIES.get(KNOWN_BROWSER, ""))
    if marked is not None:
        response.set_cookie(
            KNOWN_BROWSER, marked, max_age=LASTS, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )


def _is_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Redirect to the sign-in page and back; an htmx request gets 401 with a message instead.

    What a form held stands in it again afterwards.
    """
    if not _is_htmx(request):
        return interrupted_forms.resumed_after(request, _sign_in_page)
    sign_in = _sign_in_page(page_of(request))
    response = render(request, "accounts/components/session_over.html", {"sign_in_url": sign_in}, status=401)
    if request.method == "GET":
        # Only on reads: leaving the page during a write would discard what was just typed.
        response["HX-Redirect"] = sign_in
    return response


def _refuse(request: HttpRequest) -> HttpResponse:
    template = "accounts/components/forbidden.html" if _is_htmx(request) else "accounts/forbidden.html"
    return render(request, template, status=403)


def _must_show_second_factor(request: HttpRequest) -> bool:
    """True for a metropolitan role signed in with a password alone. Roles and session are loaded: no query."""
    if not settings.REQUIRE_STAFF_MFA or request.session.get(SECOND_FACTOR_SHOWN):
        return False
    if not any(holding.role.is_metropolitan for holding in holdings_of(request.user)):
        return False
    return not any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def _ask_for_second_factor(request: HttpRequest) -> HttpResponse:
    """Redirect to the code page, or to the setup of a factor; an htmx request gets 403 with a message instead."""
    if not _is_htmx(request):
        return interrupted_forms.resumed_after(request, lambda page: _code_page(request, page))
    page = _code_page(request, page_of(request))
    return render(request, "accounts/components/second_factor.html", {"page": page}, status=403)


def _sign_in_page(page: str) -> str:
    return redirect_to_login(page, login_url=resolve_url(settings.LOGIN_URL)).url


def _code_page(request: HttpRequest, page: str) -> str:
    if is_mfa_enabled(request.user):
        return f"{reverse('mfa_reauthenticate')}?{urlencode({'next': page})}"
    return reverse("mfa_activate_totp")
