"""Files of one person: how many in an hour, and none is looked at that could not be kept anyway."""

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile

from diagnostics.assessments.models import Evidence
from diagnostics.instruments.models import EditionDraft
from tests.factories.diagnostics import make_answer, make_evidence, make_sent

pytestmark = pytest.mark.django_db
HERE = "/diagnostico/ciclo/aqui/"
PROGRAM = b"MZ\x90\0" + b"\0" * 99
CLOSED = "El diagnóstico ya se envió y no recibe cambios"
TOO_OFTEN = "No se recibió el archivo: son muchos en poco tiempo."


def program() -> SimpleUploadedFile:
    return SimpleUploadedFile("informe.pdf", PROGRAM)


@pytest.fixture
def evidence(assessment, cast) -> Evidence:
    return make_evidence(make_answer(assessment, "A-01", "2"))


@pytest.fixture
def few(settings) -> None:
    settings.UPLOAD_RATE = "1/hour"


def addresses(evidence: Evidence) -> list[tuple[str, str, dict[str, str]]]:
    return [
        ("contributor", f"{HERE}respuestas/A-01/evidencia/", {"file": "file", "place": "página 14"}),
        ("contributor", f"{HERE}evidencias/{evidence.pk}/",
         {"file": "new-file", "operation": "revise", "new-reason": "la anterior no abre", "new-version": "1"}),
        ("contributor", f"{HERE}planilla/", {"file": "file"}),
        ("coordinator", "/ediciones/", {"file": "file", "name": "Edición 2031"}),
        ("liaison", "/equipo/varias/", {"file": "file"}),
    ]  # fmt: skip


def test_more_files_than_allowed_are_not_read_and_what_was_typed_stays(cast, assessment, browser_of, evidence, few):
    for who, address, fields in addresses(evidence):
        typed = {name: value for name, value in fields.items() if name != "file"}
        desk = browser_of(cast.person(who))
        caches["counts"].clear()
        first = desk.post(address, {**typed, fields["file"]: program()})
        assert (first.status_code, TOO_OFTEN in first.text) == (422, False), address
        second = desk.post(address, {**typed, fields["file"]: program()})
        assert (second.status_code, second["Retry-After"]) == (429, "3600"), address
        assert TOO_OFTEN in second.text, address
        for name, value in typed.items():
            assert value in second.text or name == "operation"
    assert not EditionDraft.objects.exists()
    assert Evidence.objects.count() == 1


def test_requests_without_a_file_do_not_count(cast, assessment, browser_of, few):
    desk = browser_of(cast.contributor)
    for _ in range(3):
        assert desk.post(f"{HERE}respuestas/A-01/evidencia/", {"place": "x"}).status_code == 422


def test_people_are_counted_apart(cast, assessment, browser_of, few):
    for who in ("contributor", "liaison"):
        response = browser_of(cast.person(who)).post(f"{HERE}respuestas/A-01/evidencia/", {"file": program()})
        assert response.status_code == 422
        assert "es un programa" in response.text


def test_file_for_a_closed_diagnosis_is_not_looked_at(cast, assessment, browser_of, evidence):
    make_sent(assessment, cast.liaison)
    for who, address, fields in addresses(evidence)[:3]:
        typed = {name: value for name, value in fields.items() if name != "file"}
        response = browser_of(cast.person(who)).post(address, {**typed, fields["file"]: program()})
        assert response.status_code == 422, address
        assert CLOSED in response.text, address
        assert "es un programa" not in response.text, address


def test_file_for_a_reply_that_is_not_open_is_not_looked_at(cast, assessment, browser_of):
    make_sent(assessment, cast.liaison)
    about = {"operation": "reply", "stance": "disagree", "argument": "Sí lo prueba", "version": 0, "place": "página 14"}
    response = browser_of(cast.contributor).post(f"{HERE}revision/A-01/", {**about, "file": program()})
    assert response.status_code == 422
    assert response.context["forms"]["reply"].proof.errors["file"]
    assert "es un programa" not in str(response.context["forms"]["reply"].proof.errors)
