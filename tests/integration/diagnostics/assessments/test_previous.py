"""What was said in the round before: found, shown, proposed, taken only when a person says so, and what it costs."""

from datetime import date

import pytest
from django.test import Client

from core.models import AuditEntry
from diagnostics.assessments.choices import Layer
from diagnostics.assessments.models import Answer, Assessment, Evidence, EvidenceUse, Round
from diagnostics.assessments.queries.previous import previous_of
from diagnostics.instruments.models import InstrumentVersion, instruments
from diagnostics.results.actions import publications
from files.choices import ReserveGround, Visibility
from tests.budgets import queries_of
from tests.factories.diagnostics import (
    AT,
    BEST,
    LINK,
    edition,
    make_answer,
    make_closed,
    make_evidence,
    make_filled,
    make_marked,
    make_round,
    make_sent,
    make_version,
    typed,
)  # fmt: skip

pytestmark = pytest.mark.django_db
HERE = "/diagnostico/ciclo/aqui/"
PAGE = f"{HERE}preguntas/A.1/"


@pytest.fixture
def desk(cast, assessment, browser_of) -> Client:
    return browser_of(cast.contributor)


def past(cast, values: dict[str, str] | None = None, *, published: bool = True, **options) -> Assessment:
    """An earlier round of here and there in which here answered; each one later than the one made before it."""
    round = make_round(
        cast.here,
        cast.there,
        **{"code": "antes", "name": "Ciclo pasado", "opens_on": date(2001 + Round.objects.count(), 3, 1)} | options,
    )
    own = Assessment.objects.with_context().get(round=round, municipality=cast.here)
    if published:
        make_closed(own, by=cast.liaison, reviewer=cast.reviewer, values=values)
        publications.publish(round=Round.objects.get(pk=round.pk), by=cast.coordinator, at=AT)
    else:
        make_filled(own, cast.liaison, values)
    return own


def changed(version: str = "2.0.0", **changes) -> dict:
    """The small edition as a later one, with some questions changed (their codes with _ for -)."""
    document = edition()
    document["instrument"]["version"] = version
    for dimension in document["dimensions"]:
        for indicator in dimension["indicators"]:
            for question in indicator["questions"]:
                question.update(changes.get(question["code"].replace("-", "_"), {}))
    return document


def of_today(cast, document: dict | None = None, code: str = "hoy") -> Assessment:
    round = make_round(cast.here, cast.there, code=code, version=make_version(document) if document else None)
    return Assessment.objects.with_context().get(round=round, municipality=cast.here)


def stored() -> tuple:
    answers = Answer.objects.order_by("pk").values_list("pk", "value", "previous_claim", "version")
    return list(answers), Evidence.objects.count(), EvidenceUse.objects.count(), AuditEntry.objects.count()


def now_stored(assessment: Assessment, code: str) -> tuple | None:
    rows = Answer.objects.filter(assessment=assessment, question__code=code, layer=Layer.SELF_ASSESSED)
    return rows.values_list("value", "previous_claim").first()


# --- What is found ---


def test_answers_of_the_round_before_stand_beside_the_questions_of_today(cast, assessment):
    past(cast)
    found = previous_of(assessment)
    assert list(found) == ["A-01", "A-02", "A-03", "B-01", "B-02", "B-03"]
    assert {(p.round, p.edition, p.relation_in_words) for p in found.values()} == {("Ciclo pasado", "1.0.0", "Igual.")}
    assert {code: p.said[0].lines for code, p in found.items()} == {
        "A-01": ["Nivel 4: todo"],
        "A-02": ["Sí"],
        "A-03": ["Datos", "Actas", "Contratos"],
        "B-01": ["9 de 10"],
        "B-02": ["Por la web"],
        "B-03": ["Sin respuesta"],
    }
    assert {code: p.proposal and p.proposal.value for code, p in found.items()} == BEST | {"B-03": None}
    assert found["A-01"].proposal.links == {"": [LINK]}
    assert found["B-01"].proposal.links == {}, "the question asks for no proof"
    assert not found["B-03"].takes_claim


