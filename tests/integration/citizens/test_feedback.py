"""A message from its form to its answer: who may write, who may answer, what is public, what is counted."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.db.models import Value
from django.test import Client
from django.utils import timezone

from accounts.permissions import Role
from citizens.actions import feedback as acts
from citizens.choices import DeclineRule, FeedbackState
from citizens.models import Feedback
from citizens.queries.feedback import tallies
from core.models import AuditEntry
from mail import tasks
from notices.models import Notification
from notices.queries.topics import topic_of
from tests.factories.accounts import make_member, make_membership
from tests.factories.citizens import REPLY, TEXT, make_answered, make_feedback
from tests.factories.results import levels, make_places, make_published_round

pytestmark = pytest.mark.django_db
REASON = "Trae la cédula de otra persona."


# --- Subjects ---


def test_topics_are_a_closed_list(cast):
    make_published_round({place: levels(3, 3, 3) for place in make_places(2)}, code="ciclo")
    found = {key: topic_of(key) for key in ("portal", "municipality:aqui", "question:INF-01")}
    assert {key: (t.title, t.path, t.municipality) for key, t in found.items()} == {
        "portal": ("El portal", "/", None),
        "municipality:aqui": ("Aquí", "/municipios/aqui/", cast.here),
        "question:INF-01": ("Pregunta INF-01: ¿Informa?", "/preguntas/INF-01/", None),
    }
    unknown = [
        "",
        "portal:x",
        "municipality:",
        "municipality:nada",
        "question:NADA",
        "round:ciclo",
        "question:" + "x" * 200,
    ]
    assert [key for key in unknown if topic_of(key)] == []


def test_question_of_a_round_that_is_not_published_is_no_topic(assessment):
    assert topic_of("question:A-01") is None


@pytest.mark.parametrize("sobre", ["municipality:nada", "javascript:alert(1)", "x" * 300])
def test_page_about_nothing_is_not_found(client, db, sobre):
    assert client.get("/opiniones/nueva/", {"sobre": sobre}).status_code == 404


# --- Writing ---


def test_message_waits_and_tells_who_may_answer(cast, write):
    answer = write("municipality:aqui", email="Vecina@Correo.example")
    kept = Feedback.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/opiniones/{kept.code}/")
    assert re.fullmatch(r"([A-Z2-9]{4}-){3}[A-Z2-9]{4}", kept.code)
    assert (kept.state, kept.title, kept.path, kept.municipality, kept.email) == (
        "waiting", "Aquí", "/municipios/aqui/", cast.here, "vecina@correo.example",
    )  # fmt: skip
    told = set(Notification.objects.values_list("user", "url"))
    page = f"/opiniones/atender/{kept.code}/"
    assert told == {(cast.liaison.pk, page), (cast.coordinator.pk, page)}
    entry = AuditEntry.of(kept).get()
    assert (entry.by, entry.verb, entry.data) == (
        None, "feedback.received", {"topic": "municipality:aqui", "kind": "wrong"},
    )  # fmt: skip


def test_message_about_the_portal_goes_to_the_coordination_alone(cast, write):
    write("portal")
    assert list(Notification.objects.values_list("user", flat=True)) == [cast.coordinator.pk]


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"text": "corto"}, "Escriba al menos 10 letras."),
        ({"text": "x" * 2001}, "Escriba como máximo 2.000 letras."),
        ({"text": "   " * 10}, "Escriba su opinión."),
        ({"kind": "praise"}, "Escoja una opción válida"),
        ({"about": "municipality:nada"}, "Escoja una opción válida"),
        ({"email": "no es"}, "Escriba un correo completo"),
        ({"website": "http://spam.example"}, "Borre lo que haya en «Deje este campo vacío»"),
        ({"started": ""}, "La página estuvo abierta mucho tiempo"),
        ({"started": "x:y:z"}, "La página estuvo abierta mucho tiempo"),
    ],
)
def test_form_says_what_to_correct_and_keeps_the_text(cast, write, fields, error):
    answer = write(**fields)
    assert answer.status_code == 422
    assert error in answer.text
    assert fields.get("text", "El puntaje no es el del archivo.").strip() in answer.text
    assert Feedback.objects.count() == 0


def test_programs_are_too_quick_and_old_pages_start_again(cast, write, started):
    assert "Espere unos segundos" in write(started=started(1)).text
    assert write(started=started(13 * 3600)).status_code == 422
    again = write(started=started(13 * 3600))
    fresh = re.search(r'name="started" value="([^"]+)"', again.text)[1]
    assert "Espere unos segundos" in write(started=fresh).text  # it is valid: only too new
    assert Feedback.objects.count() == 0


def test_line_breaks_count_once(cast, write):
    write(text="a\r\n" * 1000)
    assert Feedback.objects.get().text == ("a\n" * 1000).strip()


def test_one_connection_sends_ten_in_an_hour(cast, write):
    statuses = [write().status_code for _ in range(11)]
    assert statuses == [302] * 10 + [429]
    assert Feedback.objects.count() == 10


def test_form_needs_its_token_and_no_script(cast, started):
    strict = Client(enforce_csrf_checks=True)
    page = strict.get("/opiniones/nueva/?sobre=municipality:aqui")
    values = {"about": "portal", "kind": "idea", "text": TEXT, "started": started()}
    assert strict.post("/opiniones/nueva/", values).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]
    assert strict.post("/opiniones/nueva/", values | {"csrfmiddlewaretoken": token}).status_code == 302
    assert "no-store" in page["Cache-Control"]
    assert page.context["form"]["about"].value() == "municipality:aqui"


# --- What is public ---


def test_text_is_public_only_with_its_answer(cast, client):
    kept = make_feedback(cast.here, email="vecina@correo.example")
    page = f"/opiniones/{kept.code}/"
    for state in ("respondidas", "esperan", "no-publicadas"):
        listed = client.get("/opiniones/", {"estado": state}).text
        assert (TEXT in listed, kept.code in listed, "vecina@" in listed) == (False, False, False)
    waiting = client.get(page)
    assert (TEXT in waiting.text, "vecina@" in waiting.text, waiting["X-Robots-Tag"]) == (False, False, "noindex")
    acts.answer(feedback=kept, text=REPLY, by=cast.liaison, at=kept.received_at)
    for address in ("/opiniones/", page):
        shown = client.get(address)
        assert (TEXT in shown.text, REPLY in shown.text, "X-Robots-Tag" in shown) == (True, True, False)
        assert "Enlace municipal de Aquí" in shown.text
        assert cast.liaison.name not in shown.text
        assert cast.liaison.email not in shown.text
    acts.withdraw(
        feedback=kept, rule=DeclineRule.PERSONAL_DATA, reason=REASON, by=cast.coordinator, at=kept.received_at
    )
    gone = client.get(page).text
    assert (TEXT in gone, REPLY in gone, "Trae datos personales de alguien." in gone, REASON in gone) == (
        False, False, True, True,
    )  # fmt: skip
    assert TEXT not in client.get("/opiniones/?estado=no-publicadas").text


def test_nothing_written_runs_on_a_page(cast, client, browser_of, write):
    attack = '<script>alert(1)</script> <img src=x onerror="alert(1)">'
    write(text=attack)
    kept = Feedback.objects.get()
    staff = browser_of(cast.coordinator)
    pages = [staff.get("/opiniones/atender/"), staff.get(f"/opiniones/atender/{kept.code}/")]
    acts.answer(feedback=kept, text=attack, by=cast.coordinator, at=kept.received_at)
    pages += [client.get("/opiniones/"), client.get(f"/opiniones/{kept.code}/")]
    for page in pages:
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "&lt;script&gt;" in page.text


def test_list_is_filtered_and_paged(cast, client):
    for _ in range(21):
        make_answered(cast.here, cast.coordinator)
    make_answered(None, cast.coordinator)
    seen = {
        (place, page): client.get("/opiniones/", {"municipio": place, "page": page}).text.count(REPLY)
        for place in ("", "aqui", "alla", "portal", "nada")
        for page in (1, 2)
    }
    assert seen == {
        ("", 1): 20, ("", 2): 2, ("aqui", 1): 20, ("aqui", 2): 1, ("alla", 1): 0, ("alla", 2): 0,
        ("portal", 1): 1, ("portal", 2): 1, ("nada", 1): 20, ("nada", 2): 2,
    }  # fmt: skip


@pytest.mark.parametrize("count", [2, 9])
def test_queries_of_the_list_do_not_grow(client, cast, django_assert_num_queries, count):
    for place in make_places(count):
        make_answered(place, cast.coordinator)
    with django_assert_num_queries(5):
        client.get("/opiniones/")


# --- Counting ---


def test_counts_are_honest(cast, now):
    thursday = now + timedelta(days=1)
    for days in (1, 1, 5, 6):  # Thursday, Thursday, Monday, Tuesday: 1, 1, 3 and 4 working days
        make_answered(cast.here, cast.coordinator, at=now, until=now + timedelta(days=days))
    make_feedback(cast.here, at=now)
    said = make_feedback(cast.there, at=now)
    acts.decline(feedback=said, rule=DeclineRule.INSULT, reason=REASON, by=cast.coordinator, at=thursday)
    rows = {row.slug: row for row in tallies([cast.here, cast.there]).rows}
    here, there, none = rows["aqui"], rows["alla"], rows["portal"]
    assert (here.received, here.answered, here.declined, here.waiting, here.median) == (5, 4, 0, 1, None)
    assert (there.received, there.answered, there.declined, there.waiting, there.median) == (1, 0, 1, 0, None)
    assert (none.received, none.median) == (0, None)
    make_answered(None, cast.coordinator, at=now, until=now + timedelta(days=7))  # 5 working days
    total = tallies([cast.here, cast.there]).total
    assert (total.received, total.answered, total.declined, total.waiting, total.median) == (7, 5, 1, 1, 3)


def test_median_shows_from_five_answers_on(cast, client, now):
    for days in (1, 1, 5, 6):
        make_answered(cast.here, cast.coordinator, at=now, until=now + timedelta(days=days))
    page = client.get("/opiniones/").text
    assert page.count("sin datos suficientes") == 2, "here and in total"
    assert page.count("Ninguna todavía") == 2
    for days in (6, 7):
        make_answered(cast.here, cast.coordinator, at=now, until=now + timedelta(days=days))
    page = client.get("/opiniones/").text
    assert "sin datos suficientes" not in page
    assert page.count('data-label="Días hasta la respuesta">3,5</td>') == 2


# --- Answering ---


def test_queue_shows_what_one_may_answer(cast, browser_of):
    codes = [make_feedback(place).code for place in (cast.here, cast.there, None)]
    seen = {
        name: [code in browser_of(cast.person(name)).get("/opiniones/atender/").text for code in codes]
        for name in ("liaison", "neighbour", "coordinator")
    }
    assert seen == {"liaison": [True, False, False], "neighbour": [False, True, False], "coordinator": [True] * 3}


def test_who_may_not_answer_is_refused_by_the_act_too(cast):
    ours, portal = make_feedback(cast.here), make_feedback(None)
    for feedback, person in ((ours, cast.neighbour), (ours, cast.reviewer), (portal, cast.liaison)):
        with pytest.raises(acts.MayNotAnswer):
            acts.answer(feedback=feedback, text=REPLY, by=person, at=feedback.received_at)
    assert Feedback.objects.waiting().count() == 2


def test_answer_is_signed_by_the_office_of_the_place(cast):
    both = make_member(Role.COORDINATOR, name="Dos oficinas")
    make_membership(Role.LIAISON, cast.here, user=both)
    signed = [make_answered(place, both).answered_as for place in (cast.here, cast.there, None)]
    assert signed == ["Enlace municipal de Aquí", "Coordinación metropolitana", "Coordinación metropolitana"]


def test_publishing_from_the_page(cast, browser_of):
    kept = make_feedback(cast.here, at=timezone.now())
    page, browser = f"/opiniones/atender/{kept.code}/", browser_of(cast.liaison)
    assert browser.post(page, {"operation": "answer", "answer-text": ""}).status_code == 422
    assert browser.post(page, {"operation": "answer", "answer-text": REPLY}).status_code == 302
    kept.refresh_from_db()
    assert (kept.state, kept.answer, kept.closed_by) == ("answered", REPLY, cast.liaison)
    again = browser.post(page, {"operation": "answer", "answer-text": "Otra respuesta distinta."})
    assert (again.status_code, "ya atendió esta opinión: respondida" in again.text) == (422, True)
    assert [e.verb for e in AuditEntry.of(kept)] == ["feedback.received", "feedback.answered"]


def test_declining_needs_a_rule_and_a_reason(cast, browser_of):
    kept = make_feedback(cast.here, at=timezone.now())
    page, browser = f"/opiniones/atender/{kept.code}/", browser_of(cast.liaison)
    for fields in ({}, {"decline-rule": "insult"}, {"decline-rule": "critica", "decline-reason": REASON}):
        assert browser.post(page, {"operation": "decline", **fields}).status_code == 422
    fields = {"decline-rule": "insult", "decline-reason": REASON}
    assert browser.post(page, {"operation": "decline", **fields}).status_code == 302
    entry = AuditEntry.of(kept).last()
    assert (entry.verb, entry.data, entry.reason) == (
        "feedback.declined", {"from": "waiting", "to": "declined", "topic": "municipality:aqui", "rule": "insult"}, REASON,
    )  # fmt: skip
    assert browser.post(page, {"operation": "withdraw", **fields}).status_code == 422  # it is not published


def test_personal_data_found_must_be_read(cast, browser_of):
    kept = make_feedback(cast.here, text="Llame a la señora C.C. 43.123.456, al 300 123 45 67.")
    browser, page = browser_of(cast.liaison), f"/opiniones/atender/{kept.code}/"
    assert "1 número de cédula, 1 teléfono" in browser.get(page).text
    assert "Posibles datos personales" in browser.get("/opiniones/atender/").text
    assert browser.post(page, {"operation": "answer", "answer-text": REPLY}).status_code == 422
    assert browser.post(page, {"operation": "answer", "answer-text": REPLY, "answer-is_clean": "on"}).status_code == 302


@pytest.mark.parametrize("count", [1, 12])
def test_queries_of_the_queue_do_not_grow(cast, browser_of, django_assert_num_queries, count):
    for _ in range(count):
        make_feedback(cast.here)
    browser = browser_of(cast.liaison)
    with django_assert_num_queries(7):
        browser.get("/opiniones/atender/")


# --- Telling who wrote it ---


def test_who_left_an_address_is_told_once_and_forgotten(cast, django_capture_on_commit_callbacks):
    kept = make_feedback(cast.here, email="vecina@correo.example")
    with django_capture_on_commit_callbacks(execute=True):
        acts.answer(feedback=kept, text=REPLY, by=cast.liaison, at=kept.received_at)
    sent = mail.outbox[-1]
    assert (sent.to, sent.subject) == (["vecina@correo.example"], "Su opinión sobre Aquí: respondida")
    for body in (sent.body, sent.alternatives[0].content):
        assert REPLY in body
        assert f"/opiniones/{kept.code}/" in body
        assert cast.liaison.name not in body
    assert Feedback.objects.get().email == ""
    before = len(mail.outbox)
    assert (tasks.send(keys=[f"result:{kept.pk}"]), tasks.send_waiting()) == (0, 0)
    assert len(mail.outbox) == before


def test_mail_server_that_is_away_loses_nothing(cast, faulty, time_machine, django_capture_on_commit_callbacks):
    kept = make_feedback(cast.here, email="vecina@correo.example")
    time_machine.move_to(kept.received_at)
    faulty.on_open = ConnectionRefusedError()
    with django_capture_on_commit_callbacks(execute=True):
        acts.decline(feedback=kept, rule=DeclineRule.INSULT, reason=REASON, by=cast.liaison, at=kept.received_at)
    assert Feedback.objects.get().email == "vecina@correo.example"
    faulty.on_open = None
    tasks.send_waiting()
    assert [(m.to, REASON in m.body) for m in mail.outbox] == [(["vecina@correo.example"], True)]
    assert Feedback.objects.get().email == ""


def test_addresses_are_forgotten_after_180_days(cast, now):
    for days in (179, 180, 200):
        make_feedback(cast.here, at=now - timedelta(days=days), email=f"hace{days}@correo.example")
    assert acts.forget_addresses(at=now) == 2
    assert acts.forget_addresses(at=now) == 0
    assert sorted(Feedback.objects.values_list("email", flat=True)) == ["", "", "hace179@correo.example"]


# --- What the database keeps ---


@pytest.mark.parametrize(
    "fields",
    [
        {"state": FeedbackState.ANSWERED},
        {"state": FeedbackState.DECLINED, "rule": "insult"},
        {"answer": "Sin publicar."},
        {"topic": "round:ciclo"},
        {"topic": "portal"},  # but of a municipality
        {"municipality": None},
        {"text": "corto"},
        {"text": "x" * 2001},
        {"path": "//otro.example/"},
        {"kind": "praise"},
        {"email": "Vecina@correo.example"},
    ],
)
def test_database_refuses(cast, fields):
    kept = make_feedback(cast.here)
    rows = Feedback.objects.filter(pk=kept.pk)
    if "email" in fields:  # the field itself writes lower case
        fields = {"email": Value(fields["email"])}
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**fields)
