"""The pages with which coordination reminds municipalities and writes to all liaisons."""

import html
import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from core.models import AuditEntry
from diagnostics.assessments.models import Assessment, Reminder
from notices.models import Notification
from tests.page_text import read, text_of

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 4, 28, 8, 15, tzinfo=ZoneInfo("America/Bogota"))
REMIND, LETTER, BOARD = "/tablero/ciclo/recordar/", "/tablero/ciclo/mensaje/", "/tablero/ciclo/"
WORDS = {"subject": "{municipio}: falta un paso", "text": "Falta: {lo que falta}.", "operation": "send"}


@pytest.fixture
def desk(client, cast, assessment, time_machine):
    """`here` is nine days late, `there` has time until August."""
    time_machine.move_to(NOW, tick=False)
    Assessment.objects.filter(pk=assessment.pk).update(due_on=date(2027, 4, 19))
    Assessment.objects.filter(municipality=cast.there).update(due_on=date(2027, 8, 30))
    client.force_login(cast.coordinator)
    return client


def ticked(page: str) -> dict[str, tuple[bool, bool]]:
    """Of each municipality offered: whether it is chosen, and whether it can be."""
    boxes = re.findall(r'name="places" value="([a-z-]+)"( checked)?( disabled)?', page)
    return {slug: (bool(checked), not disabled) for slug, checked, disabled in boxes}


@pytest.mark.parametrize(
    ("who", "status"), [("coordinator", 200), ("reviewer", 403), ("admin", 403), ("liaison", 403), ("nobody", 302)]
)
@pytest.mark.parametrize("address", [REMIND, LETTER])
def test_only_coordination_writes_to_municipalities(cast, desk, browser_of, who, status, address):
    browser = browser_of(cast.person(who))
    assert browser.get(address).status_code == status
    sent = browser.post(address, WORDS | {"places": ["aqui"]})
    assert (sent.status_code, Notification.objects.exists()) == (302 if status == 200 else status, status == 200)


def test_one_press_on_the_board_sends_what_it_proposes(desk, cast, django_capture_on_commit_callbacks):
    page = desk.get(BOARD).text
    assert ticked(page) == {"aqui": (True, True)}
    assert "Enviar 1 recordatorio" in page
    subject = re.search(r'name="subject"[^>]* value="([^"]+)"', page)[1]
    text = html.unescape(re.search(r'<textarea[^>]* name="text"[^>]*>\s*(.*?)</textarea>', page, re.DOTALL)[1])
    with django_capture_on_commit_callbacks(execute=True):
        sent = desk.post(REMIND, {"places": ["aqui"], "subject": subject, "text": text, "operation": "send"})
    assert (sent.status_code, sent.url) == (302, BOARD)
    assert "Recordatorio enviado a Aquí: 1 persona. Quedó en la bitácora." in read(desk, BOARD)
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == ([cast.liaison.email], "Aquí: le falta un paso del diagnóstico")
    assert "Aquí está en «Sin iniciar», con plazo hasta el lunes 19 de abril de 2027." in letter.body
    logged = AuditEntry.objects.get(verb="assessment.reminded", place=cast.here.divipola)
    assert logged.reason == letter.subject


def test_who_was_reminded_is_listed_with_the_hour_and_cannot_be_chosen(desk, cast, time_machine):
    desk.post(REMIND, WORDS | {"places": ["aqui"]})
    time_machine.move_to(NOW + timedelta(hours=3), tick=False)
    page = desk.get(BOARD).text
    assert ticked(page) == {"aqui": (False, False)}
    assert "Avisado hoy, 8:15. Se puede repetir mañana a las 8:15." in text_of(page)
    assert "recordatorio" not in page[page.index("<h1") : page.index("</h1>")]
    again = desk.post(REMIND, WORDS | {"places": ["aqui"]})
    assert again.status_code == 422
    said = f"Aquí: a {cast.liaison.name} (enlace municipal) ya se le escribió en las últimas 24 horas."
    assert said in text_of(again.text)
    assert Reminder.objects.count() == 1


def test_page_offers_all_that_are_waited_for_and_chooses_one_by_its_address(desk):
    assert ticked(desk.get(REMIND).text) == {"aqui": (True, True), "alla": (False, True)}
    assert ticked(desk.get(f"{REMIND}?municipio=alla").text) == {"aqui": (False, True), "alla": (True, True)}


def test_preview_is_what_the_municipality_gets_and_sends_nothing(desk):
    asked = desk.post(REMIND, WORDS | {"places": ["alla", "aqui"], "operation": "preview"})
    assert (asked.status_code, asked.url) == (302, f"{REMIND}?ver=1#vista")
    page = desk.get(asked.url).text
    assert "Así lo recibe Aquí Aquí: falta un paso Falta: 5 respuestas de 5." in text_of(page)
    assert 'value="{municipio}: falta un paso"' in page
    assert ticked(page) == {"aqui": (True, True), "alla": (True, True)}
    assert not Notification.objects.exists()


@pytest.mark.parametrize("address", [REMIND, LETTER])
def test_refused_text_is_kept_with_its_reason(desk, address):
    sent = desk.post(address, WORDS | {"places": ["alla"], "text": "Para {alguien}: hola"})
    text = text_of(sent.text)
    assert sent.status_code == 422
    assert "{alguien} no se puede llenar. Entre llaves caben: {municipio}, {etapa}, {fecha}" in text
    assert "Para {alguien}: hola" in text
    assert address == LETTER or ticked(sent.text) == {"aqui": (False, True), "alla": (True, True)}
    assert not Notification.objects.exists()


def test_reminder_to_nobody_is_refused(desk):
    sent = desk.post(REMIND, WORDS)
    assert (sent.status_code, "Elija al menos un municipio." in sent.text) == (422, True)


def test_nobody_to_receive_it_turns_into_an_invitation(desk, cast):
    cast.liaison.memberships.update(ended_at=NOW, end_reason="Se fue")
    page = desk.get(BOARD).text
    assert ticked(page) == {}
    assert "Nadie recibiría el recordatorio: no hay enlace. Invitar al enlace de Aquí" in text_of(page)
    assert 'href="/equipo/invitar/?rol=liaison&amp;municipio=aqui"' in page


def test_message_counts_who_gets_it_and_is_shown_before_it_is_sent(desk, cast, django_capture_on_commit_callbacks):
    text = read(desk, LETTER)
    assert "Lo reciben 2 enlaces municipales, de 2 municipios del ciclo de prueba" in text
    assert "Enviar a 2 enlaces municipales" in text
    words = {"subject": "Taller", "text": "Buenos días, {municipio}."}
    shown = desk.post(LETTER, words | {"operation": "preview"})
    assert "Así lo recibe Allá Taller Buenos días, Allá." in read(desk, shown.url)
    assert not Notification.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        sent = desk.post(LETTER, words | {"operation": "send"})
    assert (sent.status_code, sent.url) == (302, BOARD)
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted([cast.liaison.email, cast.neighbour.email])
    again = desk.post(LETTER, words | {"operation": "send"})
    assert (again.status_code, "ese mismo texto ya se envió" in again.text) == (422, True)
    assert len(mail.outbox) == 2


def test_municipality_without_liaison_is_named_before_the_message_is_written(desk, cast):
    cast.neighbour.memberships.update(ended_at=NOW, end_reason="Se fue")
    text = read(desk, LETTER)
    assert "Lo recibe 1 enlace municipal, de 1 municipio del ciclo de prueba" in text
    assert "Un municipio no tiene enlace y no lo recibe: Allá · Invitar al enlace de Allá" in text
