"""The metropolitan board: who may see it, what it says, what it costs, and the button that publishes."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.permissions import Role
from diagnostics.assessments.choices import Layer, RoundStatus, State
from diagnostics.assessments.models import Assessment, Round
from diagnostics.results.models import Publication
from diagnostics.results.queries.board import progress_of
from tests.factories.accounts import make_member
from tests.factories.diagnostics import make_round, make_version
from tests.factories.results import levels, make_places, make_published_round, make_scored_round
from tests.factories.territory import make_municipality
from tests.page_text import read

pytestmark = pytest.mark.django_db
TODAY = datetime(2027, 3, 20, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def coordinator(client):
    user = make_member(Role.COORDINATOR)
    client.force_login(user)
    return user


def make_mixed_round(**fields) -> Round:
    """Complete, held back by a theme, partial, and without result."""
    whole, held, partial, absent = make_places(4)
    answers = {
        whole: levels(3, 2, 2),
        held: levels(4, 3, 1),
        partial: {"INF-01": 4, "INF-02": 4, "ESC-01": 2},
        absent: {},
    }
    return make_scored_round(answers, code="ciclo", name="Ciclo 2027-1", **fields)


def test_municipality_that_withdrew_counts_in_no_number(coordinator, client):
    first, *others = make_places(3)
    round = make_scored_round(
        {place: levels(n, n, n) for n, place in zip((4, 2, 2), (first, *others), strict=True)},
        code="ciclo", name="Ciclo 2027-1",
    )  # fmt: skip
    assert "3 de 3 tienen resultado completo" in read(client, "/tablero/ciclo/")
    gone = Assessment.objects.filter(round=round, municipality=first)
    gone.update(state=State.WITHDRAWN, withdrawn_because="Sin equipo", answered_count=3)
    page = read(client, "/tablero/ciclo/")
    assert "2 de 2 tienen resultado completo, con una mediana de 50,00 puntos" in page
    assert progress_of(round, today=TODAY.date()).sentence[0].startswith("2 de 2 ")


@pytest.mark.parametrize(
    ("who", "status"),
    [("nobody", 302), ("contributor", 403), ("liaison", 403), ("approver", 403), ("neighbour", 403), ("newcomer", 403),
     ("advisor", 403), ("facilitator", 403), ("instructor", 403), ("admin", 403), ("citizen", 403), ("reviewer", 200),
     ("coordinator", 200)],
)  # fmt: skip
def test_only_the_metropolitan_team_sees_the_board(cast, browser_of, who, status):
    make_mixed_round()
    browser = browser_of(cast.person(who))
    for address in ("/tablero/", "/tablero/ciclo/"):
        response = browser.get(address)
        assert response.status_code == status
        if status != 200:
            assert "77,50" not in response.content.decode()


@pytest.mark.parametrize(("who", "status"), [("nobody", 302), ("reviewer", 403), ("liaison", 403), ("admin", 403)])
def test_only_the_coordination_publishes(cast, browser_of, who, status):
    make_mixed_round()
    Assessment.objects.update(state=State.FINAL_READY)
    browser = browser_of(cast.person(who))
    assert browser.get("/tablero/ciclo/publicar/").status_code == status
    assert browser.post("/tablero/ciclo/publicar/").status_code == status
    assert not Publication.objects.exists()


def test_board_without_rounds_leads_to_opening_one(client, coordinator):
    empty = read(client, "/tablero/")
    assert "Todavía no hay ningún ciclo" in empty
    assert "Ir a las ediciones" in empty
    assert "Cargar los municipios" in empty
    make_version()
    make_municipality()
    for page in ("/tablero/", "/tablero/evolucion/"):
        assert '<a class="btn btn-2 btn-s" href="/ciclos/abrir/">Abrir un ciclo</a>' in client.get(page).text


def test_board_without_rounds_says_who_opens_one(cast, browser_of):
    page = browser_of(cast.reviewer).get("/tablero/").text
    assert "Lo abre la coordinación metropolitana" in page
    assert "/ciclos/abrir/" not in page


def test_board_search_and_queue_open_on_the_real_round_that_runs(cast, browser_of):
    today = timezone.localdate()
    running = make_round(cast.here, code="real", name="El de verdad", opens_on=today, closes_on=today)
    soon = today + timedelta(days=14)
    make_round(cast.here, code="ensayo", name="Por abrir", is_rehearsal=True, opens_on=soon, closes_on=soon)
    desk, asked = browser_of(cast.coordinator), f"/buscar/?q={next(iter(running.version.parsed.questions)).code}"
    assert desk.get("/tablero/").context["round"] == running
    assert "/tablero/real/preguntas/" in desk.get(asked).text
    assert "/tablero/ensayo/preguntas/" not in desk.get(asked).text
    assert browser_of(cast.reviewer).get("/revision/").context["round"] == running
    assert "/diagnostico/real/aqui/" in browser_of(cast.liaison).get(asked).text
    Round.objects.filter(pk=running.pk).update(status=RoundStatus.ENDED, is_rehearsal=True)
    assert desk.get("/tablero/").context["round"].code == "ensayo"


def test_unknown_round_is_not_found(client, coordinator):
    make_mixed_round()
    assert client.get("/tablero/otro/").status_code == 404
    assert client.get("/tablero/?ciclo=otro").status_code == 404
    assert client.get("/tablero/otro/publicar/").status_code == 404


def test_lanes_and_table_say_who_waits_for_whom(client, coordinator):
    round = make_mixed_round(closes_on=date(2027, 3, 17))
    first, _, third, last = round.assessments.in_river_order()
    reviewed = {"state": State.IN_REVIEW, "due_on": date(2027, 3, 24)}
    Assessment.objects.filter(pk=first.pk).update(applicable_count=6, unproven_count=2, **reviewed)
    Assessment.objects.filter(pk=third.pk).update(state=State.SELF_ASSESSMENT, due_on=date(2027, 3, 17))
    for role, assessment in ((Role.LIAISON, third), (Role.APPROVER, third), (Role.LIAISON, last)):
        make_member(role, assessment.municipality)
    text = read(client, "/tablero/")
    assert "2 de 4 van tarde. El equipo metropolitano tiene 2 pendientes propios." in text
    assert "2 esperan al municipio Lugar 03, Lugar 04" in text
    assert "1 espera nuestra revisión Lugar 01" in text
    assert "1 listo para publicar Lugar 02" in text
    assert (
        "Lugar 01 Sin enlace ni alcaldía En revisión metropolitana Revisión 6 / 6 2 24 mar 3 mar, 10:00 Revisar" in text
    )
    assert (
        "Lugar 03 Autoevaluación en curso Municipio 3 / 6 – 17 mar Tarde 2 días hábiles 3 mar, 10:00 Recordar" in text
    )
    assert (
        "Lugar 04 Sin alcaldía Sin iniciar Municipio 0 / 6 – 17 mar Tarde 2 días hábiles Sin movimiento Invitar" in text
    )


@pytest.mark.parametrize(
    ("closes_on", "says"),
    [
        (date(2027, 3, 18), "Tarde 1 día hábil"),
        (date(2027, 3, 19), "Acaba de vencer"),  # on a Friday; today is a Saturday
        (date(2027, 3, 20), None),
        (None, None),
    ],
)
def test_late_begins_the_day_after_the_term(client, coordinator, closes_on, says):
    make_scored_round({make_places(1)[0]: {}}, code="ciclo", closes_on=closes_on)
    text = read(client, "/tablero/")
    assert says is None or says in text
    assert bool(says) is any(words in text for words in ("Tarde", "Acaba de vencer"))


def test_heat_table_tells_partial_gate_and_absent_apart(client, coordinator):
    make_mixed_round()
    text = read(client, "/tablero/?capa=definitiva")
    assert "Lugar 01 75,00 50,00 50,00 62,50 Avanzado" in text
    assert "Lugar 02 100,00 75,00 25,00 frena el nivel 77,50 Establecido" in text
    assert "Lugar 03 100,00 25,00 cobertura baja 0,00 cobertura baja 57,50 Resultado parcial" in text
    assert "Lugar 04 – – – – Sin resultado" in text
    assert "Mediana 87,50 62,50 37,50 70,00 de 2 comparables" in text
    assert "La mayor distancia está en Informar: 25,00 puntos." in text
    assert "Lugar 02: el puntaje alcanza para Avanzado, pero se muestra Establecido porque Resolver (25,00)" in text
    assert "Lugar 03: no tiene nivel, porque respondió 50 % de Escuchar y 0 % de Resolver (el mínimo es 80 %)" in text


def test_layer_of_the_results_is_chosen_by_the_address(client, coordinator):
    here, there = make_places(2)
    round = make_scored_round({here: levels(1, 1, 1), there: levels(2, 2, 2)}, code="ciclo")
    from diagnostics.assessments.actions import scores
    from tests.factories.diagnostics import AT
    from tests.factories.results import answer_with

    answer_with(round.assessments.get(municipality=here), levels(4, 4, 4), Layer.SELF_ASSESSED)
    scores.compute(round=round, layer=Layer.SELF_ASSESSED, mode="provisional", at=AT)
    assert "Lugar 01 25,00 25,00 25,00 25,00" in read(client, "/tablero/ciclo/")
    assert "Lugar 01 25,00 25,00 25,00 25,00" in read(client, "/tablero/ciclo/?capa=otra")
    assert "Lugar 01 100,00 100,00 100,00 100,00" in read(client, "/tablero/ciclo/?capa=provisional")
    assert client.get("/tablero/?ciclo=ciclo&capa=provisional").url == "/tablero/ciclo/?capa=provisional"


def test_open_round_shows_provisional_results_first(client, coordinator):
    make_scored_round({place: levels(4, 4, 4) for place in make_places(2)}, code="ciclo", layer=Layer.SELF_ASSESSED)
    assert "provisional: lo que falta por responder no cuenta" in read(client, "/tablero/")
    assert "Todavía no hay puntajes" in read(client, "/tablero/ciclo/?capa=definitiva")


def test_obstacles_are_listed_and_publishing_against_them_is_refused(client, coordinator):
    round = make_mixed_round()
    Assessment.objects.filter(round=round, municipality__name="Lugar 03").update(state=State.IN_REVIEW)
    assert "Todavía no se puede publicar." in read(client, "/tablero/ciclo/")
    assert "Lugar 03: en revisión metropolitana." in read(client, "/tablero/ciclo/publicar/")
    response = client.post("/tablero/ciclo/publicar/", follow=True)
    assert "no se puede publicar todavía. Lugar 03: en revisión metropolitana." in response.content.decode()
    assert not Publication.objects.exists()


def test_publishing_publishes_all_at_once_and_says_so(client, coordinator):
    round = make_mixed_round()
    assert (
        "Publicar Ciclo 2027-1 Cuatro municipios tienen resultado definitivo, o consta por qué no. Nada lo detiene."
        in read(client, "/tablero/ciclo/")
    )
    assert "Publicar los resultados de 4 municipios" in read(client, "/tablero/ciclo/publicar/")
    response = client.post("/tablero/ciclo/publicar/", follow=True)
    assert "Ciclo 2027-1 quedó publicado." in response.content.decode()
    round.refresh_from_db()
    assert round.status == RoundStatus.PUBLISHED
    assert Publication.objects.get(round=round).published_by == coordinator
    assert set(round.assessments.values_list("state", flat=True)) == {State.PUBLISHED}
    again = client.post("/tablero/ciclo/publicar/", follow=True)
    assert "ya está publicado" in again.content.decode()
    assert Publication.objects.count() == 1
    page = read(client, "/tablero/ciclo/publicar/")
    assert "Ver cómo se publicó" in page
    assert "El ciclo está abierto" not in page, "the report of a published round is the one it was published with"


def test_reviewer_sees_no_button_to_publish(client):
    make_mixed_round()
    client.force_login(make_member(Role.REVIEWER))
    assert "publicar/" not in client.get("/tablero/ciclo/").content.decode()


@pytest.mark.parametrize("count", [3, 12, 70])
def test_queries_and_bytes_do_not_grow(client, coordinator, count):
    make_published_round(
        {place: levels(3, n % 4 + 1, n % 5) for n, place in enumerate(make_places(count))}, code="ciclo"
    )
    client.get("/tablero/")
    with CaptureQueriesContext(connection) as sent:
        response = client.get("/tablero/")
    assert len(sent) == 16
    assert len(response.content) < 150_000


def test_long_rounds_come_in_pages_that_keep_the_filters(client, coordinator):
    make_scored_round({place: levels(3, 3, 3) for place in make_places(70)}, code="ciclo")
    first = read(client, "/tablero/ciclo/?m=lugar-70")
    assert "Lugar 60 75,00" in first
    assert "Lugar 61 75,00" not in first
    body = client.get("/tablero/ciclo/?m=lugar-70&capa=definitiva&page=2").content.decode()
    assert "Lugar 61" in body
    assert "?m=lugar-70&amp;capa=definitiva&amp;page=1" in body
    assert "70 listos para publicar Lugar 01, Lugar 02, Lugar 03, Lugar 04, Lugar 05, Lugar 06 y 64 más" in first


def test_only_what_waits_for_the_team_is_marked_as_its_own(client, coordinator):
    make_mixed_round()
    body = client.get("/tablero/ciclo/?capa=definitiva").content.decode()
    lanes = body[body.index('class="lanes"') :]
    assert lanes[: lanes.index("</ul>")].count('class="lane-me"') == 1, "what is ready waits for us, the rest does not"


def test_every_cell_leads_to_the_answers_and_every_theme_to_its_questions(client, coordinator):
    make_mixed_round()
    body = client.get("/tablero/ciclo/?capa=definitiva").content.decode()
    assert '<a href="/diagnostico/ciclo/lugar-02/preguntas/?dimension=RES">25,00</a>' in body
    assert '<a href="/diagnostico/ciclo/lugar-03/preguntas/?dimension=ESC">25,00</a>' in body
    assert '<a href="/diagnostico/ciclo/lugar-04/resultados/">Lugar 04</a>' in body
    assert '<a href="/tablero/ciclo/preguntas/?capa=definitiva#t-RES">Resolver</a>' in body


def test_headline_says_how_many_are_complete_and_where_most_of_them_are(client, coordinator):
    make_mixed_round()
    text = read(client, "/tablero/ciclo/?capa=definitiva")
    assert (
        "2 de 4 tienen resultado completo, con una mediana de 70,00 puntos. "
        "Los niveles con más municipios son Avanzado y Establecido: 1 en cada uno."
    ) in text


def test_filter_of_rounds_stays_in_the_view_that_is_open(client, coordinator):
    make_mixed_round()
    address = "/tablero/?ciclo=ciclo&capa=definitiva&vista="
    assert client.get(f"{address}niveles").url == "/tablero/ciclo/niveles/?capa=definitiva"
    assert client.get(f"{address}otra").url == "/tablero/ciclo/?capa=definitiva"
