"""What is acknowledged has its file; what nobody names goes in time and not before; what is wrong is found and said."""

import logging
import os
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError
from django.db import OperationalError, connection, models
from django.utils import timezone

from core.datasets import actions as open_data
from core.models import AuditEntry, DatasetFile
from core.tasks import check_open_data
from core.web import page_cache
from diagnostics.assessments.actions import evidence as actions
from diagnostics.assessments.actions import reuse
from diagnostics.assessments.actions.evidence import Details, TooManyProofs, Use
from diagnostics.assessments.models import Assessment, Evidence, EvidenceRevision, EvidenceUse
from diagnostics.review.actions import replies
from diagnostics.review.choices import Stance
from files import queries, tasks
from files.actions import stored_files
from files.apps import files_are_registered
from files.loaders.uploads import Judged, judge
from files.models import STORAGE, DeletedFile
from notices.models import Notification
from tests.budgets import queries_of
from tests.command_line import run
from tests.factories import files
from tests.factories.diagnostics import AT, make_closed, make_round
from tests.factories.results import five_outcomes, make_erratum, make_places, make_published_round, write_open_data

pytestmark = pytest.mark.django_db
HERE = "/diagnostico/ciclo/aqui/"
ADD = f"{HERE}respuestas/A-01/evidencia/"
DAY = timedelta(days=1)


@cache
def paper(text: str = "Plan") -> Judged:
    """A PDF; made once for each text, because it carries the time at which it was made."""
    return judge(files.pdf(text), "Plan.pdf", most_bytes=10**7)


def add(cast, assessment, text: str = "Plan", question: str = "A-01") -> Evidence:
    return actions.add_file(
        assessment=assessment, upload=paper(text), use=Use(question), by=cast.contributor, at=AT
    )  # fmt: skip


def forget(cast, assessment, evidence: Evidence, at: datetime = AT) -> None:
    common = {"assessment": assessment, "evidence": evidence, "by": cast.contributor, "at": at}
    actions.detach(use=Use("A-01"), **common)
    actions.forget(**common)


def on_disk(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def lay(folder: Path, name: str, at: datetime) -> Path:
    """Put a file that no row names, written at that time."""
    path = folder / "evidence" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def faults(*arguments: str) -> list[str]:
    """The lines with which the command ends when something is wrong."""
    with pytest.raises(CommandError) as refusal:
        run("verify_evidence", *arguments)
    assert refusal.value.returncode == 1
    return str(refusal.value).splitlines()


# --- What is acknowledged has its file ---


@pytest.mark.django_db(transaction=True)
def test_file_stays_with_its_row_when_only_the_answer_to_the_commit_is_lost(
    cast, assessment, private_folder, browser_of, monkeypatch
):
    commit = connection._commit

    def lost() -> None:
        commit()
        raise OperationalError("server closed the connection unexpectedly")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "_commit", lost)
        with pytest.raises(OperationalError):
            add(cast, assessment)
    evidence = Evidence.objects.get()
    assert on_disk(private_folder) == {evidence.file.name: paper().data}
    again = browser_of(cast.contributor).post(ADD, {"file": SimpleUploadedFile("Plan.pdf", paper().data), "place": ""})
    assert again.status_code == 302
    assert run("verify_evidence") == "1 archivo de evidencia: todo está y es lo que se subió.\n"


@pytest.mark.django_db(transaction=True)
def test_file_whose_commit_failed_is_counted_first_and_deleted_later(cast, assessment, private_folder, monkeypatch):
    def fails() -> None:
        raise OperationalError("could not commit")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "_commit", fails)
        with pytest.raises(OperationalError):
            add(cast, assessment)
    assert (Evidence.objects.count(), EvidenceUse.objects.count(), len(on_disk(private_folder))) == (0, 0, 1)
    said = "0 archivos de evidencia: todo está y es lo que se subió. Sin fila y aún en su plazo: 1 archivo.\n"
    assert run("verify_evidence") == said
    now = timezone.now()
    assert (stored_files.sweep(at=now + 29 * DAY), stored_files.sweep(at=now + 31 * DAY)) == (0, 1)
    assert on_disk(private_folder) == {}


