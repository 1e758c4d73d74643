"""A whole commitment: from a published gap to the question of the next round, with a risk, a change and a second reading between.

It is one story, so no part of it can start before the one ahead. Parts of it alone are in tests/integration/followup.
"""

import re
from datetime import date, timedelta

from playwright.sync_api import Page, expect

from accounts.permissions import Role
from followup.commitments.models import Commitment
from tests.browser.agenda_walk import DESK, PHONE, fits, follow, press
from tests.browser.round_walk import Walk, address, says
from tests.factories.accounts import make_member
from tests.factories.diagnostics import AT
from tests.factories.results import levels, make_places, make_published_round

DAY = timedelta(days=1)
BEGINS = AT.date() + 5 * DAY
ENDS, LATER = BEGINS + 60 * DAY, BEGINS + 90 * DAY
FIRST_DUE, MOVED = BEGINS + 20 * DAY, BEGINS + 50 * DAY
TITLE = "Contar qué pasó con lo que la gente pidió"
NEWS, CORRECTION = "Se escribió el formato único.", "Jurídica responde el viernes y se publica el lunes."
REASON = "El formato se adoptó tarde y dos procesos se corrieron de fecha."
PROOFS = "https://www.municipio.example/devolucion"
READ = "Las ocho devoluciones están publicadas y se entienden."


class CommitmentWalk(Walk):
    def everybody(self) -> None:
        """A municipality with its liaison and its mayor, the team, and a reader who answers for nothing of it."""
        self.here, self.there = make_places(2)
        make_published_round(
            {self.here: levels(2, 3, 4), self.there: levels(1, 1, 1)}, code="uno", name="Ciclo uno",
            cutoff_on=AT.date() - 90 * DAY,
        )  # fmt: skip
        people = {
            "enlace": (Role.LIAISON, self.here), "alcaldia": (Role.APPROVER, self.here), "coordinacion": (Role.COORDINATOR, None),
            "revision": (Role.REVIEWER, None),
        }  # fmt: skip
        self.users = {
            who: make_member(role, place, email=address(who), name=who.capitalize())
            for who, (role, place) in people.items()
        }

    def _signed_in(self, who: str) -> Page:
        return self.page_as(self.users[who], PHONE if who == "enlace" else DESK)

    def on_day(self, day: date) -> None:
        self.on(day.isoformat())

    def work(self, who: str) -> Page:
        page = self.of(who)
        page.goto(f"/seguimiento/compromisos/{self.code}/")
        return page

    @property
    def code(self) -> str:
        return Commitment.objects.get().code

    def reads(self, *said: str | re.Pattern) -> Page:
        """Open the public page as somebody who passes by, and find it said."""
        page = self.page_at(PHONE)
        page.goto(f"/compromisos/{self.code}/")
        for text in said:
            expect(page.get_by_text(text).first).to_be_visible()
        fits(page)
        return page


def test_whole_commitment_from_a_gap_to_the_question_of_the_next_round(
    page_at, page_as, time_machine, transactional_db
):
    walk = CommitmentWalk(page_at, page_as, time_machine)
    walk.everybody()
    walk.on_day(BEGINS)
    liaison_turns_the_gap_into_a_promise(walk)
    mayor_accepts_and_the_public_reads(walk)
    walk.on_day(BEGINS + 5 * DAY)
    liaison_tells(walk, "Novedad", NEWS)
    walk.on_day(FIRST_DUE + DAY)
    milestone_is_late(walk)
    liaison_tells(walk, "Nota correctiva", CORRECTION)
    liaison_asks_for_a_change(walk)
    team_grants_it(walk)
    walk.on_day(MOVED - DAY)
    for number in (1, 2):
        liaison_proves(walk, number)
    walk.on_day(LATER + DAY)
    somebody_else_reads_it_again(walk)
    next_round_says_what_became_of_it(walk)


def liaison_turns_the_gap_into_a_promise(walk: CommitmentWalk) -> None:
    page = walk.of("enlace")
    page.goto(f"/compromisos/de/brechas/uno/{walk.here.divipola}/INF-01/")
    follow(page, "Convertir en compromiso la brecha de INF-01")
    page.get_by_label("Qué se promete").fill(TITLE)
    page.get_by_label("Empieza").fill(BEGINS.isoformat())
    page.get_by_label("Termina").fill(ENDS.isoformat())
    for number, (title, due) in enumerate((("Formato adoptado", FIRST_DUE), ("Ocho devoluciones", ENDS)), 1):
        page.get_by_label(re.compile(rf"^Hito {number}\b")).fill(title)
        page.get_by_label(f"Para cuándo, hito {number}").fill(due.isoformat())
    page.get_by_label("Dependencia que responde").fill("Secretaría de Participación")
    fits(page)
    page.locator("form.form button[type=submit]").click()
    says(page, f"El compromiso {walk.code} quedó propuesto.")


