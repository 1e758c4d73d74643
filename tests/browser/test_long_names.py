"""Names of files have no blanks to break at: no page scrolls sideways for one on a phone."""

from accounts.models import User
from tests.factories import files

HERE = "/diagnostico/demo-2/copacabana/"
NAME = "Listado_de_asistencia_sesion_ordinaria_consejo_municipal_participacion_ciudadana_version_definitiva_firmada.pdf"


def test_pages_that_name_a_flagged_file_fit_a_phone(demo, page_as):
    page = page_as(User.objects.get(email="liaison@demo.example"), 360)
    page.goto(f"{HERE}respuestas/DAT-04/evidencia/")
    data = files.pdf("Firma Ana, cédula 43.123.456")
    page.get_by_label("Archivo", exact=True).set_input_files(
        {"name": NAME, "mimeType": "application/pdf", "buffer": data}
    )
    page.get_by_role("button", name="Subir y usar en DAT-04").click()
    page.get_by_role("heading", level=1, name=NAME).wait_for()
    for path in (page.url, f"{HERE}enviar/", f"{HERE}evidencias/", f"{HERE}preguntas/DAT.2/"):
        page.goto(path)
        assert NAME[:40] in page.locator("main").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") == 360, path
