"""The people of a round, each in a browser of her own on days that pass, and what each of them does on a page."""

import csv
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from django.core import mail
from playwright.sync_api import Download, Locator, Page, expect

from accounts.models import User
from accounts.permissions import Role
from diagnostics.assessments.models import Assessment, Round
from tests.browser.axe import axe
from tests.browser.questionnaire import Questionnaire
from tests.factories.accounts import make_member
from tests.factories.diagnostics import edition, make_closed, make_round, make_version
from tests.factories.territory import make_municipality

PHONE, DESK = 390, 1280


class Walk:
    """The browsers of one day. A session lasts fourteen days, so each day begins with new ones."""

    def __init__(self, page_at: Callable, page_as: Callable, clock):
        self.page_at, self.page_as, self.clock = page_at, page_as, clock
        self.pages: dict[str, Page] = {}

    def on(self, day: str) -> None:
        self.clock.move_to(datetime.fromisoformat(f"{day}T10:30:00-05:00"), tick=True)
        self.pages.clear()

    def of(self, who: str) -> Page:
        """The browser of a person, by the first part of her address; municipal people hold a phone."""
        if who not in self.pages:
            self.pages[who] = self._signed_in(who)
        return self.pages[who]

    def citizen(self) -> Page:
        """Somebody else each time: a browser may show a public page for a minute after it was read."""
        return self.page_at(PHONE)

    def _signed_in(self, who: str) -> Page:
        user = User.objects.get(email=address(who))
        is_municipal = user.memberships.filter(municipality__isnull=False).exists()
        return self.page_as(user, PHONE if is_municipal else DESK)


def address(who: str) -> str:
    return f"{who}@correo.example"


def open_round() -> Round:
    """Aquí walks the whole way; Allá was reviewed by others and waits for its reply; Lejos never starts."""
    names = {"aqui": "Aquí", "alla": "Allá", "lejos": "Lejos"}
    here, there, far = (make_municipality(name=name, slug=slug) for slug, name in names.items())
    document = edition()
    document["dimensions"][1]["indicators"][0]["questions"][0]["evidence"] = {
        "requirement": "recommended", "accepts": ["url"]
    }  # fmt: skip
    round = make_round(
        here, there, far, version=make_version(document), code="ronda", name="Ronda 2027", opens_on=date(2027, 3, 1),
        closes_on=date(2027, 3, 12), cutoff_on=date(2026, 12, 31),
    )  # fmt: skip
    Assessment.objects.filter(round=round, municipality=there).update(attributes={"has_council": False})
    other = Assessment.objects.with_context().get(round=round, municipality=there)
    make_closed(other, by=make_member(Role.LIAISON, there), reviewer=make_member(Role.REVIEWER), rejects=("A-03",))
    make_member(Role.COORDINATOR, email=address("coordinacion"), name="Coordinación")
    return round


def invite(page: Page, who: str, role: Role, place: str) -> None:
    page.goto("/equipo/invitar/")
    page.get_by_label("Correo institucional").fill(address(who))
    page.get_by_label("Rol").select_option(label=role.label)
    page.get_by_label(re.compile("^Municipio")).select_option(label=place)
    page.get_by_role("button", name="Enviar la invitación").click()
    says(page, f"Invitación creada para {address(who)}.")


def accept_invitation(page: Page, who: str) -> Page:
    """Open the link of the invitation that came by mail, and make the account; she is signed in afterwards."""
    [message] = [message for message in mail.outbox if message.to == [address(who)]]
    return accept_link(page, re.search(r"https?://[^/]+(/cuenta/invitacion/\S+)", message.body)[1], who.capitalize())


def accept_link(page: Page, path: str, name: str) -> Page:
    page.goto(path)
    page.get_by_label("Nombre y apellido").fill(name)
    page.get_by_label("Contraseña").fill("treinta caminos de agua")
    page.get_by_label("Leí el aviso").check()
    page.get_by_role("button", name="Crear mi cuenta").click()
    expect(page.get_by_role("button", name="Salir")).to_be_visible()
    return page


def says(page: Page, text: str) -> None:
    expect(page.get_by_role("status").filter(has_text=text)).to_be_visible()


def refuses(page: Page, text: str) -> None:
    expect(page.get_by_role("alert").get_by_text(text).first).to_be_visible()


def queue_row(page: Page, place: str) -> list[str]:
    """State, who acts, since when, points in dispute and term, as the queue of the staff says them."""
    page.goto("/revision/")
    row = page.get_by_role("region", name="Cola de la revisión").get_by_role("row").filter(has_text=place)
    return words(row.locator("td"))[:5]


def article(page: Page, code: str) -> Locator:
    return page.locator(f"article[id='{code}']")


def words(found: Locator) -> list[str]:
    """What each says, once the page that a press led to has one of them: a list is not waited for by itself."""
    expect(found).not_to_have_count(0)
    return [" ".join(text.split()) for text in found.all_inner_texts()]


def downloaded(page: Page, link: Locator) -> Path:
    with page.expect_download() as download:
        link.click()
    value: Download = download.value
    return Path(value.path())


def totals_of(file: Path) -> dict[str, str]:
    """Displayed total of each municipality, by its code, from the CSV of the public site."""
    with file.open(encoding="utf-8", newline="") as lines:
        return {row["municipality"]: row["displayed"] for row in csv.DictReader(lines) if row["kind"] == "global"}


def confirm_facts(page: Page, slug: str = "aqui") -> None:
    page.goto(f"/diagnostico/ronda/{slug}/datos/")
    page.get_by_label("Tiene consejo").select_option(label="Sí")
    page.get_by_role("button", name="Guardar los datos").click()
    says(page, "Datos del municipio guardados")


