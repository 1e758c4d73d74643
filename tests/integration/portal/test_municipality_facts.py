"""Strengths and gaps as facts: what was answered and proven, what the next step asks, and why a proof fell."""

import pytest

from diagnostics.assessments.actions import scores
from diagnostics.assessments.choices import Layer, Mode, State
from diagnostics.assessments.models import Answer, Evidence, EvidenceUse
from diagnostics.results.actions import publications
from diagnostics.review.models import AnswerReview
from tests.factories.accounts import make_user
from tests.factories.diagnostics import AT, make_round, make_version
from tests.factories.diagnostics import edition as small_edition
from tests.factories.results import answer_with, edition_of_three, levels, make_places, publish_edition

pytestmark = pytest.mark.django_db
ON_TIME = {"value": "Responde a tiempo {numerador} de {denominador} solicitudes ({porcentaje} %).", "zero": "Nada."}
PUBLISHES = {str(n): f"Publica en el grado {n}." for n in range(5)}
REASONS = [
    {"code": "R1", "name": "La evidencia no corresponde a la pregunta"},
    {"code": "R9", "name": "Otra razón (explicar)"},
]


@pytest.fixture
def facts(client, text_of):
    """What the page says under «Lo que ya hace bien» and under «Lo que más pesa si mejora»."""

    def read(slug: str) -> tuple[str, str]:
        text = text_of(client.get(f"/municipios/{slug}/"))
        start, middle = text.index("Lo que ya hace bien"), text.index("Lo que más pesa si mejora")
        return text[start:middle], text[middle : text.index("Tema por tema", middle)]

    return read


@pytest.fixture
def small(facts):
    """A municipality with 307 of 410 on time, of which 90 % is asked."""
    (place,) = make_places(1)
    answers = {"A-01": "4", "A-02": "si", "A-03": "a|b|c", "B-01": "307/410", "B-02": "o2"}
    edition = small_edition()
    edition["dimensions"][1]["indicators"][0]["questions"].pop()  # applies only with a council
    publish_edition(
        edition,
        {place: answers},
        code="ciclo",
        evidence={"A-01": "si", "A-03": "si"},
        statements={"B-01": ON_TIME, "A-01": PUBLISHES},
    )
    return facts(place.slug)


def test_gap_says_the_numbers_and_what_is_asked(small):
    _, gaps = small
    said = "Responde a tiempo 307 de 410 solicitudes (74,9 %). El paso siguiente: Se pide al menos 90 %. B-01"
    assert said in gaps
    assert "¿Cuántas responde a tiempo?" not in gaps


def test_strength_is_the_fact_and_not_the_question(small):
    strengths, _ = small
    assert "Publica en el grado 4. A-01 · 100,00 de 100 puntos" in strengths
    assert "¿Publica?" not in strengths


def test_without_a_statement_question_answer_and_score_are_shown(small):
    strengths, _ = small
    assert "¿Cómo responde? Por la web B-02 · 100,00 de 100 puntos" in strengths


def test_strength_tells_only_the_options_that_were_proven(facts):
    (place,) = make_places(1)
    edition = small_edition()
    edition["dimensions"][1]["indicators"][0]["questions"].pop()
    said = {"some": "Publica {opciones}.", "all": "Publica todo.", "none": "No publica."}
    publish_edition(
        edition,
        {place: {"A-01": "0", "A-02": "no", "A-03": "a|b|c", "B-01": "9/10", "B-02": "o2"}},
        code="ciclo",
        evidence={"A-03": "a|b"},
        statements={"A-03": said},
    )
    strengths, gaps = facts(place.slug)
    assert "Publica datos y actas. A-03 · 80,00 de 100 puntos" in strengths
    assert "Respondió: Publica todo. El paso siguiente: Falta que se acepte una evidencia de «Contratos»." in gaps


