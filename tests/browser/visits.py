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


# Public pages that show what the demonstration invented.
OF_THE_DEMONSTRATION = tuple(
    Visit(route, path, holds_demo=True)
    for route, path in (
        ("portal:home", "/"),
        ("portal:home", "/?ver=cambio&orden=-cambio"),
        ("portal:home", "/?ver=TRA&orden=nombre"),
        ("portal:municipality", "/municipios/copacabana/"),  # held back by a gate
        ("portal:municipality", "/municipios/bello/"),  # partial
        ("portal:municipality", "/municipios/envigado/"),  # the highest level
        ("portal:municipality", "/municipios/caldas/?pares=tamano"),
        ("portal:municipality", "/municipios/copacabana/?ciclo=demo-0"),
        ("portal:theme", "/municipios/copacabana/temas/COL/"),
        ("portal:theme", "/municipios/bello/temas/DAT/"),
        ("portal:changes", "/municipios/copacabana/cambios/"),
        ("portal:changes", "/municipios/copacabana/cambios/?ciclo=demo-0"),  # nothing before it
        ("portal:letter", "/municipios/copacabana/carta/"),
        ("portal:route", "/municipios/caldas/ruta/"),  # a long way
        ("portal:route", "/municipios/envigado/ruta/"),  # the highest level
        ("portal:widget", "/municipios/copacabana/widget/"),
        ("portal:compare", "/comparar/"),
        ("portal:compare", "/comparar/?m=caldas&m=envigado&m=bello"),
        ("portal:compare", "/comparar/?parecidos=caldas"),
        ("portal:question-list", "/preguntas/"),
        ("portal:question-list", "/preguntas/?q=peticion"),
        ("portal:news", "/novedades/"),
    )
)
