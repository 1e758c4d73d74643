"""What anybody does with a certificate: reads its QR from the picture, and verifies it by page, from disk and by the program."""

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pypdfium2
import zxingcpp
from playwright.sync_api import Browser, Page, expect

from training.certificates.choices import VERDICT_TITLES, Verdict


def read_qr(pdf: bytes) -> str:
    """Read the QR from the picture of the page at 150 dots per inch, as a printer of an office makes it."""
    bitmap = pypdfium2.PdfDocument(pdf)[0].render(scale=150 / 72, grayscale=True)
    rows = bytes(bitmap.buffer)
    grey = b"".join(rows[n * bitmap.stride : n * bitmap.stride + bitmap.width] for n in range(bitmap.height))
    picture = memoryview(grey).cast("B", (bitmap.height, bitmap.width))
    [found] = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return found.text


def download_kit(page: Page, folder: Path) -> Path:
    """Download the kit from its page and return the folder in which it was unpacked."""
    page.goto("/certificados/verificador/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Descargar el verificador").click()
    return unpacked(Path(download.value.path()).read_bytes(), folder)


def unpacked(kit: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(BytesIO(kit)) as archive:
        archive.extractall(folder)
    return folder / "verificador"


@contextmanager
def opened_from_disk(browser: Browser, kit: Path) -> Iterator[Page]:
    """The page of a kit, opened from its folder in a browser without any network; it asks nobody for anything."""
    context = browser.new_context(locale="es-CO", offline=True)
    asked, complaints = [], []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((kit / "verificar.html").as_uri())
    yield page
    context.close()
    assert complaints == []
    assert [url for url in asked if not url.startswith("file://")] == []


def verdict_from_disk(page: Page, text: str) -> str:
    page.get_by_label("Texto del QR o del archivo .jwt").fill(text)
    page.get_by_role("button", name="Verificar").click()
    result = page.locator("#result[data-verdict]")
    expect(result).to_be_focused()
    return result.get_attribute("data-verdict")


def verdict_of_program(kit: Path, text: str) -> str:
    """As the program of the kit says it, run by a bare Python; it ends with 0 only for what is valid."""
    command = [sys.executable, "-I", "-S", "verificar.py", text]
    done = subprocess.run(command, cwd=kit, env={}, capture_output=True, text=True, check=False, timeout=60)
    verdict = re.search(r"\((\w+)\)$", done.stdout.splitlines()[0])[1]
    assert (done.returncode == 0) is (verdict == Verdict.VALID), done.stdout
    return verdict


def verdict_of_portal(page: Page, text: str) -> str:
    """As the public page says it to somebody who pastes the text."""
    page.goto("/certificados/")
    page.get_by_label("Código, texto del QR").fill(text)
    page.get_by_role("button", name="Verificar").click()
    title = page.get_by_role("heading", level=1)
    expect(title).not_to_have_text("Verificar un certificado")
    said = title.inner_text()
    return next(verdict.value for verdict, words in VERDICT_TITLES.items() if words == said)