@pytest.mark.parametrize("harm", ["lost", "cut short", "bit flipped"])
@pytest.mark.parametrize("way", ["add", "revise", "reply"])
def test_same_upload_again_brings_a_file_back_under_its_name_for_all_rounds(
    cast, assessment, private_folder, harm, way
):
    then = Assessment.objects.get(round=make_round(cast.here, cast.there, code="antes"), municipality=cast.here)
    source = add(cast, then)
    reuse.use_again(assessment=assessment, uses=[(source.pk, Use("A-01"))], by=cast.contributor, at=AT)
    if way == "reply":
        make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer, rejects=("A-01",))
        said = replies.Said("A-01", Stance.DISAGREE, "Sí lo prueba", seen_version=0)
        replies.write(assessment=assessment, said=said, by=cast.contributor, at=AT)
    path = private_folder / source.file.name
    data = path.read_bytes()
    path.unlink() if harm == "lost" else path.write_bytes(data[:-1] if harm == "cut short" else data[:-1] + b"\0")
    copy = Evidence.objects.get(assessment=assessment, file=source.file.name)
    common = {"assessment": assessment, "by": cast.contributor, "at": AT}
    if way == "add":
        assert actions.add_file(upload=paper(), use=Use("A-01"), **common) == copy
    elif way == "revise":
        actions.revise(evidence=copy, content=paper(), reason="Se perdió", seen_version=copy.version, **common)
        assert (EvidenceRevision.objects.count(), Evidence.objects.get(pk=copy.pk).version) == (0, copy.version)
    else:
        replies.attach(question="A-01", evidence=paper(), place="", dated_on=AT.date(), **common)
    assert on_disk(private_folder) == {source.file.name: data}


def test_whatever_can_refuse_refuses_before_a_byte_is_written(cast, assessment, private_folder, monkeypatch):
    add(cast, assessment)
    monkeypatch.setattr(actions, "MAX_PROOFS", 1)
    monkeypatch.setattr(stored_files, "put", lambda *_: pytest.fail("written before the refusal"))
    before = AuditEntry.objects.count()
    with pytest.raises(TooManyProofs):
        add(cast, assessment, "Otro")
    assert (Evidence.objects.count(), AuditEntry.objects.count(), len(on_disk(private_folder))) == (1, before, 1)


# --- What nobody names goes in time ---


def test_every_model_with_private_files_is_asked_whether_it_names_one():
    naming = {
        model
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.FileField) and field.storage is STORAGE
    }
    assert naming == {source.model for source in queries.SOURCES}


def test_file_of_a_deleted_evidence_stays_thirty_days_from_then(cast, assessment, private_folder):
    evidence = add(cast, assessment)
    name, late = evidence.file.name, timezone.now() + 300 * DAY  # long after it was written
    forget(cast, assessment, evidence, at=late)
    assert list(DeletedFile.objects.values_list("name", "deleted_at")) == [(name, late)]
    assert stored_files.sweep(at=late + 29 * DAY) == 0
    assert on_disk(private_folder) == {name: paper().data}
    assert stored_files.sweep(at=late + 31 * DAY) == 1
    assert (on_disk(private_folder), DeletedFile.objects.count()) == ({}, 0)


def test_days_for_which_files_are_kept_can_be_set(cast, assessment, private_folder, settings):
    settings.DELETED_FILES_KEPT_DAYS = 3
    lay(private_folder, "aa/viejo", AT - 4 * DAY)
    lay(private_folder, "aa/nuevo", AT - 2 * DAY)
    assert stored_files.sweep(at=AT) == 1
    assert list(on_disk(private_folder)) == ["evidence/aa/nuevo"]


def test_files_that_rows_name_stay_however_old_also_those_of_revisions(cast, assessment, private_folder):
    evidence = add(cast, assessment)
    actions.revise(
        assessment=assessment, evidence=evidence, content=paper("Otro"), reason="Más nuevo", seen_version=1,
        by=cast.contributor, at=AT,
    )  # fmt: skip
    lay(private_folder, "zz/a.0a1b2c3d.part", AT - 2 * DAY)
    lay(private_folder, "zz/b.0a1b2c3d.part", AT - DAY / 2)
    whole = on_disk(private_folder)
    assert stored_files.sweep(at=AT) == 1, "half a file is nothing after a day"
    assert whole.keys() - on_disk(private_folder).keys() == {"evidence/zz/a.0a1b2c3d.part"}
    assert stored_files.sweep(at=AT + 4000 * DAY) == 1
    assert len(on_disk(private_folder)) == 2


def test_files_without_rows_that_outnumber_the_others_look_like_the_wrong_database(
    cast, assessment, private_folder, caplog
):
    gone = add(cast, assessment)
    forget(cast, assessment, gone)
    for number in range(21):
        lay(private_folder, f"aa/{number}", AT - 90 * DAY)
    with caplog.at_level(logging.ERROR):
        assert stored_files.sweep(at=AT + 90 * DAY) == 1, "the one that somebody deleted goes all the same"
    assert caplog.messages == ["21 files have no row and 0 have one: those stay"]
    assert len(on_disk(private_folder)) == 21
    (private_folder / "evidence/aa/0").unlink()
    assert stored_files.sweep(at=AT) == 20


