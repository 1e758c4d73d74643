"""Files that prove published answers: anybody opens them, but none that is withheld, reserved, flagged or not published."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client

from core.web import page_cache
from core.web.addresses import absolute
from diagnostics.assessments.actions import evidence, personal_data, scores
from diagnostics.assessments.actions.evidence import get_or_add
from diagnostics.assessments.choices import Layer, Mode, State
from diagnostics.assessments.models import Assessment, Evidence, EvidenceUse, Round
from diagnostics.results.actions import publications
from diagnostics.results.models import PublishedMunicipality
from diagnostics.results.queries.proofs import published_file
from files.actions import stored_files
from files.choices import ProofState, Visibility
from files.loaders.uploads import judge
from files.models import STORAGE
from tests.factories import files
from tests.factories.diagnostics import AT, make_round
from tests.factories.results import answer_with, levels, make_places, version_of_three

pytestmark = pytest.mark.django_db
DATA = files.pdf("Acta de la sesión")
LIST = files.pdf("Firma Ana, cédula 43.123.456")


def prove(
    assessment: Assessment, data: bytes = DATA, *, question: str = "INF-01", state: str = "accepted", **fields
) -> Evidence:
    """A file as evidence of a final answer, judged and stored as an upload is."""
    upload = judge(data, "acta.pdf", most_bytes=1_000_000)
    row = get_or_add(assessment=assessment, content=upload, by=None, at=AT)
    stored_files.write(row.file.name, upload)
    Evidence.objects.filter(pk=row.pk).update(**fields)
    answer = assessment.answers.get(question__code=question)
    EvidenceUse.objects.create(answer=answer, evidence=row, state=state, place="página 2")
    return row


def address_of(row: Evidence) -> str:
    return f"/ciclos/{row.assessment.round.code}/pruebas/{row.assessment.municipality.slug}/{row.sha256}/"


def status_of(client: Client, address: str) -> int:
    response = client.get(address)
    response.close()
    return response.status_code


@dataclass
class Portal:
    round: Round
    assessment: Assessment

    def publish(self) -> None:
        self.round.assessments.update(state=State.FINAL_READY, answered_count=6)
        scores.compute(round=self.round, layer=Layer.FINAL, mode=Mode.OFFICIAL, at=AT)
        publications.publish(round=self.round, at=AT)
        self.assessment.refresh_from_db()


@pytest.fixture
def portal(db: None) -> Portal:
    round = make_round(*make_places(1), version=version_of_three(), code="ciclo", name="Ciclo 2027-1")
    answer_with(round.assessments.get(), levels(4, 4, 4))
    return Portal(round, Assessment.objects.with_context().get(round=round))


@pytest.fixture
def page(client, portal) -> Callable[[], str]:
    def read() -> str:
        page_cache.forget_all()
        return client.get("/municipios/lugar-01/temas/INF/").text

    return read


def test_accepted_public_file_is_streamed_as_an_attachment_that_runs_nothing(client, portal):
    row = prove(portal.assessment)
    portal.publish()
    response = client.get(address_of(row))
    assert b"".join(response.streaming_content) == DATA
    response.close()
    assert {name: response[name] for name in (
        "Content-Type", "Content-Disposition", "X-Content-Type-Options", "Content-Security-Policy",
        "Cross-Origin-Resource-Policy", "Cache-Control", "Content-Length",
    )} == {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="acta.pdf"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
        "Content-Length": str(len(DATA)),
    }  # fmt: skip


def test_page_sets_the_place_in_a_file_apart_from_its_size(portal, page):
    prove(portal.assessment)
    portal.publish()
    assert ' <span class="meta">· página 2</span></li>' in page()


def test_public_and_work_pages_serve_a_file_with_the_same_headers(client, portal, browser_of, cast):
    row = prove(portal.assessment)
    portal.publish()
    public = client.get(address_of(row))
    work = browser_of(cast.reviewer).get(f"/diagnostico/ciclo/lugar-01/evidencias/{row.pk}/archivo/")
    public.close()
    work.close()
    of_the_session = {"Cache-Control", "Vary", "Expires"}
    assert {k: v for k, v in public.items() if k not in of_the_session} == {
        k: v for k, v in work.items() if k not in of_the_session
    }


def test_nothing_is_open_before_the_publication(client, portal):
    row = prove(portal.assessment)
    assert client.get(address_of(row)).status_code == 404


RESERVED = {
    "visibility": Visibility.REVIEWERS_ONLY, "reserve_ground": "classified", "reserve_reason": "Datos de terceros",
}  # fmt: skip
CLOSED = {
    "insufficient": {"state": ProofState.INSUFFICIENT},
    "reserved": RESERVED,
    "withheld": {"withheld_at": AT},
    "flagged": {"data": LIST},
    "found by the review": {"state": ProofState.PERSONAL_DATA},
}


@pytest.mark.parametrize("why", CLOSED)
def test_what_is_closed_looks_like_what_does_not_exist(client, portal, why):
    row = prove(portal.assessment, **CLOSED[why])
    portal.publish()
    closed, unknown = (
        client.get(address) for address in (address_of(row), f"/ciclos/ciclo/pruebas/lugar-01/{'a' * 64}/")
    )
    assert (closed.status_code, unknown.status_code) == (404, 404)
    # The link to report an error names the page, which the visitor knows.
    assert closed.text.replace(row.sha256, "…") == unknown.text.replace("a" * 64, "…")


@pytest.mark.parametrize("change", [RESERVED, {"withheld_at": AT}, {"personal_data": {"cedula": 2}}])
def test_round_already_published_closes_what_is_found_later(client, portal, page, change):
    """Its frozen document stays as it is; the file, its address and its place in the API and the table go."""
    row = prove(portal.assessment)
    portal.publish()
    assert f'href="{address_of(row)}"' in page()
    Evidence.objects.filter(pk=row.pk).update(**change)
    assert client.get(address_of(row)).status_code == 404
    assert address_of(row) not in page()
    assert "acta.pdf" in page()
    page_cache.forget_all()
    (proof,) = client.get("/api/v1/rounds/ciclo/questions/INF-01/").json()["answers"][0]["proofs"]
    assert (proof["name"], proof["file"]) == ("acta.pdf", None)
    assert address_of(row) not in client.get("/preguntas/INF-01/?formato=csv").text


def test_flag_is_lifted_by_a_statement_and_comes_back_with_its_withdrawal(
    client, portal, cast, django_capture_on_commit_callbacks
):
    """Also of a round that was published while nobody had looked; the pages from the cache follow at once."""
    row = prove(portal.assessment, LIST)
    portal.publish()
    theme, found = "/municipios/lugar-01/temas/INF/", []
    common = {"assessment": portal.assessment, "evidence": row, "by": cast.coordinator, "at": AT}
    steps = [
        lambda: None,
        lambda: personal_data.declare_clean(seen_revision=1, **common),
        lambda: personal_data.withdraw_declaration(**common),
        lambda: personal_data.declare_clean(seen_revision=1, **common),
        lambda: personal_data.hide(**common),
    ]
    for step in steps:
        with django_capture_on_commit_callbacks(execute=True):
            step()
        found.append((status_of(client, address_of(row)), address_of(row) in client.get(theme).text))
    assert found == [(404, False), (200, True), (404, False), (200, True), (404, False)]


def test_pages_show_name_kind_and_size(portal, page, client):
    row = prove(portal.assessment)
    portal.publish()
    size = f"{len(DATA) / 1024:.1f}".replace(".", ",")
    for text in (page(), client.get("/preguntas/INF-01/").text):
        assert f'<a href="{address_of(row)}" rel="nofollow">acta.pdf</a>' in text
        assert f"PDF, {size}" in text
    (proof,) = client.get("/api/v1/rounds/ciclo/questions/INF-01/").json()["answers"][0]["proofs"]
    assert proof == {
        "name": "acta.pdf", "url": "", "file": absolute(address_of(row)), "kind": "PDF", "size": len(DATA),
        "sha256": row.sha256, "option": "", "place": "página 2",
    }  # fmt: skip
    (line,) = csv.DictReader(io.StringIO(client.get("/preguntas/INF-01/?formato=csv").text))
    assert line["proofs"].endswith(address_of(row))


def test_api_does_not_answer_unchanged_when_a_file_closes(client, portal, cast, django_capture_on_commit_callbacks):
    row = prove(portal.assessment)
    portal.publish()
    address = "/api/v1/rounds/ciclo/questions/INF-01/"
    tag = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    with django_capture_on_commit_callbacks(execute=True):
        personal_data.hide(assessment=portal.assessment, evidence=row, by=cast.coordinator, at=AT)
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_file_of_another_place_or_round_is_not_found_under_this_one(client, portal, cast):
    row = prove(portal.assessment)
    portal.publish()
    assert client.get(address_of(row).replace("lugar-01", cast.here.slug)).status_code == 404
    assert client.get(address_of(row).replace("/ciclo/", "/otro/")).status_code == 404
    for sha256 in (row.sha256[:-1], row.sha256.upper(), "..%2f..%2fevidence", row.file.name.replace("/", "%2f")):
        assert client.get(f"/ciclos/ciclo/pruebas/lugar-01/{sha256}/").status_code == 404


def test_same_content_withheld_anywhere_in_the_municipality_is_closed(client, portal):
    """The review of a later round found what the first one did not see."""
    row = prove(portal.assessment)
    portal.publish()
    later = make_round(portal.assessment.municipality, version=portal.round.version, code="luego").assessments.get()
    answer_with(later, levels(4, 4, 4))
    prove(later, withheld_at=AT)
    assert client.get(address_of(row)).status_code == 404


def test_file_that_is_gone_from_the_disk_is_not_found(client, portal):
    row = prove(portal.assessment)
    portal.publish()
    STORAGE.delete(row.file.name)
    assert client.get(address_of(row)).status_code == 404


def test_document_decides_and_not_what_is_attached_later(client, portal):
    row = prove(portal.assessment)
    portal.publish()
    other = evidence.get_or_add(
        assessment=portal.assessment, content=judge(files.pdf("Otra"), "otra.pdf", most_bytes=1_000_000), by=None, at=AT
    )
    assert published_file("ciclo", "lugar-01", other.sha256) is None
    documents = PublishedMunicipality.objects.values_list("document", flat=True)
    assert [set(proof) for proof in documents[0]["answers"]["INF-01"]["evidence"]] == [
        {"option", "place", "name", "url", "sha256"}
    ]
    assert published_file("ciclo", "lugar-01", row.sha256) == row


def test_what_strangers_ask_for_costs_one_query(client, portal, django_assert_num_queries):
    prove(portal.assessment)
    portal.publish()
    with django_assert_num_queries(1):
        Client().get(f"/ciclos/ciclo/pruebas/lugar-01/{'b' * 64}/")


@pytest.mark.parametrize("count", [0, 1, 4])
def test_files_on_a_page_cost_one_query_whatever_their_number(client, portal, cold, django_assert_num_queries, count):
    for number in range(count):
        prove(portal.assessment, files.pdf(f"Acta {number}"), question=("INF-01", "INF-02")[number % 2])
    portal.publish()
    for address in ("/municipios/lugar-01/temas/INF/", "/preguntas/INF-01/"):
        cold()
        with django_assert_num_queries(5 + bool(count)):
            client.get(address)
