"""A workshop in a box: cards with their codes, read back from the PDF; and typing what came back."""

import re
from io import BytesIO

import pytest
import qrcode
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from cocreation.agendas.choices import Channel, StageCode
from cocreation.agendas.choices.stages import NotInThisStage
from cocreation.agendas.models import Participant
from cocreation.contributions.actions.erasure import erase_person
from cocreation.contributions.choices import CARD, CONTRIBUTION, ContributionState, Kind, Origin, Texts
from cocreation.contributions.models import Contribution
from cocreation.workshops.actions import cards, kits
from cocreation.workshops.actions.cards import CardRevoked
from cocreation.workshops.exports.kit import card_address, kit_pdf, qr_svg
from cocreation.workshops.forms.cards import title_of
from cocreation.workshops.models import CardEntry, CardKit, KitCard
from cocreation.workshops.queries.cards import by_channel, card_of, challenge_of, numbered, place_of
from cocreation.workshops.queries.kits import printed, printed_challenges
from core.models import AuditEntry
from core.process.transitions import WrongState
from core.receipts import codes
from core.receipts.models import Receipt
from core.trace.models import TraceEvent
from tests.factories.cocreation import make_agenda, make_challenge, make_contribution, moment_in
from tests.integration.cocreation.signed_in import SignedInAnew

pytestmark = pytest.mark.django_db
NOW = moment_in(StageCode.IDEAS, 11)
TEXT = "Una cebra frente al colegio. Los carros no paran."


@pytest.fixture
def staff(cast):
    return SignedInAnew(cast.facilitator)


def url(name: str, workshop, *more) -> str:
    return reverse(f"workshops:{name}", args=[workshop.agenda.code, workshop.number, *more])


def row(**fields) -> dict[str, str]:
    values = {
        "card": "0401", "challenge": "1", "text": TEXT, "municipality": "aq", "neighbourhood": "El Carmelo",
        "channel": "taller", "form_id": "a" * 22,
    }  # fmt: skip
    return values | fields


def enter(workshop, kit, cast, n: int = 0, **fields):
    card = kit.cards.all()[n].participant
    values = {
        "challenge": workshop.agenda.challenges.first(), "text": TEXT, "title": "Una cebra", "municipality": cast.here,
        "neighbourhood": "",
    }  # fmt: skip
    return cards.enter_card(workshop=workshop, card=card, by=cast.facilitator, at=NOW, **values | fields)


# --- The kit ---


