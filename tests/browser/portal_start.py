"""How a portal begins, in the browser: the first coordinator, municipalities, an edition, and the round that is opened."""

import re
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from playwright.sync_api import Page, expect

from diagnostics.instruments.exports.editions import as_yaml
from tests.browser.round_walk import Walk, accept_link, says
from tests.factories.diagnostics import edition

PLACES = ["Aquí", "Allá", "Cerca", *(f"Lejos {n}" for n in range(4, 11))]


def first_coordinator_comes(walk: Walk, email: str) -> None:
    """The only command: it prints the link of an invitation."""
    out = StringIO()
    call_command("create_coordinator", email, stdout=out)
    [path] = re.findall(r"https?://[^/]+(/cuenta/invitacion/\S+)", out.getvalue())
    walk.pages["coordinacion"] = accept_link(walk.page_at(1280), path, "Coordinación")


def municipalities_are_loaded(page: Page, folder: Path) -> None:
    page.goto("/tablero/")
    page.get_by_role("navigation", name="Trabajo").get_by_text("Más").click()
    page.get_by_role("link", name="Portal", exact=True).click()
    page.get_by_role("link", name="Municipios", exact=True).click()
    file = folder / "municipios.csv"
    rows = [f"9{n:04},{name},{n}" for n, name in enumerate(PLACES, 1)]
    file.write_text("\n".join(["divipola,name,order_north_to_south", *rows]), encoding="utf-8")
    page.get_by_label("Archivo de municipios", exact=True).set_input_files(file)
    page.get_by_role("button", name="Revisar el archivo").click()
    expect(page.get_by_role("heading", name="Lo que haría municipios.csv")).to_be_visible()
    page.get_by_role("button", name="Cargar estos municipios").click()
    says(page, "10 municipios nuevos, 0 que ya estaban.")


def edition_is_published(page: Page, folder: Path) -> None:
    file = folder / "edicion.yaml"
    document = edition()
    document["dimensions"][1]["indicators"][0]["questions"][0]["evidence"] = {
        "requirement": "recommended", "accepts": ["url"]
    }  # fmt: skip
    file.write_text(as_yaml(document), encoding="utf-8")
    page.goto("/ediciones/")
    page.get_by_label("O de un archivo").set_input_files(file)
    page.get_by_role("button", name="Empezar el borrador").click()
    page.get_by_role("link", name="Publicar", exact=True).click()
    page.get_by_role("button", name=re.compile("^Publicar la edición")).click()
    says(page, "quedó publicada")


def round_is_opened(page: Page) -> None:
    """From the button beside the new edition. Ten working days to answer, no second readings; nobody was invited yet."""
    page.get_by_role("link", name=re.compile("Abrir un ciclo")).first.click()
    page.get_by_label("Ciclo real").check()
    page.get_by_label("Nombre", exact=True).fill("Ronda 2027")
    page.get_by_label("Código").fill("ronda")
    page.get_by_label("Abre", exact=True).fill("2027-03-01")
    page.get_by_label("Corte de las respuestas").fill("2026-12-31")
    page.get_by_label("Autoevaluación").fill("10")
    page.get_by_label("Segundas lecturas").fill("0")
    page.get_by_role("button", name="Calcular otra vez").click()
    after = page.get_by_role("region", name="Esto es lo que va a pasar")
    expect(after).to_contain_text("1 mar a 12 mar")
    expect(after).to_contain_text("Ningún municipio tiene a quién avisar")
    page.get_by_role("button", name="Abrir Ronda 2027").click()
    says(page, "Ronda 2027")
