"""Redis and the worker go away and come back: saving never waits for them, and nothing that was asked for is lost."""

from contextlib import ExitStack

import pytest
from celery import Celery

from diagnostics.assessments.choices import State
from diagnostics.assessments.models import Answer, Assessment, ScoreRun
from innovacion360.celery import app
from tests.factories.diagnostics import LINK, make_filled, typed
from tests.processes import ask, wait_for, web, worker
from tests.services import redis

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def beat_once(environment: dict[str, str]) -> None:
    """Send every task of the schedule, as beat does when its time comes."""
    clock = Celery(broker=environment["REDIS_URL"], set_as_current=False)  # tasks of this process keep their own
    for entry in app.conf.beat_schedule.values():
        clock.send_task(entry["task"], kwargs=entry.get("kwargs", {}))
    clock.close()


def test_answers_are_saved_while_redis_and_worker_are_away_and_work_is_done_when_they_return(
    portal_environment, cast, assessment
):
    make_filled(assessment, cast.contributor)
    where = "/diagnostico/ciclo/aqui"
    with web(portal_environment) as port, ExitStack() as later:
        # Nobody answers at the broker's port: answers are kept and sending goes through all the same.
        again = typed("A-01", value="3", version=1, links={"": LINK})
        assert ask(port, "POST", f"{where}/respuestas/A-01/", again, cast.contributor)[0] == 200
        assert Answer.objects.get(question__code="A-01").value == "3"
        assert ask(port, "POST", f"{where}/enviar/", {}, cast.liaison)[0] == 302
        signature = {
            "operation": "sign",
            "name": "Ana",
            "role": "mayor",
            "position": "Alcaldesa",
            "confirms_content": "on",
        }
        assert ask(port, "POST", f"{where}/firma/", signature, cast.approver)[0] == 302
        assert Assessment.objects.get(pk=assessment.pk).state == State.IN_REVIEW
        assert not ScoreRun.objects.exists()

        later.enter_context(redis(int(portal_environment["REDIS_URL"].rsplit(":", 1)[1].partition("/")[0])))
        later.enter_context(worker(portal_environment))
        beat_once(portal_environment)
        wait_for(ScoreRun.objects.exists)
    assert ScoreRun.objects.get().round_id == assessment.round_id


def test_redis_that_dies_under_a_running_portal_loses_no_answer(portal_environment, cast, assessment):
    port_of_redis = int(portal_environment["REDIS_URL"].rsplit(":", 1)[1].partition("/")[0])
    where = "/diagnostico/ciclo/aqui/respuestas"
    with web(portal_environment) as port:
        with redis(port_of_redis):
            assert ask(port, "POST", f"{where}/A-02/", typed("A-02", value="si"), cast.contributor)[0] == 200
        for number, (code, value) in enumerate([("A-02", "no"), ("B-02", "o1"), ("A-01", "2")]):
            body = typed(code, value=value, version=1 if code == "A-02" else 0)
            assert ask(port, "POST", f"{where}/{code}/", body, cast.contributor)[0] == 200, number
        with redis(port_of_redis):
            assert ask(port, "POST", f"{where}/B-02/", typed("B-02", value="o2", version=1), cast.contributor)[0] == 200
    stored = dict(Answer.objects.values_list("question__code", "value"))
    assert stored == {"A-01": "2", "A-02": "no", "B-02": "o2"}
