"""Using proofs of the round before again: copied rows with the same file, who sees them, and that nothing gets lost."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client

from core.models import AuditEntry
from diagnostics.assessments.actions import evidence as evidence_actions
from diagnostics.assessments.actions.evidence import TooManyProofs, Use
from diagnostics.assessments.actions.reuse import NotOfThisPlace, use_again
from diagnostics.assessments.models import Answer, Assessment, Evidence, EvidenceUse
from diagnostics.assessments.queries.previous import previous_of
from files.actions import stored_files
from files.choices import ReserveGround, Visibility
from files.loaders.uploads import judge
from tests.factories import files
from tests.factories.diagnostics import AT, make_answer, make_evidence, make_round, make_sent

pytestmark = pytest.mark.django_db
HERE = "/diagnostico/ciclo/aqui/"
PAGE = f"{HERE}preguntas/A.1/"
REUSE = f"{HERE}respuestas/A-01/evidencia/anterior/"
LINK_THEN = "https://aqui.gov.co/informe"


@pytest.fixture
def desk(cast, assessment, browser_of) -> Client:
    return browser_of(cast.contributor)


@pytest.fixture
def then(cast) -> Assessment:
    """The diagnosis of here in an earlier round."""
    round = make_round(cast.here, cast.there, code="antes", name="Ciclo pasado", opens_on=date(2020, 3, 1))
    return Assessment.objects.with_context().get(round=round, municipality=cast.here)


def link(then: Assessment, url: str = LINK_THEN, **fields) -> Evidence:
    answer = Answer.objects.filter(assessment=then).first() or make_answer(then, "A-01", "4")
    made = make_evidence(answer, url)
    Evidence.objects.filter(pk=made.pk).update(**fields)
    return Evidence.objects.get(pk=made.pk)


def file(cast, then: Assessment, **more) -> Evidence:
    judged = judge(files.pdf(), "Informe.pdf", most_bytes=10**7)
    use = Use("A-01", place="página 14")
    added = evidence_actions.add_file(assessment=then, upload=judged, use=use, by=cast.contributor, at=AT)
    Answer.objects.filter(assessment=then).update(value="4")
    return added


def stored() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Answer, Evidence, EvidenceUse, AuditEntry))


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_file_is_used_again_without_a_second_copy(cast, assessment, desk, then, private_folder):
    source = file(cast, then)
    assert previous_of(assessment)["A-01"].proposal.links == {}
    assert "Usar otra vez evidencias del ciclo pasado" in desk.get(PAGE).text
    assert "Archivo · Informe.pdf · página 14" in desk.get(REUSE).text
    response = desk.post(REUSE, {"proofs": [source.uses.get().pk]})
    assert (response.status_code, response["Location"]) == (302, f"{PAGE}#A-01")
    copy = Evidence.objects.get(assessment=assessment)
    assert (copy.file.name, copy.sha256, copy.size) == (source.file.name, source.sha256, source.size)
    assert (copy.uses.get().place, copy.uses.get().answer.version) == ("página 14", 0)
    assert len(kept(private_folder)) == 1
    download = desk.get(f"{HERE}evidencias/{copy.pk}/archivo/")
    assert b"".join(download.streaming_content)[:5] == b"%PDF-"
    entry = AuditEntry.objects.get(verb="evidence.used_again")
    assert (entry.by, entry.target_id, entry.data) == (cast.contributor, str(copy.pk), {"from": source.pk})


@pytest.mark.parametrize("first", ["copy", "source"])
def test_file_goes_a_month_after_the_last_evidence_that_consists_of_it(cast, assessment, then, private_folder, first):
    source = file(cast, then)
    use_again(assessment=assessment, uses=[(source.pk, Use("A-01"))], by=cast.contributor, at=AT)
    rows = {"source": (then, source), "copy": (assessment, Evidence.objects.get(assessment=assessment))}
    at = AT
    for name, left in ((first, 1), ("source" if first == "copy" else "copy", 0)):
        owner, evidence = rows[name]
        use = Use("A-01")
        evidence_actions.detach(assessment=owner, evidence=evidence, use=use, by=cast.contributor, at=at)
        evidence_actions.forget(assessment=owner, evidence=evidence, by=cast.contributor, at=at)
        stored_files.sweep(at=at + timedelta(days=29))
        assert len(kept(private_folder)) == 1
        stored_files.sweep(at=at + timedelta(days=31))
        assert len(kept(private_folder)) == left
        at += timedelta(days=100)


def test_reserved_proof_keeps_its_reserve(cast, assessment, desk, then):
    source = link(
        then, visibility=Visibility.REVIEWERS_ONLY, reserve_ground=ReserveGround.CLASSIFIED,
        reserve_reason="Trae nombres.", checked_at=AT,
    )  # fmt: skip
    assert f"Dirección · {LINK_THEN} · solo para la revisión" in desk.get(REUSE).text
    desk.post(REUSE, {"proofs": [source.uses.get().pk]})
    copy = Evidence.objects.get(assessment=assessment)
    assert (copy.url, copy.visibility, copy.reserve_reason) == (LINK_THEN, Visibility.REVIEWERS_ONLY, "Trae nombres.")
    assert (copy.added_by, copy.checked_at) == (cast.contributor, None)
    assert source.uses.get().answer.assessment == then, "the earlier round is as it was"


def test_proof_used_again_twice_is_one(assessment, desk, then):
    source = link(then)
    for _ in range(2):
        assert desk.post(REUSE, {"proofs": [source.uses.get().pk]}).status_code == 302
    assert Evidence.objects.filter(assessment=assessment).count() == 1
    assert EvidenceUse.objects.filter(answer__assessment=assessment).count() == 1


def test_reuse_takes_only_what_the_page_offers(cast, assessment, desk, then):
    source = link(then)
    link(then, "https://aqui.gov.co/roto", check_failures=2)
    neighbours = Assessment.objects.with_context().get(round=then.round_id, municipality=cast.there)
    strange = link(neighbours, "https://alla.gov.co/ajeno")
    page = desk.get(REUSE).text
    assert LINK_THEN in page
    assert "roto" not in page
    assert "ajeno" not in page
    before = stored()
    for chosen in ([], ["0"], ["x"], [strange.uses.get().pk]):
        assert desk.post(REUSE, {"proofs": chosen}).status_code == 422, chosen
    assert stored() == before
    assert desk.get(f"{HERE}respuestas/A-02/evidencia/anterior/").status_code == 404, "it asks for no proof"
    assert desk.get(f"{HERE}respuestas/Z-99/evidencia/anterior/").status_code == 404
    assert "No hay evidencias para usar otra vez" in desk.get(f"{HERE}respuestas/A-03/evidencia/anterior/").text
    assert source.uses.count() == 1


def test_evidence_of_another_municipality_is_refused_and_nothing_is_written(cast, assessment, then):
    own = link(then)
    neighbours = Assessment.objects.with_context().get(round=then.round_id, municipality=cast.there)
    strange = link(neighbours, "https://alla.gov.co/ajeno")
    before = stored()
    uses = [(own.pk, Use("A-01")), (strange.pk, Use("A-01"))]
    with pytest.raises(NotOfThisPlace):
        use_again(assessment=assessment, uses=uses, by=cast.contributor, at=AT)
    assert stored() == before


def test_too_many_proofs_are_refused_and_nothing_is_written(cast, assessment, then, monkeypatch):
    monkeypatch.setattr(evidence_actions, "MAX_PROOFS", 1)
    found = [link(then, f"https://aqui.gov.co/{n}") for n in range(2)]
    before = stored()
    with pytest.raises(TooManyProofs):
        use_again(assessment=assessment, uses=[(e.pk, Use("A-01")) for e in found], by=cast.contributor, at=AT)
    assert stored() == before


def test_nothing_is_used_again_once_the_diagnosis_was_sent(cast, assessment, desk, then):
    source = link(then)
    make_sent(assessment, cast.liaison)
    before = stored()
    response = desk.post(REUSE, {"proofs": [source.uses.get().pk]})
    assert response.status_code == 422
    assert "El diagnóstico ya se envió" in response.text
    assert stored() == before


def test_option_goes_along_where_it_still_exists(cast, assessment, desk, then):
    answer = make_answer(then, "A-03", "a|b")
    source = make_evidence(answer, LINK_THEN, option="b")
    assert previous_of(assessment)["A-03"].proposal.links == {"b": [LINK_THEN]}
    desk.post(f"{HERE}respuestas/A-03/evidencia/anterior/", {"proofs": [source.uses.get().pk]})
    use = EvidenceUse.objects.get(answer__assessment=assessment)
    assert (use.option, use.answer.question.code) == ("b", "A-03")
