"""A whole round from an empty portal: after `create_coordinator` nobody needs a shell."""

import re

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from accounts.permissions import Role
from tests.browser.erratum_walk import (
    CORRECTED,
    PUBLISHED,
    another_confirms_it,
    coordination_proposes_a_correction,
)
from tests.browser.portal_start import (
    edition_is_published,
    first_coordinator_comes,
    municipalities_are_loaded,
    round_is_opened,
)
from tests.browser.round_walk import (
    DESK,
    PHONE,
    Walk,
    accept_invitation,
    address,
    article,
    confirm_facts,
    decide,
    declare,
    fill,
    invite,
    says,
    send,
    sign,
)

pytestmark = pytest.mark.django_db(transaction=True)
TAKING_PART = {"aqui": "Aquí", "alla": "Allá", "cerca": "Cerca"}
WHY = "El enlace abre el archivo, no las actas de 2026."
ARGUMENT = "Las actas están en la segunda pestaña del enlace."


def test_whole_round_needs_no_shell_after_the_first_coordinator(page_at, page_as, time_machine, tmp_path):
    """Three of ten municipalities take part: one with an adjustment that it contests, two without; seven never answer."""
    walk = Walk(page_at, page_as, time_machine)
    walk.on("2027-02-26")
    first_coordinator_comes(walk, address("coordinacion"))
    coordinator = walk.of("coordinacion")
    municipalities_are_loaded(coordinator, tmp_path)
    edition_is_published(coordinator, tmp_path)
    round_is_opened(coordinator)
    people_come(walk)
    walk.on("2027-03-03")
    for slug, name in TAKING_PART.items():
        municipality_answers(walk, slug, name)
    coordination_writes(walk)
    walk.on("2027-03-15")
    review_marks_and_closes(walk)
    municipality_contests(walk)
    another_decides(walk)
    coordination_publishes(walk)
    walk.on("2027-03-23")
    coordination_proposes_a_correction(walk)
    another_confirms_it(walk)
    assert citizen_reads(walk, "aqui") == CORRECTED


def mails_to(who: str) -> list[str]:
    return [message.subject for message in mail.outbox if message.to == [address(who)]]


def people_come(walk: Walk) -> None:
    metropolitan = {"revisora": Role.REVIEWER, "decisora": Role.REVIEWER, "confirmadora": Role.COORDINATOR}
    for who, role in metropolitan.items():
        invite(walk.of("coordinacion"), who, role, "Toda el área metropolitana")
        walk.pages[who] = accept_invitation(walk.page_at(DESK), who)
    for slug, name in TAKING_PART.items():
        for who, role in (("enlace", Role.LIAISON), ("alcaldia", Role.APPROVER)):
            invite(walk.of("coordinacion"), f"{who}-{slug}", role, name)
            walk.pages[f"{who}-{slug}"] = accept_invitation(walk.page_at(PHONE), f"{who}-{slug}")
    invite(walk.of("coordinacion"), "enlace-lejos", Role.LIAISON, "Lejos 4")
    walk.pages["enlace-lejos"] = accept_invitation(walk.page_at(PHONE), "enlace-lejos")


def municipality_answers(walk: Walk, slug: str, name: str) -> None:
    liaison = walk.of(f"enlace-{slug}")
    confirm_facts(liaison, slug)
    fill(liaison, slug, "casi todo")
    send(liaison, name)
    sign(walk.of(f"alcaldia-{slug}"))


