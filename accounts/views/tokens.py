"""The user's own API tokens."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.actions import tokens
from accounts.permissions import Permission
from accounts.queries.tokens import tokens_of
from core.web.edge import Attempt, attempt


@require_http_methods(["GET", "POST"])
@requires(Permission.VIEW_BOARD)
def token_list(request: HttpRequest) -> HttpResponse:
    """The valid tokens; a new one is shown only in the response to its own form."""
    now = timezone.now()
    made = attempt(None, tokens.make, by=request.user, at=now) if request.method == "POST" else Attempt()
    context = {
        "tokens": tokens_of(request.user, at=now),
        "made": made.result,
        "refused": made.message,
        "days": settings.REST_KNOX["TOKEN_TTL"].days,
        "most": tokens.MOST,
    }
    return render(request, "accounts/tokens.html", context, status=200 if made else 409)


@require_POST
@requires(Permission.VIEW_BOARD)
def token_revoke(request: HttpRequest, start: str) -> HttpResponse:
    token = tokens_of(request.user, at=timezone.now()).filter(token_key=start).first()
    if token is None:
        raise Http404("No tiene un token vigente que empiece así.")
    tokens.revoke(token=token, by=request.user, at=timezone.now())
    messages.success(request, f"Token retirado: el que empieza por {start[:8]} ya no abre nada.")
    return redirect("accounts:token-list")