def test_file_that_cannot_be_deleted_does_not_keep_the_others(cast, assessment, private_folder, caplog, monkeypatch):
    for name in ("aa/1", "aa/2", "aa/3"):
        lay(private_folder, name, AT - 90 * DAY)
    delete = STORAGE.delete
    monkeypatch.setattr(
        STORAGE, "delete", lambda name: delete(name) if name[-1] != "2" else Path(__file__, "no").unlink()
    )
    assert stored_files.sweep(at=AT) == 2
    assert list(on_disk(private_folder)) == ["evidence/aa/2"]
    assert caplog.messages == ["the file evidence/aa/2 was not deleted"]


def test_note_of_a_file_that_is_no_longer_there_goes_too(cast, assessment, private_folder):
    DeletedFile.objects.create(name="evidence/aa/a", deleted_at=AT - 31 * DAY)
    DeletedFile.objects.create(name="evidence/aa/b", deleted_at=AT - 29 * DAY)
    stored_files.sweep(at=AT)
    assert [note.name for note in DeletedFile.objects.all()] == ["evidence/aa/b"]


@pytest.mark.parametrize("act", ["sweep", "check"])
def test_queries_do_not_grow_with_the_files(cast, assessment, private_folder, act):
    for number in range(12):
        add(cast, assessment, f"Anexo {number}")
        lay(private_folder, f"zz/{number}", AT - 90 * DAY)
    assert len(queries_of(lambda: getattr(stored_files, act)(at=AT))) <= (
        3 + 2 * len(queries.SOURCES) if act == "sweep" else 1
    )


def test_half_files_of_open_data_go_after_a_day(open_data_folder):
    for name, age in (("c/v1/a.csv.0a1b2c3d.part", 2), ("c/v1/b.csv.0a1b2c3d.part", 0), ("c/v1/a.csv", 99)):
        path = open_data_folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
        os.utime(path, ((AT - age * DAY).timestamp(),) * 2)
    assert open_data.sweep_half_written(at=AT) == 1
    assert sorted(on_disk(open_data_folder)) == ["c/v1/a.csv", "c/v1/b.csv.0a1b2c3d.part"]


# --- What is wrong is found and said ---


def test_files_of_another_model_are_compared_kept_and_deleted_by_the_same_rules(permits, private_folder):
    permit = permits()
    stored_files.assign(permit, paper())
    permit.save()
    stored_files.write(permit.file.name, paper())
    assert list(on_disk(private_folder)) == [permit.file.name]
    assert permit.file.name.startswith("permits/")
    assert run("verify_evidence") == "1 archivo de evidencia: todo está y es lo que se subió.\n"
    assert stored_files.sweep(at=AT + 4000 * DAY) == 0
    (private_folder / permit.file.name).write_bytes(b"x")
    assert stored_files.check(at=AT) == 1
    assert faults()[1:] == [f"  - Permiso {permit.pk}: su archivo tiene otro contenido, {permit.file.name}."]
    late = timezone.now() + 300 * DAY
    permit.delete()
    stored_files.note_deleted(permit.file.name, at=late)
    assert (stored_files.sweep(at=late + 29 * DAY), stored_files.sweep(at=late + 31 * DAY)) == (0, 1)
    assert on_disk(private_folder) == {}


@pytest.fixture
def harmed(cast, assessment, private_folder) -> dict[str, Evidence]:
    """Evidence of which the file is right, lost, changed by one bit, of a revision before and lost, and not readable."""
    named = {name: add(cast, assessment, name) for name in ("right", "lost", "flipped", "before", "folder")}
    common = {"assessment": assessment, "by": cast.contributor, "at": AT}
    actions.describe(evidence=named["lost"], details=Details(title="Plan de acción"), seen_version=1, **common)
    (private_folder / named["lost"].file.name).unlink()
    path = private_folder / named["flipped"].file.name
    path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:])
    actions.revise(
        evidence=named["before"], content="https://a.gov.co/", reason="Ya está publicado", seen_version=1, **common
    )
    (private_folder / named["before"].file.name).unlink()
    path = private_folder / named["folder"].file.name
    path.unlink()
    path.mkdir()
    return named


