"""One page of the portal with the person who opens it."""

from dataclasses import dataclass

from core.web.one_time_links import name_of

NOBODY = ""
ABOUT_PAGES = ("about", "contact", "privacy", "accessibility", "security", "press", "english")


@dataclass(frozen=True)
class Visit:
    """`route` is a URL name, `who` a role's account of the demonstration; `holds_demo`: its figures are invented.

    `secret`: part of the path that the portal exchanges; `lands_on`: another page, to which it redirects.
    """

    route: str
    path: str
    who: str = NOBODY
    status: int = 200
    holds_demo: bool = False
    secret: str = ""
    lands_on: str = ""

    @property
    def ends_at(self) -> str:
        exchanged = self.path.replace(self.secret, name_of(self.secret)) if self.secret else self.path
        return self.lands_on or exchanged


HOME_VISITS = tuple(
    Visit("portal:home", f"/{query}", holds_demo=True)
    for query in ("", "?ver=cambio&orden=-cambio", "?ver=TRA&orden=nombre")
)
