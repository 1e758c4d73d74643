"""Responses to a form that could not be received: back into the form after signing in, or what was typed on a page of its own."""

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render, resolve_url
from django.utils import timezone

from core.web.addresses import is_own, page_of
from core.web.edge import attempt
from core.web.interrupted_forms import keeping
from core.web.interrupted_forms.filling import Fields
from core.web.interrupted_forms.keeping import Interrupted
from core.web.interrupted_forms.owners import owner_of

RESUME = "retomar"  # parameter that names what is put back
ANCHOR = "lo-que-escribio"
SHORT = 30  # characters; shorter values without a space are choices, not texts
TOO_OLD = "La página estuvo abierta demasiado tiempo."
SESSION_OVER = "Su sesión terminó."


def never_kept(view: Callable) -> Callable:
    """Mark a view whose forms hold passwords or codes."""
    view._never_kept = True
    return view


def resumed_after(request: HttpRequest, way_back: Callable[[str], str]) -> HttpResponse:
    """Redirect to `way_back(page)`, such as the sign-in page; afterwards that page shows its writer what a form held."""
    page, owner = page_of(request), _owner_of_form(request)
    if owner is None and not request.user.is_authenticated and _has_typed(request):
        # A browser that forgot its cookies, or a page that is older than they are.
        return _unsent(request, 401, SESSION_OVER, sign_in=way_back(page))
    if owner is None or (request.user.is_authenticated and request.user.pk != owner):
        return HttpResponseRedirect(way_back(page))
    kept = _keep(request, owner, page)
    if kept is None:
        return _unsent(request, 401, SESSION_OVER, sign_in=way_back(page))
    return HttpResponseRedirect(way_back(kept))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The portal's CSRF_FAILURE_VIEW. The session changed under an open page, or cookies are blocked."""
    if not _is_from_our_page(request):
        return render(request, "403_csrf.html", status=403)
    owner = _owner_of_form(request)
    if owner is None:
        return unsent(request, status=403, because=TOO_OLD) or render(request, "403_csrf.html", status=403)
    kept = _keep(request, owner, page_of(request))
    if request.user.is_authenticated and request.user.pk != owner:
        return render(request, "403_csrf.html", {"is_of_another": True, "is_kept": kept is not None}, status=403)
    if kept is None:
        return _unsent(
            request, 403, SESSION_OVER, sign_in="" if request.user.is_authenticated else _sign_in(page_of(request))
        )
    return HttpResponseRedirect(kept if request.user.is_authenticated else _sign_in(kept))


def unsent(request: HttpRequest, *, status: int, because: str) -> HttpResponse | None:
    """Return a page with what was typed and a button that sends it again; None where nothing was, or it may not be shown."""
    if request.method != "POST" or getattr(request, "htmx", False) or _holds_secrets(request):
        return None
    return _unsent(request, status, because) if _texts(fields_of(request)) else None


def nowhere(request: HttpRequest, kept: Interrupted) -> HttpResponse:
    """The page of a text whose form is not there any more, to be copied."""
    context = {"texts": _texts(kept.fields), "page": kept.page, "because": SESSION_OVER}
    return _private(render(request, "core/unsent.html", context))


def page_waiting_for(user) -> str:
    """Return the page where the person's newest interrupted form waits; "" if none does."""
    found = keeping.newest_of(user=user, at=timezone.now())
    return resumed(found[1].page, found[0]) if found else ""


def fields_of(request: HttpRequest) -> Fields:
    return [(name, value) for name, values in request.POST.lists() for value in values]


def resumed(page: str, key: str) -> str:
    """Return the page's address with the key of what is put back into its form."""
    parts = urlsplit(page)
    asked = QueryDict(parts.query, mutable=True)
    asked[RESUME] = key
    return parts._replace(query=urlencode(list(asked.lists()), doseq=True), fragment=ANCHOR).geturl()


def _keep(request: HttpRequest, owner: int, page: str) -> str | None:
    """Return the address that resumes the form; None if it was not kept."""
    form = Interrupted(page, request.get_full_path(), fields_of(request), had_files=bool(request.FILES))
    kept = attempt(None, keeping.keep, form, owner_id=owner, at=timezone.now())
    return resumed(page, kept.result) if kept else None


def _owner_of_form(request: HttpRequest) -> int | None:
    return None if request.method != "POST" or _holds_secrets(request) else owner_of(request)


def _holds_secrets(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is None or hasattr(match.func, "_never_kept")


def _is_from_our_page(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent the form, by leaving that page."""
    said = request.headers.get("Origin") or request.headers.get("Referer", "")
    return not getattr(request, "htmx", False) and is_own(request, said) and urlsplit(said).netloc != ""


def _texts(fields: Fields) -> list[str]:
    """What looks typed; everything where nothing does."""
    values = [value for _, value in keeping.typed(fields) if value.strip()]
    return [value for value in values if _is_typed(value)] or values


def _is_typed(value: str) -> bool:
    return " " in value.strip() or len(value) > SHORT


def _has_typed(request: HttpRequest) -> bool:
    is_ours = request.method == "POST" and not _holds_secrets(request) and _is_from_our_page(request)
    return is_ours and any(_is_typed(value) for _, value in keeping.typed(fields_of(request)))


def _unsent(request: HttpRequest, status: int, because: str, sign_in: str = "") -> HttpResponse:
    fields = keeping.typed(fields_of(request))
    texts = set(_texts(fields))
    context = {
        "because": because, "action": request.get_full_path(), "sign_in": sign_in, "had_files": bool(request.FILES),
        "shown": [(name, value) for name, value in fields if value in texts],
        "carried": [(name, value) for name, value in fields if value not in texts],
    }  # fmt: skip
    return _private(render(request, "core/unsent.html", context, status=status))


def _sign_in(page: str) -> str:
    return redirect_to_login(page, login_url=resolve_url(settings.LOGIN_URL)).url


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response
