"""Where a municipality stands: its published result, what it may see of its own before, what to do next, and the cost."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.permissions import Role
from diagnostics.assessments.actions import scores
from diagnostics.assessments.choices import Layer, Mode, State
from diagnostics.assessments.models import Assessment
from diagnostics.results.actions import publications
from tests.factories.accounts import make_member
from tests.factories.diagnostics import AT
from tests.factories.results import answer_with, levels, make_places, make_scored_round
from tests.factories.territory import make_municipality
from tests.integration.diagnostics.results.test_dashboards import csv_rows, page_rows, read

pytestmark = pytest.mark.django_db
TODAY = datetime(2027, 3, 20, 15, tzinfo=UTC)
ONLY = "De aquí en adelante todo es del ciclo uno, lo último que se publicó;"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def places():
    return make_places(3)


@pytest.fixture(autouse=True)
def liaison(client, places):
    user = make_member(Role.LIAISON, places[0])
    client.force_login(user)
    return user


def publish(places, first, *, code="uno", declared=None, others=(2, 3), **fields):
    """A published round: the first municipality as told, the others on one level each."""
    answers = {places[0]: first} | {place: levels(n, n, n) for place, n in zip(places[1:], others, strict=False)}
    round = make_scored_round(answers, code=code, **fields)
    if declared:
        answer_with(round.assessments.get(municipality=places[0]), declared, Layer.SELF_ASSESSED)
    return publications.publish(round=round, at=round.opened_at + timedelta(minutes=1))


def page(code="uno", slug="lugar-01"):
    return f"/diagnostico/{code}/{slug}/resultados/"


def test_published_result_stands_beside_the_median_what_held_it_back_and_what_was_declared(client, places):
    publish(places, levels(4, 3, 1), declared=levels(4, 4, 1), name="Ciclo uno")
    text = read(client, page())
    assert "77,50 Establecido Mediana de 3 municipios: 75,00" in text
    assert (
        "El puntaje alcanza para Avanzado, pero se muestra Establecido porque Resolver (25,00) está por debajo" in text
    )
    assert "Escuchar 75,00 75,00 – No se compara 100,00 25,00" in text
    assert "Total 77,50 75,00 – No se compara 85,00 7,50" in text
    assert (
        "El municipio declaró 85,00 y su resultado después de la revisión es 77,50 : la diferencia es +7,50 puntos."
        in text
    )
    assert "Es su primer resultado completo con este instrumento" in text
    assert "INF-01 ¿Informa?" in text[text.index("Lo que ya suma más") :]


def test_questions_that_bring_most_points_come_with_their_next_step_and_a_link(client, places):
    publish(places, levels(4, 4, 1))
    body = client.get(page()).content.decode()
    assert '<a href="/diagnostico/uno/lugar-01/pregunta/RES-01/">RES-01 ¿Resuelve?</a><p>La mitad.</p>' in body
    assert "+2,50 puntos del total si sube un paso" in body
    assert client.get("/diagnostico/uno/lugar-01/pregunta/RES-01/").status_code == 200


def test_change_of_less_than_two_points_is_none(client, places):
    publish(places, levels(2, 3, 2), code="uno", name="Ciclo uno")
    publish(places, levels(3, 2, 2), code="dos", name="Ciclo dos", version="1.1.0")
    text = read(client, page("dos"))
    assert "Subió en Informar (+25,00). Bajó en Escuchar (−25,00). Se compara con el ciclo uno" in text
    assert "Informar 75,00 75,00 50,00 +25,00 puntos – –" in text
    assert "Resolver 50,00 50,00 50,00 Sin cambio apreciable – –" in text


def test_other_instrument_is_not_compared(client, places):
    publish(places, levels(2, 2, 2), code="uno")
    publish(places, levels(3, 3, 3), code="dos", version="2.0.0")
    assert "Es su primer resultado completo con este instrumento" in read(client, page("dos"))


def test_partial_result_says_what_was_missing_and_compares_nothing(client, places):
    publish(places, levels(2, 2, 2), code="uno")
    publish(places, {"INF-01": 4, "INF-02": 4, "ESC-01": 2}, code="dos")
    text = read(client, page("dos"))
    assert "57,50 Resultado parcial" in text
    assert "No tiene nivel, porque respondió 50 % de Escuchar y 0 % de Resolver (el mínimo es 80 %)" in text
    assert "Un resultado parcial no se compara con otro ciclo." in text
    assert "El municipio declaró" not in text


def test_published_round_without_its_answers_is_no_zero(client, places):
    publish(places, {}, code="uno")
    text = read(client, page())
    assert "Sin resultado en este ciclo" in text
    assert client.get(f"{page()}?formato=csv").status_code == 404


def test_round_that_runs_shows_the_newest_published_result_and_its_own_state(client, places):
    publish(places, levels(2, 2, 2), code="uno", name="Ciclo uno")
    open_one = make_scored_round(
        {places[0]: {"INF-01": 4}, places[1]: levels(4, 4, 4)}, code="abierto", name="Ciclo abierto",
        layer=Layer.SELF_ASSESSED, closes_on=date(2027, 3, 31),
    )  # fmt: skip
    Assessment.objects.filter(round=open_one).update(applicable_count=6, unproven_count=1, due_on=date(2027, 3, 31))
    text = read(client, page("abierto"))
    assert (
        f"Resultado publicado del ciclo uno {ONLY} nada del ciclo abierto entra en estos números. 50,00 Establecido"
        in text
    )
    assert "Ciclo abierto: autoevaluación en curso" in text
    assert (
        "El plazo de este paso vence el miércoles 31 de marzo . Ha respondido 1 de 6 preguntas y 1 no tiene evidencia."
        in text
    )
    assert "Así va el puntaje de este ciclo: 100,00" in text
    steps = text[text.index("Qué sigue") :]
    assert (
        steps.index("Responder 5 preguntas Hasta el 31 de marzo de 2027.")
        < steps.index("Adjuntar 1 evidencia")
        < steps.index("INF-01")
    )


def test_who_missed_the_newest_publication_sees_its_last_one(client, places):
    publish(places, levels(2, 2, 2), code="uno", name="Ciclo uno")
    publish(places, {}, code="dos", name="Ciclo dos")
    make_scored_round({places[0]: {}}, code="abierto")
    text = read(client, page("abierto"))
    assert f"Resultado publicado del ciclo uno {ONLY}" in text
    assert "entra en estos números. 50,00" in text


def test_two_rounds_are_never_mixed(client, places):
    publish(places, levels(2, 2, 2), code="uno", name="Ciclo uno")
    make_scored_round({places[0]: {"INF-01": 4}}, code="abierto", name="Ciclo abierto", layer=Layer.SELF_ASSESSED)
    running, published = read(client, page("abierto")).split("Resultado publicado del ciclo uno")
    assert "Qué sigue en el ciclo abierto" in running
    assert "INF-01" not in running
    assert "Lo que más rinde, según el ciclo uno" in published
    assert "Tema por tema en el ciclo uno" in published
    assert "Responderla en el ciclo abierto" in published
    assert "Ver la respuesta en el ciclo abierto" in published, "INF-01 was answered there already"
    assert "Responder 5" not in published
    body = client.get(page("abierto")).content.decode()
    assert '<a href="/diagnostico/uno/lugar-01/pregunta/RES-01/">' in body, "what was published is read where it stood"
    Assessment.objects.filter(round__code="abierto").update(state=State.IN_REVIEW)
    assert "Responderla en" not in read(client, page("abierto"))


@pytest.mark.parametrize(
    ("state", "layer", "says"),
    [
        (State.IN_REVIEW, Layer.SELF_ASSESSED, "Provisional, según lo que el municipio ha respondido"),
        (State.REPLY_OPEN, Layer.REVIEWED, "Como lo dejó la revisión, antes de la réplica"),
        (State.FINAL_READY, Layer.FINAL, "Definitivo, todavía sin publicar"),
    ],
)
def test_before_publication_it_sees_its_own_layer_and_no_number_of_others(client, places, state, layer, says):
    answers = {places[0]: levels(1, 1, 1), places[1]: levels(3, 3, 3), places[2]: levels(3, 3, 3)}
    round = make_scored_round(answers, code="abierto", layer=layer)
    Assessment.objects.filter(round=round).update(state=state)
    body = client.get(page("abierto")).content.decode()
    assert says in body
    assert "25,00" in body
    assert "75,00" not in body
    assert "Mediana" not in body
    assert "Todavía no hay un resultado publicado" in body
    rows = csv_rows(client, f"{page('abierto')}?propio=1&formato=csv")
    assert rows[-1][:3] == ["Total", "25.00", "100"]


def test_review_is_not_shown_before_it_closes(client, places):
    """A layer beyond the state of the diagnosis stays closed, whoever computed it."""
    round = make_scored_round({places[0]: levels(1, 1, 1)}, code="abierto")
    answer_with(round.assessments.get(), levels(3, 3, 3), Layer.SELF_ASSESSED)
    scores.compute(round=round, layer=Layer.SELF_ASSESSED, mode=Mode.PROVISIONAL, at=AT)
    Assessment.objects.filter(round=round).update(state=State.IN_REVIEW)
    body = client.get(page("abierto")).content.decode()
    assert "75,00" in body
    assert "25,00" not in body


@pytest.mark.parametrize(
    ("state", "says", "link"),
    [(State.CLARIFICATION, "Aclarar lo que pide la revisión", "revision/"),
     (State.REPLY_OPEN, "Contestar los ajustes de la revisión", "revision/"), (State.SIGN_OFF, "Firmar o devolver", "")],
)  # fmt: skip
def test_next_step_follows_the_state(client, places, state, says, link):
    round = make_scored_round({places[0]: levels(1, 1, 1)}, code="abierto", layer=Layer.SELF_ASSESSED)
    Assessment.objects.filter(round=round).update(state=state, due_on=date(2027, 3, 24))
    body = client.get(page("abierto")).content.decode()
    steps = body[body.index("Qué sigue") :]
    assert f'<a href="/diagnostico/abierto/lugar-01/{link}">{says}' in steps
    assert "Hasta el 24 de marzo de 2027." in steps


def test_files_hold_the_table_of_the_page(client, places):
    publish(places, levels(4, 3, 1), declared=levels(4, 4, 1), is_demo=True)
    rows = csv_rows(client, f"{page()}?formato=csv")
    found = page_rows(client, page())
    for row in rows[1:]:
        assert [c.replace(".", ",") or "–" for c in row[:-1]] in found
        assert "Datos de demostración" in row[-1]


def test_neighbour_finds_nothing_and_staff_sees_every_municipality(client, places):
    publish(places, levels(4, 3, 1))
    assert client.get(page(slug="lugar-02")).status_code == 404
    client.force_login(make_member(Role.REVIEWER))
    assert "Dónde está Lugar 02" in read(client, page(slug="lugar-02"))


def test_links_lead_here_from_the_diagnosis_and_from_my_work(client, places):
    publish(places, levels(4, 3, 1))
    make_scored_round({places[0]: {}}, code="otro")
    make_scored_round({places[0]: {}}, code="tercero")
    for address in ("/diagnostico/uno/lugar-01/", "/trabajo/"):
        assert f'href="{page()}"' in client.get(address).content.decode()


@pytest.mark.parametrize("count", [3, 12])
def test_queries_do_not_grow(client, places, count):
    places += [make_municipality(name=f"Lugar {n:02}", slug=f"lugar-{n:02}") for n in range(4, count + 1)]
    publish(places, levels(2, 2, 2), code="uno", declared=levels(3, 3, 3), others=[3] * (count - 1))
    make_scored_round({place: {"INF-01": 4} for place in places}, code="abierto", layer=Layer.SELF_ASSESSED)
    found = {}
    for code in ("uno", "abierto"):
        client.get(page(code))
        with CaptureQueriesContext(connection) as sent:
            client.get(page(code))
        found[code] = len(sent)
    assert found == {"uno": 13, "abierto": 17}
