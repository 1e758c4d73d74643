"""Publishing a round: what stands in the way, everything at once, once and for good."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from core.models import AuditEntry
from diagnostics.assessments.actions import answers
from diagnostics.assessments.choices import Layer, Mode, RoundStatus, State
from diagnostics.assessments.models import Answer, Assessment, EvidenceUse, Round, ScoreRun
from diagnostics.results.actions import publications
from diagnostics.results.models import Publication
from diagnostics.results.queries.publication import obstacles_of
from tests.factories.diagnostics import AT, end_term, make_answer, make_closed, make_filled, make_sent

pytestmark = pytest.mark.django_db
TODAY = AT.date()
PUBLISH, BOARD = "/tablero/ciclo/publicar/", "/tablero/ciclo/"


@pytest.fixture
def desk(cast, assessment, browser_of) -> Client:
    return browser_of(cast.coordinator)


@pytest.fixture
def closed(cast, assessment) -> Assessment:
    """`here` has its final result; `there` never started."""
    return make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer)


def obstacles(on: date = TODAY) -> list[str]:
    round = Round.objects.select_related("version").get(code="ciclo")
    return obstacles_of(round, list(round.assessments.select_related("municipality").order_by("pk")), on=on)


def test_obstacles_name_each_municipality_and_where_it_stands(cast, assessment):
    assert obstacles() == ["No hay ninguna respuesta en la capa definitiva."]
    make_filled(assessment, cast.contributor)
    assert obstacles() == ["Aquí: autoevaluación en curso."]
    make_sent(Assessment.objects.with_context().get(municipality=cast.there), cast.neighbour)
    assert obstacles() == ["Aquí: autoevaluación en curso.", "Allá: en revisión metropolitana."]


def test_not_started_stands_in_the_way_until_the_term_is_over(closed):
    end_term(closed.round, TODAY)
    assert obstacles() == ["Allá: sin iniciar, y el plazo va hasta el 3 de marzo de 2027."]
    assert obstacles(TODAY + timedelta(days=1)) == []


def test_last_evening_of_the_term_still_belongs_to_it(cast, closed):
    end_term(closed.round, date(2027, 3, 3))
    evening, next_day = datetime(2027, 3, 4, 2, 0, tzinfo=UTC), datetime(2027, 3, 4, 5, 0, tzinfo=UTC)  # 21:00, 0:00
    with pytest.raises(publications.CannotPublish) as refused:
        publications.publish(round=closed.round, by=cast.coordinator, at=evening)
    assert refused.value.details == ["Allá: sin iniciar, y el plazo va hasta el 3 de marzo de 2027."]
    assert publications.publish(round=closed.round, by=cast.coordinator, at=next_day).version == 1


def test_publishing_with_obstacles_is_refused_and_changes_nothing(desk, cast, assessment):
    make_sent(assessment, cast.liaison)
    assert "Todavía no se puede publicar: falta 1 cosa." in desk.get(PUBLISH).text
    response = desk.post(PUBLISH, follow=True)
    assert response.redirect_chain == [(BOARD, 302)]
    assert "El ciclo de prueba no se puede publicar todavía. Aquí: en revisión metropolitana." in response.text
    assert Round.objects.get().status == RoundStatus.OPEN
    assert (Publication.objects.count(), ScoreRun.objects.count()) == (0, 0)


def test_all_are_published_at_once(desk, cast, closed):
    assert "Publicar los resultados de 2 municipios" in desk.get(PUBLISH).text
    response = desk.post(PUBLISH, follow=True)
    assert "Ciclo de prueba quedó publicado." in response.text
    assert Round.objects.get().status == RoundStatus.PUBLISHED
    assert set(Assessment.objects.values_list("state", flat=True)) == {State.PUBLISHED}
    publication = Publication.objects.get()
    assert (publication.published_by, publication.version) == (cast.coordinator, 1)
    assert (publication.run.layer, publication.run.mode) == (Layer.FINAL, Mode.OFFICIAL)
    entry = AuditEntry.of(publication.round).get(verb="round.published")
    assert entry.data == {"run": publication.run.pk, "inputs": publication.run.inputs_sha256}


def test_who_never_started_comes_out_without_result(desk, cast, closed):
    desk.post(PUBLISH)
    totals = {t.municipality_id: (t.displayed, t.level) for t in Publication.objects.get().run.totals.all()}
    assert totals == {cast.here.pk: (Decimal("100.00"), 2), cast.there.pk: (None, None)}


def test_facts_of_all_are_frozen(desk, cast, closed):
    desk.post(PUBLISH)
    theirs = Assessment.objects.get(municipality=cast.there)
    assert theirs.attributes == {"has_council": False}
    assert theirs.attributes_frozen_at == Publication.objects.get().published_at
    ours = Assessment.objects.get(municipality=cast.here)
    assert ours.attributes_frozen_at == AT, "frozen when it was sent"


def test_nothing_is_answered_or_changed_after_publishing(desk, cast, closed):
    desk.post(PUBLISH)
    theirs = Assessment.objects.with_context().get(municipality=cast.there)
    with pytest.raises(answers.NotFillable):
        answers.store(assessment=theirs, drafts=[answers.Draft("A-01", "4", 0)], by=cast.neighbour, at=AT)
    assert not Answer.objects.filter(assessment=theirs).exists()


def test_second_publication_is_refused(desk, closed):
    desk.post(PUBLISH)
    before = list(Publication.objects.values())
    response = desk.post(PUBLISH, follow=True)
    assert "El ciclo de prueba ya está publicado; una corrección se hace con una fe de erratas." in response.text
    assert list(Publication.objects.values()) == before
    assert ScoreRun.objects.count() == 1


def test_publication_uses_the_run_that_closing_made(desk, cast, assessment, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer)
    run = ScoreRun.objects.get(layer=Layer.FINAL)
    desk.post(PUBLISH)
    assert Publication.objects.get().run == run


def test_public_pages_forget_what_they_knew(desk, cast, closed, django_capture_on_commit_callbacks):
    visitor, page = Client(), "/municipios/aqui/"
    before = visitor.get(page)
    assert "100,00" not in before.text
    assert visitor.get(page).content == before.content, "kept in the cache"
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(PUBLISH)
    assert "100,00" in visitor.get(page).text


def test_nothing_is_public_before_publishing(closed):
    visitor = Client()
    pages = ["/", "/municipios/", "/municipios/aqui/", "/comparar/", "/como-se-mide/", "/datos/ciclo/puntajes.csv"]
    seen = {page: visitor.get(page) for page in pages}
    assert seen["/datos/ciclo/puntajes.csv"].status_code == 404
    assert [page for page, response in seen.items() if "100,00" in response.text] == []


@pytest.mark.parametrize("name", ["reviewer", "liaison", "contributor", "approver", "admin", "neighbour", "citizen"])
def test_only_coordination_publishes(cast, closed, browser_of, name):
    browser = browser_of(cast.person(name))
    assert [browser.get(PUBLISH).status_code, browser.post(PUBLISH).status_code] == [403, 403]
    assert not Publication.objects.exists()


def test_round_that_does_not_exist_is_not_found(desk):
    assert [desk.get("/tablero/nada/publicar/").status_code, desk.post("/tablero/nada/publicar/").status_code] == [
        404
    ] * 2


def test_score_that_cannot_be_computed_publishes_nothing(desk, cast, closed):
    theirs = Assessment.objects.get(municipality=cast.there)
    make_answer(theirs, "B-01", "muchas", layer=Layer.FINAL)
    Assessment.objects.filter(pk=theirs.pk).update(state=State.FINAL_READY)
    response = desk.post(PUBLISH, follow=True)
    assert "Hay una respuesta que no se puede leer" in response.text
    assert Round.objects.get().status == RoundStatus.OPEN
    assert set(Assessment.objects.values_list("state", flat=True)) == {State.FINAL_READY}
    assert not Publication.objects.exists()


def test_action_refuses_with_all_the_reasons(cast, assessment):
    make_filled(assessment, cast.contributor)
    with pytest.raises(publications.CannotPublish) as refused:
        publications.publish(round=Round.objects.get(), by=cast.coordinator, at=timezone.now())
    assert refused.value.details == ["Aquí: autoevaluación en curso."]


def test_points_without_an_accepted_proof_do_not_pass_the_gate(closed):
    """The last net: such a row can only come from an earlier release."""
    assert obstacles() == []
    EvidenceUse.objects.filter(answer__layer=Layer.FINAL, answer__question__code="A-01").update(state="insufficient")
    assert obstacles() == ["Aquí, A-01: da puntos que piden evidencia, y ninguna quedó aceptada."]
    with pytest.raises(publications.CannotPublish):
        publications.publish(round=closed.round, at=AT, waiver="Se publica así")


def test_imported_round_says_that_its_proofs_are_not_here(desk, cast, assessment):
    make_answer(assessment, "A-01", "4", layer=Layer.FINAL, evidence_accepted="si")
    Assessment.objects.filter(pk=assessment.pk).update(state=State.FINAL_READY, due_on=None)
    said = (
        "1 municipio tiene un resultado importado: su revisión se hizo fuera del portal, que no tiene sus evidencias."
    )
    assert said in desk.get(PUBLISH).text
    desk.post(PUBLISH)
    assert said in Client().get("/ciclos/ciclo/publicacion/").text
    assert "Resultado importado" in Client().get("/preguntas/A-01/").text
    assert "Resultado importado" in Client().get("/municipios/aqui/temas/A/").text
