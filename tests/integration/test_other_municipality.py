"""Who sees a diagnosis and has the permission for another municipality only: 403 in words, and nothing is written."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.permissions import Role
from core.models import AuditEntry
from diagnostics.assessments.models import Answer, Evidence
from tests.factories.accounts import make_membership
from tests.factories.diagnostics import make_answer

pytestmark = pytest.mark.django_db
HOME = "/diagnostico/ciclo/aqui/"
# READER reads and signs here and fills elsewhere; WRITER fills here and signs elsewhere.
READER, WRITER = (Role.APPROVER, Role.LIAISON), (Role.CONTRIBUTOR, Role.APPROVER)


@pytest.mark.parametrize(
    ("roles", "method", "page"),
    [
        (READER, "get", "respuestas/A-01/evidencia/"),
        (READER, "post", "respuestas/A-01/evidencia/"),
        (READER, "post", "respuestas/A-01/evidencia/1/quitar/"),
        (READER, "get", "respuestas/A-01/evidencia/anterior/"),
        (READER, "post", "respuestas/A-01/devolver/"),
        (READER, "post", "preguntas/A.1/"),
        (READER, "post", "datos/"),
        (READER, "post", "equipo/"),
        (READER, "post", "planilla/"),
        (READER, "get", "enviar/"),
        (READER, "post", "enviar/"),
        (WRITER, "get", "firma/"),
        (WRITER, "post", "firma/"),
        (WRITER, "get", "retiro/"),
        (WRITER, "post", "retiro/"),
        (WRITER, "get", "revision/enviar/"),
        (WRITER, "post", "revision/enviar/"),
    ],
)
def test_permission_for_another_municipality_opens_nothing_here(cast, assessment, browser_of, roles, method, page):
    here, there = roles
    person = make_membership(here, cast.here).user
    make_membership(there, cast.there, user=person)
    make_answer(assessment, "A-01", "2")
    before = AuditEntry.objects.count()
    sent = {"file": SimpleUploadedFile("plan.pdf", b"%PDF")} if method == "post" else {}
    answer = getattr(browser_of(person), method)(f"{HOME}{page}", sent)
    assert answer.status_code == 403
    assert "Su rol no abre esta página" in answer.text
    assert answer["Cache-Control"] == "private, no-store"
    assert AuditEntry.objects.count() == before
    assert list(Answer.objects.values_list("value", "version")) == [("2", 1)]
    assert not Evidence.objects.exists()
