"""The state of the portal: what works and what does not, in words first; failed tasks told once and run again."""

import re
import shutil
from collections import namedtuple
from datetime import timedelta

import pytest
from celery import current_app
from django.db import OperationalError, connection
from django.utils import timezone

from core.models import TaskRun
from core.task_log import actions as task_log
from diagnostics.assessments.models import Round
from diagnostics.assessments.tasks import score_round
from mail.choices import State
from notices.models import Notification
from tests.factories.notices import make_notification
from tests.factories.outbox import make_mail

pytestmark = pytest.mark.django_db
PAGE = "/administracion/"
NOBODYS_ROUND = {"round_id": 999_999, "layer": "self_assessed", "mode": "provisional"}
Usage = namedtuple("Usage", "total used free")


def text_of(response) -> str:
    main = response.text[response.text.index("<main") : response.text.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


@pytest.fixture
def fail(django_capture_on_commit_callbacks):
    """Run a task that really fails: the round that it is to score does not exist."""

    def run() -> TaskRun:
        with django_capture_on_commit_callbacks(execute=True), pytest.raises(Round.DoesNotExist):
            score_round.delay(**NOBODYS_ROUND)
        return TaskRun.objects.failed().order_by("-pk").first()

    return run


@pytest.fixture
def with_worker():
    """As on the stack with Redis: tasks go to a queue."""
    before = current_app.conf.task_always_eager
    current_app.conf.task_always_eager = False
    yield
    current_app.conf.task_always_eager = before


def test_portal_that_works_says_so(cast, browser_of, settings):
    settings.LINK_CHECKS = True
    page = text_of(browser_of(cast.admin).get(PAGE))
    assert "Los recordatorios no salen solos." in page
    assert "Todo funciona." not in page
    assert "Ninguna falló. Aquí cada tarea se ejecuta en el momento en que se pide." in page
    assert "Innovación Pública 360 " + settings.RELEASE in page
    assert re.search(r"libres de \d", page)


def test_failed_task_heads_the_page_with_its_reason_and_no_argument(cast, browser_of, fail):
    fail()
    page = text_of(browser_of(cast.coordinator).get(PAGE))
    assert "1 tarea falló." in page
    assert "Calcular los puntajes de un ciclo Ya no existe aquello sobre lo que trabajaba." in page
    assert "999999" not in page
    assert "Ejecutar otra vez" in page


def test_failed_task_is_told_to_administrators_once_a_day(cast, fail, time_machine):
    title = "Falló una tarea del portal: Calcular los puntajes de un ciclo"
    fail(), fail()
    assert list(Notification.objects.values_list("user", "title", "kind", "url")) == [
        (cast.admin.pk, title, "task_failed", PAGE)
    ]
    time_machine.move_to(timezone.now() + timedelta(days=1))
    fail()
    assert Notification.objects.count() == 2


def test_where_nobody_administers_coordination_is_told(cast, fail):
    cast.admin.memberships.update(ended_at=timezone.now())
    fail()
    assert list(Notification.objects.values_list("user", flat=True)) == [cast.coordinator.pk]


def test_failure_that_cannot_be_told_stays_noted(cast, fail):
    def refuse(execute, sql, params, many, context):
        if sql.startswith("INSERT") and "notices_notification" in sql:
            raise OperationalError("database is locked")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        assert fail().reason == "Ya no existe aquello sobre lo que trabajaba."
    assert Notification.objects.count() == 0


def test_task_is_run_again_from_the_page(cast, browser_of, fail, django_capture_on_commit_callbacks):
    run = fail()
    browser = browser_of(cast.admin)
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(f"/administracion/tareas/{run.pk}/otra-vez/")
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert TaskRun.objects.failed().count() == 1  # the round is still missing


def test_task_that_works_again_leaves_the_page(cast, browser_of, django_capture_on_commit_callbacks):
    task_log.note_failed(
        task_id="a", name="notices.tasks.send_digests", arguments={"args": [], "kwargs": {}}, error=ConnectionError(),
        at=timezone.now(),
    )  # fmt: skip
    browser = browser_of(cast.admin)
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(f"/administracion/tareas/{TaskRun.objects.get().pk}/otra-vez/")
    assert TaskRun.objects.get(name="notices.tasks.send_digests").state == "done"
    page = text_of(browser.get(PAGE))
    assert "Tareas que fallaron Ninguna." in page


def test_headline_says_what_this_installation_does_not_do(cast, browser_of, settings):
    settings.LINK_CHECKS, settings.EMAIL_BACKEND = False, "django.core.mail.backends.console.EmailBackend"
    page = text_of(browser_of(cast.admin).get(PAGE))
    lacks = ["Los recordatorios no salen solos", "los correos no le llegan a nadie", "no se abren solas."]
    assert all(one in page for one in lacks)
    assert "Todo funciona." not in page


def test_who_keeps_the_portal_lands_on_its_state(cast, browser_of):
    assert browser_of(cast.admin).get("/trabajo/").headers["Location"] == PAGE
    assert browser_of(cast.liaison).get("/trabajo/").headers.get("Location") != PAGE


def test_task_asked_for_twice_is_asked_for_once(cast, browser_of, fail):
    run = fail()
    TaskRun.objects.update(state="waiting", reason="", error="")
    answer = browser_of(cast.admin).post(f"/administracion/tareas/{run.pk}/otra-vez/", follow=True)
    assert "alguien la pidió otra vez" in answer.text


def test_failure_is_taken_off_the_list(cast, browser_of, fail):
    answer = browser_of(cast.admin).post(f"/administracion/tareas/{fail().pk}/quitar/", follow=True)
    assert "La tarea salió de la lista. Queda en la bitácora." in answer.text
    assert "tarea falló" not in text_of(answer)


def test_queue_that_nobody_works_off_is_seen(cast, browser_of, with_worker):
    now = timezone.now()
    for key, state, age in (("a", "waiting", 45), ("b", "waiting", 1), ("c", "running", 1)):
        TaskRun.objects.create(
            task_id=key, name="mail.tasks.send", state=state, since=now - timedelta(minutes=age), queued_at=now
        )
    page = text_of(browser_of(cast.admin).get(PAGE))
    assert "2 tareas esperan, la primera hace más de media hora." in page
    assert "Espera hace más de media hora" in page
    assert "En curso" in page


def test_clock_that_stopped_is_seen(cast, browser_of, with_worker):
    asked = timezone.now() - timedelta(hours=3)
    TaskRun.objects.create(
        task_id="a", name="mail.tasks.send_waiting", state="done", since=asked, queued_at=asked, by_beat=True
    )
    page = text_of(browser_of(cast.admin).get(PAGE))
    assert (
        "El reloj del portal lleva 2 horas sin pedir «Enviar los correos que esperan». Puede que se haya detenido."
        in page
    )


def test_mails_that_wait_and_that_were_refused_are_seen(cast, browser_of):
    now = timezone.now()
    late = make_notification(cast.liaison, at=now, title="Tarde")
    make_mail("notice", late.pk, at=now - timedelta(hours=2))
    page = text_of(browser_of(cast.admin).get(PAGE))
    assert "1 correo espera hace 2 horas. Puede que el servidor de correo no responda." in page
    refused = make_notification(cast.liaison, at=now, title="Quedan 7 días", key="otro")
    make_mail("notice", refused.pk, at=now - timedelta(days=3), state=State.REFUSED)
    page = text_of(browser_of(cast.admin).get(PAGE))
    assert "No admitidos en 30 días 1 Quedan 7 días" in page
    assert f"Para: {cast.liaison.name}" in page


@pytest.mark.parametrize(
    ("count", "said"), [(1, "De 1 correo no se sabe si salió."), (2, "De 2 correos no se sabe si salieron.")]
)
def test_mails_whose_delivery_is_unknown_are_seen(cast, browser_of, count, said):
    then = timezone.now() - timedelta(hours=2)
    for number in range(count):
        notice = make_notification(cast.liaison, at=then, key=str(number))
        make_mail("notice", notice.pk, at=then, state=State.UNSURE)
    page = text_of(browser_of(cast.admin).get(PAGE))
    assert said in page
    assert "Decidir si se envían otra vez" in page


def test_disk_that_fills_up_is_seen(cast, browser_of, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(100 * 2**30, 95 * 2**30, 5 * 2**30))
    page = text_of(browser_of(cast.admin).get(PAGE))
    assert "Queda poco espacio en el disco." in page
    assert "Pida espacio antes de que se llene." in page


@pytest.mark.parametrize("count", [1, 30])
def test_queries_of_the_page_do_not_grow(cast, browser_of, django_assert_max_num_queries, count):
    now = timezone.now()
    for number in range(count):
        task_log.note_failed(task_id=str(number), name=score_round.name, arguments={}, error=ValueError(), at=now)
        refused = make_notification(cast.liaison, at=now, key=str(number))
        make_mail("notice", refused.pk, at=now, state=State.REFUSED)
    browser = browser_of(cast.admin)
    with django_assert_max_num_queries(
        15  # PostgreSQL says its size, too
    ):  # session, person, roles, unread; 5 of tasks, 3 of mails, links; size on PostgreSQL
        browser.get(PAGE)
