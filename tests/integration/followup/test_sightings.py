"""«¿Lo vio usted?»: telling what one found, what comes of it, and what the author may do with it."""

import re
import zlib
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.permissions import Role
from core.models import AuditEntry
from core.receipts.models import Receipt
from files.models import DeletedFile
from followup.sightings.actions import retention
from followup.sightings.choices import SightingState
from followup.sightings.models import Photo, Sighting
from notices.models import Notification
from tests.factories import files
from tests.factories.followup import make_commitment
from tests.factories.sightings import FOUND, REPLY, make_sighting

pytestmark = pytest.mark.django_db
S = SightingState
PAGE, RECEIPT = "/compromisos/CO-1/lo-vio/", "/compromisos/CO-1/lo-vio/recibo/"
CODE = re.compile(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{5}\b")


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(datetime(2027, 3, 3, 10, 0, tzinfo=ZoneInfo("America/Bogota")), tick=False)
    return time_machine


@pytest.fixture
def commitment(cast):
    cast.here.facts["pqrsd"] = "https://aqui.gov.co/pqrsd"
    cast.here.save()
    return make_commitment(cast.here)


@pytest.fixture
def tell(client, started):
    def send(browser: Client = client, **fields):
        values = {"finding": "si", "text": FOUND, "started": started()} | fields
        return browser.post(PAGE, values)

    return send


def opened(client: Client, code: str) -> str:
    return client.post("/c/", {"code": code}).url


# --- Telling ---


def test_page_says_what_happens_with_it_before_one_writes(client, commitment, text_of):
    page = client.get(PAGE)
    said = text_of(page)
    for words in (
        "Nadie ha contado todavía qué encontró.", "Se revisa en 2 días hábiles", "la dependencia responde en 15",
        "Llame primero al 123", "Use el canal PQRSD de su alcaldía: Aquí", "Repite otra opinión ya recibida.",
        "No pedimos ni guardamos quién es usted.",
    ):  # fmt: skip
        assert words in said
    assert 'href="https://aqui.gov.co/pqrsd"' in page.text
    assert not re.search(r'name="(name|email|adult)"', page.text)


def test_what_one_found_waits_for_moderation_with_a_receipt(client, commitment, tell, cast, text_of):
    assert tell().url == RECEIPT
    row = Sighting.objects.get()
    assert (row.state, row.finding, row.text, row.number, row.due_on) == (
        S.IN_MODERATION,
        "si",
        FOUND,
        1,
        date(2027, 3, 5),
    )
    page = client.get(RECEIPT)
    code = CODE.search(page.text)[0]
    assert "5 de marzo de 2027, dos días hábiles" in text_of(page)
    assert FOUND not in client.get(PAGE).text
    assert FOUND in client.get(opened(client, code)).text
    told = set(Notification.objects.values_list("user__email", flat=True))
    assert told == {cast.coordinator.email, cast.facilitator.email}
    assert not Notification.objects.filter(body__contains="ciclorruta").exists()
    [entry] = AuditEntry.objects.filter(verb="sighting.received")
    assert (entry.by, entry.data, entry.place) == (None, {"finding": "si"}, cast.here.divipola)


def test_code_is_shown_for_twenty_minutes(client, commitment, tell, clock):
    tell()
    assert CODE.search(client.get(RECEIPT).text)
    clock.shift(timedelta(minutes=21))
    assert "El código ya se mostró" in client.get(RECEIPT).text
    assert not CODE.search(client.get(RECEIPT).text)


def test_receipt_is_of_the_browser_that_sent(client, commitment, tell):
    tell()
    assert "Aquí no hay ningún recibo" in Client().get(RECEIPT).text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"finding": ""}, "Elija una de las tres opciones."),
        ({"finding": "quizas"}, "quizas"),
        ({"text": "corto"}, "Escriba al menos 10 letras."),
        ({"text": "a" * 601}, "Escriba como máximo 600 letras."),
        ({"website": "https://a.example"}, "Deje este campo vacío"),
        ({"started": "x"}, "La página estuvo abierta mucho tiempo."),
    ],
)
def test_what_does_not_fit_comes_back_with_its_words(commitment, tell, fields, said):
    answer = tell(**fields)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert not Sighting.objects.exists()


