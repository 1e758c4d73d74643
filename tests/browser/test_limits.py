"""A text with a limit in the browser: what is left is counted, what is over is said, and nothing is cut."""

from playwright.sync_api import expect


def test_letters_are_counted_and_nothing_is_cut(page_as, cast, assessment):
    page = page_as(cast.approver, 360)
    page.goto("/diagnostico/ciclo/aqui/retiro/")
    field, left = page.get_by_label("Por qué no participa"), page.locator("[data-limit-left]")
    expect(left).to_have_text("Quedan 500 de 500 letras.")
    field.fill("a" * 480)
    expect(left).to_have_text("Quedan 20 de 500 letras.")
    expect(page.locator("[data-limit-said]")).to_have_text("Quedan 20 de 500 letras.")
    field.fill("a" * 501)
    expect(left).to_have_text("Sobra 1 letra: acorte el texto, así no se guarda.")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value("a" * 501)
    page.get_by_role("button", name="Retirar a Aquí del ciclo").click()
    expect(page.get_by_role("alert")).to_contain_text("hasta 500 letras; lleva 501")
    expect(page.get_by_label("Por qué no participa")).to_have_value("a" * 501)
    page.get_by_label("Por qué no participa").fill("a\n" * 249 + "aa")
    expect(page.locator("[data-limit-left]")).to_have_text("Quedan 0 de 500 letras.")


def test_two_windows_of_one_person(page_as, cast, assessment):
    page = page_as(cast.contributor, 1280)
    page.goto("/diagnostico/ciclo/aqui/preguntas/A.1/")
    other = page.context.new_page()
    other.goto("/diagnostico/ciclo/aqui/preguntas/A.1/")
    for window, level in ((other, "3"), (page, "4")):
        with window.expect_response("**/respuestas/A-01/"):
            window.locator(f'input[name="A-01-value"][value="{level}"]').check()
    expect(page.locator("#dice-A-01")).to_contain_text("Usted cambió esta respuesta en otra ventana, a las")
    expect(page.locator("#guardado-A-01")).to_contain_text("La cambió usted en otra ventana")
