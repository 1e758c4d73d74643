"""What became of the tasks: noted on both stacks, without anybody's data, and never at the cost of a task."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib import import_module

import pytest
from celery import current_app
from django.apps import apps
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from django.utils.module_loading import module_has_submodule

from core.models import AuditEntry, TaskRun
from core.task_log import actions, queries, signals
from core.task_log.models import LOST_AFTER, RunState
from core.task_log.reasons import FULL_DISK, OTHER, reason_of
from core.task_log.registry import KNOWN, KnownTask, label_of
from core.tasks import keep_task_log
from diagnostics.assessments.models import Round
from diagnostics.assessments.tasks import score_open_rounds, score_round
from mail.actions.handover import MailDelayed
from tests.processes import wait_for

pytestmark = pytest.mark.django_db
NOBODYS_ROUND = {"round_id": 999_999, "layer": "self_assessed", "mode": "provisional"}
OURS = re.compile(r"(core|files|mail|accounts|notices|citizens|diagnostics|administration|portal)\.")


def fail() -> TaskRun:
    """A task that really fails: the round that it is to score does not exist."""
    with pytest.raises(Round.DoesNotExist):
        score_round.delay(**NOBODYS_ROUND)
    return TaskRun.objects.get()


def published(task_id: str, *, by_beat: bool = False) -> None:
    """What Celery says in the process that asks, once the broker took the message."""
    headers = {"id": task_id} | ({"celery_beat_task": True} if by_beat else {})
    signals.queued(score_open_rounds.name, headers=headers, body=((), {}, {}))


def test_every_task_has_words():
    for app in apps.get_app_configs():
        if module_has_submodule(app.module, "tasks"):
            import_module(f"{app.name}.tasks")
    assert {name for name in current_app.tasks if OURS.match(name)} == {name for name in KNOWN if OURS.match(name)}
    assert {entry["task"] for entry in current_app.conf.beat_schedule.values()} <= set(KNOWN)
    assert label_of("nobody.knows") == "nobody.knows"


def test_run_that_ends_well_leaves_when_and_no_arguments(db):
    score_open_rounds.delay()
    run = TaskRun.objects.get()
    assert (run.name, run.state, run.arguments) == ("diagnostics.assessments.tasks.score_open_rounds", "done", None)
    assert timezone.now() - run.since < timedelta(minutes=1)


def test_failure_is_noted_with_reason_and_place_and_without_its_message():
    run = fail()
    assert (run.state, run.error, run.reason) == (
        "failed",
        "DoesNotExist",
        "Ya no existe aquello sobre lo que trabajaba.",
    )
    assert re.fullmatch(r"diagnostics/assessments/tasks\.py:\d+", run.place)
    (row,) = queries.task_state(timezone.now()).failed
    assert (row.label, row.may_repeat) == ("Calcular los puntajes de un ciclo", True)
    assert "999999" not in f"{row.reason} {row.detail}"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            OperationalError("could not connect to ana@alcaldia.example"),
            "La base de datos no respondió o estaba ocupada.",
        ),
        (OSError(28, "No space left on device"), FULL_DISK),
        (MailDelayed("450 ana@alcaldia.example"), "El servidor de correo no respondió, o pidió esperar."),
        (ConnectionRefusedError("redis"), "No hubo conexión con otro servicio."),
        (ValueError("ana@alcaldia.example"), OTHER),
    ],
)
def test_reasons_are_sentences_without_the_message(error: Exception, words: str):
    found = reason_of(error)
    assert (found.words, "@" in f"{found.error}{found.place}{found.words}") == (words, False)


def test_queue_running_and_done_come_in_any_order():
    """A worker may begin, and even end, before the process that asked has noted it."""
    published("a")
    assert TaskRun.objects.values_list("state", "by_beat").get() == ("waiting", False)
    actions.note_started(task_id="a", name=score_open_rounds.name, arguments={}, at=timezone.now())
    assert TaskRun.objects.get().state == "running"
    actions.note_done(task_id="a", name=score_open_rounds.name, arguments={}, at=timezone.now())
    published("a")
    assert TaskRun.objects.get().state == "done"


def test_retry_waits_again():
    published("a")
    actions.note_started(task_id="a", name=score_open_rounds.name, arguments={}, at=timezone.now())
    actions.note_waits_again(task_id="a", at=timezone.now())
    assert TaskRun.objects.get().state == "waiting"


def test_clock_that_stopped_is_late(settings):
    now = timezone.now()
    published("a", by_beat=True)
    before = current_app.conf.task_always_eager
    try:
        current_app.conf.task_always_eager = False
        state = queries.task_state(now)
        assert (state.has_worker, state.late, now - state.beat_at < timedelta(minutes=1)) == (True, [], True)
        TaskRun.objects.update(queued_at=now - timedelta(hours=3))
        (late,) = queries.task_state(now).late
        assert (late.label, timedelta(hours=2) < late.late_by < timedelta(hours=3)) == (
            "Poner al día los puntajes",
            True,
        )
        current_app.conf.task_always_eager = True
        assert queries.task_state(now).late == []  # nothing asks for them where there is no worker
    finally:
        current_app.conf.task_always_eager = before


def noted_failure(task_id: str, name: str, **kwargs) -> None:
    arguments = {"args": [], "kwargs": kwargs}
    actions.note_failed(task_id=task_id, name=name, arguments=arguments, error=ConnectionError(), at=timezone.now())


def test_next_run_that_ends_well_ends_the_failure_of_the_same_task_only():
    noted_failure("a", score_open_rounds.name)
    noted_failure("b", score_round.name, **NOBODYS_ROUND)
    noted_failure("c", "files.tasks.check_links_of_site", claimed_at="2027-03-08")
    score_open_rounds.delay()
    assert sorted(TaskRun.objects.failed().values_list("task_id", flat=True)) == ["b", "c"]
    later = {"args": [], "kwargs": {"claimed_at": "2027-03-09"}}
    actions.note_done(task_id="d", name="files.tasks.check_links_of_site", arguments=later, at=timezone.now())
    assert list(TaskRun.objects.failed().values_list("task_id", flat=True)) == ["b"]


def test_failure_that_somebody_saw_to_leaves_the_list_and_stays_in_the_log(cast):
    run = fail()
    actions.dismiss(number=run.pk, by=cast.admin, at=timezone.now())
    assert not TaskRun.objects.failed().exists()
    entry = AuditEntry.objects.get(verb="task.dismissed")
    assert (entry.reason, entry.data) == (run.reason, {"task": "Calcular los puntajes de un ciclo"})
    with pytest.raises(actions.NotRepeated):
        actions.dismiss(number=run.pk, by=cast.admin, at=timezone.now())


# --- Again ---


def test_failed_task_is_run_again_once(cast, django_capture_on_commit_callbacks):
    run = fail()
    with django_capture_on_commit_callbacks(execute=True):
        task_id = actions.run_again(number=run.pk, by=cast.admin, at=timezone.now())
    again = TaskRun.objects.get(name=score_round.name)  # beside the mails that tell of it
    assert (again.pk, again.task_id, again.state) == (run.pk, task_id, "failed")  # it failed again
    assert queries.state_of_run(task_id) is RunState.FAILED
    entry = AuditEntry.objects.get(verb="task.run_again")
    assert (entry.by, entry.data) == (cast.admin, {"task": "Calcular los puntajes de un ciclo"})


def test_task_that_somebody_else_asked_for_is_refused(cast):
    run = fail()
    actions.run_again(number=run.pk, by=cast.admin, at=timezone.now())  # not committed yet
    with pytest.raises(actions.NotRepeated, match="alguien la pidió"):
        actions.run_again(number=run.pk, by=cast.coordinator, at=timezone.now())


def test_task_that_names_a_moment_is_not_repeated(cast):
    actions.note_failed(
        task_id="a", name="files.tasks.check_links_of_site", arguments={"args": [], "kwargs": {}}, error=ValueError(),
        at=timezone.now(),
    )  # fmt: skip
    with pytest.raises(actions.NotRepeated, match="no se puede pedir otra vez"):
        actions.run_again(number=TaskRun.objects.get().pk, by=cast.admin, at=timezone.now())


# --- Never at the cost of a task ---


@contextmanager
def locked_task_log() -> Iterator[None]:
    """The database answers everything but writes of the task log, as SQLite does when another process holds it too long."""

    def refuse(execute, sql, params, many, context):
        if "core_taskrun" in sql:
            raise OperationalError("database is locked")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


def test_tasks_and_health_go_on_while_the_log_is_locked(client: Client):
    with locked_task_log():
        assert score_open_rounds.delay().get() == 0
        with pytest.raises(Round.DoesNotExist):
            score_round.delay(**NOBODYS_ROUND)
        assert client.get("/salud/").json()["status"] == "ok"
    assert TaskRun.objects.count() == 0


def test_failed_task_does_not_make_the_portal_unhealthy(client: Client):
    fail()
    assert client.get("/salud/").status_code == 200


def test_arguments_too_long_to_keep_do_no_harm():
    actions.note_failed(
        task_id="a",
        name=score_round.name,
        arguments={"kwargs": {"x": "y" * 30_000}},
        error=ValueError(),
        at=timezone.now(),
    )
    assert TaskRun.objects.get().arguments is None
    assert not queries.task_state(timezone.now()).failed[0].may_repeat


# --- Upkeep ---


def test_lost_runs_fail_and_old_rows_go():
    now = timezone.now()
    rows = [("lost", "running", LOST_AFTER), ("going", "running", timedelta(minutes=1)), ("old", "done", timedelta(days=15)),
            ("new", "done", timedelta(days=13)), ("forgotten", "waiting", timedelta(hours=25)),
            ("queued", "waiting", timedelta(hours=23))]  # fmt: skip
    TaskRun.objects.bulk_create(
        [TaskRun(task_id=key, name="core.tasks.x", state=state, since=now - age) for key, state, age in rows]
    )
    TaskRun.objects.create(
        task_id="ancient", name="core.tasks.x", state="failed", since=now - timedelta(days=61), reason="Falló."
    )
    assert keep_task_log.delay().get() == 2
    left = dict(TaskRun.objects.exclude(name=keep_task_log.name).values_list("task_id", "state"))
    assert left == {"lost": "failed", "going": "running", "new": "done", "forgotten": "failed", "queued": "waiting"}
    assert TaskRun.objects.get(task_id="forgotten").reason == "No empezó: la cola la perdió."
    assert TaskRun.objects.get(task_id="lost").reason == "No terminó: el proceso que la ejecutaba se apagó."


def test_unknown_tasks_are_not_noted():
    assert "nobody.knows" not in KNOWN
    signals.queued("nobody.knows", headers={"id": "a"}, body=((), {}, {}))
    assert TaskRun.objects.count() == 0
    assert KnownTask("a", "b").may_repeat


# --- With a worker ---


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_worker_notes_what_waits_runs_and_fails(celery_worker_process):
    from innovacion360.celery import app

    app.conf.task_always_eager = False
    try:
        score_round.delay(**NOBODYS_ROUND)
        score_open_rounds.delay()
        wait_for(lambda: not TaskRun.objects.filter(state__in=["waiting", "running"]).exists())
        assert dict(TaskRun.objects.values_list("name", "state")) == {
            "diagnostics.assessments.tasks.score_round": "failed",
            "diagnostics.assessments.tasks.score_open_rounds": "done",
        }
        run = TaskRun.objects.failed().get()
        assert (run.error, run.arguments["kwargs"]) == ("DoesNotExist", NOBODYS_ROUND)
        task_id = actions.run_again(number=run.pk, by=None, at=timezone.now())
        wait_for(lambda: queries.state_of_run(task_id) is RunState.FAILED)
    finally:
        app.conf.task_always_eager = True
