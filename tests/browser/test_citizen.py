"""A citizen on a telephone without JavaScript: from the question on the home page down to the proof, and the files."""

from playwright.sync_api import expect


def test_citizen_reads_everything_without_javascript(demo, page_at):
    page = page_at(360, java_script_enabled=False)
    page.goto("/")
    page.get_by_label("Su municipio").select_option(label="Copacabana")
    page.get_by_role("button", name="Ver resultados").click()
    expect(page.locator("main")).to_contain_text("La alcaldía de Copacabana sumó 64,61 de 100 puntos")
    page.locator("#temas").get_by_role("link", name="Colaboración").click()
    expect(page.locator("main")).to_contain_text("tiene 34,35 de 100 puntos en este tema")
    first = page.locator(".answer h4 a").first
    code = first.inner_text().partition(".")[0]
    first.click()
    expect(page.locator(".crumbs")).to_contain_text(code)
    expect(page.get_by_role("heading", name="Lo que respondió cada alcaldía")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").first.click()
    assert download.value.suggested_filename == f"pregunta-{code}-demo-1-v1.csv"
    page.get_by_role("navigation", name="Principal").get_by_role("link", name="Comparar").click()
    for box in page.locator("input[name=m]").all():
        box.set_checked(box.get_attribute("value") in ("caldas", "envigado"))
    page.get_by_role("button", name="Comparar los escogidos").click()
    expect(page.get_by_role("rowheader")).to_contain_text(["Envigado", "Caldas", "Mediana"])
    page.get_by_role("contentinfo").get_by_role("link", name="Glosario").click()
    expect(page.locator("#mediana")).to_contain_text("la mitad de los municipios tiene más")