def test_result_is_told_once_that_round_is_published(cast, assessment):
    own = past(cast, {"A-01": "4", "A-03": "a|b", "B-01": "6/10"}, published=False)
    assert {p.said[0].result for p in previous_of(assessment).values()} == {""}
    make_sent(own, cast.liaison, {"A-01": "4", "A-03": "a|b", "B-01": "6/10"})
    make_marked(own, cast.reviewer)
    for code, layer in (("A-01", ""), ("A-03", "a"), ("B-01", "")):
        value = Answer.objects.get(assessment=own, question__code=code).value
        make_answer(own, code, value, layer=Layer.FINAL, evidence_accepted=layer)
    assert {p.said[0].result for p in previous_of(assessment).values()} == {""}
    Round.objects.filter(pk=own.round_id).update(status="published")
    assert {code: p.said[0].result for code, p in previous_of(assessment).items() if p.is_answered} == {
        "A-01": "Resultado definitivo: 25 puntos de 100, porque no se aceptó toda la evidencia.",
        "A-03": "Resultado definitivo: 50 puntos de 100, porque no se aceptó toda la evidencia.",
        "B-01": "Resultado definitivo: 50 puntos de 100.",
    }


def test_correction_of_the_review_is_told_and_is_what_may_stay_the_same(cast, assessment):
    own = past(cast, {"A-01": "4", "A-02": "si"}, published=False)
    make_answer(own, "A-01", "2", layer=Layer.FINAL, evidence_accepted="si")
    make_answer(own, "A-02", "si", layer=Layer.FINAL)
    assert previous_of(assessment)["A-01"].proposal.value == "4", "nothing is corrected until it is published"
    Round.objects.filter(pk=own.round_id).update(status="published")
    before = previous_of(assessment)
    assert before["A-01"].said[0].lines == ["Nivel 4: todo"]
    assert before["A-01"].said[0].result == (
        "La revisión lo dejó así: Nivel 2: la mitad. Resultado definitivo: 50 puntos de 100."
    )
    assert (before["A-01"].proposal.value, before["A-01"].was_corrected) == ("2", True)
    assert (before["A-02"].proposal.value, before["A-02"].was_corrected) == ("si", False)


def test_round_of_which_only_results_were_imported_counts(cast, assessment):
    own = past(cast, {}, published=False)
    make_answer(own, "A-01", "3", layer=Layer.FINAL, evidence_accepted="si")
    found = previous_of(assessment)["A-01"]
    assert (found.said[0].lines, found.proposal.value) == (["Nivel 3: casi todo"], "3")


@pytest.mark.parametrize(("accepted", "may_stay"), [(True, True), (False, False)])
def test_not_applicable_stays_only_where_it_was_accepted(cast, assessment, accepted, may_stay):
    own = past(cast, {}, published=False)
    for layer in (Layer.SELF_ASSESSED, Layer.FINAL):
        is_final = layer == Layer.FINAL
        make_answer(
            own,
            "A-02",
            "si",
            layer=layer,
            not_applicable=True,
            na_reason="No le toca.",
            na_accepted=accepted and is_final,
        )
    Round.objects.filter(pk=own.round_id).update(status="published")
    found = previous_of(assessment)["A-02"]
    assert found.said[0].lines == ["No aplica: No le toca."]
    assert bool(found.proposal) is may_stay
    if may_stay:
        assert (found.proposal.value, found.proposal.na_reason) == ("", "No le toca.")
        assert found.said[0].result == "La revisión aceptó el «no aplica»."
    else:
        assert found.said[0].result == "La revisión no aceptó el «no aplica»."


