"""Evidence: files in, files out, what they prove, who may, and that what is refused leaves nothing behind."""

from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from core.models import AuditEntry
from diagnostics.assessments.actions import evidence as actions
from diagnostics.assessments.actions.answers import NotAssigned, NotFillable
from diagnostics.assessments.actions.evidence import Details, EvidenceInUse, Use
from diagnostics.assessments.models import (
    Answer,
    Assessment,
    DimensionAssignment,
    Evidence,
    EvidenceRevision,
    EvidenceUse,
)
from diagnostics.assessments.queries.filling import filling_of
from diagnostics.instruments.models import Dimension
from files.choices import ReserveGround, Visibility
from files.loaders.uploads import judge
from files.models import DeletedFile
from tests.budgets import queries_of
from tests.factories import files
from tests.factories.diagnostics import AT, LINK, make_answer, make_evidence, make_sent
from tests.unit.files.test_uploads import HOSTILE

pytestmark = pytest.mark.django_db
HERE = "/diagnostico/ciclo/aqui/"
ADD = f"{HERE}respuestas/A-01/evidencia/"


@pytest.fixture
def desk(cast, assessment, browser_of) -> Client:
    return browser_of(cast.contributor)


def upload(data: bytes | None = None, name: str = "Informe.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, files.pdf() if data is None else data, content_type="text/html")


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def add(cast, assessment, question: str = "A-01", data: bytes | None = None, **more) -> Evidence:
    judged = judge(files.pdf() if data is None else data, "Informe.pdf", most_bytes=10**7)
    return actions.add_file(assessment=assessment, upload=judged, use=Use(question, **more), by=cast.contributor, at=AT)


def rows() -> dict[str, int]:
    return {
        model.__name__: model.objects.count() for model in (Answer, Evidence, EvidenceUse, EvidenceRevision, AuditEntry)
    }


def test_file_is_kept_and_proves_the_question(desk, cast, assessment, private_folder):
    response = desk.post(ADD, {"file": upload(), "place": "página 14"})
    assert response.status_code == 302
    assert response["Location"] == f"{HERE}preguntas/A.1/#A-01"
    evidence = Evidence.objects.get()
    assert (evidence.file_name, evidence.media_type, evidence.url) == ("Informe.pdf", "application/pdf", None)
    assert evidence.size == len(files.pdf()) or evidence.size > 1000
    (path,) = kept(private_folder)
    assert path.read_bytes()[:5] == b"%PDF-"
    assert "Informe" not in str(path.relative_to(private_folder))
    assert path.stat().st_mode & 0o077 == 0
    use = EvidenceUse.objects.get()
    assert (use.answer.question.code, use.place, use.answer.version) == ("A-01", "página 14", 0)
    page = desk.get(f"{HERE}preguntas/A.1/").text
    assert "Informe.pdf" in page
    assert "página 14" in page
    make_answer_said = desk.post(f"{HERE}respuestas/A-01/", {"A-01-version": "0", "A-01-value": "4"})
    assert make_answer_said.status_code == 200, "a file put first is no conflict for who had the page open"
    assert filling_of(assessment).cells["A-01"].score == 100


def test_same_file_again_is_the_same_evidence(desk, assessment, private_folder):
    data = files.pdf()
    for question in ("A-01", "A-01", "A-03"):
        desk.post(f"{HERE}respuestas/{question}/evidencia/", {"file": upload(data), "place": ""})
    assert Evidence.objects.count() == 1
    assert len(kept(private_folder)) == 1
    assert sorted(EvidenceUse.objects.values_list("answer__question__code", flat=True)) == ["A-01", "A-03"]


@pytest.mark.parametrize(
    ("make", "name", "sentence"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE]
)
def test_hostile_upload_leaves_nothing_behind(desk, assessment, private_folder, make, name, sentence):
    before = rows()
    response = desk.post(ADD, {"file": upload(make(), name), "place": ""})
    assert response.status_code == 422
    assert "No se recibió el archivo" in response.text or "El archivo está vacío" in response.text
    assert kept(private_folder) == []
    assert rows() == before


def test_upload_beyond_the_limit_is_dropped_while_it_arrives(desk, assessment, private_folder, settings):
    settings.EVIDENCE_MAX_BYTES = 1024 * 1024
    response = desk.post(ADD, {"file": upload(files.pdf() + b"\n" * 1_200_000), "place": ""})
    assert response.status_code == 422
    assert "pesa más de 1 MB" in response.text
    assert kept(private_folder) == []


@pytest.mark.django_db(transaction=True)
def test_transaction_that_fails_leaves_no_file(cast, assessment, private_folder):
    with connection.execute_wrapper(_fails_at_audit), pytest.raises(RuntimeError):
        add(cast, assessment)
    assert Evidence.objects.count() == 0
    assert kept(private_folder) == []


def _fails_at_audit(execute, sql, params, many, context):
    if "core_auditentry" in sql:
        raise RuntimeError
    return execute(sql, params, many, context)


def test_file_is_handed_out_as_an_attachment_that_nothing_runs(desk, cast, assessment):
    data = files.png()
    judged = judge(data, "Foto del árbol «nuevo».png", most_bytes=10**7)
    evidence = actions.add_file(assessment=assessment, upload=judged, use=Use("A-01"), by=cast.contributor, at=AT)
    response = desk.get(f"{HERE}evidencias/{evidence.pk}/archivo/")
    assert b"".join(response.streaming_content) == data
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''Foto%20del%20%C3%A1rbol")
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("contributor", 200), ("liaison", 200), ("approver", 200), ("reviewer", 200), ("coordinator", 200),
        ("neighbour", 404), ("admin", 403), ("citizen", 403), ("newcomer", 403), ("nobody", 302),
    ],
)  # fmt: skip
def test_who_gets_the_file(cast, assessment, browser_of, name, status):
    evidence = add(cast, assessment)
    response = browser_of(cast.person(name)).get(f"{HERE}evidencias/{evidence.pk}/archivo/")
    assert response.status_code == status
    if status == 200:
        response.close()


