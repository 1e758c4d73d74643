"""Subscriptions by mail: request, confirm, leave."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import public
from core.web.edge import attempt
from core.web.one_time_links import exchanged
from core.web.public_limit import limited
from core.web.rate_limit import client_network, goes_on
from notices.actions import following
from notices.choices import DATA_NOTICE_VERSION
from notices.forms import FollowForm
from notices.queries.following import behind, names_of
from notices.queries.topics import topic_of

HOURLY, MAILS_A_DAY = 20, 3
LEFT = "listo"
TOO_MANY = "Llegaron muchas solicitudes desde su conexión. Espere una hora y vuelva a intentar."


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
@limited
def follow(request: HttpRequest) -> HttpResponse:
    """Request a subscription. The response reveals neither whether the address is known nor whether its limit is reached."""
    key = request.GET.get("sobre", "")
    topic = topic_of(key) if key else None
    if key and topic is None:
        raise Http404("No hay nada publicado con ese nombre.")
    form = FollowForm(request.POST if request.method == "POST" else None, topic=topic)
    status = 200
    if request.method == "POST" and form.is_valid():
        if goes_on("follow", client_network(request), most=HOURLY, seconds=3600):
            # The limit per address keeps the form from flooding somebody's inbox.
            if goes_on("follow-address", form.wanted["email"].lower(), most=MAILS_A_DAY, seconds=24 * 3600):
                following.ask(**form.wanted, at=timezone.now())
            return redirect("notices:follow-sent")
        form.add_error(None, TOO_MANY)
        status = 429
    elif form.errors:
        status = 422
    return render(request, "notices/follow.html", {"form": form, "notice_version": DATA_NOTICE_VERSION}, status=status)


@require_safe
@public
@limited
def follow_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "notices/follow_sent.html")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
@limited
@exchanged("token", is_usable=behind)
def follow_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Only the button confirms, so that link scanners of mail programs do not."""
    confirmed = request.method == "POST" and attempt(None, following.confirm, token=token, at=timezone.now())
    if confirmed:
        return redirect(request.path)
    found = behind(token)
    if found is None or request.method == "POST":
        return render(request, "notices/follow_gone.html", {"refusal": following.LinkUnusable().message}, status=410)
    context = {"follows": names_of(found), "step": "done" if found.confirmed_at else "ask"}
    return render(request, "notices/follow_confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@csrf_exempt  # mail programs post here directly (RFC 8058); the token authorises them
@public
@limited
@exchanged("token", is_usable=behind)
def follow_leave(request: HttpRequest, token: str) -> HttpResponse:
    """Unsubscribe by button or by mail program. Idempotent."""
    if request.method == "POST":
        following.leave(token=token, at=timezone.now())
        is_mail_program = "List-Unsubscribe" in request.POST  # RFC 8058: no redirect for them
        return render(request, "notices/follow_left.html") if is_mail_program else redirect(f"{request.path}?{LEFT}=1")
    if behind(token) is None and LEFT in request.GET:
        return render(request, "notices/follow_left.html")
    if behind(token) is None:
        context = {"refusal": following.LinkUnusable().message}
        return render(request, "notices/follow_gone.html", context, status=410)
    return render(request, "notices/follow_leave.html")
