"""Mails whose delivery is unknown, and sending them again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from accounts.permissions import Permission
from core.web.pagination import paginate
from mail.actions import outbox
from mail.queries import unsettled_mails

PER_PAGE = 50


@require_safe
@requires(Permission.SEND_MAILS_AGAIN)
def mail_list(request: HttpRequest) -> HttpResponse:
    page = paginate(request, unsettled_mails(timezone.now()), PER_PAGE)
    return render(request, "administration/mails.html", {"page": page, "count": page.paginator.count})


@require_POST
@requires(Permission.SEND_MAILS_AGAIN)
def mail_send(request: HttpRequest, number: int) -> HttpResponse:
    if outbox.send_again(number=number, by=request.user, at=timezone.now()):
        messages.success(request, "El correo va en camino otra vez. Puede llegar dos veces.")
    else:
        messages.info(request, "Ese correo ya no está a medias: salió, o alguien lo envió otra vez.")
    return redirect("administration:mail-list")


@require_POST
@requires(Permission.SEND_MAILS_AGAIN)
def mail_send_all(request: HttpRequest) -> HttpResponse:
    count = outbox.send_all_again(by=request.user, at=timezone.now())
    if count == 1:
        messages.success(request, "1 correo va en camino otra vez. Puede llegar dos veces.")
    elif count:
        messages.success(request, f"{count} correos van en camino otra vez. Pueden llegar dos veces.")
    else:
        messages.info(request, "Ningún correo está a medias.")
    return redirect("administration:mail-list")
