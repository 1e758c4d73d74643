"""Pages of certificates: verifying, the holder's own, the coordination's."""

import re
from datetime import timedelta
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.receipts.codes import new_code
from tests.budgets import queries_of
from tests.factories.certificates import make_certificate
from tests.factories.training import make_cohort
from training.certificates.actions import changing, keys
from training.certificates.exports import signed
from training.certificates.models import Certificate
from training.certificates.presenters import qr_text, rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(cast):
    return make_certificate(cast.citizen, at=timezone.now() - timedelta(days=1))


def send(client, **data):
    return client.post("/certificados/", data)


def test_page_of_a_code_prints_every_field_and_asks_to_compare(client, certificate):
    page = client.get(certificate.get_absolute_url())
    assert page.status_code == 200
    assert "<h1>Este certificado es válido</h1>" in page.text
    assert "Compare cada dato" in page.text
    for label, value in rows_of(certificate.fields):
        assert label in page.text
        assert page.text.count(value) >= 2, label  # in the list, and as it stands on paper
    assert (page["X-Robots-Tag"], "no-store" in page["Cache-Control"]) == ("noindex", True)
    assert "Datos de demostración" not in page.text


def test_code_in_any_spelling_leads_to_its_page(client, certificate):
    bare = certificate.code.replace("-", "").lower()
    for response in (client.get(f"/certificados/{bare}/"), send(client, text=f" {bare} ")):
        assert (response.status_code, response["Location"]) == (302, certificate.get_absolute_url())


@pytest.mark.parametrize("way", ["payload", "qr", "jwt", "file"])
def test_pasted_and_uploaded_texts_get_their_verdict(client, certificate, way):
    if way == "file":
        data = {"file": SimpleUploadedFile("c.jwt", certificate.jwt.encode())}
    else:
        data = {"text": {"payload": certificate.payload, "qr": qr_text(certificate), "jwt": certificate.jwt}[way]}
    response = send(client, **data)
    assert (response.status_code, response["Location"]) == (302, certificate.get_absolute_url())


def test_signed_text_that_the_register_lost_is_said(client, certificate):
    text = signed.payload(certificate.fields._replace(code=new_code()), keys.signer(at=timezone.now()))
    page = send(client, text=text)
    assert (page.status_code, "no se sabe si se revocó" in page.text, certificate.name in page.text) == (
        422,
        True,
        True,
    )


def test_tampered_text_is_said_and_nobody_is_asked_to_believe_it(client, certificate):
    page = send(client, text=certificate.payload[:-8] + "AAAAAAAA")
    assert (page.status_code, "La firma no es válida" in page.text) == (422, True)
    assert "Lo que dice el texto, sin respaldo" in page.text
    assert certificate.name in page.text
    assert "Descargar el certificado" not in page.text
    assert "Este certificado es válido" not in page.text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Escriba el código, pegue el texto"),
        ({"text": "hola"}, "Eso no es un certificado"),
        ({"text": "x" * 7000}, "hasta 6000 letras"),
        ({"file": SimpleUploadedFile("c.jwt", b"\xff\xd8" * 20)}, "Eso no es un certificado"),
        ({"file": SimpleUploadedFile("c.jwt", b"a" * 40_000)}, "Eso no es un certificado"),
        ({"file": SimpleUploadedFile("c.jwt", b"")}, "El archivo está vacío"),
    ],
)
def test_what_is_no_certificate_is_a_sentence(client, db, data, said):
    page = send(client, **data)
    assert (page.status_code, said in page.text) == (422, True)
    if data.get("text") == "hola":
        assert ">hola</textarea>" in page.text.replace("\n", "")


def test_unknown_code_is_a_sentence(client, db):
    for response, status in ((client.get(f"/certificados/{new_code()}/"), 404), (send(client, text=new_code()), 422)):
        assert (response.status_code, "Ningún certificado tiene ese código" in response.text) == (status, True)
    assert client.get("/certificados/hola/").status_code == 404


def test_ended_certificates_keep_their_page_and_are_not_printed(client, certificate, cast):
    new = changing.reissue(certificate=certificate, name="Ana Corregida", by=cast.citizen, at=timezone.now())
    page = client.get(certificate.get_absolute_url())
    assert "se reemplazó por otro" in page.text
    assert f'href="{new.get_absolute_url()}"' in page.text
    changing.revoke(certificate=new, reason="Se emitió por <error>.", by=cast.coordinator, at=timezone.now())
    page = client.get(new.get_absolute_url())
    assert "Este certificado se revocó" in page.text
    assert "Motivo: Se emitió por &lt;error&gt;." in page.text
    for row in (certificate, new):
        for name in ("certificado.pdf", "certificado.jwt"):
            assert client.get(f"{row.get_absolute_url()}{name}").status_code == 404


def test_files_of_a_certificate(client, certificate):
    pdf = client.get(f"{certificate.get_absolute_url()}certificado.pdf")
    assert (pdf["Content-Type"], pdf.content[:5], pdf["X-Robots-Tag"]) == ("application/pdf", b"%PDF-", "noindex")
    jwt = client.get(f"{certificate.get_absolute_url()}certificado.jwt")
    assert (jwt["Content-Type"], jwt.text) == ("application/vc+jwt", certificate.jwt)


