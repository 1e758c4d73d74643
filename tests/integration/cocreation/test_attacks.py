"""What strangers try on every page of the rooms: forged forms, agendas in preparation, odd numbers, other municipalities."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from accounts.permissions import Role
from cocreation.agendas.choices import StageCode
from cocreation.agendas.models import Agenda
from cocreation.contributions.actions import comments, comments_moderation
from cocreation.contributions.actions.contributions import receive
from cocreation.contributions.choices import ContributionState, Kind
from cocreation.contributions.forms.answers import NoteForm
from cocreation.contributions.forms.moderation import LettersForm
from cocreation.contributions.models import Comment, Contribution
from core.models import AuditEntry
from core.receipts.actions import issue
from tests.factories.accounts import make_member
from tests.factories.cocreation import make_attachment, make_contribution, make_merge, make_participant, moment_in
from tests.factories.territory import make_municipality
from tests.factories.workshops import make_entry, make_kit, make_workshop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ROOMS = ("agendas", "contributions", "agreements", "workshops", "agenda_pages")
# By token: mail programs post there (RFC 8058).
WITHOUT_CSRF = {"contributions:digest-leave"}
WITHOUT_AGENDA = {
    "agendas:agenda-list", "agendas:agenda-new", "agenda_pages:agenda-list", "contributions:moderation-queue",
    "contributions:moderation-comments", "contributions:answer-queue", "contributions:answer-several",
}  # fmt: skip


def addresses(agenda: Agenda, **other: object) -> Iterator[tuple[str, str]]:
    """Every route of the rooms, with what an agenda has: name and address."""
    idea = agenda.contributions.filter(kind=Kind.IDEA).first()
    kwargs = {
        "code": agenda.code,
        "name": "MOV-1",
        "kind": "convocatoria",
        "pk": 1,
        "token": "x" * 20,
        "number": 1,
    } | other
    for room in ROOMS:
        for route in get_resolver().namespace_dict[room][1].url_patterns:
            name, names = f"{room}:{route.name}", set(route.pattern.regex.groupindex) or _names(route)
            mine = {key: kwargs[key] for key in names}
            for number in (mine.get("number"), idea and idea.code, "MOV-1"):
                try:
                    yield name, reverse(name, kwargs=mine | ({"number": number} if "number" in mine else {}))
                except NoReverseMatch:
                    continue
                if "number" not in mine:
                    break


def body_of(answer) -> bytes:
    return b"".join(answer) if answer.streaming else answer.content


def _names(route) -> set[str]:
    return set(re.findall(r"<(?:\w+:)?(\w+)>", str(route.pattern)))


@pytest.fixture
def full(agenda):
    """An agenda with one thing of each kind."""
    make_attachment(make_contribution(agenda))
    make_kit(make_workshop(agenda))
    make_entry(agenda.workshops.get())
    make_merge(agenda, by=make_member(Role.FACILITATOR))
    return agenda


def test_no_form_is_taken_from_another_page(full):
    signed_in, stranger = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    signed_in.force_login(make_member(Role.FACILITATOR))
    entries, tried = AuditEntry.objects.count(), 0
    for name, address in addresses(full):
        for client in (signed_in, stranger):
            answer = client.post(address, {"op": "x"}, headers={"Origin": "https://malo.example"})
            assert name in WITHOUT_CSRF or answer.status_code in (403, 405), (name, answer.status_code)
            tried += answer.status_code == 403
    assert tried > 60
    assert AuditEntry.objects.count() == entries


def test_agenda_in_preparation_exists_on_no_public_page(full):
    Agenda.objects.update(published_at=None)
    client, tried = Client(), 0
    session = client.session
    session["participants"] = {full.code: make_participant(full).pk}
    session.save()
    for name, address in addresses(full):
        if not address.startswith("/agendas/") or name in WITHOUT_AGENDA or name == "contributions:confirm-link":
            continue
        for answer in (client.get(address), client.post(address, {"op": "leave"})):
            is_signed_in_only = name == "contributions:merge-answer"
            assert answer.status_code in ((302,) if is_signed_in_only else (404, 405)), (address, answer.status_code)
            tried += answer.status_code == 404
    assert tried > 40
    for page in ("", "contributions/", "contributions/ID-0001/", "priorities/"):
        assert client.get(f"/api/v1/agendas/{full.code}/{page}").status_code == 404


def test_head_says_what_get_says_and_nothing_more(full):
    client = Client()
    for _, address in addresses(full):
        by_get, by_head = client.get(address), client.head(address)
        by_get.close()
        assert by_get.status_code == by_head.status_code, address
        assert body_of(by_head) == b"" or by_head.status_code >= 400, address


@pytest.mark.parametrize("page", ["-1", "9" * 400, "١"])
def test_odd_pages_and_parameters_are_no_error(full, page):
    client, staff = Client(), Client()
    staff.force_login(make_member(Role.FACILITATOR))
    session = client.session
    session["participants"] = {full.code: make_participant(full).pk}
    session.save()
    names = "page orden q reto tema municipio clase estado ver agenda tipo responde aporte kind theme limit next edad"
    query = dict.fromkeys(names.split(), page)
    for _, address in addresses(full):
        who = staff if address.startswith("/cocreacion/") else client
        answer = who.get(address, query)
        answer.close()
        assert answer.status_code < 500, address
    assert client.get(f"/api/v1/agendas/{full.code}/contributions/", query).status_code < 500


@pytest.mark.parametrize("number", [0, 10**9, 10**30])
def test_numbers_that_no_database_keeps_are_not_found(full, number):
    staff = Client()
    staff.force_login(make_member(Role.FACILITATOR))
    for name, address in addresses(full, number=number, pk=number):
        if str(number) in address.split("/"):
            for answer in (staff.get(address), staff.post(address, {"op": "x"})):
                assert answer.status_code in (302, 404, 405), (name, answer.status_code)


def test_office_of_another_municipality_reaches_nothing_of_the_agenda(full):
    client, tried = Client(), 0
    client.force_login(make_member(Role.APPROVER, make_municipality()))
    Contribution.objects.update(state=ContributionState.UNDER_REVIEW, due_on=moment_in(StageCode.CLOSING).date())
    entries = AuditEntry.objects.count()
    for name, address in addresses(full):
        if address.startswith("/cocreacion/") and name not in WITHOUT_AGENDA:
            for answer in (client.get(address), client.post(address, {"operation": "note", "note-text": "x"})):
                assert answer.status_code in (403, 404, 405), (address, answer.status_code)
                tried += 1
    assert tried > 40
    assert AuditEntry.objects.count() == entries


def test_codes_open_what_they_are_for_only(client, full):
    """The receipt of a text is no card, and a card of one agenda is none in another."""
    of_text = make_contribution(full).receipt_of_it
    card = full.workshops.get().kits.get().cards.first().participant
    for code in (of_text, issue(kind="registration", subject_id=card.pk, at=full.loaded_at)):
        answer = client.post(f"/agendas/{full.code}/participar/", {"way": "card", "card": code})
        assert answer.status_code == 422
    assert "participants" not in client.session


def test_reply_to_a_reply_to_a_reply_is_read(client, agenda):
    row, at = make_contribution(agenda), moment_in(StageCode.IDEAS)
    moderator, said, parent = make_member(Role.FACILITATOR), [], None
    for number in range(5):
        parent = comments.comment(
            contribution=row, text=f"Palabra{number} dicha", participant=make_participant(agenda), parent=parent, at=at
        )
        parent = comments_moderation.publish_comment(comment=parent, by=moderator, at=at)
        said.append(parent.text)
    page = client.get(row.get_absolute_url()).text
    assert [text for text in said if text not in page] == []
    assert Comment.objects.filter(parent__parent__parent__isnull=False).count() == 0


@pytest.mark.parametrize("hostile", ["\u200b" * 40, "\u202e\u2066" * 20, " \u00ad\ufeff" * 30])
def test_what_nobody_can_see_says_nothing(hostile):
    letters = LettersForm({"title": hostile, "text": hostile, "reason": hostile})
    assert set(letters.errors) == {"title", "text", "reason"}
    assert not NoteForm({"text": hostile}).is_valid()


def test_longest_text_is_refused_in_words_and_kept_whole(client, send, agenda):
    long = "Una palabra y otra. " * 1500
    answer = send(client, text=long)
    assert answer.status_code == 422
    assert "Escriba como máximo" in answer.text
    assert long.strip() in answer.text
    with pytest.raises(Exception, match=r"(?i)check|constraint"), time_machine.travel(moment_in(StageCode.IDEAS)):
        receive(
            agenda=agenda, kind=Kind.IDEA, theme="movilidad", challenge=agenda.challenges.get(), title="T", text=long,
            signature="", municipality=None, neighbourhood="", zone="", participant=make_participant(agenda),
            at=moment_in(StageCode.IDEAS),
        )  # fmt: skip