def test_evidence_of_a_neighbour_is_reached_by_no_way(cast, assessment, browser_of):
    there = Assessment.objects.with_context().get(round=assessment.round, municipality=cast.there)
    theirs = add_there(cast, there)
    desk = browser_of(cast.contributor)
    assert desk.get(f"{HERE}evidencias/{theirs.pk}/").status_code == 404
    assert desk.get(f"{HERE}evidencias/{theirs.pk}/archivo/").status_code == 404
    assert desk.post(f"{HERE}respuestas/A-01/evidencia/{theirs.pk}/quitar/").status_code == 404
    chosen = desk.post(ADD, {"library-evidence": theirs.pk, "library-place": ""})
    assert chosen.status_code == 422
    assert not EvidenceUse.objects.filter(answer__assessment=assessment).exists()


def add_there(cast, there: Assessment) -> Evidence:
    judged = judge(files.pdf(), "Suyo.pdf", most_bytes=10**7)
    return actions.add_file(assessment=there, upload=judged, use=Use("A-01"), by=cast.neighbour, at=AT)


def test_library_serves_many_questions_and_says_which(desk, cast, assessment):
    evidence = add(cast, assessment)
    assert (
        desk.post(
            ADD.replace("A-01", "A-03"),
            {"library-evidence": evidence.pk, "library-option": "b", "library-place": "hoja 2"},
        ).status_code
        == 302
    )
    page = desk.get(f"{HERE}evidencias/").text
    assert ">A-01</a>" in page
    assert ">A-03 b</a> (hoja 2)" in page
    assert filling_of(assessment).cells["A-03"].proven == {"b"}
    assert ">Apertura</h2>" in page, "grouped by the dimension that it proves"
    assert ">Diálogo</h2>" not in page
    loose = Evidence.objects.create(assessment=assessment, url="https://sin.uso.gov.co/", added_at=AT)
    unused = desk.get(f"{HERE}evidencias/?ver=sin-usar").text
    assert loose.url in unused
    assert "Informe.pdf" not in unused


def test_counts_of_the_board_follow_files(cast, assessment):
    make_answer(assessment, "A-01", "4")
    evidence = add(cast, assessment)
    assert Assessment.objects.get(pk=assessment.pk).unproven_count == 0
    actions.detach(assessment=assessment, evidence=evidence, use=Use("A-01"), by=cast.contributor, at=AT)
    assert Assessment.objects.get(pk=assessment.pk).unproven_count == 1
    assert Evidence.objects.filter(pk=evidence.pk).exists()


def test_autosave_of_links_leaves_files_alone(desk, cast, assessment):
    add(cast, assessment)
    desk.post(f"{HERE}respuestas/A-01/", {"A-01-version": "0", "A-01-value": "3", "A-01-links-": LINK})
    desk.post(f"{HERE}respuestas/A-01/", {"A-01-version": "1", "A-01-value": "3", "A-01-links-": ""})
    (proof,) = filling_of(assessment).cells["A-01"].proofs
    assert proof.is_file


