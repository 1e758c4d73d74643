"""What the header of the work pages shows: who is signed in, and the links that her roles open."""

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from accounts.permissions import Permission, allows
from accounts.queries import holdings_of
from accounts.queries.notices import unread_count

INBOX = "accounts:notice-list"
# (label, URL name, permissions of which one opens it; none = everybody who is signed in)
WORK_LINKS = (
    ("Mi trabajo", "assessments:work-home", ()),
    ("Tablero", "results:board", (Permission.VIEW_BOARD,)),
    ("Revisión", "review:review-list", (Permission.REVIEW_ANSWERS,)),
    ("Ediciones", "instruments:edition-list", (Permission.EDIT_INSTRUMENTS,)),
    ("Equipo", "accounts:team-list", (Permission.INVITE_TO_MUNICIPALITY, Permission.INVITE_ANYONE)),
    ("Opiniones", "citizens:feedback-queue", (Permission.ANSWER_FEEDBACK,)),
    ("Correos", "administration:mail-list", (Permission.SEND_MAILS_AGAIN,)),
    ("Avisos", INBOX, ()),
)


def navigation(request: HttpRequest) -> dict:
    """Return `nav`, `who`, `unread`, `sees_log` and `sees_board`, computed only by templates that print them.

    Public pages pay nothing.
    """
    unread = SimpleLazyObject(lambda: _unread(request))
    return {
        "nav": SimpleLazyObject(lambda: _links(request, unread)),
        "who": SimpleLazyObject(lambda: _who(request)),
        "unread": unread,
        "sees_board": SimpleLazyObject(lambda: allows(holdings_of(request.user), Permission.VIEW_BOARD)),
        "sees_log": SimpleLazyObject(lambda: allows(holdings_of(request.user), Permission.VIEW_LOG)),
    }


def _links(request: HttpRequest, unread: int) -> list[dict]:
    if not request.user.is_authenticated:
        return []
    held = holdings_of(request.user)
    links = []
    for label, url_name, permissions in WORK_LINKS:
        if permissions and not any(allows(held, permission) for permission in permissions):
            continue
        try:
            url = reverse(url_name)
        except NoReverseMatch:
            continue
        count = unread if url_name == INBOX else 0
        links.append({"label": label, "url": url, "current": _is_current(request, url, url_name), "count": count})
    return links


def _is_current(request: HttpRequest, url: str, url_name: str) -> bool:
    match = request.resolver_match
    return request.path.startswith(url) or bool(match and match.view_name == url_name)


def _who(request: HttpRequest) -> str:
    """Return «Name · role» for the header; with several roles, the first one and how many more."""
    if not request.user.is_authenticated:
        return ""
    held = holdings_of(request.user)
    parts = [request.user.get_full_name()]
    if held:
        more = f" y {len(held) - 1} más" if len(held) > 1 else ""
        parts.append(f"{held[0].label}{more}")
    return " · ".join(parts)


def _unread(request: HttpRequest) -> int:
    return unread_count(request.user) if request.user.is_authenticated else 0
