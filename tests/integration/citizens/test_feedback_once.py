"""A message that is sent again after an error stands once; what says something else is another one."""

import re
import threading

import pytest
from django.core.cache import caches
from django.db import IntegrityError, connection, transaction
from django.test import Client

from citizens.actions import feedback as acts
from citizens.models import Feedback
from core.models import AuditEntry
from core.web.rate_limit import take_back
from notices.models import Notification
from tests.factories.citizens import TEXT, make_answered, make_feedback

pytestmark = pytest.mark.django_db
FORM = "AAAAAAAAAAAAAAAAAAAAAA"


def id_in(page) -> str:
    return re.search(r'name="form_id" value="([^"]*)"', page.text)[1]


def test_page_carries_an_id_of_its_own(cast, client):
    ids = [id_in(client.get("/opiniones/nueva/?sobre=municipality:aqui")) for _ in range(2)]
    assert len(set(ids)) == 2
    assert all(re.fullmatch(r"[\w-]{22}", one) for one in ids)


def test_same_message_is_kept_told_and_logged_once(cast, write):
    first, *again = [write("municipality:aqui", form_id=FORM) for _ in range(3)]
    kept = Feedback.objects.get()
    assert (first.status_code, first.url) == (302, f"/opiniones/{kept.code}/")
    assert {(answer.status_code, answer.url) for answer in again} == {(302, first.url)}
    assert Notification.objects.count() == 2  # the liaison and the coordination, once each
    assert AuditEntry.objects.filter(verb="feedback.received").count() == 1


def test_same_message_may_come_with_other_spaces_and_line_breaks(cast, write):
    write(form_id=FORM, text="Una línea.\nOtra línea.")
    write(form_id=FORM, text="  Una línea.\r\nOtra línea. ")
    assert Feedback.objects.count() == 1


@pytest.mark.parametrize(
    "change", [{"text": "El puntaje no es el del archivo: falta un punto."}, {"kind": "idea"}, {"about": "portal"}]
)
def test_what_says_something_else_is_another_message(cast, write, change):
    write("municipality:aqui", form_id=FORM)
    write("municipality:aqui", form_id=FORM, **change)
    assert Feedback.objects.count() == 2


def test_same_words_of_another_form_are_another_message(cast, write):
    write(form_id=FORM)
    write(form_id="B" * 22)
    assert Feedback.objects.count() == 2


@pytest.mark.parametrize(
    "odd", ["", "x", "A" * 23, "A" * 21 + "ñ", "<script>alert(1)</script>", "A" * 21 + "\n", "9" * 5000]
)
def test_odd_id_is_a_new_form(cast, write, odd):
    """Also one that an old page does not have at all."""
    assert [write(form_id=odd).status_code for _ in range(2)] == [302, 302]
    assert Feedback.objects.count() == 2
    page = write(form_id=odd, text="corto")
    assert (page.status_code, len(id_in(page))) == (422, 22)


def test_form_without_id_is_a_new_form(cast, write):
    assert [write().status_code for _ in range(2)] == [302, 302]
    assert Feedback.objects.count() == 2
    assert len(id_in(write(text="corto"))) == 22


def test_id_stays_while_the_form_is_corrected(cast, write):
    page = write(form_id=FORM, text="corto")
    assert (page.status_code, id_in(page)) == (422, FORM)
    assert id_in(write(form_id=FORM, started="")) == FORM


def test_message_sent_again_does_not_count(cast, write):
    statuses = [write(form_id=FORM).status_code for _ in range(15)]
    statuses += [write(form_id=f"{n:022}").status_code for n in range(9)]
    assert statuses == [302] * 24
    assert write(form_id="C" * 22).status_code == 429
    assert write(form_id=FORM).status_code == 302, "what stands is shown also to one who sent too much"


def test_message_that_was_too_much_is_kept_when_it_is_sent_later(cast, write):
    for n in range(10):
        write(form_id=f"{n:022}")
    page = write(form_id=FORM)
    assert (page.status_code, id_in(page)) == (429, FORM)
    caches["counts"].clear()
    assert write(form_id=FORM).status_code == 302
    assert Feedback.objects.count() == 11


def test_message_that_was_attended_meanwhile_still_stands(cast, write):
    write("municipality:aqui", form_id=FORM)
    kept = Feedback.objects.get()
    acts.answer(feedback=kept, text="Se corrigió el archivo.", by=cast.liaison, at=kept.received_at)
    assert write("municipality:aqui", form_id=FORM).url == f"/opiniones/{kept.code}/"
    assert Feedback.objects.count() == 1


def test_second_of_two_at_the_same_moment_gets_the_page_of_the_first_and_does_not_count(cast, write, monkeypatch):
    write(form_id=FORM)
    monkeypatch.setattr("citizens.views.public.received_as", lambda form_sha256: None)  # it looked too early
    statuses = [write(form_id=FORM).status_code for _ in range(12)]
    assert (statuses, Feedback.objects.count()) == ([302] * 12, 1)


def test_taking_back_what_was_never_counted_breaks_nothing():
    take_back("feedback", "190.0.2.7")


def test_database_keeps_one_of_each(cast):
    rows = [make_feedback(cast.here), make_answered(None, cast.coordinator)]
    assert [row.form_sha256 for row in rows] == [None, None]  # many without one
    Feedback.objects.filter(pk=rows[0].pk).update(form_sha256="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Feedback.objects.filter(pk=rows[1].pk).update(form_sha256="x")


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_button_pressed_by_four_hands_keeps_one_message(cast, started, turn):
    values = {"about": "municipality:aqui", "kind": "wrong", "text": TEXT, "form_id": FORM, "started": started()}
    barrier, answers = threading.Barrier(4), []

    def press() -> None:
        try:
            connection.ensure_connection()
            barrier.wait(10)
            answers.append(Client().post("/opiniones/nueva/?sobre=municipality:aqui", values))
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    kept = Feedback.objects.get()
    assert [(answer.status_code, answer.url) for answer in answers] == [(302, f"/opiniones/{kept.code}/")] * 4
    assert Notification.objects.count() == 2