def test_program_that_answers_at_once_is_told_to_wait(client, commitment, started):
    answer = client.post(PAGE, {"finding": "si", "text": FOUND, "started": started(1)})
    assert (answer.status_code, "Espere unos segundos" in answer.text) == (422, True)


def test_personal_data_are_asked_about_once(commitment, tell, text_of):
    said = f"{FOUND} Me llaman al 300 123 45 67."
    answer = tell(text=said)
    assert (answer.status_code, "parece traer 1 teléfono" in text_of(answer)) == (422, True)
    assert not Sighting.objects.exists()
    assert tell(text=said, anyway="1").status_code == 302
    assert Sighting.objects.get().text == said


def test_same_form_counts_once(commitment, tell):
    first, again = tell(form_id="A" * 22), tell(form_id="A" * 22)
    assert (first.url, again.url) == (RECEIPT, RECEIPT)
    assert Sighting.objects.count() == Receipt.objects.count() == 1


# --- Once in a month ---


def test_browser_tells_once_a_month_of_a_commitment(client, cast, commitment, tell, started, clock):
    tell()
    answer = tell(finding="no", text="Volví y ya no estaba publicado.")
    assert (answer.status_code, "Este mes ya contó" in answer.text) == (409, True)
    assert "Volví y ya no estaba publicado." in answer.text
    make_commitment(cast.here, code="CO-2")
    other = {"finding": "si", "text": FOUND, "started": started()}
    assert client.post("/compromisos/CO-2/lo-vio/", other).status_code == 302
    assert tell(Client()).status_code == 302, "another browser is another person, as far as one can know"
    clock.move_to(datetime(2027, 4, 1, 9, 0, tzinfo=ZoneInfo("America/Bogota")), tick=False)
    assert tell(started=started(), text="En abril sigue ahí, completo.").status_code == 302


def test_whoever_opened_the_receipt_elsewhere_tells_once_too(commitment, tell):
    row = make_sighting(commitment, state=S.IN_MODERATION)
    browser = Client()
    opened(browser, row.receipt_of_it)
    assert tell(browser).status_code == 409
    browser.post(opened(browser, row.receipt_of_it), {"op": "withdraw", "sure": "si"})
    assert tell(browser).status_code == 302


def test_hashes_of_browsers_do_not_lead_to_one_another_and_go_with_the_month(
    client, cast, commitment, tell, started, clock
):
    make_commitment(cast.here, code="CO-2")
    tell()
    client.post("/compromisos/CO-2/lo-vio/", {"finding": "si", "text": FOUND, "started": started()})
    assert len(set(Sighting.objects.values_list("once_hmac", flat=True))) == 2
    now = datetime(2027, 3, 31, 23, 0, tzinfo=ZoneInfo("America/Bogota"))
    assert retention.forget_browsers(at=now) == 0
    assert retention.forget_browsers(at=now + timedelta(hours=2)) == 2
    assert set(Sighting.objects.values_list("once_hmac", flat=True)) == {None}


def test_many_from_one_network_wait_an_hour(commitment, tell):
    for _ in range(10):
        assert tell(Client()).status_code == 302
    answer = tell(Client())
    assert (answer.status_code, "Espere una hora" in answer.text, FOUND in answer.text) == (429, True, True)


# --- Which commitments ---


