"""A whole course: from the catalogue to a certificate that strangers verify, on a telephone, on a desk and with the line lost.

Where PostgreSQL and Redis run (python -m tests.services), a worker in a process of its own issues the certificate; elsewhere the
same task runs at once. Parts of it alone are in tests/integration/training.
"""

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings as portal_settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from openbadgeslib.ob3 import OB3Verifier, check_credential_status
from playwright.sync_api import Page, expect

from accounts.permissions import Role
from innovacion360.celery import app
from tests.browser import certificate_kit as kits
from tests.browser.axe import axe
from tests.factories import files
from tests.factories.accounts import make_member
from tests.factories.territory import make_municipality
from tests.factories.training import make_cohort
from tests.processes import wait_for, worker
from tests.services import url_of_database
from training.certificates.exports.signed import issuer_of
from training.certificates.models import Certificate
from training.cohorts.models import Cohort
from training.courses.models import CourseVersion
from training.learning.models import LessonVisit

PHONE, DESK = 360, 1280
NAME = "Ana María Ejemplo Ñáñez"
COURSE = "Una respuesta que sirve (curso de demostración)"
GROUP = "demo-1"
SAID = "Su certificado estará el 12 de marzo y le llegará a este correo."
SAID_AGAIN = f"{SAID} Si ese día no llega, llame a la oficina de catastro."
WHY = "No dice qué hacer si algo falla."
RIGHT = ["Su certificado estará", "Falso", "Separar las tres cosas", "Responder las tres en una sola carta"]
WRONG = ["Agradecemos su comunicación", "Verdadero", "Responder la más fácil"]
STEPS = [
    "El sí, el no o la fecha", "La razón en una frase", "Qué sigue y quién lo hace",
    "Qué puede hacer la persona si algo falla",
]  # fmt: skip


@pytest.fixture
def tasks(live_server, settings) -> Iterator[None]:
    """The portal stands at the address of the live server, also for the worker; no other worker takes of its queue."""
    settings.SITE_URL = live_server.url
    if not (connection.vendor == "postgresql" and portal_settings.REDIS_URL):
        yield
        return
    app.conf.task_always_eager = False  # until the fixture that set it puts it back
    database = url_of_database(connection.settings_dict["NAME"])
    with worker({**os.environ, "DATABASE_URL": database, "SITE_URL": live_server.url}) as process:
        yield
        assert process.poll() is None


@pytest.fixture
def cohort(transactional_db) -> Cohort:
    """A group of the course that the portal brings to be tried; its first session began twenty minutes ago."""
    call_command("load_course", str(portal_settings.BASE_DIR / "data" / "courses" / "demo"), "--publish")
    now = timezone.now()
    today = timezone.localdate(now)
    cohort = make_cohort(
        CourseVersion.objects.get(course__code="DEMO"), code=GROUP, starts_on=today - timedelta(2),
        instructor=make_member(Role.INSTRUCTOR, name="Docente de prueba"), ends_on=today + timedelta(40),
    )  # fmt: skip
    cohort.sessions.filter(number=1).update(starts_at=now - timedelta(minutes=20))
    cohort.sessions.filter(number=2).update(starts_at=now + timedelta(days=20))
    return cohort


def test_whole_course_from_the_catalogue_to_a_verified_certificate(page_at, page_as, browser, cohort, tasks, tmp_path):
    place = make_municipality(name="Aquí", slug="aqui")
    learner, teacher = make_member(Role.CITIZEN, name="Ana"), cohort.instructors.get()
    phone, board = page_as(learner, PHONE), page_as(teacher, DESK)
    enrols(phone, place.name)
    anchor = reads_and_leaves(phone)
    desk = page_as(learner, DESK)
    comes_back_on_another_browser(desk, anchor)
    fails_a_quiz(desk)
    passes_it_with_the_connection_lost(phone)
    passes_the_second_quiz(desk)
    hands_in(desk)
    instructor_returns(board)
    learner_corrects(desk)
    instructor_accepts(board)
    assert not Certificate.objects.exists()
    attends_by_code(board, phone)
    wait_for(Certificate.objects.exists)

    pdf, jwt = holder_downloads(phone)
    text = kits.read_qr(pdf)
    stranger = page_at(PHONE)
    certificate = Certificate.objects.get()
    anybody_opens_the_qr(stranger, text, certificate)
    kit = kits.download_kit(stranger, tmp_path)
    with kits.opened_from_disk(browser, kit) as disk:
        for signed in (text, jwt):
            assert kits.verdict_of_portal(stranger, signed) == "valido"
            assert kits.verdict_from_disk(disk, signed) == "valido"
            assert kits.verdict_of_program(kit, signed) == "valido"
        for value in (NAME, COURSE, certificate.code, certificate.issuer):
            expect(disk.locator("dl").get_by_text(value, exact=True)).to_be_visible()
    independent_library_accepts(jwt, certificate, stranger)


