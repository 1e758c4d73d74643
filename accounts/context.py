"""Context processor for signed-in users: name and role, and the links that the roles open."""

from functools import partial

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from accounts.permissions import allows
from accounts.queries import holdings_of
from core import menus
from core.menus import Link, Menu

MOST = 6  # links of the header; those after them stand under «Más»


def navigation(request: HttpRequest) -> dict:
    """Return `links` by name; `nav`, `nav_more`, `nav_tools` and `account_tabs` in order; `nav_waiting`: those of the menu
    where something waits; `who`: «Name · role», and its `who_parts`.

    All lazy: a public page that prints none of them costs no query.
    """
    links = SimpleLazyObject(lambda: _links(request))
    return {
        "links": links,
        "nav": SimpleLazyObject(lambda: _of_menu(links, Menu.WORK)[:MOST]),
        "nav_more": SimpleLazyObject(lambda: _of_menu(links, Menu.WORK)[MOST:] + _of_menu(links, Menu.MORE)),
        "nav_waiting": SimpleLazyObject(lambda: [one for one in _of_menu(links, Menu.WORK, Menu.MORE) if one["count"]]),
        "nav_tools": SimpleLazyObject(lambda: _of_menu(links, Menu.TOOLS)),
        "account_tabs": SimpleLazyObject(lambda: _of_menu(links, Menu.ACCOUNT)),
        "who": SimpleLazyObject(lambda: " · ".join(filter(None, _who(request)))),
        "who_parts": SimpleLazyObject(lambda: _who(request)),
    }


def _links(request: HttpRequest) -> dict[str, dict]:
    if not request.user.is_authenticated:
        return {}
    held = holdings_of(request.user)
    return {
        link.name: _shown(request, link)
        for link in menus.links()
        if (not link.permissions or any(allows(held, one) for one in link.permissions))
        and not any(allows(held, one) for one in link.unless)
        and (link.shown is None or link.shown(request))
    }


def _shown(request: HttpRequest, link: Link) -> dict:
    url = reverse(link.url_name)
    return {
        "menu": link.menu,
        "label": link.label,
        "url": url,
        "current": _is_current(request, link, url),
        "count": SimpleLazyObject(partial(link.count, request.user)) if link.count else 0,
        "count_label": link.count_label,
    }


def _is_current(request: HttpRequest, link: Link, url: str) -> bool:
    """True if the open page belongs to the link: account links do not match by prefix, since their pages nest.

    Of links whose addresses nest («/cocreacion/», «/cocreacion/moderacion/») the nearest one is meant.
    """
    match = request.resolver_match
    if match and match.view_name in (link.url_name, *link.views):
        return True
    if link.menu not in (Menu.WORK, Menu.MORE, Menu.TOOLS) or not request.path.startswith(url):
        return False
    addresses = (reverse(other.url_name) for other in menus.links() if other.menu == link.menu)
    return not any(request.path.startswith(one) and one.startswith(url) and one != url for one in addresses)


def _of_menu(links: dict[str, dict], *menus: Menu) -> list[dict]:
    return [link for link in links.values() if link["menu"] in menus]


def _who(request: HttpRequest) -> tuple[str, str]:
    """Return the name and the role, as «Role de Place»; with several roles, the first one and how many more."""
    if not request.user.is_authenticated:
        return "", ""
    held = holdings_of(request.user)
    more = f" y {len(held) - 1} más" if len(held) > 1 else ""
    return request.user.get_full_name(), f"{held[0].label}{more}" if held else ""
