"""Rows of a list of people as a spreadsheet numbers them, through the page and through the command."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Invitation
from tests.command_line import refused, run, write

pytestmark = pytest.mark.django_db
UPLOAD = "/equipo/varias/"


@pytest.fixture
def desk(client, coordination):
    client.force_login(coordination)
    return client


HEADING = "correo;nombre;rol;municipio"
FIRST = 'a1@example.org;"Ana\nMar\xeda\nRuiz";Enlace municipal;Aquí'
WRONG = "no-es-correo;Beto;Enlace municipal;Aquí"
TABLES = {
    "line breaks in a cell": (f"{HEADING}\r\n{FIRST}\r\n{WRONG}\r\n", 3),
    "line breaks in the heading": (f'correo;"nombre\n";rol;municipio\n{FIRST}\n{WRONG}\n', 3),
    "an empty row": (f"{HEADING}\r\n{FIRST}\r\n\r\n;;;\r\n{WRONG}\r\n", 5),
    "a line for Excel": (f"sep=;\r\n{HEADING}\r\n{FIRST}\r\n{WRONG}\r\n", 3),
    "lines of old computers": (f"{HEADING}\r{FIRST}\r{WRONG}\r", 3),
    "doubled quotes": (f'{HEADING}\n{FIRST}\n"no-es-correo";"""Beto""";Enlace municipal;Aquí\n', 3),
}
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "cp1252"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("table", TABLES)
def test_rows_are_named_as_a_spreadsheet_counts_them(desk, here, tmp_path, table, encoding):
    text, wrong = TABLES[table]
    data = text.encode(encoding)
    page = desk.post(UPLOAD, {"file": SimpleUploadedFile("personas.csv", data)}).text
    assert f'href="#fila-{wrong}">Fila {wrong}: «no-es-correo»' in page
    assert "1 invitación nueva, 0 personas que ya están, 1 fila con error" in page
    sentence = refused("invite_people", write(tmp_path, "personas.csv", data), "--check")
    assert sentence == (
        "Hay 1 fila por corregir; no se invitó a nadie.\n"
        f"  - Fila {wrong}: «no-es-correo» no es un correo completo, por ejemplo planeacion@alcaldia.gov.co."
    )
    assert not Invitation.objects.exists()


def test_command_names_the_rows_that_are_good_too(here, coordination, tmp_path):
    text, _ = TABLES["line breaks in a cell"]
    file = write(tmp_path, "personas.csv", text.replace(WRONG, "b@example.org;Beto;Enlace municipal;Aquí"))
    assert run("invite_people", file, "--check").splitlines() == [
        "Fila 2: a1@example.org: Invitación nueva",
        "Fila 3: b@example.org: Invitación nueva",
        "2 invitaciones nuevas, 0 personas que ya están, 0 filas con error.",
    ]
    assert not Invitation.objects.exists()
    assert run("invite_people", file, "--by", coordination.email) == "2 invitaciones creadas.\n"
    assert list(Invitation.objects.order_by("pk").values_list("email", "name")) == [
        ("a1@example.org", "Ana María Ruiz"), ("b@example.org", "Beto"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        (HEADING + "\n" + FIRST).encode("mac-roman"),
        (HEADING + "\n" + FIRST).encode("cp850"),
        "correo;nombre;rol;municipio\na@example.org;Иван;Enlace;Aquí".encode("koi8-r", "replace"),
        (HEADING + "\n" + FIRST).encode("utf-16-le"),
    ],
    ids=["mac-roman", "cp850", "koi8-r", "utf-16 without its mark"],
)
def test_other_encodings_are_refused_in_words(desk, here, tmp_path, data):
    page = desk.post(UPLOAD, {"file": SimpleUploadedFile("personas.csv", data)})
    assert page.status_code == 422
    said = refused("invite_people", write(tmp_path, "personas.csv", data), "--check")
    assert said in page.text
    assert "Guárdelo como" in said
