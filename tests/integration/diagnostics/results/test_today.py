"""«Para hoy» on the board: what waits for a decision, a reminder, an invitation, a publication."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.permissions import Role
from diagnostics.assessments.choices import RoundStatus, State
from diagnostics.assessments.models import Assessment, Evidence, Round
from diagnostics.results.actions import errata
from diagnostics.results.models import ScoreCheck
from diagnostics.review.models import AnswerReview, SecondReview
from tests.factories.accounts import make_invitation, make_member
from tests.factories.core import make_failed_task
from tests.factories.diagnostics import (
    declare,
    make_answer,
    make_closed,
    make_marked,
    make_replied,
    make_round,
    make_sent,
)
from tests.factories.mail import make_unsettled
from tests.factories.results import levels, make_places, make_proposal, make_published_round, make_scored_round
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
        f"Terminar Aquí Faltan {total} de {total} respuestas por marcar. Venció el martes 27 de abril: tarde 1 día hábil. "
        "Seguir la revisión de Aquí" in text
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
    said = f"Decidir la réplica de Aquí Dos respuestas, {points} puntos en total. Vence el miércoles 5 de mayo: quedan"
    assert f"{said} 5 días hábiles. Empezar por A-01" in text
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
    assert "Allá no tiene enlace ni alcaldía Sin responder: las invitaciones al enlace y a la alcaldía." in text
    assert "dos invitaciones" in title(desk)
    assert "Allá Sin enlace ni alcaldía, ya se invitó Sin iniciar" in text
    assert "Aquí Sin alcaldía Sin iniciar" in text


def test_who_is_missing_says_what_does_not_happen(desk, cast, assessment):
    cast.liaison.memberships.update(ended_at=NOW, end_reason="Se fue")
    assert "Aquí no tiene enlace Nadie puede enviar las respuestas a la firma." in read(desk, BOARD)
    cast.approver.memberships.update(ended_at=NOW, end_reason="Se fue")
    assert "Aquí no tiene enlace ni alcaldía Nadie puede enviar las respuestas ni firmarlas." in read(desk, BOARD)


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
    assert "Aquí enlace, tarde 7 días hábiles Sin recordatorios · nunca ha ingresado · falta: 5 respuestas de 5" in text
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


def make_due(sent: Assessment, *questions: str) -> None:
    """These answers, and no others, are in the sample of the second reading."""
    SecondReview.objects.all().delete()
    for answer in sent.answers.filter(question__code__in=questions, layer="self_assessed"):
        SecondReview.objects.create(answer=answer)


def test_second_readings_are_due_once_somebody_else_marked_the_answer(desk, client, cast, assessment):
    sent = make_sent(assessment, cast.liaison)
    due(sent, date(2027, 5, 3))
    make_due(sent, "A-01", "A-03", "B-02")
    assert "Segunda lectura" not in read(desk, BOARD), "nothing is marked yet"
    make_marked(sent, cast.reviewer)
    AnswerReview.objects.filter(answer__question__code="A-03").delete()
    text = read(desk, BOARD)
    said = "Segunda lectura de Aquí Faltan 2 de 3 respuestas de la muestra. Vence el lunes 3 de mayo: quedan 3 días hábiles."
    assert f"{said} Leer Aquí" in text
    assert "una segunda lectura" in title(desk)
    assert '<a class="btn btn-s btn-2" href="/revision/ciclo/aqui/segunda-lectura/">' in desk.get(BOARD).text
    client.force_login(cast.reviewer)
    assert "Segunda lectura" not in read(client, BOARD), "they marked them"


def test_second_reading_is_not_offered_to_who_cannot_make_it(desk, cast, assessment):
    sent = make_sent(assessment, cast.liaison)
    make_due(sent, "A-01")
    make_marked(sent, cast.reviewer)
    assert "Segunda lectura de Aquí" in read(desk, BOARD)
    sent.answers.filter(question__code="A-01").update(reopened_at=NOW, reopening="link_broken")
    assert "Segunda lectura" not in read(desk, BOARD), "the municipality may change it"
    sent.answers.update(reopened_at=None, reopening="")
    SecondReview.objects.update(marked_at=NOW, marked_by=cast.coordinator)
    assert "Segunda lectura" not in read(desk, BOARD), "it was made"
    SecondReview.objects.update(marked_at=None, marked_by=None)
    declare(assessment.round, cast.coordinator, conflicts={cast.here.pk: "Trabajé allí"})
    assert "Segunda lectura" not in read(desk, BOARD)


@pytest.fixture
def proposal(cast):
    """The correction of a published answer, proposed by coordination."""
    [place] = make_places(1)
    published = make_published_round({place: levels(3, 3, 3)}, code="antes", name="Ciclo 2026-1").round
    return make_proposal(published, place, "INF-01", "4", by=cast.coordinator)


@pytest.mark.parametrize("board", [BOARD, "/tablero/antes/"])
def test_correction_waits_for_another_person_on_every_board(client, cast, assessment, proposal, board):
    client.force_login(make_member(Role.COORDINATOR, name="Otra coordinación"))
    text = read(client, board)
    assert (
        f"Confirmar la corrección de INF-01 de {proposal.answer.assessment.municipality} La propuso {cast.coordinator.name}, "
        in text
    )
    assert "en lo publicado del ciclo 2026-1. Mirar INF-01" in text
    assert f'href="{proposal.get_absolute_url()}">' in client.get(board).text
    assert "una decisión" in text
    for person in (cast.coordinator, cast.reviewer):
        client.force_login(person)
        assert "Confirmar la corrección" not in read(client, board), "who proposed it, and who may not correct"


def test_correction_that_was_decided_no_longer_waits(client, cast, assessment, proposal):
    client.force_login(make_member(Role.COORDINATOR))
    errata.withdraw(proposal=proposal, reason="Era otra pregunta", by=cast.coordinator, at=NOW)
    assert "Confirmar la corrección" not in read(client, BOARD)


@pytest.mark.parametrize("board", [BOARD, "/tablero/antes/"])
def test_scores_that_differ_from_their_recomputation_are_an_alert(desk, client, cast, assessment, board):
    published = make_published_round(
        {place: levels(3, 3, 3) for place in make_places(2)}, code="antes", name="Ciclo 2026-1"
    )
    check = {
        "round": published.round,
        "runs": [{"name": "Definitiva", "municipalities": 2, "differences": ["Uno", "Dos"]}],
    }
    ScoreCheck.objects.create(checked_at=NOW - timedelta(days=1), is_equal=True, **check | {"runs": []})
    assert "no son iguales" not in read(desk, board)
    ScoreCheck.objects.create(checked_at=NOW - timedelta(hours=2), is_equal=False, **check)
    said = "Los puntajes del ciclo 2026-1 no son iguales a los recalculados La verificación encontró 2 diferencias (hoy, 6:15)."
    assert f"{said} Ver las diferencias" in read(desk, board)
    assert 'href="/tablero/antes/puntajes/">Ver las diferencias' in desk.get(board).text
    assert "una alerta" in title(desk)
    client.force_login(cast.reviewer)
    assert "no son iguales" not in read(client, board), "they cannot open that page"
    client.force_login(cast.coordinator)
    ScoreCheck.objects.create(checked_at=NOW, is_equal=True, **check | {"runs": []})
    assert "no son iguales" not in read(desk, board), "the last verification found none"


def test_failed_tasks_and_mails_left_in_between_are_alerts_of_who_keeps_the_portal(desk, client, cast, assessment):
    assert "Alertas" not in read(desk, BOARD)
    make_failed_task()
    make_unsettled(cast.liaison, at=NOW - timedelta(hours=2))
    text, page = read(desk, BOARD), desk.get(BOARD).text
    assert "1 tarea del portal falló Cada una dice por qué, y se puede pedir otra vez. Ver las tareas" in text
    assert "De 5 correos no se sabe si salieron Decida en «Correos» si van otra vez. Ver los correos" in text
    assert 'href="/administracion/">Ver las tareas' in page
    assert 'href="/administracion/correos/">Ver los correos' in page
    assert "dos alertas" in title(desk)
    client.force_login(cast.reviewer)
    assert "Alertas" not in read(client, BOARD)


def test_round_that_is_over_has_nothing_for_today(desk):
    round = make_scored_round({place: levels(3, 3, 3) for place in make_places(2)}, code="ciclo")
    Round.objects.filter(pk=round.pk).update(status=RoundStatus.PUBLISHED)
    assert title(desk) == "Tablero regional"
    assert "/recordar/" not in desk.get(BOARD).text


@pytest.mark.parametrize("count", [2, 6])
def test_queries_do_not_grow_with_what_waits(client, cast, count):
    """So many municipalities with a second reading, a correction and a verification that waits, each."""
    places = make_places(count)
    round = make_round(*places, code="ciclo")
    published = make_published_round({place: levels(3, 3, 3) for place in places}, code="antes").round
    for place in places:
        make_member(Role.LIAISON, place)
        assessment = round.assessments.get(municipality=place)
        answer = make_answer(assessment, "A-01", "3")
        AnswerReview.objects.create(answer=answer, version=1, marked_at=NOW, marked_by=cast.reviewer)
        SecondReview.objects.create(answer=answer)
        make_proposal(published, place, "INF-01", "4", by=cast.coordinator)
        check = make_published_round({place: levels(3, 3, 3)}, code=f"otro-{place.slug}").round
        ScoreCheck.objects.create(round=check, checked_at=NOW, is_equal=False, runs=[])
    Assessment.objects.filter(round=round).update(state=State.IN_REVIEW, submitted_at=NOW)
    client.force_login(make_member(Role.COORDINATOR))
    client.get(BOARD)
    with CaptureQueriesContext(connection) as sent:
        page = client.get(BOARD).text
    counts = [page.count(word) for word in ("Segunda lectura de", "Confirmar la corrección", "no son iguales")]
    assert (counts, len(sent)) == ([count] * 3, 34)


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
    assert len(sent) == 38
    assert len(page.content) < 150_000