def test_round_before_is_the_newest_earlier_one_with_answers_of_the_municipality(cast, assessment):
    past(cast, {"A-01": "1"}, code="primero", name="Primero")
    past(cast, {"A-01": "2"}, code="segundo", name="Segundo", published=False)
    past(cast, {}, code="vacio", name="Sin respuestas", published=False)
    later = past(cast, {}, code="despues", name="Después", published=False, opens_on=date(2030, 1, 1))
    make_answer(later, "A-01", "4")
    alone = past(cast, {}, code="ajeno", name="Solo del vecino", published=False)
    make_answer(Assessment.objects.get(round=alone.round_id, municipality=cast.there), "A-01", "0")
    other = edition() | {"instrument": {"code": "OTRO", "name": "Otro", "version": "1.0.0"}}
    past(cast, {"A-01": "0"}, code="otro", version=make_version(other), published=False)
    found = previous_of(assessment)["A-01"]
    assert (found.round, found.proposal.value) == ("Segundo", "2")
    assert previous_of(later)["A-01"].round == "Segundo", "the open round has no answers yet"
    make_answer(assessment, "A-01", "3")
    assert previous_of(later)["A-01"].round == "Ciclo de prueba"


def test_invented_round_is_not_the_one_before_a_real_one(cast, assessment):
    past(cast, {"A-01": "1"}, name="Real", published=False)
    invented = past(cast, {"A-01": "4"}, code="demo", name="Inventado", published=False, is_demo=True)
    assert previous_of(assessment)["A-01"].round == "Real"
    assert previous_of(invented) == {}, "nor the other way round"
    again = past(cast, {"A-01": "4"}, code="demo-2", published=False, is_demo=True)
    assert previous_of(again)["A-01"].round == "Inventado"


def test_who_takes_part_for_the_first_time_has_nothing_before(cast, assessment, desk):
    past(cast, {}, published=False)
    assert previous_of(assessment) == {}
    assert "-claim" not in desk.get(PAGE).text


def test_editions_in_between_lead_back(cast):
    past(cast, {"A-01": "3", "A-02": "si"})
    make_round(cast.there, code="saltado", version=make_version(
        changed(A_02={"text": "¿Hay plan?", "previous": {"relation": "reworded", "codes": ["A-02"]}})
    ))  # fmt: skip
    abandoned = changed("2.5.0", A_02={"text": "¿Otra?"})
    make_version(abandoned)
    today = of_today(cast, changed("3.0.0", A_02={"text": "¿Hay plan?"}))
    found = previous_of(today)
    assert found["A-02"].relation_in_words == "Redactada de nuevo: antes decía «¿Tiene plan?»."
    assert found["A-02"].proposal.value == "si"
    assert found["A-01"].relation_in_words == "Igual."


# --- What is shown ---


def test_opening_the_pages_shows_and_stores_nothing(cast, assessment, desk):
    past(cast)
    before = stored()
    page = desk.get(PAGE).text
    whole = desk.get(f"{HERE}preguntas/").text
    assert stored() == before
    for said in ("En el ciclo pasado respondieron:", "Nivel 4: todo", "Resultado definitivo: 100 puntos de 100."):
        assert said in page
        assert said in whole
    assert page.count('value="same"') == 3
    assert " checked" not in page
    assert f">{LINK}</textarea>" not in page
    assert cast.liaison.name not in page, "who answered then is nobody's business"
    assert now_stored(assessment, "A-01") is None


def test_relation_decides_what_is_offered(cast, browser_of):
    past(cast)
    merged = {"text": "¿Todo?", "previous": {"relation": "merged", "codes": ["A-01", "A-02"]}}
    of_today(
        cast,
        changed(A_01=merged, A_02={"text": "¿Nueva?"}, A_03={"previous": {"relation": "split", "codes": ["A-03"]}}),
    )
    page = browser_of(cast.contributor).get("/diagnostico/hoy/aqui/preguntas/A.1/").text
    assert "Antes eran dos preguntas: «¿Publica?» · «¿Tiene plan?»." in page
    assert "Antes era parte de una sola pregunta: «¿Qué publica?»." in page
    assert "Pregunta nueva: en el ciclo pasado no se hacía." in page
    assert 'value="same"' not in page
    assert page.count('value="changed"') == 2
    assert 'name="A-02-claim"' not in page