def test_the_kit_is_a_tagged_pdf_with_the_codes_that_open_its_cards(workshop, cast, settings):
    settings.SITE_URL = "https://innova.example"
    kit, pdf = kits.make_kit(workshop=workshop, size=13, by=cast.facilitator, at=NOW)
    read = PdfReader(BytesIO(pdf))
    pages = [page.extract_text() for page in read.pages]
    # One of what it is, seven with two cards each, sign sheet, minutes, two of guide, one for the projector.
    assert len(pages) == 1 + 7 + 1 + 1 + 2 + 1
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert read.trailer["/Root"]["/Lang"] == "es-CO"
    assert b"pdfuaid" in read.trailer["/Root"]["/Metadata"].get_data()
    fonts = {font.get_object()["/BaseFont"] for page in read.pages for font in page["/Resources"]["/Font"].values()}
    assert all("IP360" in name for name in fonts)
    text = "\n".join(pages)
    # Reading a PDF puts a blank where two letters stand close by kerning.
    printed = re.findall(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{5}", text.replace(" ", ""))
    numbers = re.findall(r"Tarjeta (TJ-\d{4})", text)
    assert numbers == [f"TJ-{n:04d}" for n in range(1, 14)]
    assert len(set(printed)) == 13
    for number, code in zip(numbers, printed, strict=True):
        receipt = Receipt.objects.get(code_hmac=codes.hashed(code))
        assert (receipt.kind, Participant.objects.get(pk=receipt.subject_id).code) == (CARD, number)
    assert (kit.first, kit.last, kit.size) == ("TJ-0001", "TJ-0013", 13)
    for said in ("Hoja de asistencia", "Acta del taller", "Guía para facilitar", "https://innova.example/c/"):
        assert said in text
    assert "cédula" in text  # only to say that none is asked for
    assert not set(printed) & set(str(AuditEntry.objects.values_list("data", flat=True)).split('"'))


def test_a_qr_holds_the_address_of_its_card(settings):
    settings.SITE_URL = "https://innova.example"
    address = card_address("ABCD-EFGH-JKLMN")
    assert address == "https://innova.example/c/ABCD-EFGH-JKLMN/"
    drawn = {(int(x), int(y)) for x, y in re.findall(r"M(\d+),(\d+)", qr_svg(address))}
    other = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    other.add_data(address)
    dark = {(x, y) for y, line in enumerate(other.get_matrix()) for x, is_dark in enumerate(line) if is_dark}
    assert drawn == dark


def test_numbers_go_on_after_those_that_exist(workshop, kit, cast):
    made, _ = kits.make_kit(workshop=workshop, size=12, by=cast.facilitator, at=NOW)
    assert (kit.last, made.first) == ("TJ-0412", "TJ-0413")


def test_without_the_pdf_no_card_is_stored(workshop, cast, monkeypatch):
    def broken(*args):
        raise RuntimeError

    monkeypatch.setattr(kits, "kit_pdf", broken)
    with pytest.raises(RuntimeError):
        kits.make_kit(workshop=workshop, size=12, by=cast.facilitator, at=NOW)
    counts = [CardKit.objects.count(), Participant.objects.count(), Receipt.objects.count()]
    assert counts == [0, 0, 0]


@pytest.mark.parametrize("size", [0, 11, 121, 100_000])
def test_a_kit_has_twelve_to_a_hundred_and_twenty_cards(workshop, cast, staff, size):
    with pytest.raises(kits.WrongSize):
        kits.make_kit(workshop=workshop, size=size, by=cast.facilitator, at=NOW)
    assert staff.post(url("kit-make", workshop), {"size": str(size)}).status_code == 422


def test_the_pdf_is_answered_once_and_kept_nowhere(workshop, staff):
    with time_machine.travel(NOW, tick=False):
        response = staff.post(url("kit-make", workshop), {"size": "12"})
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response.content.startswith(b"%PDF")
    assert "no-store" in response["Cache-Control"]
    assert "TJ-0001 a TJ-0012" in staff.get(url("workshop-manage", workshop)).content.decode()


def test_before_the_first_stage_no_card_is_made(workshop, cast, staff):
    early = moment_in(StageCode.CALL, -10)
    with pytest.raises(NotInThisStage):
        kits.make_kit(workshop=workshop, size=12, by=cast.facilitator, at=early)
    with time_machine.travel(early, tick=False):
        assert staff.post(url("kit-make", workshop), {"size": "12"}).status_code == 409


def test_a_lost_kit_is_revoked_but_for_its_used_cards(workshop, kit, cast, staff):
    enter(workshop, kit, cast)
    assert kits.revoke_kit(kit=kit, by=cast.facilitator, at=NOW) == 11
    assert kits.revoke_kit(kit=kit, by=cast.facilitator, at=NOW) == 0
    assert Receipt.objects.filter(kind=CARD).count() == 1
    assert KitCard.objects.filter(revoked_at=None).get().participant.code == "TJ-0401"
    with pytest.raises(CardRevoked, match="TJ-0402 se anuló"):
        enter(workshop, kit, cast, 1)
    assert [entry.data for entry in AuditEntry.objects.filter(verb="card_kit.revoked")] == [{"cards": 11}]


def test_a_card_whose_owner_erased_it_takes_nothing_more(workshop, kit, cast):
    card = Participant.objects.get(code="TJ-0402")
    erase_person(participants=[card], texts=Texts.UNSIGN, at=NOW)
    with pytest.raises(CardRevoked, match="Quien tiene la tarjeta TJ-0402 borró lo suyo"):
        enter(workshop, kit, cast, 1)


# --- What is typed ---


def test_a_card_is_a_contribution_that_waits_for_the_moderator(workshop, kit, cast, staff):
    with time_machine.travel(NOW, tick=False):
        response = staff.post(url("card-entry", workshop), row())
    assert response.url == url("card-entry", workshop)
    found = Contribution.objects.get()
    assert (found.kind, found.channel, found.state) == (Kind.IDEA, Origin.WORKSHOP, ContributionState.IN_MODERATION)
    assert (found.title, found.text, found.municipality) == ("Una cebra frente al colegio", TEXT, cast.here)
    assert (found.neighbourhood, found.participant.code) == ("El Carmelo", "TJ-0401")
    assert [event.step for event in TraceEvent.objects.all()] == ["recibida"]
    assert [entry.by for entry in AuditEntry.objects.filter(verb="card.entered")] == [cast.facilitator]
    # The card's own code follows it: no second one lies about.
    assert not Receipt.objects.filter(kind=CONTRIBUTION).exists()
    assert found.participant.joined_at == NOW


def test_by_its_code_and_for_a_problem_on_paper(workshop, kit, staff):
    with time_machine.travel(NOW, tick=False):
        fields = {"card": kit.codes["TJ-0403"].lower(), "challenge": "0", "municipality": "", "channel": "papel"}
        assert staff.post(url("card-entry", workshop), row(**fields)).status_code == 302
    found = Contribution.objects.get()
    assert (found.kind, found.challenge, found.channel) == (Kind.PROBLEM, None, Origin.PAPER)
    assert (found.participant.code, found.theme, found.municipality) == ("TJ-0403", workshop.theme, None)
    assert 'value="papel"' in staff.get(url("card-entry", workshop)).content.decode()


def test_the_same_row_twice_is_one_card(workshop, kit, staff):
    with time_machine.travel(NOW, tick=False):
        answers = [staff.post(url("card-entry", workshop), row()).status_code for _ in range(2)]
    assert answers == [302, 302]
    assert Contribution.objects.count() == 1


def test_the_same_card_for_the_same_challenge_is_refused_in_words_and_kept(workshop, kit, staff):
    make_challenge(workshop.agenda, "MOV-2")
    with time_machine.travel(NOW, tick=False):
        staff.post(url("card-entry", workshop), row())
        again = staff.post(url("card-entry", workshop), row(form_id="b" * 22, text="Otra cosa escrita."))
        other = staff.post(url("card-entry", workshop), row(form_id="c" * 22, challenge="2"))
    assert (again.status_code, other.status_code) == (422, 302)
    assert "La tarjeta TJ-0401 ya se pasó para el reto MOV-1: es ID-0001. No se duplicó." in again.content.decode()
    assert "Otra cosa escrita." in again.content.decode()
    assert Contribution.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"card": "9999"}, "No hay una tarjeta con ese número"),
        ({"card": "ABCD-EFGH-JKLMN"}, "No hay una tarjeta con ese número"),
        ({"card": ""}, "Escriba el número de la tarjeta"),
        ({"challenge": "7"}, "No hay un reto con ese número"),
        ({"text": "sí"}, "Copie al menos 5 letras"),
        ({"text": "a" * 3001}, "3000"),
        ({"municipality": "a"}, "Puede ser Aquí o Allá"),
        ({"municipality": "bog"}, "No es un municipio de esta agenda"),
        ({"channel": "web"}, "web"),
    ],
)
def test_errors_keep_the_row(workshop, kit, staff, fields, said):
    with time_machine.travel(NOW, tick=False):
        response = staff.post(url("card-entry", workshop), row(**fields))
    page = response.content.decode()
    assert response.status_code == 422
    assert said in page or said.replace("Aquí o Allá", "Allá o Aquí") in page
    assert "El Carmelo" in page
    assert not Contribution.objects.exists()