def enrols(page: Page, place: str) -> None:
    page.goto("/cursos/")
    page.get_by_role("link", name=COURSE, exact=True).click()
    page.get_by_role("link", name=re.compile("^Ver e inscribirme")).click()
    page.get_by_role("link", name="Inscribirme").click()
    page.get_by_label("Su nombre en el certificado").fill(NAME)
    page.get_by_label("Municipio donde trabaja").select_option(label=place)
    press(page, "Inscribirme")
    expect(page.get_by_role("alert").get_by_text("Sin su autorización no podemos inscribirle.").first).to_be_visible()
    page.get_by_label("Leí el aviso de datos").check()
    press(page, "Inscribirme")
    expect(page.get_by_role("status").filter(has_text="Su inscripción quedó hecha.")).to_be_visible()
    fits(page)
    lacks(page, 4)


def lacks(page: Page, count: int) -> None:
    """The list that the course prints is as long; it is what the certificate waits for."""
    page.goto(f"/aprender/{GROUP}/")
    expect(page.locator("#falta li")).to_have_count(count)
    fits(page)


def reads_and_leaves(page: Page) -> str:
    """Read the first lesson, go half down the second, and return the block at which it was left."""
    page.goto("/aprender/")
    page.get_by_role("link", name=re.compile("^Empezar")).click()
    heading(page, "Qué necesita quien escribe")
    with page.expect_response("**/02-separar/lugar/"):
        press(page, "Marcar como leída y seguir")
    heading(page, "Separar lo que viene junto")
    fits(page)
    with page.expect_response("**/lugar/"):
        page.locator("#b-3").evaluate("block => { block.scrollIntoView({ block: 'start', behavior: 'instant' }); }")
    anchor = LessonVisit.objects.get(done_at=None).anchor
    assert anchor not in ("", "b-1")
    return anchor


def comes_back_on_another_browser(page: Page, anchor: str) -> None:
    page.goto("/aprender/")
    expect(page.get_by_text("1 de 4 lecciones leídas")).to_be_visible()
    page.get_by_role("link", name="Seguir donde iba").click()
    heading(page, "Separar lo que viene junto")
    assert page.url.endswith(f"#{anchor}")
    expect(page.locator(f"#{anchor}")).to_be_in_viewport()
    press(page, "Marcar como leída y seguir")
    heading(page, "Prueba: La pregunta")


def fails_a_quiz(page: Page) -> None:
    press(page, "Empezar el intento 1 de 3")
    for words in WRONG:
        page.get_by_text(words).check()
    saved(page, 3)
    press(page, "Entregar la prueba")
    heading(page, "0 de 3, 0 %: todavía no aprueba")
    expect(page.get_by_text("Le quedan 2 intentos.")).to_be_visible()
    expect(page.get_by_role("link", name="Separar lo que viene junto")).to_be_visible()
    expect(page.get_by_role("link", name="Presentarla otra vez")).to_be_visible()
    fits(page)
    lacks(page, 4)
    expect(page.locator("#falta")).to_contain_text("0 %; se pide 70 %")


def passes_it_with_the_connection_lost(page: Page) -> None:
    """Begun at the telephone; the connection goes after the first answer and comes back after the last."""
    page.goto(f"/aprender/{GROUP}/1-la-pregunta/prueba/")
    press(page, "Empezar el intento 2 de 3")
    page.get_by_text(RIGHT[0]).check()
    saved(page, 1)
    page.context.set_offline(True)
    for words in RIGHT[1:]:
        page.get_by_text(words).check()
    expect(page.locator("#estado")).to_have_text(re.compile("2 respuestas en espera"))
    fits(page)
    page.context.set_offline(False)
    saved(page, 3)
    press(page, "Entregar la prueba")
    heading(page, "3 de 3, 100 %: aprobó la prueba")
    fits(page)
    lacks(page, 3)


def passes_the_second_quiz(page: Page) -> None:
    page.goto(f"/aprender/{GROUP}/2-la-respuesta/prueba/")
    press(page, "Empezar el intento 1 de 3")
    page.get_by_label("Su número").fill("10")
    for place, step in enumerate(STEPS, 1):
        page.get_by_label(f"Lugar {place}").select_option(label=step)
    page.get_by_text("Frases que se entienden a la primera").check()
    saved(page, 3)
    press(page, "Entregar la prueba")
    heading(page, "3 de 3, 100 %: aprobó la prueba")
    lacks(page, 2)


def hands_in(page: Page) -> None:
    page.goto(f"/aprender/{GROUP}/2-la-respuesta/tarea/")
    page.get_by_label("Su texto").fill(SAID)
    page.get_by_label("Agregar archivos").set_input_files(
        {"name": "Respuesta.docx", "mimeType": "application/octet-stream", "buffer": files.docx(SAID)}
    )
    press(page, "Entregar la tarea")
    expect(page.get_by_role("status").filter(has_text="Entregó la tarea.")).to_be_visible()