def coordination_writes(walk: Walk) -> None:
    """A reminder to who is late or has little time, and a message to all liaisons: both arrive in the mailbox."""
    page = walk.of("coordinacion")
    page.goto("/tablero/ronda/mensaje/")
    page.get_by_label("Asunto").fill("Reunión del lunes")
    page.get_by_label("Mensaje").fill("Nos vemos el lunes a las 9:00.")
    page.get_by_role("button", name="Enviar a 4 enlaces").click()
    says(page, "4")
    assert "Reunión del lunes" in mails_to("enlace-lejos")[-1]
    assert "Reunión del lunes" in mails_to("enlace-aqui")[-1]
    walk.on("2027-03-13")
    page = walk.of("coordinacion")
    page.goto("/tablero/")
    page.get_by_role("button", name="Enviar 1 recordatorio").click()
    says(page, "Recordatorio enviado a Lejos 4: 1 persona.")
    assert "le falta un paso" in mails_to("enlace-lejos")[-1]
    assert [subject for subject in mails_to("enlace-aqui") if "le falta un paso" in subject] == []


def accept_all(page: Page, slug: str, refused: str = "") -> None:
    """Mark every proof as accepted; of the question `refused`, the second as insufficient."""
    for indicator, button in (("A.1", "Guardar y seguir"), ("B.1", "Guardar las marcas")):
        page.goto(f"/revision/ronda/{slug}/preguntas/{indicator}/")
        for proof in page.locator("ul.evs > li").all():
            proof.get_by_label("Aceptada", exact=True).check()
        if refused and article(page, refused).count():
            one = article(page, refused)
            one.locator("ul.evs > li").nth(1).get_by_label("Insuficiente").check()
            one.get_by_label("Razón del ajuste").select_option("otra")
            one.get_by_label("Una frase que la alcaldía pueda usar").fill(WHY)
            page.keyboard.press("Tab")
            expect(one.locator(".when-idle")).to_have_text("Marcada, con ajuste")
        page.get_by_role("button", name=button).click()


def review_marks_and_closes(walk: Walk) -> None:
    page = walk.of("revisora")
    declare(page)
    for slug, name in TAKING_PART.items():
        accept_all(page, slug, refused="A-03" if slug == "aqui" else "")
        page.goto(f"/revision/ronda/{slug}/")
        page.get_by_role("button", name=f"Cerrar la revisión de {name}").click()
        says(page, f"Revisión de {name} cerrada.")


def municipality_contests(walk: Walk) -> None:
    page = walk.of("enlace-aqui")
    page.goto("/trabajo/")
    page.get_by_role("link", name="Ver los ajustes y contestar").click()
    page.get_by_role("region", name="Ajustes").get_by_role("row").filter(has_text="A-03").get_by_role("link").click()
    page.get_by_label("En desacuerdo").check()
    page.get_by_label("Por qué", exact=True).fill(ARGUMENT)
    page.get_by_role("button", name="Guardar lo que digo de A-03").click()
    says(page, "La réplica sobre A-03 se envía con las demás.")
    page.get_by_role("link", name="Lo que dejó la revisión").click()
    page.get_by_role("link", name="Revisar y enviar la réplica").click()
    page.get_by_role("button", name="Enviar la réplica de Aquí").click()
    says(page, "Réplica enviada")


def another_decides(walk: Walk) -> None:
    page = walk.of("decisora")
    declare(page)
    page.get_by_role("link", name="Decidir Aquí").click()
    page.get_by_role("link", name="A-03").first.click()
    decide(page, "Las actas de 2026 están completas en la segunda pestaña.")
    says(page, "Última decisión registrada: el resultado de Aquí es definitivo.")


def coordination_publishes(walk: Walk) -> None:
    page = walk.of("coordinacion")
    page.goto("/tablero/ronda/publicar/")
    page.get_by_role("button", name=re.compile("^Publicar los resultados de 10 municipios")).click()
    says(page, "quedó publicad")
    assert citizen_reads(walk, "aqui") == PUBLISHED
    assert citizen_reads(walk, "alla") == PUBLISHED
    page = walk.citizen()
    page.goto("/municipios/lejos-4/")
    expect(page.locator(".gate")).to_contain_text("Sin resultado")


def citizen_reads(walk: Walk, slug: str) -> str:
    page = walk.citizen()
    page.goto(f"/municipios/{slug}/")
    return page.locator(".gate .big .score").inner_text()
