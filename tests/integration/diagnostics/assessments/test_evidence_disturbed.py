"""Evidence while others work on it too, and when the disk, the request or a colleague gets in the way."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.refusals import Refusal
from diagnostics.assessments.actions import evidence as actions
from diagnostics.assessments.actions.evidence import Use
from diagnostics.assessments.models import Answer, Evidence, EvidenceUse
from files.actions.stored_files import FileNotKept
from files.loaders.uploads import judge
from tests.factories import files
from tests.factories.diagnostics import AT, LINK, make_filled, typed

pytestmark = pytest.mark.django_db
HERE = "/diagnostico/ciclo/aqui/"


@pytest.fixture
def desk(cast, assessment, browser_of) -> Client:
    return browser_of(cast.contributor)


def test_link_added_or_changed_elsewhere_is_not_undone_by_an_open_page(desk, cast, assessment, browser_of):
    make_filled(assessment, cast.liaison)
    seen = Answer.objects.get(question__code="A-01").version
    page = typed("A-01", version=seen, value="2", links={"": LINK}) | {"written_from": "pagina-abierta"}
    other = Evidence.objects.create(assessment=assessment, url="https://otro.gov.co/", added_at=AT)
    actions.attach(assessment=assessment, evidence=other, use=Use("A-01"), by=cast.contributor, at=AT)
    late = browser_of(cast.liaison).post(f"{HERE}respuestas/A-01/", page)
    assert late.status_code == 409, "she is shown both"
    urls = set(EvidenceUse.objects.filter(answer__question__code="A-01").values_list("evidence__url", flat=True))
    assert urls == {LINK, "https://otro.gov.co/"}
    seen = Answer.objects.get(question__code="A-02").version
    link = Evidence.objects.get(url=LINK)
    actions.revise(
        assessment=assessment, evidence=link, content="https://nueva.gov.co/", reason="Se mudó", seen_version=link.version,
        by=cast.contributor, at=AT,
    )  # fmt: skip
    late = browser_of(cast.liaison).post(
        f"{HERE}respuestas/A-02/", typed("A-02", version=seen, value="no", links={"": LINK})
    )
    assert late.status_code == 409
    assert not Evidence.objects.filter(url=LINK).exists()


def test_evidence_that_a_colleague_removed_is_said_in_words(desk, cast, assessment):
    gone = Evidence.objects.create(assessment=assessment, url="https://otro.gov.co/", added_at=AT)
    Evidence.objects.filter(pk=gone.pk).delete()
    for act in (
        lambda: actions.attach(assessment=assessment, evidence=gone, use=Use("A-01"), by=cast.contributor, at=AT),
        lambda: actions.forget(assessment=assessment, evidence=gone, by=cast.contributor, at=AT),
    ):
        with pytest.raises(Refusal, match="Otra persona borró esta evidencia"):
            act()


def test_disk_that_is_full_leaves_no_half_of_a_file(cast, assessment, private_folder, monkeypatch):
    upload = judge(files.pdf(), "plan.pdf", most_bytes=10**6)
    storage = Evidence.file.field.storage

    def half(name, content):
        path = private_folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
        raise OSError("No space left on device")

    monkeypatch.setattr(storage, "_save", half)
    with pytest.raises(FileNotKept, match="el portal no pudo escribirlo en su disco"):
        actions.add_file(assessment=assessment, upload=upload, use=Use("A-01"), by=cast.contributor, at=AT)
    assert [path for path in private_folder.rglob("*") if path.is_file()] == []
    assert Evidence.objects.count() == 0


@pytest.mark.parametrize("option", ["z", "\0", "x" * 300])
def test_option_that_the_question_does_not_have_takes_nothing_off(desk, cast, assessment, option):
    make_filled(assessment, cast.contributor)
    link = Evidence.objects.get(url=LINK)
    assert desk.post(f"{HERE}respuestas/A-03/evidencia/{link.pk}/quitar/", {"option": option}).status_code == 404
    assert EvidenceUse.objects.count() == 5


def test_revision_number_that_is_none_is_not_found(desk, cast, assessment):
    make_filled(assessment, cast.contributor)
    link = Evidence.objects.get(url=LINK)
    assert desk.get(f"{HERE}evidencias/{link.pk}/archivo/?revision={'9' * 5000}").status_code == 404


def test_file_beyond_the_limit_is_named_when_a_proof_is_revised_too(desk, cast, assessment, settings):
    make_filled(assessment, cast.contributor)
    link = Evidence.objects.get(url=LINK)
    settings.EVIDENCE_MAX_BYTES = 2000
    data = {"operation": "revise", "new-reason": "x", "new-version": link.version,
            "new-file": SimpleUploadedFile("g.pdf", b"%PDF-" + b"x" * 9000)}  # fmt: skip
    refused = desk.post(f"{HERE}evidencias/{link.pk}/", data)
    assert refused.status_code == 422
    assert "pesa más de" in refused.text


def test_work_on_evidence_leads_back_to_where_it_was_begun(desk, assessment):
    began = f"{HERE}pregunta/A-01/?tanda=A-01,A-02"
    add = f"{HERE}respuestas/A-01/evidencia/"
    page = desk.get(add, {"volver": began})
    assert page.text.count(f'value="{began}#A-01"') == 1
    kept = desk.post(add, {"volver": f"{began}#A-01", "file": SimpleUploadedFile("plan.pdf", files.pdf())})
    assert kept["Location"] == f"{began}#A-01"
    personal = files.pdf("Firma Ana, cédula 43.123.456")
    warned = desk.post(add, {"volver": began, "file": SimpleUploadedFile("acta.pdf", personal)}, follow=True)
    assert "parece traer datos personales" in warned.text
    assert f'href="{began}">' in warned.text.replace("&amp;", "&")


@pytest.mark.parametrize(
    "elsewhere",
    ["https://mal.example/", "//mal.example/", "/diagnostico/ciclo/alla/", "javascript:alert(1)", f"{HERE}\r\nX: y"],
)
def test_way_back_never_leaves_the_diagnosis(desk, assessment, elsewhere):
    add = f"{HERE}respuestas/A-01/evidencia/"
    kept = desk.post(add, {"volver": elsewhere, "file": SimpleUploadedFile("plan.pdf", files.pdf())})
    assert kept["Location"] == f"{HERE}preguntas/A.1/#A-01"
    saved = desk.post(f"{HERE}preguntas/A.1/", typed("A-01", value="2") | {"then": elsewhere})
    assert saved["Location"].startswith(f"{HERE}preguntas/")
