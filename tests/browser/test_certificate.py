"""A certificate from its paper: its QR is read from the picture, and verified by page, from disk and by the program."""

import json
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories.certificates import make_certificate
from tests.factories.training import make_cohort
from training.certificates.actions import changing
from training.certificates.models import Certificate
from training.certificates.presenters import qr_text, rows_of


@pytest.fixture
def certificate(cast, live_server, settings) -> Certificate:
    settings.SITE_URL = live_server.url
    return make_certificate(cast.citizen, make_cohort(is_demonstration=True), at=timezone.now())


@pytest.fixture
def from_disk(browser, tmp_path):
    """Open the page of a kit from a folder, in a browser without any network."""
    context = browser.new_context(locale="es-CO", offline=True)
    asked, complaints = [], []

    def open_kit(kit: bytes):
        with zipfile.ZipFile(BytesIO(kit)) as archive:
            archive.extractall(tmp_path)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto((tmp_path / "verificador" / "verificar.html").as_uri())
        return page

    yield open_kit
    context.close()
    assert complaints == []
    assert [url for url in asked if not url.startswith("file://")] == []


def read_qr(pdf: bytes) -> str:
    """Read the QR from the picture of the page at 150 dots per inch, as a printer of an office makes it."""
    bitmap = pypdfium2.PdfDocument(pdf)[0].render(scale=150 / 72, grayscale=True)
    rows = bytes(bitmap.buffer)
    grey = b"".join(rows[n * bitmap.stride : n * bitmap.stride + bitmap.width] for n in range(bitmap.height))
    picture = memoryview(grey).cast("B", (bitmap.height, bitmap.width))
    [found] = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return found.text


def verdict_of(page, text: str) -> str:
    page.get_by_label("Texto del QR o del archivo .jwt").fill(text)
    page.get_by_role("button", name="Verificar").click()
    result = page.locator("#result[data-verdict]")
    expect(result).to_be_focused()
    return result.get_attribute("data-verdict")


def test_paper_is_verified_everywhere(page_at, page_as, from_disk, certificate, cast, tmp_path):
    holder = page_as(cast.citizen, 360)
    holder.goto("/aprender/certificados/")
    with holder.expect_download() as download:
        holder.get_by_role("link", name="PDF").click()
    text = read_qr(Path(download.value.path()).read_bytes())
    assert text == qr_text(certificate)

    page = page_at(360)
    page.goto(text)  # as the camera opens it
    expect(page.get_by_role("heading", level=1)).to_have_text("Este certificado es válido")
    for _, value in rows_of(certificate.fields):
        expect(page.locator(".cmp").get_by_text(value, exact=True)).to_be_visible()
    page.goto("/certificados/")
    page.get_by_label("Código, texto del QR").fill(text)
    page.get_by_role("button", name="Verificar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Este certificado es válido")

    page.goto("/certificados/verificador/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Descargar el verificador").click()
    kit = Path(download.value.path()).read_bytes()
    disk = from_disk(kit)
    assert verdict_of(disk, text) == "valido"
    for value in (certificate.name, certificate.title, certificate.code, certificate.issuer):
        expect(disk.locator("dl").get_by_text(value, exact=True)).to_be_visible()
    done = subprocess.run(
        [sys.executable, "-I", "verificar.py", text], cwd=tmp_path / "verificador", capture_output=True, text=True, check=False
    )  # fmt: skip
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "Válido (valido)")


def test_page_from_disk_knows_the_other_verdicts(page_at, from_disk, certificate, cast):
    revoked = make_certificate(cast.newcomer, certificate.enrolment.cohort, at=timezone.now())
    old = make_certificate(
        cast.liaison, certificate.enrolment.cohort, at=timezone.now() - timezone.timedelta(days=4 * 366)
    )
    changing.revoke(certificate=revoked, reason="", by=cast.newcomer, at=timezone.now())
    new = changing.reissue(certificate=certificate, name="Ana Corregida", by=cast.citizen, at=timezone.now())
    page = page_at(1280)
    page.goto("/certificados/verificador/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Descargar el verificador").click()
    disk = from_disk(Path(download.value.path()).read_bytes())
    later = changing.reissue(certificate=new, name="Ana Otra Vez", by=cast.citizen, at=timezone.now())  # after the kit
    for text, verdict in (
        (new.payload, "valido"),
        (later.jwt, "valido"),
        (revoked.jwt, "revocado"),
        (certificate.jwt, "reemplazado"),
        (certificate.payload, "reemplazado"),
        (old.payload, "vencido"),
        (new.payload[:-8] + "AAAAAAAA", "firma_no_valida"),
        (new.payload.replace(new.key.kid, "deadbeef"), "clave_desconocida"),
        ("hola", "firma_no_valida"),
    ):
        assert verdict_of(disk, text) == verdict, text
    disk.get_by_label("Texto del QR o del archivo .jwt").fill("")
    disk.get_by_label("O el archivo .jwt").set_input_files(
        {"name": "c.jwt", "mimeType": "text/plain", "buffer": new.jwt.encode()}
    )
    disk.get_by_role("button", name="Verificar").click()
    expect(disk.locator("#result h2")).to_have_text("Válido")


def test_page_from_disk_says_when_a_browser_cannot_verify(browser, from_disk, page_at, certificate):
    page = page_at(360)
    page.goto("/certificados/verificador/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Descargar el verificador").click()
    kit = Path(download.value.path()).read_bytes()
    disk = from_disk(kit)
    disk.add_init_script("SubtleCrypto.prototype.importKey = () => Promise.reject(new Error('Ed25519'));")
    disk.reload()
    expect(disk.get_by_text("Este navegador no sabe comprobar firmas Ed25519")).to_be_visible()
    expect(disk.get_by_role("button", name="Verificar")).to_be_hidden()
    assert json.loads(disk.locator("#kit").text_content())["keys"]
