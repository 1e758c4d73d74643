"""The end of a whole round: the erratum that one coordinator proposes, another confirms and a citizen reads."""

from playwright.sync_api import expect

from diagnostics.assessments.models import Assessment
from tests.browser.axe import axe
from tests.browser.round_walk import Walk, downloaded, refuses, says, totals_of, words

PUBLISHED, CORRECTED = "82,83", "75,33"
ERRATUM = "El nivel 3 se leyó de un documento de otro municipio."


def coordination_proposes_a_correction(walk: Walk) -> None:
    page = walk.of("coordinacion")
    page.goto("/tablero/ronda/erratas/")
    page.get_by_label("Palabras de la pregunta").fill("a-01")
    page.get_by_label("Municipio").select_option(label="Aquí")
    page.get_by_role("button", name="Buscar respuestas publicadas").click()
    page.get_by_role("link", name="Corregir A-01 de Aquí").click()
    page.get_by_label("Nivel que demuestra la evidencia").select_option("2")
    page.get_by_role("button", name="Proponer la corrección").click()
    refuses(page, "Escriba la razón: se publica con la corrección.")
    page.get_by_label("Nivel que demuestra la evidencia").select_option("2")
    page.get_by_label("Razón de la corrección").fill(ERRATUM)
    page.get_by_role("button", name="Proponer la corrección").click()
    says(page, "Nada cambia en público hasta que otra persona la confirme")
    assert words(page.get_by_role("row", name="Puntaje").get_by_role("cell")) == [PUBLISHED, CORRECTED]
    expect(page.get_by_role("button", name="Confirmar y publicar la corrección")).to_have_count(0)
    assert axe(page) == []


def another_confirms_it(walk: Walk) -> None:
    page = walk.of("confirmadora")
    page.goto("/avisos/")
    page.get_by_role("link", name="Una corrección de Aquí espera que otra persona la confirme").press("Enter")
    assert words(page.get_by_role("row", name="Puntaje").get_by_role("cell")) == [PUBLISHED, CORRECTED]
    page.get_by_role("button", name="Confirmar y publicar la corrección").click()
    says(page, "Fe de erratas publicada")


def citizen_reads_the_erratum(walk: Walk) -> None:
    page = walk.citizen()
    page.goto("/municipios/aqui/")
    expect(page.locator(".gate .big .score")).to_have_text(CORRECTED)
    expect(page.get_by_text("Fe de erratas. Se corrigió A-01 después de publicar.")).to_be_visible()
    page.get_by_role("link", name="Ver la razón y la versión anterior").click()
    versions = page.get_by_role("region", name="Versiones del resultado").get_by_role("listitem")
    assert words(versions.locator("p:nth-of-type(-n+2)")) == [
        "Versión 2, 23 de marzo de 2027 Vigente", f"Fe de erratas. {ERRATUM}",
        "Versión 1, 19 de marzo de 2027", "Primera publicación.",
    ]  # fmt: skip
    assert words(versions.first.get_by_role("definition")) == ["Nivel 3: casi todo", "Nivel 2: la mitad"]
    files = [downloaded(page, versions.nth(n).get_by_role("link", name="Puntajes")) for n in (0, 1)]
    here = Assessment.objects.get(municipality__slug="aqui").municipality.divipola
    after, before = map(totals_of, files)
    assert (before[here], after[here]) == (PUBLISHED.replace(",", "."), CORRECTED.replace(",", "."))
    assert before | {here: ""} == after | {here: ""}
