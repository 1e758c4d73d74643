"""Names of files, rounds and people may have no blanks to break at: no page scrolls sideways for one."""

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from tests.factories import files
from tests.factories.accounts import make_member
from tests.factories.diagnostics import make_round
from tests.factories.territory import make_municipality

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


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_that_name_a_round_or_a_person_without_blanks_fit(page_as, width):
    place, name = make_municipality(facts={"has_council": "no"}), "W" * 120
    person = make_member(Role.LIAISON, place, name=name)
    today = timezone.localdate()
    make_round(place, code="largo", name=name, opens_on=today, closes_on=today)
    page = page_as(make_member(Role.COORDINATOR), width)
    for path in (
        "/ciclos/", "/ciclos/largo/", "/tablero/", "/revision/", "/equipo/", f"/equipo/personas/{person.pk}/",
        f"/revision/largo/{place.slug}/plazo/", "/bitacora/",
    ):  # fmt: skip
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") == width, path
    page = page_as(person, width)
    for path in ("/trabajo/", f"/diagnostico/largo/{place.slug}/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") == width, path
