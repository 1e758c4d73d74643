"""The mails that nobody knows to have left, and sending them again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from accounts.permissions import Permission
from administration.actions import mails
from administration.choices import MailKind
from administration.queries.mails import unsettled_mails
from core.web.pagination import page_of

PER_PAGE = 50


@require_safe
@requires(Permission.SEND_MAILS_AGAIN)
def mail_list(request: HttpRequest) -> HttpResponse:
    page = page_of(request, unsettled_mails(timezone.now()), PER_PAGE)
    return render(request, "administration/mails.html", {"page": page, "count": page.paginator.count})


@require_POST
@requires(Permission.SEND_MAILS_AGAIN)
def mail_send(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    if kind not in MailKind:
        raise Http404("No hay correos de esa clase.")
    if mails.send_again(kind=MailKind(kind), number=number, by=request.user, at=timezone.now()):
        messages.success(request, "El correo va en camino otra vez. Puede llegar dos veces.")
    else:
        messages.info(request, "Ese correo ya no está a medias: salió, o alguien lo envió otra vez.")
    return redirect("administration:mail-list")


@require_POST
@requires(Permission.SEND_MAILS_AGAIN)
def mail_send_all(request: HttpRequest) -> HttpResponse:
    count = mails.send_all_again(by=request.user, at=timezone.now())
    if count == 1:
        messages.success(request, "1 correo va en camino otra vez. Puede llegar dos veces.")
    elif count:
        messages.success(request, f"{count} correos van en camino otra vez. Pueden llegar dos veces.")
    else:
        messages.info(request, "Ningún correo está a medias.")
    return redirect("administration:mail-list")