def test_claim_that_contradicts_the_answer_is_said(cast, assessment, desk, browser_of):
    past(cast)
    make_answer(assessment, "A-01", "4", previous_claim="same")
    assert '<p class="small" data-previous-differs aria-live="polite" hidden>' in desk.get(PAGE).text
    Answer.objects.filter(assessment=assessment).update(value="1")
    assert '<p class="small" data-previous-differs aria-live="polite">' in desk.get(PAGE).text


def test_reviewer_sees_the_claim_and_what_was_said(cast, assessment, declared, browser_of):
    past(cast, {"A-01": "4", "A-02": "si"})
    make_sent(assessment, cast.liaison, BEST | {"A-01": "2"})
    own = Answer.objects.filter(assessment=assessment)
    own.filter(question__code="A-01").update(previous_claim="same")
    own.filter(question__code="A-02").update(previous_claim="changed")
    page = browser_of(cast.reviewer).get("/revision/ciclo/aqui/preguntas/A.1/").text
    assert "Frente al ciclo pasado: sigue igual, y es otra respuesta" in page
    assert "Frente al ciclo pasado: cambió</summary>" in page
    assert "Nivel 4: todo" in page
    assert cast.liaison.name not in page


# --- What is taken, and only when a person says so ---


def test_claim_is_saved_with_the_answer(cast, assessment, desk):
    past(cast)
    url = f"{HERE}respuestas/A-01/"
    desk.post(url, typed("A-01", value="4", claim="same"))
    assert now_stored(assessment, "A-01") == ("4", "same")
    desk.post(url, typed("A-01", value="3", claim="changed", version=1))
    assert now_stored(assessment, "A-01") == ("3", "changed")
    desk.post(url, typed("A-01", value="3", claim="cualquiera", version=2))
    assert now_stored(assessment, "A-01") == ("3", "")


def test_autosave_takes_nothing_by_itself(cast, assessment, desk):
    past(cast)
    desk.post(f"{HERE}respuestas/A-01/", typed("A-01", claim="same"))
    assert now_stored(assessment, "A-01") == ("", "same")


def test_without_javascript_same_takes_the_answer_and_its_links(cast, assessment, desk):
    past(cast)
    own = "https://aqui.gov.co/nuevo"
    fields = (
        typed("A-01", claim="same", links={"": own})
        | typed("A-02", claim="changed")
        | typed("A-03", claim="same", value="b")
    )
    assert desk.post(PAGE, fields).status_code == 302
    assert now_stored(assessment, "A-01") == ("4", "same")
    assert now_stored(assessment, "A-02") == ("", "changed")
    assert now_stored(assessment, "A-03") == ("b", "same"), "what was typed stays"
    links = EvidenceUse.objects.filter(answer__assessment=assessment).order_by("evidence__url")
    assert list(links.values_list("answer__question__code", "evidence__url")) == [("A-01", own), ("A-01", LINK)]


def test_without_javascript_not_applicable_is_taken_with_its_reason(cast, assessment, desk):
    own = past(cast, {}, published=False)
    make_answer(own, "A-02", not_applicable=True, na_reason="No le toca.")
    desk.post(PAGE, typed("A-02", claim="same"))
    answer = Answer.objects.get(assessment=assessment)
    assert (answer.not_applicable, answer.na_reason, answer.previous_claim) == (True, "No le toca.", "same")


def test_emptied_answer_is_not_filled_again(cast, assessment, desk):
    past(cast)
    desk.post(PAGE, typed("A-01", claim="same"))
    desk.post(PAGE, typed("A-01", value="4", claim="same", version=1, clear="1"))
    assert now_stored(assessment, "A-01") == ("", "")


