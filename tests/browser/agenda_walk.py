"""The people of an agenda, each in a browser of her own on days that pass, and what each of them does on a page."""

import re
from datetime import date, timedelta
from pathlib import Path

from django.core import mail
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from accounts.permissions import Role
from cocreation.agendas import tasks
from cocreation.agendas.choices import StageCode
from cocreation.agendas.models import Stage
from cocreation.contributions.models import Contribution
from tests.browser.round_walk import Walk, address, downloaded, says, words
from tests.factories.accounts import make_member
from tests.factories.territory import make_municipality

PHONE, DESK = 360, 1280
HERE, THERE, FAR = "Aquí", "Allá", "Lejos"
STAFF = {
    "facilitacion": Role.FACILITATOR, "moderacion": Role.FACILITATOR, "coordinacion": Role.COORDINATOR,
}  # fmt: skip
CODE = "AG-2027"
PUBLIC, WORK = f"/agendas/{CODE}/", f"/cocreacion/{CODE}/"


class AgendaWalk(Walk):
    """Citizens hold a phone; staff and municipalities sit at a desk."""

    def citizen(self) -> Page:
        return self.page_at(PHONE)

    def send(self, page: Page, name: str) -> None:
        """After the seconds that a person needs to write: a form that comes back at once is a machine's."""
        self.clock.shift(20)
        press(page, name)

    def signed_in(self, who: str, width: int) -> Page:
        if who not in self.pages:
            self.pages[who] = self.page_as(self.users[who], width)
        return self.pages[who]

    def of(self, who: str) -> Page:
        return self.signed_in(who, DESK)

    def everybody(self) -> None:
        """Three municipalities with a liaison each, two of them with their mayor; staff; a citizen who has an account."""
        slugs = {HERE: "aqui", THERE: "alla", FAR: "lejos"}
        divipolas = {HERE: "05079", THERE: "05308", FAR: "05212"}
        places = {
            name: make_municipality(name=name, slug=slug, divipola=divipolas[name]) for name, slug in slugs.items()
        }
        people = {who: (role, None) for who, role in STAFF.items()} | {"docente": (Role.CITIZEN, None)}
        people |= {f"enlace-{slugs[name]}": (Role.LIAISON, place) for name, place in places.items()}
        people |= {f"alcaldia-{slugs[name]}": (Role.APPROVER, places[name]) for name in (HERE, THERE)}
        self.users = {
            who: make_member(role, place, email=address(who), name=who.capitalize())
            for who, (role, place) in people.items()
        }

    def in_stage(self, code: StageCode, day: int = 0) -> None:
        self.on((self.stage(code).opens_on + timedelta(days=day)).isoformat())

    def after(self, code: StageCode) -> None:
        """Go to the day after the last of a stage; at night the portal closed it."""
        self.on((self.stage(code).closes_on + timedelta(days=1)).isoformat())
        assert tasks.close_passed_stages() == 1

    def stage(self, code: StageCode) -> Stage:
        return Stage.objects.get(agenda__code=CODE, code=code)


def code_of(title: str) -> str:
    return Contribution.objects.get(title__startswith=title).code


def fits(page: Page) -> None:
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def heading(page: Page, text: str | re.Pattern) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)
    fits(page)


def press(page: Page, name: str | re.Pattern) -> None:
    page.get_by_role("button", name=name).click()


def follow(page: Page, name: str | re.Pattern) -> None:
    page.get_by_role("link", name=name).first.click()


def code_of_mail(to: str) -> str:
    """The code in the newest message to that address."""
    message = next(message for message in reversed(mail.outbox) if message.to == [address(to)])
    return re.search(r"^[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{5}$", message.body, re.MULTILINE)[0]


def join_by_mail(walk: AgendaWalk, page: Page, who: str) -> None:
    page.goto(f"{PUBLIC}participar/")
    page.get_by_role("group", name="¿Tiene 18 años o más?").get_by_label("Sí").check()
    page.get_by_label("Su correo").fill(address(who))
    page.get_by_label("Leí el aviso de datos").check()
    walk.send(page, "Enviarme el código")
    page.get_by_label("Código del correo").fill(code_of_mail(who))
    press(page, "Confirmar mi correo")
    says(page, "Desde ahora participa en esta agenda desde este navegador.")


def join_with_account(page: Page) -> None:
    page.goto(f"{PUBLIC}participar/")
    press(page, "Participar con mi cuenta")
    says(page, "Desde ahora participa en esta agenda desde este navegador.")


