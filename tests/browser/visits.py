"""One page of the portal with the person who opens it."""

from dataclasses import dataclass

from core.web.one_time_links import name_of

NOBODY = ""
ABOUT_PAGES = ("about", "contact", "privacy", "accessibility", "security", "press", "english")

PARTS_OF_A_MUNICIPALITY = (
    ("portal:theme", "/municipios/copacabana/temas/COL/"),
    ("portal:theme", "/municipios/bello/temas/DAT/"),
    ("portal:changes", "/municipios/copacabana/cambios/"),
    ("portal:changes", "/municipios/copacabana/cambios/?ciclo=demo-0"),  # nothing before it
)
CHOICES = (  # public pages of the demonstration by what was chosen on them
    ("portal:compare", "/comparar/"),
    ("portal:compare", "/comparar/?m=caldas&m=envigado&m=bello"),
    ("portal:compare", "/comparar/?parecidos=caldas"),
    ("portal:municipality", "/municipios/caldas/?pares=tamano"),
    ("portal:municipality", "/municipios/copacabana/?ciclo=demo-0"),
    ("portal:question-list", "/preguntas/"),
    ("portal:question-list", "/preguntas/?q=peticion"),
)


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
