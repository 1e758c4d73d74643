"""Everything that beat asks for, run on the whole demonstration with something real to do.

A new entry of the schedule fails here until it has its case: what stands there before it runs, and what it does.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from celery.result import allow_join_result
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from citizens.models import Feedback
from cocreation.agendas.models import Stage
from core.datasets import actions as open_data
from core.datasets import registry
from core.models import SetAside, TaskRun
from core.process import working_days
from core.web.set_aside.actions import put
from diagnostics.assessments.actions import evidence as evidence_actions
from diagnostics.assessments.actions.evidence import Use
from diagnostics.assessments.choices import State
from diagnostics.assessments.models import Answer, Assessment, Evidence, ScoreRun
from diagnostics.results.exports.all_rounds import CODE as ALL_ROUNDS
from diagnostics.results.models import Publication, ScoreCheck
from diagnostics.review.actions import maintenance
from files.loaders.uploads import judge
from files.models import DeletedFile
from followup.evidence.models import FollowupEvidence
from innovacion360.celery import app
from mail.models import Outbox
from notices.actions import following
from notices.choices import DeliveryMode
from notices.models import Notification, Subscription
from tests.factories import files
from tests.factories.accounts import make_invitation
from tests.factories.citizens import make_feedback
from tests.factories.cocreation import make_agenda
from tests.factories.diagnostics import end_term
from tests.factories.notices import make_question, make_subscription, tell
from tests.factories.results import file_names
from tests.integration.beat_cocreation import CASES as COCREATION
from tests.integration.beat_followup import CASES as FOLLOWUP
from tests.integration.beat_sightings import CASES as SIGHTINGS
from tests.integration.beat_training import CASES as TRAINING
from tests.unit.files.test_web_check import site  # noqa: F401  a fixture

DAY = timedelta(days=1)


@dataclass
class Portal:
    """The demonstration while one entry runs. `moment` is when it does; `result` is what its task returned."""

    private: Path
    open_data: Path
    site: tuple[str, int]
    settings: Any
    moment: Any
    result: Any = None

    @property
    def today(self) -> date:
        return timezone.localdate(self.moment)

    def person(self, role: str) -> User:
        return User.objects.get(email=f"{role}@demo.example")

    def assessment(self, state: State = State.SELF_ASSESSMENT, round: str = "demo-2") -> Assessment:
        """Where the municipal people work, or the one of a round in that state."""
        found = Assessment.objects.with_context().filter(round__code=round, state=state)
        home = found.filter(municipality__memberships__user=self.person("liaison"))
        return (home if home.exists() else found).first()

    def evidence(self, assessment: Assessment) -> Evidence:
        """A link that one answer rests on."""
        uses = assessment.answers.filter(layer="self_assessed", evidence_uses__isnull=False)
        return uses.order_by("pk").first().evidence_uses.get().evidence

    def file(self) -> tuple[Evidence, dict[str, Any]]:
        """An uploaded file, and what actions on it need."""
        common = {"assessment": self.assessment(), "by": self.person("contributor"), "at": self.moment}
        code = common["assessment"].round.version.parsed.questions[0].code
        upload = judge(files.pdf(), "Plan.pdf", most_bytes=10**7)
        return evidence_actions.add_file(upload=upload, use=Use(code), **common), {**common, "use": Use(code)}


Case = Callable[[Portal], Iterator[None]]
CASES: dict[str, Case] = COCREATION | FOLLOWUP | SIGHTINGS | TRAINING


def case(entry: str) -> Callable[[Case], Case]:
    """Register what stands there before an entry runs (until `yield`) and what it does (after it)."""
    return lambda function: CASES.setdefault(entry, function)


def told(since: int) -> set[tuple[str, str]]:
    """Who was told what after the notification with that key."""
    return set(Notification.objects.filter(pk__gt=since).values_list("user__email", "title"))


def last_notification() -> int:
    return Notification.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def nothing_waits() -> None:
    Outbox.objects.all().delete()
    Notification.objects.update(delivery=DeliveryMode.PORTAL)
    Feedback.objects.update(email="")


@case("check-links")
def links_are_opened(portal: Portal) -> Iterator[None]:
    portal.settings.LINK_CHECKS, portal.settings.LINK_CHECK_PAUSE = True, 0
    portal.settings.LINK_CHECK_ALLOWED = frozenset({portal.site})
    gone = portal.evidence(portal.assessment(State.PUBLISHED, "demo-1"))
    opens = portal.evidence(portal.assessment())
    for model in (Evidence, FollowupEvidence):
        model.objects.update(checked_at=portal.moment)
    for row, page in ((gone, "404"), (opens, "documento")):
        url = f"http://127.0.0.1:{portal.site[1]}/{page}"
        Evidence.objects.filter(pk=row.pk).update(url=url, checked_at=None)
    yield
    found = Evidence.objects.filter(pk__in=[gone.pk, opens.pk]).values_list("pk", "check_failures", "check_result")
    assert set(found) == {(gone.pk, 1, "El sitio responde que no existe (código 404)."), (opens.pk, 0, "")}
    assert portal.result == 2


@case("note-expiries")
def expiries_are_noted(portal: Portal) -> Iterator[None]:
    home = portal.assessment(State.PUBLISHED, "demo-1")
    published, reviewed = portal.evidence(home), portal.evidence(portal.assessment(State.IN_REVIEW))
    yesterday, before = portal.today - DAY, last_notification()
    Evidence.objects.filter(pk__in=[published.pk, reviewed.pk]).update(expires_on=yesterday)
    yield
    assert set(Evidence.objects.exclude(expiry_noted=None).values_list("pk", "expiry_noted")) == {
        (published.pk, yesterday), (reviewed.pk, yesterday),
    }  # fmt: skip
    (reopened,) = Answer.objects.filter(reopening="expired")
    assert reopened.evidence_uses.get().evidence == reviewed
    code = Answer.objects.get(evidence_uses__evidence=published, layer="self_assessed").question.code
    municipal = {(f"{role}@demo.example", f"La evidencia venció: {code}") for role in ("contributor", "liaison")}
    assert {row for row in told(before) if row[1].endswith(f": {code}")} == municipal
    assert portal.result == 2


@case("end-old-reopenings")
def reopenings_end(portal: Portal) -> Iterator[None]:
    reviewed = portal.evidence(portal.assessment(State.IN_REVIEW))
    Evidence.objects.filter(pk=reviewed.pk).update(expires_on=portal.today - DAY)
    maintenance.note_expiries(today=portal.today, at=portal.moment)
    assert Answer.objects.filter(reopening="expired").count() == 1
    portal.moment += 30 * DAY
    yield
    assert Answer.objects.filter(reopening="expired").count() == 0
    assert portal.result == 1


@case("end-terms")
def terms_end(portal: Portal) -> Iterator[None]:
    asked, replying = (portal.assessment(state) for state in (State.CLARIFICATION, State.REPLY_OPEN))
    portal.moment += 60 * DAY
    yield
    assert Assessment.objects.get(pk=asked.pk).state == "in_review"
    assert Assessment.objects.get(pk=replying.pk).state == "final_ready"
    assert portal.result == 2


@case("score-open-rounds")
def open_rounds_are_scored(portal: Portal) -> Iterator[None]:
    runs = ScoreRun.objects.filter(round__code="demo-2", layer="self_assessed", mode="provisional")
    before = runs.count()
    answer = portal.assessment().answers.filter(layer="self_assessed", value="3").first()
    Answer.objects.filter(pk=answer.pk).update(value="0")
    yield
    assert runs.count() == before + 1
    total = runs.order_by("-pk").first().totals.get(municipality=answer.assessment.municipality)
    assert (total.detail["questions"][answer.question.code], portal.result) == (["0.00000000", "scored"], 3)


@case("write-missing-open-data")
def open_data_are_written(portal: Portal) -> Iterator[None]:
    yield
    lying = {path.relative_to(portal.open_data).as_posix() for path in portal.open_data.rglob("*") if path.is_file()}
    rounds = {f"{code}/v1/{name}" for code in ("demo-0", "demo-1") for name in file_names(code, 1)}
    assert lying == rounds | {f"{ALL_ROUNDS}/v1/{name}" for name in registry.find(ALL_ROUNDS).file_names}
    assert portal.result == 3


@case("check-open-data")
def damaged_open_data_are_written_again(portal: Portal) -> Iterator[None]:
    open_data.write_missing(at=portal.moment)
    assert Publication.objects.count() == 2
    place = portal.open_data / "demo-1/v1/puntajes.csv"
    whole = place.read_bytes()
    place.write_bytes(whole[:-2] + bytes([whole[-2] ^ 1]) + whole[-1:])
    half = place.with_name("puntajes.csv.0a1b2c3d.part")
    half.write_bytes(b"half")
    portal.moment += 2 * DAY
    yield
    assert place.read_bytes() == whole
    assert not half.exists()
    assert portal.result == 1


@case("verify-scores")
def published_scores_are_verified(portal: Portal) -> Iterator[None]:
    yield
    checks = list(ScoreCheck.objects.order_by("round"))
    assert portal.result == len(checks) == 2
    assert [(check.is_equal, check.checked_by) for check in checks] == [(True, None)] * 2
    assert all(check.runs for check in checks)


@case("sweep-stored-files")
def deleted_files_go(portal: Portal) -> Iterator[None]:
    evidence, common = portal.file()
    evidence_actions.detach(evidence=evidence, **common)
    common.pop("use")
    evidence_actions.forget(evidence=evidence, **common)
    assert (portal.private / evidence.file.name).exists()
    portal.moment += 31 * DAY
    yield
    assert not (portal.private / evidence.file.name).exists()
    assert (DeletedFile.objects.count(), portal.result) == (0, 1)


@case("keep-task-log")
def lost_runs_are_told(portal: Portal) -> Iterator[None]:
    lost = {"task_id": "lost", "name": "mail.tasks.send_waiting", "state": "running"}
    TaskRun.objects.create(**lost, since=portal.moment - timedelta(hours=1))
    before = last_notification()
    yield
    assert TaskRun.objects.get(task_id="lost").state == "failed"
    title = "Falló una tarea del portal: Enviar los correos que esperan"
    assert told(before) == {("admin@demo.example", title)}
    assert portal.result == 1


@case("check-stored-files")
def lost_files_are_told(portal: Portal) -> Iterator[None]:
    evidence, _ = portal.file()
    (portal.private / evidence.file.name).unlink()
    before = last_notification()
    yield
    title = "Hay archivos de evidencia perdidos o dañados"
    assert told(before) == {(f"{role}@demo.example", title) for role in ("coordinator", "admin")}
    assert portal.result == 1


@case("send-waiting-mail")
def waiting_mail_leaves(portal: Portal) -> Iterator[None]:
    nothing_waits()
    tell(portal.person("contributor"), at=portal.moment)
    asked = {"invited_by": portal.person("liaison"), "email": "nueva@alcaldia.example", "mailed_at": None}
    make_invitation(Role.CONTRIBUTOR, portal.assessment().municipality, at=portal.moment - timedelta(hours=1), **asked)
    make_subscription(at=portal.moment, email="vecina@correo.example")
    following.tell(
        topics=[], key="prueba:1", subject="Hay resultados", lines=["Los de todos."], path="/", at=portal.moment
    )
    assert mail.outbox == []
    yield
    sent = [(message.to, message.subject) for message in mail.outbox]
    assert sent == [
        (["contributor@demo.example"], "Quedan 7 días hábiles"),
        (["nueva@alcaldia.example"], "Invitación a Innovación Pública 360"),
        (["vecina@correo.example"], "Hay resultados"),
    ]
    assert portal.result == 3


@case("send-digests")
def digests_leave(portal: Portal) -> Iterator[None]:
    nothing_waits()
    tell(portal.person("liaison"), at=portal.moment)
    Notification.objects.filter(delivery=DeliveryMode.AT_ONCE).update(delivery=DeliveryMode.DIGEST)
    yield
    sent = [(message.to, message.subject) for message in mail.outbox]
    assert sent == [(["liaison@demo.example"], "Su semana en Innovación Pública 360: 1 aviso")]
    assert portal.result == 1


@case("forget-set-aside")
def set_aside_is_forgotten(portal: Portal) -> Iterator[None]:
    for kind, at in (
        ("today", portal.moment),
        ("old", portal.moment - 2 * DAY),
    ):  # putting one aside forgets older ones
        put(kind=kind, owner_id=portal.person("coordinator").pk, content="Hola", at=at)
    yield
    assert list(SetAside.objects.values_list("kind", flat=True)) == ["today"]
    assert portal.result == 1


@case("forget-addresses")
def addresses_are_forgotten(portal: Portal) -> Iterator[None]:
    nothing_waits()
    for days in (181, 179):
        make_feedback(at=portal.moment - days * DAY, email=f"hace{days}@correo.example")
    yield
    assert list(Feedback.objects.exclude(email="").values_list("email", flat=True)) == ["hace179@correo.example"]
    assert portal.result == 1


@case("forget-unconfirmed")
def unconfirmed_addresses_are_forgotten(portal: Portal) -> Iterator[None]:
    Subscription.objects.all().delete()
    for days in (8, 6):
        make_question(at=portal.moment - days * DAY, email=f"hace{days}@correo.example")
    yield
    assert list(Subscription.objects.values_list("email", flat=True)) == ["hace6@correo.example"]
    assert portal.result == 1


@case("close-passed-stages")
def stages_close_after_their_last_day(portal: Portal) -> Iterator[None]:
    agenda = make_agenda()
    over, last_day, ahead = agenda.stages.all()[:3]
    for stage, until in ((over, portal.today - DAY), (last_day, portal.today), (ahead, portal.today + DAY)):
        Stage.objects.filter(pk=stage.pk).update(opens_on=until - DAY, closes_on=until, due_on=until)
    agenda.stages.exclude(pk__in=[over.pk, last_day.pk, ahead.pk]).delete()
    yield
    states = dict(agenda.stages.values_list("code", "state"))
    assert states == {over.code: "closed", last_day.code: "open", ahead.code: "open"}
    assert portal.result == 1


@case("remind-of-deadlines")
def people_are_reminded(portal: Portal) -> Iterator[None]:
    home, before = portal.assessment(), last_notification()
    end_term(home.round, working_days.add(portal.today, 7))
    yield
    title = f"Quedan 7 días hábiles para enviar el diagnóstico de {home.municipality}"
    assert told(before) == {(f"{role}@demo.example", title) for role in ("contributor", "liaison")}
    assert portal.result == 2


def test_every_entry_has_its_case():
    assert set(CASES) == set(app.conf.beat_schedule)


def test_every_entry_does_its_work_on_the_demonstration(
    demo, private_folder, open_data_folder, site, settings, subtests, django_capture_on_commit_callbacks  # noqa: F811
):  # fmt: skip
    """One after another on the same demonstration, which takes long to make; each is undone before the next."""
    # What beat starts takes one diagnosis, publication or file after another, each in a transaction of its own.
    settings.ZEAL_ALLOWLIST = [{"model": "*"}]
    for entry, prepare in CASES.items():
        with subtests.test(entry), undone():
            for folder in (private_folder, open_data_folder):
                shutil.rmtree(folder)
                folder.mkdir()
            cache.clear()
            mail.outbox.clear()
            portal = Portal(private_folder, open_data_folder, site, settings, timezone.now())
            steps = prepare(portal)
            next(steps)
            with time_machine.travel(portal.moment), django_capture_on_commit_callbacks(execute=True):
                portal.result = run_as_beat(entry)
            with pytest.raises(StopIteration):
                next(steps)


@contextmanager
def undone() -> Iterator[None]:
    """Undo at the end what was written meanwhile."""
    block = transaction.atomic()
    block._from_testcase = (
        True  # as Django's own tests mark theirs: what must be the outermost transaction may stand inside
    )
    with block:
        try:
            yield
        finally:
            transaction.set_rollback(True)


def run_as_beat(entry: str) -> Any:
    """Send the task of an entry by the name under which the schedule knows it."""
    scheduled = app.conf.beat_schedule[entry]
    app.loader.import_default_modules()  # as a worker does when it starts
    task = app.tasks[scheduled["task"]]
    # Celery's note that a task is running is one for the whole process, and tests that run tasks in threads may leave it.
    with allow_join_result():
        return task.apply_async(args=scheduled.get("args", ()), kwargs=scheduled.get("kwargs", {})).get()