def write(page: Page, *, title: str, text: str, place: str, where: str, signature: str, challenge: str = "") -> None:
    """Fill what is said; whoever is not known yet must also say who they are before they send it."""
    page.get_by_label("Título").fill(title)
    page.get_by_label(re.compile("^Qué pasa")).fill(text)
    if challenge:
        page.get_by_label("Para qué reto").select_option(challenge)
    else:
        page.get_by_role("group", name="De qué trata").get_by_label("Movilidad").check()
    page.get_by_label("Municipio").select_option(label=place)
    page.get_by_label("Barrio o vereda", exact=False).first.fill(where)
    page.get_by_label("Cómo quiere firmar").fill(signature)


def receipt_code(page: Page) -> str:
    heading(page, re.compile("^Recibimos su |^Guardamos su "))
    return page.locator(".code-big").inner_text().strip()


def open_receipt(page: Page, code: str) -> None:
    """As somebody who types the code, and ends on an address that does not hold it."""
    page.goto("/c/")
    page.get_by_label("Código").fill(code.lower().replace("-", " "))
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("main")).not_to_contain_text("No hay nada con ese código")
    assert code not in page.url


def publish_text(page: Page, code: str) -> None:
    page.goto("/cocreacion/moderacion/")
    fits(page)
    follow(page, f"Leer {code}")
    press(page, f"Publicar {code}")


def report_stage(page: Page, name: str, *, taken_up: str, follows: str) -> None:
    """From the list of agendas, as somebody who was told that a devolución is due."""
    page.goto(WORK)
    expect(page.get_by_role("heading", name=f"«{name}» espera su devolución")).to_be_visible()
    follow(page, "Escribir la devolución")
    page.get_by_label("Qué se acogió").fill(taken_up)
    page.get_by_label("Qué no, y por qué").fill("Lo que toca el presupuesto: esta agenda no lo decide.")
    page.get_by_label("Quién decidió").fill("La sesión de facilitación con las tres alcaldías.")
    page.get_by_label("Qué sigue").fill(follows)
    press(page, "Ver antes de publicar")
    press(page, "Publicar la devolución")
    says(page, f"La devolución de «{name}» es pública.")


def vote(page: Page, code: str, marks: dict[str, int]) -> None:
    """Each press is saved at once."""
    ballot = page.locator(f"article[id='{code}']")
    for done, (name, mark) in enumerate(marks.items(), 1):
        ballot.locator("label.chip").filter(has=page.locator(f"input[name={name}][value='{mark}']")).click()
        said = "Guardado" if done == len(marks) else f"{done} de 3 notas"
        expect(ballot.get_by_role("status")).to_contain_text(said)
    expect(ballot.get_by_role("status")).to_contain_text(
        re.compile(r"^\s*Guardado \d+:\d\d · puede cambiarlo hasta el ")
    )


def convene(page: Page, day: date) -> None:
    page.get_by_label("Título").fill("Ideas en la casa de la cultura")
    page.get_by_label("Objetivo").fill("Diez ideas para caminar al colegio.")
    page.get_by_label("Día").fill(day.isoformat())
    page.get_by_label("Empieza").fill("09:00")
    page.get_by_label("Termina").fill("11:00")
    page.get_by_label("Municipio que recibe").select_option(label=FAR)
    page.get_by_label("Lugar").fill("Casa de la cultura")
    page.get_by_label("Cómo se entra").fill("Entrada sin escalones, por la carrera 10.")
    press(page, "Convocar el taller")


def cards_of(file: Path) -> list[tuple[str, str]]:
    """Number and code of each printed card."""
    text = "\n".join(page.extract_text() for page in PdfReader(file).pages)
    numbers = re.findall(r"Tarjeta (TJ-\d{4})", text)
    return list(zip(numbers, re.findall(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{5}", text), strict=True))


def make_cards(page: Page) -> list[tuple[str, str]]:
    page.get_by_label("Cuántas tarjetas").fill("12")
    return cards_of(downloaded(page, page.get_by_role("button", name="Hacer las tarjetas y descargar el PDF")))


def type_card(page: Page, **said: str) -> None:
    """By keyboard alone; after the four figures and the number of the challenge the cursor goes on by itself."""
    page.wait_for_load_state()
    keys = {"text": "Tab", "municipality": "Tab", "neighbourhood": "Enter"}
    for name, text in said.items():
        expect(page.locator(f"[name={name}]")).to_be_focused()
        page.keyboard.type(text)
        if name in keys:
            page.keyboard.press(keys[name])


def stations(page: Page) -> list[str]:
    """The stations that are done or where it stands, as people read them."""
    return words(page.locator("ol.stations > li:not(.is-next)"))