def test_claim_stays_on_the_page_after_a_conflict(cast, assessment, desk, browser_of):
    past(cast)
    desk.post(PAGE, typed("A-01", value="4"))
    response = desk.post(PAGE, typed("A-01", value="1", claim="gone"))
    assert response.status_code == 409
    assert 'name="A-01-claim" value="gone" checked' in response.text


# --- Proofs of then ---


def proofs_of(own: Assessment) -> dict[str, Evidence]:
    """A public link, a reserved one, a broken one and an expired one on A-01, each on its own."""
    answer = Answer.objects.get(assessment=own, question__code="A-01", layer=Layer.SELF_ASSESSED)
    names = {
        name: make_evidence(answer, f"https://aqui.gov.co/{name}")
        for name in ("publico", "reservado", "roto", "vencido")
    }
    keys = {name: evidence.pk for name, evidence in names.items()}
    Evidence.objects.filter(pk=keys["reservado"]).update(
        visibility=Visibility.REVIEWERS_ONLY, reserve_ground=ReserveGround.CLASSIFIED, reserve_reason="Trae nombres."
    )
    Evidence.objects.filter(pk=keys["roto"]).update(check_failures=2)
    Evidence.objects.filter(pk=keys["vencido"]).update(expires_on=date(2020, 1, 1))
    return {name: Evidence.objects.get(pk=key) for name, key in keys.items()}


def test_only_public_links_that_still_hold_are_proposed(cast, assessment, desk):
    proofs_of(past(cast, {"A-01": "4"}, published=False))
    found = previous_of(assessment)["A-01"]
    assert found.proposal.links == {"": [LINK, "https://aqui.gov.co/publico"]}
    assert [p.name for p in found.reusable] == [LINK, *(f"https://aqui.gov.co/{n}" for n in ("publico", "reservado"))]
    page = desk.get(PAGE).text
    for said in ("ya no abre", "venció", "solo para la revisión", "Usar otra vez evidencias del ciclo pasado"):
        assert said in page


def test_previous_answers_of_the_whole_questionnaire_cost_two_queries(
    cast, assessment, desk, django_assert_num_queries, monkeypatch
):
    past(cast)
    make_round(cast.there, code="medio", version=make_version(changed()))
    today = of_today(cast, changed("3.0.0", A_01={"previous": {"relation": "same"}}))
    monkeypatch.setattr(instruments, "_PARSED", {})
    assert today.round.version.parsed.version == "3.0.0"
    with django_assert_num_queries(3):
        assert previous_of(today)["A-01"].relation_in_words == "Igual."
    with django_assert_num_queries(2):
        previous_of(today)
    with django_assert_num_queries(2):
        assert previous_of(assessment)["A-01"].is_same_question
    assert InstrumentVersion.objects.count() == 3


def test_pages_keep_their_budget_and_autosave_pays_nothing(cast, assessment, declared, browser_of, time_machine):
    time_machine.move_to(AT, tick=False)  # the diagnosis notes that somebody writes once a minute
    desk = browser_of(cast.contributor)
    url = f"{HERE}respuestas/A-01/"
    desk.get(PAGE)

    def costs(start: int) -> dict[str, int]:
        return {
            "autosave": len(queries_of(lambda: desk.post(url, typed("A-01", value=start + 2, version=start)))),
            "page": len(queries_of(lambda: desk.get(PAGE))),
            "whole": len(queries_of(lambda: desk.get(f"{HERE}preguntas/"))),
        }

    desk.post(url, typed("A-01", value="2"))
    alone = costs(1)
    proofs_of(past(cast))
    with_previous = costs(2)
    assert with_previous["autosave"] == alone["autosave"] <= 10
    assert with_previous == alone | {"page": alone["page"] + 1, "whole": alone["whole"] + 1}
    assert max(with_previous["page"], with_previous["whole"]) <= 12
    make_sent(assessment, cast.liaison)
    desk.force_login(cast.reviewer)
    assert len(queries_of(lambda: desk.get("/revision/ciclo/aqui/preguntas/A.1/"))) <= 15
