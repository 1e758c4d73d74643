"""«Para hoy» on the board: what waits for a decision, a reminder, an invitation, a publication."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.permissions import Role
from diagnostics.assessments.choices import RoundStatus, State
from diagnostics.assessments.models import Assessment, Evidence, Round
from diagnostics.review.models import AnswerReview
from tests.factories.accounts import make_invitation, make_member
from tests.factories.diagnostics import declare, make_closed, make_marked, make_replied, make_round, make_sent
from tests.factories.results import levels, make_places, make_scored_round
from tests.page_text import read, text_of

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 4, 28, 8, 15, tzinfo=ZoneInfo("America/Bogota"))
BOARD = "/tablero/ciclo/"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.coordinator)
    return client


def due(assessment: Assessment, day: date) -> None:
    Assessment.objects.filter(pk=assessment.pk).update(due_on=day)


def title(client) -> str:
    page = client.get(BOARD).text
    return text_of(page[page.index("<h1") : page.index("</h1>")])


def test_reviews_say_how_many_answers_are_left_and_by_when(desk, cast, assessment):
    sent = make_sent(assessment, cast.liaison)
    due(sent, date(2027, 4, 27))
    total = make_total(sent)
    text = read(desk, BOARD)
    assert (
        f"Terminar Aquí Faltan {total} de {total} respuestas por marcar. Venció ayer. Seguir la revisión de Aquí"
        in text
    )
    make_marked(sent, cast.reviewer)
    AnswerReview.objects.last().delete()
    assert f"Falta 1 de {total} respuestas por marcar." in read(desk, BOARD)
    assert '<a class="btn btn-s btn-2" href="/revision/ciclo/aqui/">' in desk.get(BOARD).text


def make_total(assessment: Assessment) -> int:
    from diagnostics.review.queries.reviewing import reviewing_of

    return len(reviewing_of(assessment).to_mark)


def test_review_with_all_marked_asks_to_close_it(desk, cast, assessment):
    make_marked(make_sent(assessment, cast.liaison), cast.reviewer)
    assert "Todo está marcado: falta cerrar la revisión." in read(desk, BOARD)


def test_who_has_a_stake_is_told_that_another_person_decides(desk, cast, assessment):
    make_sent(assessment, cast.liaison)
    declare(assessment.round, cast.coordinator, conflicts={cast.here.pk: "Trabajé allí"})
    assert "Le toca a otra persona: usted tiene parte en ese diagnóstico." in read(desk, BOARD)
    assert "decisión" not in title(desk)


@pytest.fixture
def contested(cast, assessment) -> Assessment:
    """Two adjustments contested; the reviewer made them, so that coordination decides."""
    closed = make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer, rejects=("A-01", "A-03"))
    return make_replied(closed, cast.liaison, "A-01", "A-03")


def test_replies_to_decide_come_with_their_points_and_the_first_open_case(desk, cast, contested):
    declare(contested.round, cast.coordinator)
    due(contested, date(2027, 5, 5))
    points = f"{contested.disputed_points:.2f}".replace(".", ",")
    text = read(desk, BOARD)
    said = f"Decidir la réplica de Aquí Dos respuestas, {points} puntos en total. Vence el miércoles 5 de mayo."
    assert f"{said} Empezar por A-01" in text
    assert 'href="/revision/ciclo/aqui/casos/A-01/"' in desk.get(BOARD).text
    assert title(desk).startswith("Para hoy: una decisión")


def test_who_reviewed_those_dimensions_does_not_decide_them(client, cast, contested):
    client.force_login(cast.reviewer)
    text = read(client, BOARD)
    assert "Le toca a otra persona: usted revisó esas dimensiones." in text
    assert "Empezar por" not in text


def test_round_without_obstacles_is_ready_to_publish(desk):
    make_scored_round({place: levels(3, 3, 3) for place in make_places(2)}, code="ciclo", name="Ciclo 2027-1")
    assert "Publicar Ciclo 2027-1 Dos municipios tienen resultado definitivo" in read(desk, BOARD)
    assert "una publicación" in title(desk)
    assert 'href="/tablero/ciclo/publicar/">Ver antes de publicar' in desk.get(BOARD).text
    Round.objects.update(is_rehearsal=True)
    assert "Es un ensayo: no se publica." in read(desk, BOARD)
    assert "publicación" not in title(desk)


def test_municipality_without_people_is_said_with_the_invitation_one_press_away(desk, cast, assessment):
    for role in (Role.LIAISON, Role.APPROVER):
        make_invitation(role, cast.there, at=NOW)
    cast.neighbour.memberships.update(ended_at=NOW, end_reason="Se fue")
    cast.approver.memberships.update(ended_at=NOW, end_reason="Se fue")
    text, page = read(desk, BOARD), desk.get(BOARD).text
    assert "Aquí no tiene alcaldía Nadie puede firmar. Invitar a la alcaldía de Aquí" in text
    assert 'href="/equipo/invitar/?rol=approver&amp;municipio=aqui"' in page
    assert "Allá no tiene enlace ni alcaldía Ya se invitó al enlace y a la alcaldía. Puede enviarse otra vez." in text
    assert "dos invitaciones" in title(desk)
    assert "Allá Sin enlace ni alcaldía, ya se invitó Sin iniciar" in text
    assert "Aquí Sin alcaldía Sin iniciar" in text


def test_addresses_that_no_longer_open_are_counted_by_municipality(desk, cast, assessment):
    make_sent(assessment, cast.liaison)
    Evidence.objects.filter(assessment=assessment).update(check_failures=2)
    many = Evidence.objects.filter(assessment=assessment).count()
    said = "1 dirección no abre" if many == 1 else f"{many} direcciones no abren"
    assert f"Aquí: {said} El municipio ya recibió el aviso. Ver las evidencias de Aquí" in read(desk, BOARD)
    assert 'href="/diagnostico/ciclo/aqui/evidencias/"' in desk.get(BOARD).text


def test_late_and_soon_due_are_proposed_and_counted(desk, cast, assessment):
    other = Assessment.objects.get(municipality=cast.there)
    due(assessment, NOW.date() - timedelta(days=9))
    due(other, NOW.date() + timedelta(days=30))
    assert title(desk).startswith("Para hoy: un recordatorio y una invitación")
    text = read(desk, BOARD)
    assert "Aquí enlace, tarde 9 días Sin recordatorios · nunca ha ingresado · falta: 5 respuestas de 5" in text
    assert "Enviar 1 recordatorio" in text
    due(other, NOW.date() + timedelta(days=2))
    assert "Allá enlace, vence el viernes 30 de abril" in read(desk, BOARD)
    assert "Enviar 2 recordatorios" in read(desk, BOARD)


def test_nothing_to_do_is_said_with_the_next_deadline(desk, cast, assessment):
    make_member(Role.APPROVER, cast.there)
    Assessment.objects.update(due_on=date(2027, 8, 30))
    assert title(desk) == "Nada para hoy"
    said = "No hay nada que decidir, publicar ni recordar. El próximo plazo es el de Aquí: lunes 30 de agosto."
    assert said in read(desk, BOARD)


def test_reviewer_sees_decisions_and_what_coordination_does_not(client, cast, assessment):
    make_sent(assessment, cast.liaison)
    Assessment.objects.filter(municipality=cast.there).update(due_on=date(2027, 4, 1))
    client.force_login(cast.reviewer)
    text, page = read(client, BOARD), client.get(BOARD).text
    assert title(client) == "Para hoy: una decisión"
    assert "Terminar Aquí" in text
    for absent in ("/recordar/", "/mensaje/", "/prorrogas/", "/equipo/", "publicar/"):
        assert absent not in page, absent


def test_round_that_is_over_has_nothing_for_today(desk):
    round = make_scored_round({place: levels(3, 3, 3) for place in make_places(2)}, code="ciclo")
    Round.objects.filter(pk=round.pk).update(status=RoundStatus.PUBLISHED)
    assert title(desk) == "Tablero regional"
    assert "/recordar/" not in desk.get(BOARD).text


@pytest.mark.parametrize("count", [3, 12, 150])
def test_queries_do_not_grow_with_municipalities(desk, cast, count):
    """One in review and one in decision for every two that fill; the rest of the page has its own budget."""
    places = make_places(count)
    round = make_round(*places, code="ciclo")
    for number, place in enumerate(places):
        make_member(Role.LIAISON, place)
        state = (State.IN_REVIEW, State.REPLY_DECISION, State.NOT_STARTED)[number % 3]
        Assessment.objects.filter(round=round, municipality=place).update(
            state=state, due_on=date(2027, 4, 1), submitted_at=NOW
        )
    desk.get(BOARD)
    with CaptureQueriesContext(connection) as sent:
        page = desk.get(BOARD)
    assert len(sent) == 30
    assert len(page.content) < 150_000
