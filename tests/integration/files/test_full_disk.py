"""A disk that is full, read-only or broken refuses an upload in words: nothing is half-written, nothing typed is lost."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client

from core.models import AuditEntry
from core.web.upload_limit import NOT_KEPT
from diagnostics.assessments.models import Answer, Assessment, Evidence, EvidenceRevision, EvidenceUse
from diagnostics.review.actions import replies
from diagnostics.review.choices import Stance
from diagnostics.review.models import Reply, ReplyEvidence
from files.models import STORAGE
from tests.disks import KINDS, disk
from tests.factories import files
from tests.factories.diagnostics import AT, make_answer, make_closed, make_evidence

pytestmark = pytest.mark.django_db
HERE = "/diagnostico/ciclo/aqui/"
ADD = f"{HERE}respuestas/A-01/evidencia/"
REPLY = {"operation": "reply", "stance": "disagree", "asks": "own", "argument": "Sí lo prueba", "version": 1}
MODELS: list[type[models.Model]] = [
    Answer, Assessment, AuditEntry, Evidence, EvidenceRevision, EvidenceUse, Reply, ReplyEvidence,
]  # fmt: skip


@pytest.fixture
def desk(cast, assessment, browser_of) -> Client:
    return browser_of(cast.contributor)


@pytest.fixture(params=KINDS)
def place(request, tmp_path) -> Callable:
    """A function that gives the disk of this kind, to be used while one request is answered."""
    return lambda: disk(request.param, tmp_path)


def paper(size: int = 200_000) -> SimpleUploadedFile:
    """A table of about that size."""
    line = b"calle,barrio\n"
    return SimpleUploadedFile("Vias.csv", line * (size // len(line)))


def stored() -> list[list[dict]]:
    return [list(model.objects.order_by("pk").values()) for model in MODELS]


def attempt(desk: Client, place: Callable, monkeypatch, page: str, data: dict, caplog):
    """Post while the files of evidence lie on that disk; assert that it was refused in words and nothing was written."""
    before = stored()
    with place() as folder, monkeypatch.context() as patch, caplog.at_level(logging.ERROR):
        patch.setitem(STORAGE.__dict__, "location", str(folder))
        response = desk.post(page, data)
        left = [path for path in Path(folder).rglob("*") if path.is_file()] if Path(folder).is_dir() else []
    assert response.status_code == 422
    assert NOT_KEPT in response.text
    assert stored() == before
    assert left == []
    (record,) = [r for r in caplog.records if r.name == "files.actions.stored_files"]
    assert (record.levelname, record.getMessage().startswith("the file evidence/")) == ("ERROR", True)
    return response


def test_new_evidence_is_refused_and_what_was_typed_stays(desk, assessment, place, monkeypatch, caplog):
    data = {"file": paper(), "place": "página 14 del anexo"}
    page = attempt(desk, place, monkeypatch, ADD, data, caplog)
    assert "página 14 del anexo" in page.text
    assert desk.post(ADD, {"file": paper(), "place": ""}).status_code == 302, "later it works"
    assert Evidence.objects.get().uses.count() == 1


def test_revision_is_refused_and_the_evidence_stays_as_it_was(desk, assessment, place, monkeypatch, caplog):
    link = make_evidence(make_answer(assessment, "A-01", "4"))
    data = {"operation": "revise", "new-file": paper(), "new-reason": "Ya hay archivo", "new-version": 1}
    page = attempt(desk, place, monkeypatch, f"{HERE}evidencias/{link.pk}/", data, caplog)
    assert "Ya hay archivo" in page.text


def test_proof_of_a_reply_is_refused(cast, assessment, browser_of, place, monkeypatch, caplog):
    make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer, rejects=("A-01",))
    said = replies.Said("A-01", Stance.DISAGREE, "Sí lo prueba", seen_version=0)
    replies.write(assessment=assessment, said=said, by=cast.contributor, at=AT)
    data = {**REPLY, "file": paper(), "dated_on": "2027-02-20", "place": "página 3"}
    page = attempt(browser_of(cast.contributor), place, monkeypatch, f"{HERE}revision/A-01/", data, caplog)
    assert "página 3" in page.text


# --- The temporary folder, where larger files lie while they arrive ---


@pytest.mark.parametrize("operation", ["add", "revise", "reply"])
def test_large_upload_is_refused_where_the_temporary_folder_takes_none(
    cast, assessment, browser_of, place, settings, caplog, operation
):
    desk = browser_of(cast.contributor)
    page, data = ADD, {"file": paper(3_000_000), "place": "página 14 del anexo"}
    if operation == "revise":
        link = make_evidence(make_answer(assessment, "A-01", "4"))
        page = f"{HERE}evidencias/{link.pk}/"
        data = {
            "operation": "revise",
            "new-file": paper(3_000_000),
            "new-reason": "página 14 del anexo",
            "new-version": 1,
        }
    elif operation == "reply":
        make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer, rejects=("A-01",))
        said = replies.Said("A-01", Stance.DISAGREE, "Sí lo prueba", seen_version=0)
        replies.write(assessment=assessment, said=said, by=cast.contributor, at=AT)
        page, data = f"{HERE}revision/A-01/", {**data, **REPLY, "dated_on": "2027-02-20"}
    before = stored()
    with place() as folder, caplog.at_level(logging.ERROR):
        settings.FILE_UPLOAD_TEMP_DIR = str(folder)
        response = desk.post(page, data)
    assert response.status_code == 422
    assert NOT_KEPT in response.text
    assert "página 14 del anexo" in response.text
    assert stored() == before
    (record,) = [r for r in caplog.records if r.name == "core.web.upload_limit"]
    assert record.levelname == "ERROR"


def test_large_upload_of_a_stranger_is_no_error_of_the_server(db, place, settings):
    stranger = Client(enforce_csrf_checks=True)
    stranger.cookies["csrftoken"] = "c" * 32
    with place() as folder:
        settings.FILE_UPLOAD_TEMP_DIR = str(folder)
        response = stranger.post("/cuenta/login/", {"file": paper(3_000_000)})
    assert response.status_code == 403, "its form is read, in vain, for the token"


def test_second_file_that_finds_no_room_leaves_the_first_one_readable(desk, assessment, tmp_path, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    with disk("limited", tmp_path) as folder:
        settings.FILE_UPLOAD_TEMP_DIR = str(folder)
        response = desk.post(ADD, {"file": SimpleUploadedFile("a.pdf", files.pdf()), "other": paper(), "place": ""})
    assert response.status_code == 302
    assert Evidence.objects.get().file_name == "a.pdf"