def fill(page: Page, slug: str = "aqui", first: str = "la mitad") -> None:
    """Answer all questions, A-01 with the level whose words are `first`."""
    page.goto("/trabajo/")
    page.get_by_role("link", name=re.compile("^Continuar en A-01")).click()
    asked = Questionnaire(page)
    asked.choose("A-01", first)
    asked.write("A-01", "Direcciones que lo prueban", "https://www.aqui.example/publica")
    asked.choose("A-02", "Sí")
    for n, option in enumerate(("Datos", "Actas")):
        asked.choose("A-03", option)
        link = asked.question("A-03").get_by_label("Dirección que prueba esta opción").nth(n)
        with page.expect_response("**/respuestas/A-03/"):
            link.fill(f"https://www.aqui.example/{option.lower()}")
            link.press("Tab")
    page.get_by_role("button", name="Guardar y seguir").click()
    asked.question("B-01").get_by_label("Numerador").fill("5")
    asked.write("B-01", "Denominador", "10")
    asked.write("B-01", "Direcciones que lo prueban", "https://www.aqui.example/respuestas")
    asked.choose("B-02", "Por la web")
    asked.write("B-03", "Número", "1")
    page.goto(f"/diagnostico/ronda/{slug}/")


def send(page: Page, name: str = "Aquí") -> None:
    page.goto("/trabajo/")
    page.get_by_role("link", name="Revisar y enviar").click()
    page.get_by_role("button", name="Enviar a la alcaldía").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{name}: en aprobación de la alcaldía")


def sign(page: Page) -> None:
    page.goto("/trabajo/")
    page.get_by_role("link", name="Leer y firmar").click()
    page.get_by_label("Nombre de quien firma").fill("Ana Alcaldesa")
    page.get_by_label("Alcalde o alcaldesa").check()
    page.get_by_label("Cargo").fill("Alcaldesa municipal")
    page.get_by_role("button", name="Firmar y enviar a revisión").click()
    refuses(page, "Marque que leyó y respalda lo declarado. Sin eso no hay firma.")
    page.get_by_label("Leí el diagnóstico y respaldo lo que declara").check()
    page.get_by_role("button", name="Firmar y enviar a revisión").click()
    says(page, "Diagnóstico firmado.")


def declare(page: Page, conflict: str = "") -> None:
    page.goto("/revision/")
    page.get_by_role("link", name="Hacer la declaración").click()
    if conflict:
        page.get_by_label(conflict, exact=True).check()
        page.get_by_label(f"Por qué, con {conflict}").fill("Trabajé allí hasta 2025.")
    page.get_by_label("Declaro que fuera de lo marcado").check()
    assert axe(page) == []
    page.get_by_role("button", name="Guardar la declaración").click()
    says(page, "Declaración guardada para Ronda 2027.")


def accept_by_key(page: Page, code: str) -> None:
    with page.expect_response(f"**/respuestas/{code}/"):
        page.keyboard.press("a")
    expect(article(page, code).locator(".when-idle")).to_have_text("Marcada")


def attach(page: Page, day: str) -> None:
    page.get_by_label("O una dirección").fill("https://www.aqui.example/actas-2026")
    page.get_by_label("Fecha del documento").fill(day)
    page.get_by_role("button", name="Guardar lo que digo de A-03").click()


def decide(page: Page, why: str) -> None:
    page.get_by_label("Aceptar: queda en 80 de 100").check()
    page.get_by_label("Razón", exact=True).select_option("otra")
    page.get_by_label("Una frase que la alcaldía pueda usar").fill(why)
    page.get_by_role("button", name="Registrar la decisión y abrir la siguiente").click()


def everybody_comes(walk: Walk) -> None:
    """Coordination invites six, the liaison invites who fills with her; each opens the link that came by mail."""
    for who, role in (("enlace", Role.LIAISON), ("alcaldia", Role.APPROVER)):
        invite(walk.of("coordinacion"), who, role, "Aquí")
    for who in ("revisora", "segunda", "decisora"):
        invite(walk.of("coordinacion"), who, Role.REVIEWER, "Toda el área metropolitana")
    invite(walk.of("coordinacion"), "confirmadora", Role.COORDINATOR, "Toda el área metropolitana")
    for who in ("enlace", "alcaldia", "revisora", "segunda", "decisora", "confirmadora"):
        walk.pages[who] = accept_invitation(walk.page_at(PHONE if who in ("enlace", "alcaldia") else DESK), who)
    invite(walk.of("enlace"), "colaboradora", Role.CONTRIBUTOR, "Aquí")
    walk.pages["colaboradora"] = accept_invitation(walk.page_at(PHONE), "colaboradora")


def nobody_reads(page: Page, *figures: str) -> None:
    """No public address tells a figure that the portal already holds."""
    for path in ("/", "/municipios/aqui/", "/comparar/?m=aqui&m=alla", "/como-se-mide/"):
        page.goto(path)
        text = page.locator("body").inner_text()
        assert [figure for figure in figures if figure in text] == [], path
    page.goto("/municipios/aqui/")
    expect(page.get_by_text("Todavía no hay resultados publicados")).to_be_visible()
    closed = ("/datos/ronda/puntajes.csv", "/ciclos/ronda/publicacion/")
    assert [page.request.get(path).status for path in closed] == [404, 404]


def events_of(page: Page) -> list[str]:
    """The events of a history, without the minute."""
    return [
        re.sub(r", \d+:\d\d", "", text, count=1) for text in words(page.get_by_role("main").get_by_role("listitem"))
    ]