def test_proposed_commitment_takes_nothing_yet(client, cast, tell):
    make_commitment(cast.here, accepted_on=None)
    page = client.get(PAGE).text
    assert ("todavía no está acordado" in page, "<textarea" in page) == (True, False)
    assert client.get(f"{PAGE}resumen/", headers={"HX-Request": "true"}).content == b""
    answer = tell()
    assert (answer.status_code, FOUND in answer.text, Sighting.objects.exists()) == (422, True, False)
    assert client.get("/compromisos/CO-NADA/lo-vio/").status_code == 404


def test_closed_commitment_still_takes_what_people_find(cast, tell):
    make_commitment(cast.here, start=date(2025, 1, 1), end=date(2026, 1, 1))
    assert tell().status_code == 302


def test_demonstration_says_so(client, cast):
    make_commitment(cast.here, is_demo=True)
    assert "Datos de demostración" in client.get(PAGE).text


# --- The photo ---


def photo(name: str = "Foto de Ana.png") -> SimpleUploadedFile:
    """A picture with the place where it was taken."""
    plain = files.png()
    body = b"tEXtComment\0Casa de Ana"
    place = (len(body) - 4).to_bytes(4) + body + zlib.crc32(body).to_bytes(4)
    return SimpleUploadedFile(name, plain[:33] + place + plain[33:], "image/png")


def test_photo_loses_what_the_camera_adds_and_its_name(commitment, tell):
    assert b"Casa de Ana" in photo().read()
    tell(photo=photo())
    kept = Photo.objects.get()
    assert (kept.file_name, kept.media_type) == ("relato-1.png", "image/png")
    with kept.file.open() as file:
        assert b"Casa de Ana" not in file.read()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ([SimpleUploadedFile("informe.docx", files.docx("Texto"))], "Elija una foto"),
        ([photo("a.png"), photo("b.png")], "Elija una sola foto."),
        ([SimpleUploadedFile("foto.jpg", b"no es una foto")], "foto.jpg"),
    ],
)
def test_only_one_picture_is_taken(commitment, tell, sent, said):
    for one in sent:
        one.seek(0)
    answer = tell(photo=sent)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert not Photo.objects.exists()


def test_photo_is_public_only_once_published(client, commitment, browser_of, cast):
    make_sighting(commitment, state=S.IN_MODERATION, with_photo=True)
    address, work = f"{PAGE}1/foto/", "/seguimiento/relatos/CO-1/1/"
    assert client.get(address).status_code == 404
    moderator = browser_of(cast.facilitator)
    seen = moderator.get(f"{work}foto/")
    assert seen.status_code == 200
    seen.close()
    assert browser_of(cast.liaison).get(f"{work}foto/").status_code == 404
    moderator.post(work, {"operation": "publish", "seen": "1", "publish-with_photo": "on"})
    answer = client.get(address)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert b"".join(answer) == files.png()
    answer.close()
    assert address in client.get(PAGE).text


def test_photo_that_is_not_shown_is_deleted(commitment, browser_of, cast):
    row = make_sighting(commitment, state=S.IN_MODERATION, with_photo=True)
    name = row.photo.file.name
    browser_of(cast.facilitator).post("/seguimiento/relatos/CO-1/1/", {"operation": "publish", "seen": "1"})
    assert not Photo.objects.exists()
    assert DeletedFile.objects.filter(name=name).exists()


# --- The receipt ---


def test_author_corrects_until_somebody_read_it(client, commitment):
    row = make_sighting(commitment, state=S.IN_MODERATION)
    path = opened(client, row.receipt_of_it)
    assert FOUND in client.get(f"{path}?corregir=1").text
    better = {"op": "correct", "finding": "en_parte", "text": "Falta la tabla por barrio."}
    assert client.post(path, better).url == path
    row.refresh_from_db()
    assert (row.finding, row.text, row.version) == ("en_parte", "Falta la tabla por barrio.", 2)
    assert client.post(path, better).status_code == 422, "the same again"
    assert client.post(path, better | {"text": "Llame al 300 123 45 67."}).status_code == 422
    assert client.post(path, better | {"text": "Llame al 300 123 45 67.", "asked": "1"}).status_code == 302
    Sighting.objects.update(state=S.PUBLISHED, published_at=row.received_at)
    answer = client.post(path, better)
    assert (answer.status_code, better["text"] in answer.text) == (409, True)
    assert "Corregir el texto" not in client.get(path).text


