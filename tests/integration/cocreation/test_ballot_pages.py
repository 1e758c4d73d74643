"""Voting in the browser: who sees the ballot, what a press answers, and what a closed stage says."""

import re

import pytest
from django.test import Client

from cocreation.agendas.choices import StageCode
from cocreation.agendas.models import Support, Vote
from tests.factories.ballots import make_result, make_session
from tests.factories.cocreation import make_agenda, make_challenge, make_participant, moment_in
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
NOW = moment_in(StageCode.CHALLENGES)
ALL = {"people": "5", "urgency": "4", "feasibility": ""}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def agenda(db: None):
    return make_agenda(*[make_municipality() for _ in range(3)])


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


def browser(person) -> Client:
    client = Client()
    session = client.session
    session["participants"] = {person.agenda.code: person.pk}
    session.save()
    return client


@pytest.fixture
def voter(agenda, clock):
    return browser(make_participant(agenda))


def test_ballot_shows_challenges_with_words_for_each_number(voter):
    page = voter.get("/agendas/AG-1/votar/")
    assert page.status_code == 200
    assert page.text.count('type="radio"') == 18
    assert "Muy pocas" in page.text
    assert "al menos 3 retos" in page.text
    assert "no-store" in page["Cache-Control"]


def test_press_is_saved_and_says_until_when(voter):
    answer = voter.post("/agendas/AG-1/votar/MOV-1/", ALL)
    assert (answer.status_code, answer.url) == (302, "/agendas/AG-1/votar/#MOV-1")
    page = voter.get("/agendas/AG-1/votar/").text
    assert "MOV-1: Guardado 10:00, 2 de 3 notas · puede cambiarlo hasta el domingo 4 de abril." in page
    assert re.search(r'name="people" value="5" checked', page)
    assert dict(Vote.objects.values_list("criterion", "value")) == {"people": 5, "urgency": 4}
    voter.post("/agendas/AG-1/votar/MOV-1/", dict.fromkeys(ALL, ""))
    assert not Vote.objects.exists()
    assert "Su voto quedó vacío 10:00" in voter.get("/agendas/AG-1/votar/").text


def test_press_by_htmx_answers_the_state_alone(voter):
    answer = voter.post("/agendas/AG-1/votar/MOV-1/", ALL, headers=HTMX)
    assert answer.status_code == 200
    assert answer.text.startswith('<p class="save" id="estado-MOV-1"') or 'id="estado-MOV-1"' in answer.text
    assert "<html" not in answer.text
    assert "Guardado 10:00" in answer.text


def test_support_is_a_button_that_says_how_it_stands(voter):
    assert 'aria-pressed="false"' in voter.get("/agendas/AG-1/votar/").text
    for _ in range(2):
        assert voter.post("/agendas/AG-1/votar/MOV-1/apoyo/", {"apoya": "si"}).status_code == 302
    assert Support.objects.count() == 1
    assert 'aria-pressed="true"' in voter.get("/agendas/AG-1/votar/").text
    answer = voter.post("/agendas/AG-1/votar/MOV-1/apoyo/", {"apoya": "no"}, headers=HTMX)
    assert "Apoyo retirado 10:00" in answer.text
    assert not Support.objects.exists()


def test_group_and_municipality_are_kept(voter, agenda):
    place = agenda.municipalities.first()
    answer = voter.post("/agendas/AG-1/quien-vota/", {"group": "academia", "municipality": place.pk})
    assert answer.status_code == 302
    assert agenda.participants.get().group == "academia"
    assert voter.post("/agendas/AG-1/quien-vota/", {"group": "otros"}).status_code == 422
    assert voter.post("/agendas/AG-1/quien-vota/", {"municipality": make_municipality().pk}).status_code == 422


@pytest.mark.parametrize("values", [{"people": "6"}, {"people": "0"}, {"people": "<script>"}, {"people": "٣"}])
def test_other_numbers_are_422(voter, values):
    answer = voter.post("/agendas/AG-1/votar/MOV-1/", values)
    assert answer.status_code == 422
    assert "<script>" not in answer.text
    assert not Vote.objects.exists()


def test_nobody_known_is_asked_who_takes_part(agenda, clock):
    stranger = Client()
    assert "Primero diga quién participa" in stranger.get("/agendas/AG-1/votar/").text
    for address in ("votar/MOV-1/", "votar/MOV-1/apoyo/", "quien-vota/"):
        assert stranger.post(f"/agendas/AG-1/{address}", ALL).status_code == 403
    assert not Vote.objects.exists()


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        (StageCode.PROBLEMS, "Todavía no se puede votar los retos"),
        (StageCode.IDEAS, "Ya no se puede votar los retos"),
    ],
)
def test_closed_stage_answers_409_with_what_was_marked(agenda, clock, stage, words):
    clock.move_to(moment_in(stage), tick=False)
    voter = browser(make_participant(agenda))
    assert voter.get("/agendas/AG-1/votar/").status_code == 200
    answer = voter.post("/agendas/AG-1/votar/MOV-1/", ALL)
    assert answer.status_code == 409
    assert words in answer.text
    assert "Usted había marcado: Personas afectadas: 5, Urgencia: 4." in answer.text
    assert voter.post("/agendas/AG-1/votar/MOV-1/", ALL, headers=HTMX).status_code == 409
    assert voter.post("/agendas/AG-1/votar/MOV-1/apoyo/", {"apoya": "si"}).status_code == 409
    assert voter.post("/agendas/AG-1/quien-vota/", {"group": "academia"}).status_code == 409
    assert not Vote.objects.exists()


def test_frozen_result_answers_409(voter, agenda):
    make_session(agenda)
    make_result(agenda)
    agenda.stages.filter(code=StageCode.CHALLENGES).update(state="open")
    answer = voter.post("/agendas/AG-1/votar/MOV-1/", ALL)
    assert answer.status_code == 409
    assert "El resultado ya está congelado" in answer.text


@pytest.mark.parametrize("address", ["AG-9/votar/", "BORRADOR/votar/"])
def test_unknown_and_unpublished_agendas_are_not_found(voter, address):
    make_agenda(make_municipality(), code="BORRADOR", is_published=False)
    assert voter.get(f"/agendas/{address}").status_code == 404
    assert voter.post(f"/agendas/{address}MOV-1/", ALL).status_code == 404
    assert voter.post("/agendas/AG-1/votar/NADA-1/", ALL).status_code == 404


def test_session_of_another_agenda_is_not_taken(agenda, clock):
    other = browser(make_participant(make_agenda(make_municipality(), code="AG-2")))
    assert other.post("/agendas/AG-1/votar/MOV-1/", ALL).status_code == 403


def test_hostile_challenge_is_shown_as_text(voter, agenda):
    make_challenge(agenda, "XSS-1", text='<script>alert(1)</script>"&')
    assert "<script>alert(1)" not in voter.get("/agendas/AG-1/votar/").text


def test_queries_do_not_grow_with_the_challenges(voter, agenda, django_assert_max_num_queries):
    for number in range(30):
        make_challenge(agenda, f"R-{number}")
    with django_assert_max_num_queries(12):
        voter.get("/agendas/AG-1/votar/")
