"""The page behind the link of an invitation."""

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import public
from accounts.actions import invitations
from accounts.choices import NOTICE_VERSION
from accounts.forms import AcceptanceForm
from accounts.models import Invitation
from accounts.permissions import Role
from accounts.queries import has_account, usable_invitation
from core.web.one_time_links import exchanged
from core.web.public_limit import limited


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
@limited
@exchanged("token", is_usable=lambda token: usable_invitation(token, timezone.now()))
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    invitation = usable_invitation(token, timezone.now())
    try:
        if invitation is None:
            raise invitations.InvitationUnusable
        answer = _with_account if has_account(invitation.email) else _without_account
        return answer(request, token, invitation)
    except invitations.InvitationUnusable as refusal:
        return render(request, "accounts/invitation_gone.html", {"refusal": refusal}, status=410)


def _without_account(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = AcceptanceForm(data, email=invitation.email, initial={"name": invitation.name})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            user = invitations.accept(token=token, name=data["name"], password=data["password"], at=timezone.now())
        except invitations.AccountExists as refusal:
            form.add_error(None, refusal.message)
        else:
            login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
            return redirect(settings.LOGIN_REDIRECT_URL)
    return _page(request, invitation, {"form": form, "step": "create"})


def _with_account(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    """An existing account gets the role only when signed in: the link alone is not enough."""
    if not request.user.is_authenticated:
        return _page(request, invitation, {"step": "sign_in"})
    if request.user.email != invitation.email:
        return _page(request, invitation, {"step": "other_account"})
    if request.method == "POST":
        invitations.accept_as(token=token, by=request.user, at=timezone.now())
        return redirect(settings.LOGIN_REDIRECT_URL)
    return _page(request, invitation, {"step": "add"})


def _page(request: HttpRequest, invitation: Invitation, context: dict) -> HttpResponse:
    context |= {"invitation": invitation, "role": Role(invitation.role), "notice_version": NOTICE_VERSION}
    return render(request, "accounts/invitation.html", context, status=422 if request.method == "POST" else 200)