@pytest.mark.parametrize("state", [one for one in S if one != S.WITHDRAWN])
def test_withdrawing_erases_text_and_photo_whatever_the_state(client, cast, commitment, state):
    row = make_sighting(commitment, state=state, by=cast.liaison, with_photo=state in (S.IN_MODERATION, S.PUBLISHED))
    path = opened(client, row.receipt_of_it)
    assert client.post(path, {"op": "withdraw"}).url == f"{path}?retirar=1"
    assert "No se puede deshacer" in client.get(f"{path}?retirar=1").text
    for _ in range(2):
        assert client.post(path, {"op": "withdraw", "sure": "si"}).url == path
    row.refresh_from_db()
    assert (row.state, row.text, row.erased_at is not None) == (S.WITHDRAWN, "", True)
    assert not Photo.objects.exists()
    assert "Retirado por su autor" in client.get(path).text
    assert AuditEntry.objects.filter(verb="sighting.withdrawn").count() == 1
    page = Client().get(PAGE).text
    was_public = state in (S.PUBLISHED, S.ANSWERED)
    assert (FOUND in page, "Retirado por su autor." in page, REPLY in page) == (False, was_public, state == S.ANSWERED)
    assert "Nadie ha contado todavía" in page


def test_receipt_says_which_rule_and_where_it_went(client, commitment, text_of):
    declined = make_sighting(commitment, state=S.DECLINED)
    said = text_of(client.get(opened(client, declined.receipt_of_it)))
    assert "No se publicó: No trata de este portal ni de lo que publica." in said
    assert "Habla de otra obra." in said
    moved = make_sighting(commitment, state=S.TRANSFERRED)
    assert "con el número 2027-123" in text_of(client.get(opened(client, moved.receipt_of_it)))


def test_author_deletes_the_photo_alone(client, commitment):
    row = make_sighting(commitment, with_photo=True)
    client.post(opened(client, row.receipt_of_it), {"op": "remove-photo"})
    row.refresh_from_db()
    assert (row.text, Photo.objects.exists()) == (FOUND, False)


# --- What is kept of whom ---


def test_nothing_says_who_told(commitment, tell, cast, browser_of):
    browser = browser_of(cast.citizen)
    tell(browser)
    row = Sighting.objects.get()
    values = " ".join(str(getattr(row, field.attname)) for field in Sighting._meta.fields)
    for known in (cast.citizen.email, cast.citizen.name, browser.session.session_key, "127.0.0.1"):
        assert known not in values
    people = {field.name for field in Sighting._meta.fields if field.related_model is type(cast.citizen)}
    assert people == {"answered_by", "decided_by"}
    assert Role.CITIZEN not in values


# --- What is kept ---


@pytest.mark.parametrize("state", [S.DECLINED, S.TRANSFERRED])
def test_text_that_nobody_may_read_goes_after_a_year(client, commitment, state, clock):
    now = datetime(2027, 3, 3, 10, 0, tzinfo=ZoneInfo("America/Bogota"))
    row = make_sighting(commitment, state=state, state_since=now)
    kept = make_sighting(commitment, state_since=now)
    assert retention.forget_unread(at=now + timedelta(days=364)) == 0
    assert retention.forget_unread(at=now + timedelta(days=365)) == 1
    assert retention.forget_unread(at=now + timedelta(days=365)) == 0
    row.refresh_from_db()
    kept.refresh_from_db()
    assert (row.text, row.state, kept.text) == ("", state, FOUND)
    assert "El texto se borró doce meses después" in client.get(opened(client, row.receipt_of_it)).text