def test_command_names_every_fault_and_each_file_over_its_time(cast, harmed, private_folder):
    now = timezone.now()
    lay(private_folder, "zz/viejo", now - 31 * DAY)
    lay(private_folder, "zz/nuevo", now - 29 * DAY)
    e = harmed
    first, *lines = faults()
    assert first == "Evidencias: 5 diferencias. Sin fila y aún en su plazo: 1 archivo."
    assert sorted(lines) == sorted(
        [
            f"  - Aquí, Ciclo de prueba: «Plan de acción» (evidencia {e['lost'].pk}): falta su archivo, {e['lost'].file.name}.",
            f"  - Aquí, Ciclo de prueba: «Plan.pdf» (evidencia {e['flipped'].pk}): su archivo tiene otro contenido, "
            f"{e['flipped'].file.name}.",
            f"  - Aquí, Ciclo de prueba: «Plan.pdf» (evidencia {e['before'].pk}, revisión anterior 1): falta su archivo, "
            f"{e['before'].file.name}.",
            f"  - Aquí, Ciclo de prueba: «Plan.pdf» (evidencia {e['folder'].pk}): su archivo no se puede leer, "
            f"{e['folder'].file.name}.",
            "  - Sin fila que lo nombre, y con su plazo cumplido: evidence/zz/viejo.",
        ]
    )


def test_command_finds_nothing_wrong_where_nothing_is(cast, assessment):
    assert run("verify_evidence") == "0 archivos de evidencia: todo está y es lo que se subió.\n"
    add(cast, assessment)
    add(cast, assessment, "Otro")
    assert run("verify_evidence") == "2 archivos de evidencia: todo está y es lo que se subió.\n"


def test_night_logs_names_only_and_tells_coordination_and_administration_once_a_day(cast, harmed, caplog):
    with caplog.at_level(logging.ERROR):
        assert stored_files.check(at=AT) == 4
    assert sorted(caplog.messages) == sorted(
        f"the file {harmed[name].file.name} of an evidence is wrong: {fault}"
        for name, fault in [
            ("lost", "missing"), ("before", "missing"), ("flipped", "other_content"), ("folder", "unreadable"),
        ]
    )  # fmt: skip
    assert {record.levelname for record in caplog.records} == {"ERROR"}
    told = Notification.objects.order_by("pk").values_list("user", "key", "title")
    title = "Hay archivos de evidencia perdidos o dañados"
    first = {(person.pk, "stored-files:2027-03-03", title) for person in (cast.coordinator, cast.admin)}
    assert set(told) == first
    assert "verify_evidence" in Notification.objects.first().body
    stored_files.check(at=AT + timedelta(hours=1))
    assert len(told.all()) == 2
    stored_files.check(at=AT + DAY)
    assert len(told.all()) == 4


def test_night_says_nothing_where_nothing_is_wrong(cast, assessment, caplog):
    add(cast, assessment)
    assert stored_files.check(at=AT) == 0
    assert (caplog.messages, Notification.objects.count()) == ([], 0)


def test_check_that_runs_out_of_time_goes_on_from_there(cast, harmed, monkeypatch):
    asked = []
    monkeypatch.setattr(tasks.check_stored_files, "delay", lambda **kwargs: asked.append(kwargs))
    found = [stored_files.check(at=AT, seconds=0)]
    while asked:
        found.append(stored_files.check(at=AT, seconds=0, **asked.pop()))
    assert (len(found), sum(found)) == (6, 4), "one file each time, and a last look that finds no more"


def test_open_data_with_other_bytes_or_lost_are_written_again(
    open_data_folder, caplog, django_capture_on_commit_callbacks
):
    places = make_places(5)
    first = make_published_round(five_outcomes(places), code="ciclo")
    for publication in (first, make_erratum(first, places[0], "INF-01", "4")):
        write_open_data(publication)
    whole, rows = on_disk(open_data_folder), list(DatasetFile.objects.order_by("pk").values())
    assert open_data.write_damaged(at=AT) == 0
    path = open_data_folder / "ciclo/v1/puntajes.csv"
    path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:])
    (open_data_folder / "ciclo/v1/municipios.csv").unlink()
    before = AuditEntry.objects.filter(verb="open_data.written").count()
    edition = page_cache.cache.get(page_cache._EDITION, 0)
    with django_capture_on_commit_callbacks(execute=True):
        assert check_open_data() == 1
    assert (on_disk(open_data_folder), list(DatasetFile.objects.order_by("pk").values())) == (whole, rows)
    assert AuditEntry.objects.filter(verb="open_data.written").count() == before + 1
    assert page_cache.cache.get(page_cache._EDITION) == edition + 1, "no page keeps what it said of the file"
    assert caplog.messages == ["open data of ciclo is written again, missing or wrong: puntajes.csv, municipios.csv"]


def test_a_model_whose_files_would_be_swept_stops_the_portal(monkeypatch):
    assert files_are_registered(None) == []
    monkeypatch.setattr(queries, "SOURCES", [])
    found = files_are_registered(None)
    assert {error.id for error in found} == {"files.E001"}
    assert sorted(error.msg.split()[0] for error in found) == [
        "assessments.Evidence", "assessments.EvidenceRevision", "assignments.WorkFile", "contributions.Attachment",
        "evidence.FollowupEvidence", "sightings.Photo",
    ]  # fmt: skip
