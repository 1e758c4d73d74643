"""The page of a publication: what holds it back, what becomes public and how, and who is told."""

from datetime import UTC, date, datetime

import pytest

from accounts.permissions import Role
from diagnostics.assessments.choices import State
from diagnostics.assessments.models import Assessment, Round
from notices.models import Subscription
from tests.factories.accounts import make_member
from tests.factories.results import levels, make_places, make_scored_round
from tests.page_text import read

pytestmark = pytest.mark.django_db
PUBLISH = "/tablero/ciclo/publicar/"


@pytest.fixture
def desk(client, time_machine):
    """Lugar 01 has its result, Lugar 02 never answered, Lugar 03 withdrew."""
    time_machine.move_to(datetime(2027, 4, 28, 13, 15, tzinfo=UTC), tick=False)
    answers = dict(zip(make_places(3), (levels(3, 3, 3), {}, {}), strict=True))
    make_scored_round(answers, code="ciclo", name="Ciclo 2027-1")
    gone = Assessment.objects.filter(municipality__name="Lugar 03")
    gone.update(state=State.WITHDRAWN, withdrawn_because="Sin equipo")
    client.force_login(make_member(Role.COORDINATOR))
    return client


def test_page_says_how_each_municipality_would_appear(desk):
    text = read(desk, PUBLISH)
    assert "No falta nada. Se publican los 3 municipios a la vez, cuando usted lo ordene." in text
    assert "Con su resultado definitivo: 1 Lugar 01" in text
    assert "Sin resultado: no respondió a tiempo: 1 Lugar 02" in text
    assert "Sin participación, con la razón: 1 Lugar 03" in text
    assert "Publicar los resultados de 3 municipios" in text


def test_page_says_what_holds_it_back_before_anything_else(desk):
    Assessment.objects.filter(municipality__name="Lugar 01").update(state=State.IN_REVIEW)
    Assessment.objects.filter(municipality__name="Lugar 02").update(due_on=date(2027, 5, 3))
    text = read(desk, PUBLISH)
    assert "Todavía no se puede publicar: faltan 2 cosas. Se publica todo el mismo día, cuando no falte nada." in text
    held = text[text.index("Lo que lo detiene") : text.index("Lo que se comprobó")]
    assert "Lugar 01: en revisión metropolitana." in held
    assert "Lugar 02: sin iniciar, y el plazo va hasta el 3 de mayo de 2027." in held
    assert "Todavía no puede publicarse: 2 Lugar 01 y Lugar 02" in text
    assert "Publicar los resultados de" not in text


def test_page_says_who_is_told(desk):
    place = Assessment.objects.get(municipality__name="Lugar 01").municipality
    assert "A 0 personas de los equipos municipales." in read(desk, PUBLISH)
    make_member(Role.LIAISON, place)
    make_member(Role.REVIEWER)
    now = datetime(2027, 4, 1, tzinfo=UTC)
    Subscription.objects.create(email="a@a.example", whole_valley=True, asked_at=now, confirmed_at=now)
    Subscription.objects.create(email="b@a.example", whole_valley=True, asked_at=now)
    said = "A 1 persona de los equipos municipales y a 1 suscripción de la ciudadanía por correo."
    assert said in read(desk, PUBLISH)


def test_rehearsal_offers_no_button(desk):
    Round.objects.update(is_rehearsal=True)
    text = read(desk, PUBLISH)
    assert "Es un ensayo: sus resultados nunca se publican." in text
    assert "Publicar los resultados de" not in text


def test_queries_do_not_grow_with_municipalities(client, django_assert_max_num_queries):
    make_scored_round({place: levels(3, 3, 3) for place in make_places(40)}, code="ciclo")
    client.force_login(make_member(Role.COORDINATOR))
    client.get(PUBLISH)
    with django_assert_max_num_queries(26):
        client.get(PUBLISH)


def test_waiver_that_came_too_late_stays_on_the_page(client, cast, assessment):
    client.force_login(cast.coordinator)
    refused = client.post("/tablero/ciclo/publicar/", {"waiver": "El sitio vuelve el lunes"})
    assert refused.status_code == 422
    assert "El sitio vuelve el lunes</textarea>" in refused.text