def test_what_was_not_proven_is_no_fact_among_the_strengths(facts):
    (place,) = make_places(1)
    edition = small_edition()
    edition["dimensions"][1]["indicators"][0]["questions"].pop()
    proof = {"cap_without_accepted_evidence": {"multi": 80}, "multi_counts_only_options_with_evidence": False}
    edition["scoring"]["evidence"] |= proof
    said = {"some": "Publica {opciones}.", "all": "Publica todo.", "none": "No publica."}
    publish_edition(
        edition,
        {place: {"A-01": "0", "A-02": "no", "A-03": "a|b|c", "B-01": "9/10", "B-02": "o2"}},
        code="ciclo",
        statements={"A-03": said},
    )
    strengths, _ = facts(place.slug)
    assert "A-03 · 80,00 de 100 puntos" in strengths
    assert "Publica todo." not in strengths


def _publish(place, *, reason: str = "", proof: str = "") -> None:
    """RES-01 was answered whole and its proof, of which the edition says what it should be, was not accepted."""
    edition = edition_of_three()
    question = edition["dimensions"][2]["indicators"][0]["questions"][0]
    question["evidence"] = {"requirement": "required", "accepts": ["url"], "describe": "Informe del periodo."}
    edition["scoring"]["evidence"] = {"cap_without_accepted_evidence": {"scale": 25}}
    edition["review_reason_codes"] = REASONS
    round = make_round(place, version=make_version(edition), code="ciclo")
    assessment = round.assessments.get()
    answer_with(assessment, levels(4, 4, 4))
    if reason:
        AnswerReview.objects.create(
            answer=Answer.objects.get(assessment=assessment, question__code="RES-01"), reason_code=reason,
            reason="El archivo es de otra entidad y nombra a una vecina.", is_adjusted=True, marked_at=AT,
            marked_by=make_user(),
        )  # fmt: skip
    if proof:
        used = Evidence.objects.create(assessment=assessment, url=proof, added_at=AT)
        EvidenceUse.objects.create(
            answer=assessment.answers.get(question__code="INF-01"), evidence=used, state="accepted"
        )
    round.assessments.update(state=State.FINAL_READY, answered_count=6)
    scores.compute(round=round, layer=Layer.FINAL, mode=Mode.OFFICIAL, at=AT)
    publications.publish(round=round, at=AT)


def test_step_names_the_proof_and_why_it_fell(facts, client):
    (place,) = make_places(1)
    _publish(place, reason="R1")
    _, gaps = facts(place.slug)
    assert "Falta que se acepte una evidencia de lo que respondió. Se pide como evidencia: informe del periodo." in gaps
    assert "La revisión no la aceptó: la evidencia no corresponde a la pregunta." in gaps
    assert "vecina" not in client.get(place.get_absolute_url()).text  # the reviewer's own words stay with the answer
    assert f'href="{place.get_absolute_url()}temas/RES/#RES-01"' in client.get(place.get_absolute_url()).text


def test_theme_says_why_an_answer_was_adjusted_without_the_code(client, text_of):
    (place,) = make_places(1)
    _publish(place, reason="R1")
    text = text_of(client.get(f"{place.get_absolute_url()}temas/RES/"))
    assert "La revisión la ajustó: La evidencia no corresponde a la pregunta" in text


def test_reason_to_be_explained_is_named_without_its_instruction(facts):
    (place,) = make_places(1)
    _publish(place, reason="R9")
    assert "La revisión no la aceptó: otra razón. Ver la razón completa" in facts(place.slug)[1]


def test_nothing_is_told_where_the_reason_is_unknown(facts):
    (place,) = make_places(1)
    _publish(place)
    _, gaps = facts(place.slug)
    assert "Se pide como evidencia: informe del periodo." in gaps
    assert "no la aceptó" not in gaps


def test_strength_leads_to_its_public_proof(facts, client):
    (place,) = make_places(1)
    _publish(place, proof="https://prueba.gov.co/uno")
    assert "INF-01 · 100,00 de 100 puntos · Su evidencia" in facts(place.slug)[0]
    assert '<a href="https://prueba.gov.co/uno" rel="noopener' in client.get(place.get_absolute_url()).text