def mayor_accepts_and_the_public_reads(walk: CommitmentWalk) -> None:
    press(walk.work("alcaldia"), "Aceptarlo")
    says(walk.of("alcaldia"), f"El compromiso {walk.code} quedó aceptado. Desde hoy es público.")
    walk.reads(TITLE, "En marcha", "INF-01")


def liaison_tells(walk: CommitmentWalk, kind: str, text: str) -> None:
    page = walk.work("enlace")
    follow(page, "Contar una novedad")
    if page.get_by_label(kind, exact=True).count():
        page.get_by_label(kind, exact=True).check()
    page.get_by_label("Qué pasó").fill(text)
    press(page, "Publicar la novedad")
    says(page, "La novedad quedó publicada.")
    walk.reads(text)


def milestone_is_late(walk: CommitmentWalk) -> None:
    walk.reads("En riesgo", re.compile("venció un hito sin evidencia"))
    board = walk.of("coordinacion")
    board.goto("/seguimiento/")
    late = board.get_by_role("region", name="Compromisos tarde o en riesgo")
    expect(late.get_by_role("link", name=TITLE)).to_be_visible()


def liaison_asks_for_a_change(walk: CommitmentWalk) -> None:
    page = walk.work("enlace")
    follow(page, "Pedir un cambio")
    page.get_by_label("Por qué").fill(REASON)
    page.get_by_label("Termina").fill(LATER.isoformat())
    page.get_by_label("Para cuándo, hito 1").fill(MOVED.isoformat())
    page.get_by_label("Para cuándo, hito 2").fill(LATER.isoformat())
    press(page, "Pedir el cambio")
    says(page, "El cambio quedó pedido.")


def team_grants_it(walk: CommitmentWalk) -> None:
    page = walk.of("coordinacion")
    page.goto("/seguimiento/")
    page.get_by_role("region", name="Primero, lo que pide decisión").get_by_role(
        "link", name=re.compile("Decidir el cambio")
    ).click()
    page.get_by_label("Se acepta el cambio").check()
    press(page, "Guardar la decisión")
    walk.reads("En marcha", re.compile(REASON), "1 cambio", re.compile("Prometido para el"))


def liaison_proves(walk: CommitmentWalk, number: int) -> None:
    page = walk.of("enlace")
    page.goto(f"/seguimiento/compromisos/{walk.code}/hitos/{number}/")
    page.get_by_label("Direcciones").fill(f"{PROOFS}-{number}")
    press(page, "Guardar la evidencia")
    expect(page.get_by_role("status").filter(has_text=f"El hito {number}")).to_be_visible()


def somebody_else_reads_it_again(walk: CommitmentWalk) -> None:
    walk.reads(re.compile("segunda lectura"))
    assert not walk.work("enlace").get_by_role("link", name="Hacer la segunda lectura").count()
    page = walk.work("revision")
    follow(page, "Hacer la segunda lectura")
    page.get_by_label("Completo", exact=True).check()
    page.get_by_label("En palabras").fill(READ)
    press(page, "Cerrar con esta lectura")
    says(page, f"El compromiso {walk.code} quedó cerrado.")
    walk.reads("Cumplido", re.compile(READ), re.compile("Prometido para el"))


def next_round_says_what_became_of_it(walk: CommitmentWalk) -> None:
    make_published_round(
        {walk.here: levels(4, 3, 4), walk.there: levels(2, 2, 2)}, code="dos", name="Ciclo dos", cutoff_on=LATER,
        at=AT + 200 * DAY,
    )  # fmt: skip
    page = walk.page_at(PHONE)
    page.goto(f"{walk.here.get_absolute_url()}temas/INF/?ciclo=dos")
    beside = page.locator("#nacidos-INF-01")
    expect(beside.get_by_text("Nació de esta brecha en el ciclo uno")).to_be_visible()
    expect(beside.get_by_text("Cumplido", exact=True)).to_be_visible()
    beside.get_by_role("link", name=re.compile(walk.code)).click()
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
