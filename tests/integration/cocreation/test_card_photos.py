"""The photo of a paper card: beside what was typed from it, for moderation only."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cocreation.agendas.choices import StageCode
from cocreation.contributions.actions import attachments, moderation
from cocreation.contributions.actions.attachments import NeverShown
from cocreation.contributions.actions.erasure import erase_person
from cocreation.contributions.choices import Texts
from cocreation.contributions.models import Attachment, Contribution
from cocreation.workshops.actions import cards
from files.loaders.uploads import judge
from tests.factories import files
from tests.factories.cocreation import moment_in
from tests.integration.cocreation.signed_in import SignedInAnew

pytestmark = pytest.mark.django_db
NOW = moment_in(StageCode.IDEAS, 11)
TEXT = "Una cebra frente al colegio. Los carros no paran."


@pytest.fixture
def typed(workshop, kit, cast):
    """Send one row of the page; return the answer."""
    staff, address = SignedInAnew(cast.facilitator), reverse("workshops:card-entry", args=["AG-1", workshop.number])

    def send(**fields):
        said = {"card": "0401", "challenge": "1", "text": TEXT, "municipality": "aq", "channel": "taller"}
        return staff.post(address, said | {"form_id": "a" * 22, "neighbourhood": ""} | fields)

    with time_machine.travel(NOW):
        yield send


def photo(name: str = "tarjeta.png", data: bytes = files.png()) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_it_is_kept_beside_the_row_and_shown_to_nobody_but_moderation(typed, workshop, kit, cast, browser_of):
    assert typed(photo=photo()).status_code == 302
    kept, desk = Attachment.objects.get(), browser_of(cast.coordinator)
    row = kept.contribution
    assert (kept.is_card, row.card_entry.participant.code) == (True, "TJ-0401")
    of_desk = reverse("contributions:moderation-file", args=["AG-1", row.code, kept.pk])
    assert of_desk in desk.get(reverse("workshops:card-entry", args=["AG-1", workshop.number])).content.decode()
    assert b"".join(desk.get(of_desk)) == files.png()
    moderation.publish(contribution=row, by=cast.coordinator, at=NOW)
    assert Client().get(reverse("contributions:attachment", args=["AG-1", row.code, kept.pk])).status_code == 404
    with pytest.raises(NeverShown):
        attachments.show(attachment=kept, by=cast.coordinator, at=NOW)
    page = desk.get(f"/cocreacion/moderacion/AG-1/{row.code}/").content.decode()
    assert "no se publica" in page
    assert "Mostrarlo con el aporte" not in page
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.update(withheld_at=None, withheld_reason="")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"photo": ("acta.csv", b"a,b\n1,2\n")}, "Elija una foto: JPEG o PNG."),
        ({"photo": ("tarjeta.png", b"MZ\x90\0")}, "es un programa"),
        ({"photo": ("tarjeta.png", files.png()), "challenge": "99"}, "elíjala otra vez"),
    ],
)
def test_a_refused_one_says_why_and_the_row_stays(typed, kit, fields, said):
    answer = typed(**fields | {"photo": photo(*fields["photo"])})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert TEXT in answer.content.decode()
    assert not Contribution.objects.exists()


def test_what_is_undone_or_erased_leaves_none(workshop, kit, cast):
    judged = judge(files.png(), "tarjeta.png", most_bytes=10_000)
    undone, erased = (
        cards.enter_card(
            workshop=workshop, card=kit.cards.all()[n].participant, challenge=workshop.agenda.challenges.first(), text=TEXT,
            title="Una cebra", municipality=cast.here, neighbourhood="", files=[judged], by=cast.facilitator, at=NOW,
        )
        for n in (0, 1)
    )  # fmt: skip
    assert Attachment.objects.count() == 2
    cards.undo_entry(entry=undone, by=cast.facilitator, at=NOW)
    erase_person(participants=[erased.participant], texts=Texts.WITHDRAW, at=NOW)
    assert not Attachment.objects.exists()