def test_a_demonstration_says_so(client, cast):
    made = make_certificate(cast.citizen, make_cohort(is_demonstration=True), at=timezone.now())
    assert client.get(made.get_absolute_url()).text.count("Datos de demostración") == 2


def test_uploads_without_an_account_count_for_their_network(client, certificate, settings):
    settings.UPLOAD_RATE = "2/hour"
    statuses = [send(client, file=SimpleUploadedFile("c.jwt", certificate.jwt.encode())).status_code for _ in range(3)]
    assert statuses == [302, 302, 429]


def test_public_pages_read_little(client, certificate, settings):
    assert len(queries_of(lambda: client.get(certificate.get_absolute_url()))) <= 2
    assert len(queries_of(lambda: send(client, text=certificate.jwt))) <= 2
    client.get("/certificados/estado.jwt")
    assert len(queries_of(lambda: client.get("/certificados/estado.jwt"))) <= 4


# --- The holder ---


def test_holder_sees_corrects_and_revokes(browser_of, cast, certificate):
    mine = browser_of(cast.citizen)
    assert certificate.code in mine.get("/aprender/certificados/").text
    where = f"/aprender/certificados/{certificate.code}/"
    refused = mine.post(f"{where}nombre/", {"name": certificate.name})
    assert (refused.status_code, "Ese es el nombre que ya tiene" in refused.text) == (422, True)
    assert mine.post(f"{where}nombre/", {"name": ""}).status_code == 422
    assert mine.post(f"{where}nombre/", {"name": "Ana Corregida"}).status_code == 302
    new = Certificate.objects.current().get()
    assert (new.name, new.replaces) == ("Ana Corregida", certificate)
    late = mine.post(f"{where}nombre/", {"name": "Otra"})
    assert (late.status_code, "ya se reemplazó por otro" in late.text) == (409, True)
    assert mine.get(f"/aprender/certificados/{new.code}/revocar/").status_code == 200
    new.refresh_from_db()
    assert new.revoked_at is None  # a GET changes nothing
    assert mine.post(f"/aprender/certificados/{new.code}/revocar/").status_code == 302
    again = mine.post(f"/aprender/certificados/{new.code}/revocar/")
    assert (again.status_code, "ya estaba revocado" in again.text) == (409, True)
    new.refresh_from_db()
    assert new.reason == "Lo pidió la persona que lo tenía."


def test_others_do_not_even_learn_that_it_exists(browser_of, cast, certificate):
    other = browser_of(cast.newcomer)
    assert "Todavía no tiene certificados" in other.get("/aprender/certificados/").text
    for name in ("nombre", "revocar"):
        assert other.post(f"/aprender/certificados/{certificate.code}/{name}/", {"name": "X"}).status_code == 404
    certificate.refresh_from_db()
    assert (certificate.revoked_at, certificate.superseded_at) == (None, None)


# --- The coordination ---


def test_coordination_finds_corrects_and_revokes(browser_of, cast, certificate):
    staff = browser_of(cast.coordinator)
    for text in ("", "Ejemplo", "c90", certificate.code.lower()):
        assert certificate.code in staff.get("/formacion/certificados/", {"q": text}).text, text
    assert "No hay certificados" in staff.get("/formacion/certificados/", {"q": "nadie"}).text
    where = f"/formacion/certificados/{certificate.code}/"
    assert staff.post(where, {"operation": "revoke", "reason": ""}).status_code == 422
    moved = staff.post(where, {"operation": "rename", "name": "Ana Corregida"})
    new = Certificate.objects.current().get()
    assert moved["Location"] == f"/formacion/certificados/{new.code}/"
    assert staff.post(where, {"operation": "revoke", "reason": "Tarde"}).status_code == 409
    assert staff.post(moved["Location"], {"operation": "revoke", "reason": "Se emitió por error."}).status_code == 302
    page = staff.get(moved["Location"]).text
    assert "Motivo: Se emitió por error." in page
    assert "Revocar el certificado" not in page


def test_lists_read_the_same_however_long(browser_of, cast, certificate):
    staff, mine = browser_of(cast.coordinator), browser_of(cast.citizen)
    pages = [(staff, "/formacion/certificados/"), (mine, "/aprender/certificados/")]
    before = [len(queries_of(partial(who.get, url))) for who, url in pages]
    for _ in range(3):
        certificate = changing.reissue(
            certificate=certificate, name=f"Ana {certificate.pk}", by=cast.citizen, at=timezone.now()
        )
    assert [len(queries_of(partial(who.get, url))) for who, url in pages] == before


def test_download_page_shows_the_history_of_keys(client, certificate):
    page = client.get("/certificados/verificador/")
    assert certificate.key.kid in page.text
    assert re.search(r"application/zip", client.get("/certificados/verificador.zip")["Content-Type"])
