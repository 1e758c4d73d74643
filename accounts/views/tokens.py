"""The user's own API tokens."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.actions import tokens
from accounts.permissions import Permission
from accounts.queries.tokens import tokens_of
from core.web.edge import Attempt, attempt
from core.web.set_aside import actions as set_aside

NEW, KIND = "nuevo", "token"


@require_http_methods(["GET", "POST"])
@requires(Permission.VIEW_BOARD)
def token_list(request: HttpRequest) -> HttpResponse:
    """The valid tokens; a new one is shown once, on the page that follows its form."""
    now = timezone.now()
    asked = attempt(None, tokens.make, by=request.user, at=now) if request.method == "POST" else Attempt()
    if request.method == "POST" and asked:
        key = set_aside.put(kind=KIND, owner_id=request.user.pk, content=asked.result, at=now)
        return redirect(f"{request.path}?{urlencode({NEW: key})}")
    context = {
        "tokens": tokens_of(request.user, at=now),
        "made": _shown_once(request),
        "refused": asked.message,
        "days": settings.REST_KNOX["TOKEN_TTL"].days,
        "most": tokens.MOST,
    }
    return render(request, "accounts/tokens.html", context, status=200 if asked else 409)


def _shown_once(request: HttpRequest) -> str | None:
    if not (key := request.GET.get(NEW)):
        return None
    made = set_aside.get(kind=KIND, key=key, user=request.user, at=timezone.now())
    set_aside.drop(kind=KIND, key=key, user=request.user)
    return made


@require_POST
@requires(Permission.VIEW_BOARD)
def token_revoke(request: HttpRequest, start: str) -> HttpResponse:
    token = tokens_of(request.user, at=timezone.now()).filter(token_key=start).first()
    if token is None:
        raise Http404("No tiene un token vigente que empiece así.")
    tokens.revoke(token=token, by=request.user, at=timezone.now())
    messages.success(request, f"Token retirado: el que empieza por {start[:8]} ya no abre nada.")
    return redirect("accounts:token-list")
