"""The inbox, opening and reading notifications, and delivery preferences."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from accounts.access import signed_in
from core.web.pagination import paginate
from notices.actions import notifications
from notices.forms import PreferencesForm
from notices.queries.notifications import deliveries_of, inbox_of

PER_PAGE = 25


@require_safe
@signed_in
def notice_list(request: HttpRequest) -> HttpResponse:
    page = paginate(request, inbox_of(request.user), PER_PAGE)
    return render(request, "notices/notifications.html", {"page": page})


@require_GET
@signed_in
def notice_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark it as read and redirect to its page; mails link here too."""
    notification = get_object_or_404(inbox_of(request.user), pk=pk)
    notifications.mark_read(notification=notification, by=request.user, at=timezone.now())
    return redirect(notification.url)


@require_POST
@signed_in
def notice_read(request: HttpRequest, pk: int) -> HttpResponse:
    notification = get_object_or_404(inbox_of(request.user), pk=pk)
    notifications.mark_read(notification=notification, by=request.user, at=timezone.now())
    return redirect("notices:notice-list")


@require_POST
@signed_in
def notice_read_all(request: HttpRequest) -> HttpResponse:
    count = notifications.mark_all_read(by=request.user, at=timezone.now())
    if count:
        messages.success(
            request, "1 aviso quedó como leído." if count == 1 else f"{count} avisos quedaron como leídos."
        )
    return redirect("notices:notice-list")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def notice_preferences(request: HttpRequest) -> HttpResponse:
    form = PreferencesForm(request.POST if request.method == "POST" else None, deliveries=deliveries_of(request.user))
    if request.method == "POST" and form.is_valid():
        notifications.set_preferences(
            person=request.user, wanted=form.wanted, by=request.user, at=timezone.now()
        )  # fmt: skip
        messages.success(request, "Guardó cómo quiere recibir los avisos.")
        return redirect("notices:notice-preferences")
    return render(request, "notices/preferences.html", {"form": form}, status=422 if form.errors else 200)