def test_details_are_written_and_a_second_writer_is_told(desk, cast, assessment):
    evidence = add(cast, assessment)
    page = f"{HERE}evidencias/{evidence.pk}/"
    data = {
        "operation": "describe", "details-title": "Informe de PQRSD", "details-visibility": "reviewers_only",
        "details-period_from": "2026-01-01", "details-period_to": "2026-06-30", "details-reserve_ground": "classified",
        "details-reserve_reason": "Trae nombres",
        "details-expires_on": "2027-12-31", "details-version": 1,
    }  # fmt: skip
    assert desk.post(page, data).status_code == 302
    evidence.refresh_from_db()
    assert (evidence.title, evidence.period_to, evidence.visibility) == (
        "Informe de PQRSD",
        date(2026, 6, 30),
        Visibility.REVIEWERS_ONLY,
    )
    stale = desk.post(page, data | {"details-title": "Otro"})
    assert stale.status_code == 422
    assert "Usted cambió esta evidencia en otra ventana, a las " in stale.text
    evidence.refresh_from_db()
    assert (evidence.title, evidence.version) == ("Informe de PQRSD", 2)
    assert "solo para la revisión" in desk.get(f"{HERE}preguntas/A.1/").text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"details-visibility": "reviewers_only"}, "Elija la norma"),
        (
            {"details-visibility": "reviewers_only", "details-reserve_ground": "reserved"},
            "Escriba la razón en una frase",
        ),
        ({"details-period_from": "2026-06-30", "details-period_to": "2026-01-01"}, "termina antes de empezar"),
        ({"details-visibility": "secreta"}, "secreta"),
        ({"details-version": "x"}, "número"),
    ],
)
def test_details_that_do_not_hold_are_refused_in_words(desk, cast, assessment, wrong, sentence):
    evidence = add(cast, assessment)
    data = {"operation": "describe", "details-visibility": "public", "details-version": 1} | wrong
    response = desk.post(f"{HERE}evidencias/{evidence.pk}/", data)
    assert response.status_code == 422
    assert sentence in response.text
    assert Evidence.objects.get().version == 1


def test_public_again_forgets_the_ground_of_the_reserve(cast, assessment):
    evidence = add(cast, assessment)
    reserved = Details(
        visibility=Visibility.REVIEWERS_ONLY, reserve_ground=ReserveGround.CLASSIFIED, reserve_reason="Nombres"
    )
    common = {"assessment": assessment, "evidence": evidence, "by": cast.liaison, "at": AT}
    actions.describe(details=reserved, seen_version=1, **common)
    actions.describe(details=Details(), seen_version=2, **common)
    stored = Evidence.objects.get()
    assert (stored.visibility, stored.reserve_ground, stored.reserve_reason, stored.version) == ("public", "", "", 3)
    assert AuditEntry.objects.filter(verb="evidence.described").count() == 2


def test_revision_keeps_what_stood_there(desk, cast, assessment, private_folder):
    evidence = add(cast, assessment)
    first = evidence.sha256
    page = f"{HERE}evidencias/{evidence.pk}/"
    data = {
        "operation": "revise",
        "new-url": "",
        "new-file": upload(files.png(), "foto.png"),
        "new-reason": "Más nueva",
        "new-version": 1,
    }
    assert desk.post(page, data).status_code == 302
    assert (
        desk.post(
            page,
            {
                "operation": "revise",
                "new-url": "www.aqui.gov.co/acta",
                "new-reason": "Ya está publicada",
                "new-version": 2,
            },
        ).status_code
        == 302
    )
    evidence.refresh_from_db()
    assert (evidence.url, evidence.revision, evidence.sha256, bool(evidence.file)) == (
        "https://www.aqui.gov.co/acta",
        3,
        "",
        False,
    )
    old = list(evidence.revisions.values_list("number", "file_name", "reason"))
    assert old == [(2, "foto.png", "Ya está publicada"), (1, "Informe.pdf", "Más nueva")]
    assert evidence.revisions.get(number=1).sha256 == first
    assert len(kept(private_folder)) == 2, "no content is thrown away"
    assert b"".join(desk.get(f"{page}archivo/?revision=1").streaming_content)[:5] == b"%PDF-"
    assert EvidenceUse.objects.get().evidence_id == evidence.pk


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"new-reason": "x"}, "una dirección o un archivo"),
        ({"new-url": "https://a.gov.co", "new-reason": ""}, "Escriba la razón"),
        ({"new-url": "javascript:alert(1)", "new-reason": "x"}, "«javascript:alert(1)» no es una dirección"),
        ({"new-url": LINK, "new-reason": "x"}, "ya está en la biblioteca"),
        ({"new-url": "https://a.gov.co", "new-reason": "x", "new-version": 9}, "Otra persona cambió"),
    ],
)
def test_revision_that_does_not_hold_changes_nothing(desk, cast, assessment, data, sentence):
    evidence = add(cast, assessment)
    make_evidence(make_answer(assessment, "A-03", "a"))
    response = desk.post(f"{HERE}evidencias/{evidence.pk}/", {"operation": "revise", "new-version": 1} | data)
    assert response.status_code == 422
    assert sentence in response.text
    assert EvidenceRevision.objects.count() == 0