def test_outside_the_stages_it_is_409_and_kept(workshop, kit, staff):
    with time_machine.travel(moment_in(StageCode.CALL, -10), tick=False):
        response = staff.post(url("card-entry", workshop), row())
    assert response.status_code == 409
    assert TEXT in response.content.decode()


def test_hostile_text_of_a_card_is_harmless(workshop, kit, staff):
    hostile = "<script>alert(1)</script>‮ ​​ https://malo.example/"
    with time_machine.travel(NOW, tick=False):
        assert staff.post(url("card-entry", workshop), row(text=hostile)).status_code == 302
    page = staff.get(url("card-entry", workshop)).content.decode()
    found = Contribution.objects.get()
    assert "<script>alert" not in page
    assert 'href="https://malo.example' not in page
    assert not set("‮​") & set(found.text + found.title)


def test_undo_withdraws_and_frees_the_card(workshop, kit, cast, staff):
    entry = enter(workshop, kit, cast)
    undo = url("card-undo", workshop, entry.pk)
    with time_machine.travel(NOW, tick=False):
        assert [staff.post(undo).status_code for _ in range(2)] == [302, 302]
    found = Contribution.objects.get()
    assert (found.state, found.text, found.title) == (ContributionState.WITHDRAWN, "", "")
    assert {(version.title, version.text) for version in found.versions.all()} == {("", "")}
    assert [entry.data for entry in AuditEntry.objects.filter(verb="card.undone")] == [{"contribution": "ID-0001"}]
    assert enter(workshop, kit, cast).contribution.code == "ID-0002"
    assert by_channel(workshop.agenda).total == 1


