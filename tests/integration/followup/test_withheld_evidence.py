"""Evidence with personal data: said to hold none, hidden with a reason that everybody reads, and shown again."""

import pytest

from core.models import AuditEntry
from followup.commitments.actions import milestones
from tests.factories.commitments import AT, DAY, LINK, accepted
from tests.factories.works import upload
from tests.integration.followup.test_commitment_pages import LIST, get, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(cast):
    return accepted(cast.liaison, cast.approver, cast.here)


def test_file_with_personal_data_is_shown_once_somebody_says_it_has_none(row, cast, text_of):
    content = upload("Cédula 1.017.123.456 de Ana", "Lista.docx")
    done = milestones.prove(commitment=row, number=1, contents=[content], by=cast.liaison, at=AT)
    [file] = done.evidence.all()
    assert file.is_flagged, "the scan finds the number"
    path = f"{LIST}{row.code}/"
    assert "No se muestra: parece traer datos personales" in text_of(get(cast.liaison, path))
    assert post(cast.liaison, f"{path}evidencias/{file.pk}/", op="limpia").status_code == 302
    file.refresh_from_db()
    assert file.opens_to_everybody
    assert post(cast.liaison, f"{path}evidencias/{file.pk + 1}/", op="limpia").status_code == 404


def test_withheld_evidence_says_why_in_its_place_and_is_shown_again(row, cast, client, text_of):
    file, link = milestones.prove(
        commitment=row,
        number=1,
        contents=[upload("Acta firmada", "Acta de Ana.docx"), f"{LINK}/ana"],
        by=cast.liaison,
        at=AT,
    ).evidence.order_by("url")
    file, link = (file, link) if file.file else (link, file)
    address, hide = f"/seguimiento/evidencias/{file.pk}/", f"/seguimiento/evidencias/{file.pk}/ocultar/"
    whole = b"".join(client.get(address))
    assert hide in get(cast.coordinator, f"{LIST}{row.code}/").content.decode()
    assert post(cast.liaison, hide, reason="  ").status_code == 422
    answer = post(cast.liaison, hide, reason="Trae la cédula 1.017.123.456 de Ana")
    assert (answer.status_code, "La razón se publica" in text_of(answer)) == (422, True)
    for one in (file, link):
        assert (
            post(cast.coordinator, f"/seguimiento/evidencias/{one.pk}/ocultar/", reason="Nombra a menores.").status_code
            == 302
        )
    assert post(cast.liaison, hide, reason="Otra razón").status_code == 302
    page = client.get(row.get_absolute_url())
    assert text_of(page).count("Evidencia oculta desde el 1 de marzo de 2027: Nombra a menores.") == 2
    assert [word in page.content.decode() for word in ("Acta de Ana", f"{LINK}/ana", address)] == [False] * 3
    gone = client.get(address)
    assert (gone.status_code, gone["Cache-Control"]) == (410, "no-store")
    assert "Se ocultó el 1 de marzo de 2027: Nombra a menores." in text_of(gone)
    assert b"".join(get(cast.liaison, address)) == whole, "its office still reads it"
    assert row.milestones.get(number=1).done_on == DAY
    assert post(cast.liaison, hide, op="mostrar").status_code == 302
    assert b"".join(client.get(address)) == whole
    assert "Acta de Ana" in client.get(row.get_absolute_url()).content.decode()
    verbs = AuditEntry.objects.filter(verb__startswith="followup_evidence.").exclude(verb="followup_evidence.added")
    assert sorted(verbs.values_list("verb", flat=True)) == [
        "followup_evidence.shown", "followup_evidence.withheld", "followup_evidence.withheld",
    ]  # fmt: skip