def test_only_what_nobody_needs_is_forgotten_and_its_file_stays_for_a_while(desk, cast, assessment, private_folder):
    evidence = add(cast, assessment)
    page = f"{HERE}evidencias/{evidence.pk}/"
    with pytest.raises(EvidenceInUse):
        actions.forget(assessment=assessment, evidence=evidence, by=cast.liaison, at=AT)
    assert len(kept(private_folder)) == 1
    desk.post(f"{HERE}respuestas/A-01/evidencia/{evidence.pk}/quitar/", {"option": ""})
    assert desk.post(page, {"operation": "forget"}).status_code == 302
    assert Evidence.objects.count() == 0
    (path,) = kept(private_folder)
    assert DeletedFile.objects.get().name == path.relative_to(private_folder).as_posix()


def test_sent_diagnosis_takes_no_evidence(desk, cast, assessment, private_folder):
    evidence = add(cast, assessment)
    make_sent(assessment, cast.liaison)
    before = rows()
    assert desk.post(ADD, {"file": upload(files.png(), "otra.png"), "place": ""}).status_code == 422
    with pytest.raises(NotFillable):
        actions.describe(
            assessment=assessment, evidence=evidence, details=Details("x"), seen_version=1, by=cast.liaison, at=AT
        )
    with pytest.raises(NotFillable):
        actions.detach(assessment=assessment, evidence=evidence, use=Use("A-01"), by=cast.liaison, at=AT)
    assert rows() == before
    assert len(kept(private_folder)) == 1


def test_evidence_of_a_dimension_given_to_others_is_theirs(cast, assessment):
    dimension = Dimension.objects.get(version=assessment.round.version, code="A")
    DimensionAssignment.objects.create(
        assessment=assessment, dimension=dimension, user=cast.liaison, assigned_at=AT, assigned_by=cast.liaison
    )
    with pytest.raises(NotAssigned, match="«Apertura» está a cargo de Enlace municipal de prueba"):
        add(cast, assessment)
    add(cast, assessment, "B-01")


def test_personal_data_leads_to_the_warning_with_counts_only(desk, assessment):
    data = files.pdf("Firma Ana, cédula 43.123.456, celular 300 123 45 67")
    response = desk.post(ADD, {"file": upload(data), "place": ""}, follow=True)
    assert "1 número de cédula, 1 teléfono" in response.text
    assert "43.123.456" not in response.text
    assert Evidence.objects.get().personal_data == {"cedula": 1, "telefono": 1}
    assert "43.123.456" not in str(list(AuditEntry.objects.values_list("data", flat=True)))


def test_pages_keep_their_budget_with_files(desk, cast, assessment):
    for number in range(6):
        add(cast, assessment, data=files.pdf(f"Anexo {number}"), place=f"página {number}")
    save = {"A-01-version": "0", "A-01-value": "3", "A-01-links-": LINK}
    costs = {
        "questions": len(queries_of(lambda: desk.get(f"{HERE}preguntas/A.1/"))),
        "library": len(queries_of(lambda: desk.get(f"{HERE}evidencias/"))),
        "autosave": len(queries_of(lambda: desk.post(f"{HERE}respuestas/A-01/", save))),
    }
    budgets = {"questions": 12, "library": 12, "autosave": 12}  # a write reads again whether the round goes on
    assert {name: cost for name, cost in costs.items() if cost > budgets[name]} == {}


def test_page_of_a_sent_diagnosis_offers_no_changes(desk, cast, assessment):
    evidence = add(cast, assessment)
    page, offered = f"{HERE}evidencias/{evidence.pk}/", ("Quitar", "Guardar los datos", "Cambiar la evidencia")
    assert all(words in desk.get(page).text for words in offered)
    make_sent(assessment, cast.liaison)
    assert not any(words in desk.get(page).text for words in offered)