def test_what_the_moderator_has_seen_is_not_undone(workshop, kit, cast, staff):
    entry = enter(workshop, kit, cast)
    Contribution.objects.update(state=ContributionState.PUBLISHED, published_at=NOW)
    with pytest.raises(WrongState):
        cards.undo_entry(entry=entry, by=cast.facilitator, at=NOW)
    assert CardEntry.objects.count() == 1


def test_channels_add_up_to_the_total(workshop, kit, cast):
    make_contribution(workshop.agenda, code="ID-0900")
    for n, channel in enumerate((Origin.WORKSHOP, Origin.WORKSHOP, Origin.PAPER)):
        enter(workshop, kit, cast, n, channel=channel)
    found = by_channel(workshop.agenda)
    assert found.counts == {"Web": 1, "Taller": 2, "Papel": 1}
    assert sum(found.counts.values()) == found.total == workshop.agenda.contributions.count()


def test_another_agendas_card_is_not_found(workshop, kit, cast):
    other = make_agenda(cast.here, code="AG-2")
    assert card_of(other, "0401") is None
    assert card_of(other, kit.codes["TJ-0401"]) is None
    assert card_of(workshop.agenda, "tj-401").code == "TJ-0401"
    Participant.objects.create(agenda=workshop.agenda, code="TJ-0500", channel=Channel.PAPER)
    assert card_of(workshop.agenda, "0500") is None


def test_challenges_and_places_by_few_letters(workshop, cast):
    for n in range(2, 12):
        make_challenge(workshop.agenda, f"MOV-{n}")
    choices = numbered(list(workshop.agenda.challenges.all()))
    assert [one.key for one in choices][:3] == ["00", "01", "02"]
    found = [challenge_of(choices, typed) for typed in ("1", "01", "mov-1", "12", "x", "")]
    assert [one.challenge.code if one else None for one in found] == ["MOV-1", "MOV-1", "MOV-1", None, None, None]
    places = [cast.here, cast.there]
    assert [len(place_of(places, typed)) for typed in ("aq", "AQUI", "a", "z")] == [1, 1, 2, 0]


def test_a_code_of_the_widest_letters_stands_on_one_line(workshop):
    widest = "WWWW-WWWW-WWWWW"
    pdf = kit_pdf(printed(workshop), [("TJ-0001", widest), ("TJ-0002", widest)], printed_challenges(workshop))
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    assert text.replace(" ", "").split("\n").count(widest) == 2


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Una cebra. Ya.", "Una cebra"),
        ("Una cebra", "Una cebra"),
        ("palabra " * 30, "palabra " * 9 + "palabra…"),
        ("¿Y si pintan? Sí", "¿Y si pintan"),
    ],
)
def test_title_is_the_first_sentence(text, title):
    assert title_of(text) == title


def test_the_page_asks_as_many_queries_for_twelve_cards_as_for_one(workshop, kit, cast, staff):
    asked = []
    for n in range(12):
        enter(workshop, kit, cast, n)
        if n in (0, 1, 11):  # the first one also signs in
            with CaptureQueriesContext(connection) as queries:
                assert staff.get(url("card-entry", workshop)).status_code == 200
            asked.append(len(queries))
    assert asked[1] == asked[2]


def test_nobody_else_types_cards(workshop, kit, browser_of, cast):
    for person in (cast.liaison, cast.reviewer, cast.citizen):
        assert browser_of(person).post(url("card-entry", workshop), row()).status_code == 403
    assert Client().post(url("card-entry", workshop), row()).status_code == 302
    assert not Contribution.objects.exists()