def instructor_returns(page: Page) -> None:
    opens_the_work(page)
    expect(page.get_by_text(SAID)).to_be_visible()
    mark(page, ["Alcanza", "No alcanza", "Alcanza", "Sobresale"])
    press(page, "Devolverla con las razones")
    expect(page.get_by_role("alert").first).to_be_visible()  # it says what a criterion without its reason lacks
    page.get_by_label("Por qué, en «Dice qué sigue»").fill(WHY)
    press(page, "Devolverla con las razones")
    expect(page.get_by_role("status").filter(has_text="La tarea quedó devuelta con sus razones")).to_be_visible()


def opens_the_work(page: Page) -> None:
    page.goto("/docencia/")
    page.get_by_role("link", name="1 tarea espera corrección").click()
    page.get_by_role("link", name=re.compile("^Una respuesta de su oficina")).click()
    expect(page.get_by_role("heading", name="Su corrección")).to_be_visible()
    assert axe(page) == []


def mark(page: Page, levels: list[str]) -> None:
    for group, level in zip(page.locator(".rubric fieldset").all(), levels, strict=True):
        group.get_by_label(re.compile(rf"^\s*{level}:")).check()


def learner_corrects(page: Page) -> None:
    lacks(page, 2)
    page.get_by_role("link", name=re.compile("^Corregirla.*módulo 2$")).click()
    expect(page.get_by_text(WHY).first).to_be_visible()
    expect(page.get_by_role("link", name="Respuesta.docx").first).to_be_visible()
    page.get_by_label("Su texto").fill(SAID_AGAIN)
    press(page, "Entregar la tarea")
    expect(page.get_by_role("status").filter(has_text="Entregó la tarea.")).to_be_visible()


def instructor_accepts(page: Page) -> None:
    opens_the_work(page)
    expect(page.get_by_text("Qué cambió en el texto desde la entrega anterior")).to_be_visible()
    mark(page, ["Alcanza", "Sobresale", "Alcanza", "Sobresale"])
    press(page, "Aceptar la tarea")
    expect(page.get_by_role("status").filter(has_text="La tarea quedó aceptada")).to_be_visible()
    page.goto("/docencia/")
    expect(page.get_by_text("Nadie se quedó atrás y nada espera.")).to_be_visible()


def attends_by_code(board: Page, phone: Page) -> None:
    lacks(phone, 1)
    board.goto(f"/formacion/grupos/{GROUP}/")
    board.get_by_role("link", name="Mostrar el código de la sesión 1").click()
    press(board, "Mostrar un código")
    code = board.locator(".code-big").inner_text()
    phone.goto(f"/cursos/grupos/{GROUP}/")
    phone.get_by_role("link", name="Anotar mi asistencia").click()
    phone.get_by_label("Código de la pantalla").fill(code.lower().replace("-", " "))
    press(phone, "Anotar mi asistencia")
    expect(phone.get_by_role("status").filter(has_text="Su asistencia a la sesión 1 quedó anotada.")).to_be_visible()
    board.reload()
    expect(board.get_by_text("1 persona anotada en esta sesión.")).to_be_visible()


def holder_downloads(page: Page) -> tuple[bytes, str]:
    """Return the PDF, and the text of the credential."""
    lacks(page, 0)
    page.get_by_role("link", name="Ver el certificado").click()
    heading(page, "Este certificado es válido")
    with page.expect_download() as pdf:
        page.get_by_role("link", name="Descargar el certificado").click()
    with page.expect_download() as jwt:
        page.get_by_role("link", name="Descargar la credencial Open Badges 3.0").click()
    return Path(pdf.value.path()).read_bytes(), Path(jwt.value.path()).read_text(encoding="ascii").strip()


def anybody_opens_the_qr(page: Page, text: str, certificate: Certificate) -> None:
    page.goto(text)  # as the camera opens it
    heading(page, "Este certificado es válido")
    for value in (NAME, f"DEMO {COURSE}, versión 1.0.0", certificate.code):
        expect(page.locator(".cmp").get_by_text(value, exact=True)).to_be_visible()
    fits(page)
    assert axe(page) == []


def independent_library_accepts(jwt: str, certificate: Certificate, page: Page) -> None:
    """It looks the issuer and the signed list of revoked ones up at the portal, as any wallet does."""

    def download(url: str, *_) -> bytes:
        response = page.request.get(urlsplit(url).path)
        assert response.ok, url
        return response.body()

    found = OB3Verifier.for_issuer_did(issuer_of(portal_settings.SITE_URL), download=download).verify(jwt)
    assert (found.achievement.name, found.identifiers[0].identity_hash) == (COURSE, NAME)
    assert found.id.endswith(f"/certificados/{certificate.code}/")
    check_credential_status(found, download=download)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def saved(page: Page, count: int) -> None:
    """Wait until as many answers say that they are kept by the portal."""
    expect(page.locator(".q-save .when-idle", has_text="Guardado")).to_have_count(count)


def fits(page: Page) -> None:
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
